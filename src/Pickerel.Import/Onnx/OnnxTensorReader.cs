using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Import.Onnx.Schema;

namespace Pickerel.Import.Onnx;

/// <summary>Reads the tensors of an ONNX file: raw bytes, typed fields, or bytes of a file beside it.</summary>
/// <param name="problems">Where what is wrong goes.</param>
/// <param name="folder">The folder of the model, for external data; null for none.</param>
internal sealed class OnnxTensorReader(OnnxProblems problems, string? folder)
{
    private const int MaxRank = 8;
    private const int External = 1;

    /// <summary>Reads a file that is one tensor, as the test sets of ONNX keep them.</summary>
    public static OnnxTensor Parse(ReadOnlyMemory<byte> file, string name)
    {
        var problems = new OnnxProblems(name);
        try
        {
            return new OnnxTensorReader(problems, folder: null).Read(TensorProto.Parser.ParseFrom(file.Span), name);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw problems.Malformed(malformed.Message.TrimEnd('.'));
        }
    }

    /// <summary>Reads a tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ProblemException">It is malformed (PKR1094), or its external data is not there (PKR1121).</exception>
    public OnnxTensor Read(TensorProto tensor, string name)
    {
        if (!OnnxTypes.IsKnown(tensor.DataType))
            throw problems.MalformedTensor(name, FormattableString.Invariant($"its elements are of type {tensor.DataType}, and those read are {string.Join(", ", Enum.GetNames<OnnxType>())}"));
        var (type, sizes) = ((OnnxType)tensor.DataType, tensor.Dims);
        if (sizes.Any(s => s < 0))
            throw problems.MalformedTensor(name, $"its shape [{string.Join(", ", sizes)}] holds a negative size");
        if (sizes.Count > MaxRank || sizes.Any(s => s > OnnxTensor.MaxElements) || SizeLimits.Product([.. sizes.Select(s => (int)s)]) > OnnxTensor.MaxElements)
            throw problems.MalformedTensor(name, FormattableString.Invariant($"its shape [{string.Join(", ", sizes)}] is too large: {OnnxTensor.MaxElements} elements and {MaxRank} sizes are the most"));
        ImmutableArray<int> dimensions = [.. sizes.Select(s => (int)s)];
        var count = dimensions.Aggregate(1, (product, size) => product * size);
        if (tensor.DataLocation == External)
            return OfBytes(type, dimensions, count, ExternalData(tensor, name, BytesOf(type, count)), name);
        return tensor.HasRawData ? OfBytes(type, dimensions, count, tensor.RawData.Span, name) : OfFields(tensor, type, dimensions, count, name);
    }

    private static long BytesOf(OnnxType type, int count) => (((long)count * type.Bits()) + 7) / 8;

    private OnnxTensor OfBytes(OnnxType type, ImmutableArray<int> dimensions, int count, ReadOnlySpan<byte> bytes, string name)
    {
        CheckLength(name, type, dimensions, bytes.Length, BytesOf(type, count), "bytes");
        if (type.IsReal())
        {
            var reals = new double[count];
            for (var i = 0; i < count; i++)
                reals[i] = RealAt(type, bytes, i);
            return OnnxTensor.OfReals(type, dimensions, reals);
        }

        var integers = new long[count];
        for (var i = 0; i < count; i++)
            integers[i] = IntegerAt(type, bytes, i);
        return OnnxTensor.OfIntegers(type, dimensions, integers);
    }

    private static double RealAt(OnnxType type, ReadOnlySpan<byte> bytes, int i) => type switch
    {
        OnnxType.Double => BinaryPrimitives.ReadDoubleLittleEndian(bytes.Slice(8 * i)),
        OnnxType.Float => BinaryPrimitives.ReadSingleLittleEndian(bytes.Slice(4 * i)),
        OnnxType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes.Slice(2 * i)),
        _ => OnnxTypes.FromBFloat16(BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(2 * i))),
    };

    /// <summary>Elements of less than a byte lie in one from its low bits on.</summary>
    private static long IntegerAt(OnnxType type, ReadOnlySpan<byte> bytes, int i) => type.Wrap(type.Bits() switch
    {
        64 => BinaryPrimitives.ReadInt64LittleEndian(bytes.Slice(8 * i)),
        32 => BinaryPrimitives.ReadInt32LittleEndian(bytes.Slice(4 * i)),
        16 => BinaryPrimitives.ReadInt16LittleEndian(bytes.Slice(2 * i)),
        8 => bytes[i],
        4 => bytes[i / 2] >> (i % 2 * 4),
        _ => bytes[i / 4] >> (i % 4 * 2),
    });

    private OnnxTensor OfFields(TensorProto tensor, OnnxType type, ImmutableArray<int> dimensions, int count, string name)
    {
        switch (type)
        {
            case OnnxType.Float:
                return OnnxTensor.OfReals(type, dimensions, Elements(tensor.FloatData, x => (double)x));
            case OnnxType.Double:
                return OnnxTensor.OfReals(type, dimensions, Elements(tensor.DoubleData, x => x));
            case OnnxType.Float16:
                return OnnxTensor.OfReals(type, dimensions, Elements(tensor.Int32Data, x => (double)BitConverter.UInt16BitsToHalf((ushort)x)));
            case OnnxType.BFloat16:
                return OnnxTensor.OfReals(type, dimensions, Elements(tensor.Int32Data, x => (double)OnnxTypes.FromBFloat16((ushort)x)));
            case OnnxType.Int64:
                return OnnxTensor.OfIntegers(type, dimensions, Elements(tensor.Int64Data, x => x));
            case OnnxType.UInt32 or OnnxType.UInt64:
                return OnnxTensor.OfIntegers(type, dimensions, Elements(tensor.Uint64Data, x => type.Wrap(x)));
            case OnnxType.Int4 or OnnxType.UInt4 or OnnxType.Int2 or OnnxType.UInt2:
                return OfBytes(type, dimensions, count, tensor.Int32Data.Select(x => (byte)x).ToArray(), name);
            default:
                return OnnxTensor.OfIntegers(type, dimensions, Elements(tensor.Int32Data, x => type.Wrap(x)));
        }

        TResult[] Elements<T, TResult>(RepeatedField<T> field, Func<T, TResult> element)
        {
            CheckLength(name, type, dimensions, field.Count, count, "elements");
            return [.. field.Select(element)];
        }
    }

    private void CheckLength(string name, OnnxType type, ImmutableArray<int> dimensions, long actual, long expected, string unit)
    {
        if (actual != expected)
            throw problems.MalformedTensor(name, FormattableString.Invariant($"its shape [{string.Join(", ", dimensions)}] of {type} needs {expected} {unit}, and it has {actual}"));
    }

    /// <summary>The bytes of a tensor in a file beside the model. Nothing is read that the tensor's own size does not cover.</summary>
    private byte[] ExternalData(TensorProto tensor, string name, long expected)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in tensor.ExternalData)
            entries[entry.Key] = entry.Value;
        var location = entries.GetValueOrDefault("location", "");
        if (folder is null || location.Length == 0 || Path.IsPathRooted(location) || location.Split('/', '\\').Contains("..", StringComparer.Ordinal))
            throw Missing(name, location, "names no file beside the model");
        var (offset, length) = (NumberOf(entries, "offset", 0), NumberOf(entries, "length", expected));
        if (offset is null || length != expected)
            throw Missing(name, location, FormattableString.Invariant($"must have {expected} bytes from an offset"));
        try
        {
            using var file = new FileStream(Path.Combine(folder, location), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (offset.Value > file.Length - expected)
                throw Missing(name, location, FormattableString.Invariant($"ends at {file.Length}, before {expected} bytes at {offset}"));
            file.Position = offset.Value;
            var bytes = new byte[expected];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Missing(name, location, "cannot be read, " + unreadable.Message.TrimEnd('.'));
        }
    }

    private static long? NumberOf(Dictionary<string, string> entries, string key, long otherwise) =>
        !entries.TryGetValue(key, out var text) ? otherwise
        : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    private ProblemException Missing(string tensor, string location, string what) =>
        new(Pkr.ExternalDataMissing.At(Site.Network, problems.Model, tensor, location, what));
}
