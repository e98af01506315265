using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;

namespace Pickerel.Import.SafeTensors;

/// <summary>
/// Reads safetensors files (https://github.com/huggingface/safetensors): eight bytes with the header's length, the header in
/// JSON, the tensors' bytes without gap. The whole header is checked against the file before a tensor's memory is allocated.
/// </summary>
public static class SafeTensorsReader
{
    private const int LengthBytes = sizeof(ulong);
    private const int MaxHeaderBytes = 16 << 20;

    /// <summary>How often a batch norm was trained: PyTorch saves it, nothing needs it, and its type is I64.</summary>
    private const string IgnoredSuffix = "num_batches_tracked";

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file, from its start; its length must be known.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    /// <returns>The tensors in the order of their data.</returns>
    /// <exception cref="ProblemException">The file is no well-formed safetensors file (PKR1075 to PKR1078).</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelDocument Read(Stream file, string name, CancellationToken cancellation = default)
    {
        var header = ReadHeader(file, name);
        var start = LengthBytes + header.Length;
        var entries = SafeTensorsHeader.Parse(header, name).OrderBy(e => e.Begin).ThenBy(e => e.End).ToList();
        CheckLayout(entries, file.Length - start, name);
        var wanted = entries.Where(e => !e.Name.EndsWith(IgnoredSuffix, StringComparison.Ordinal)).ToList();
        if (wanted.Sum(e => e.End - e.Begin) > ModelDocument.MaxTensorBytes)
            throw new ProblemException(Pkr.ModelTooLarge.At(Site.Network, name, ModelDocument.MaxTensorBytes));
        var types = wanted.ConvertAll(e => CheckedType(e, name));

        var tensors = ImmutableArray.CreateBuilder<ModelTensor>(wanted.Count);
        foreach (var (entry, type) in wanted.Zip(types))
        {
            cancellation.ThrowIfCancellationRequested();
            var bytes = new byte[entry.End - entry.Begin];
            file.Position = start + entry.Begin;
            file.ReadExactly(bytes);
            tensors.Add(new ModelTensor(entry.Name, type, entry.Shape.ToEquatableArray(), ImmutableCollectionsMarshal.AsImmutableArray(bytes)));
        }

        return new ModelDocument(name, Network: null, new(tensors.MoveToImmutable()));
    }

    private static byte[] ReadHeader(Stream file, string name)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (file.Length < LengthBytes)
            throw NoFile(name, $"it has {Format(file.Length)} bytes and must begin with {LengthBytes} that give its header's length");
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > (ulong)(file.Length - LengthBytes))
            throw NoFile(name, $"its header should have {length.ToString(CultureInfo.InvariantCulture)} bytes, and {Format(file.Length - LengthBytes)} follow");
        if (length > MaxHeaderBytes)
            throw NoFile(name, $"its header has {length.ToString(CultureInfo.InvariantCulture)} bytes, more than the {MaxHeaderBytes} Pickerel reads");
        var header = new byte[length];
        file.ReadExactly(header);
        return header;
    }

    /// <summary>Every byte behind the header belongs to exactly one tensor.</summary>
    private static void CheckLayout(List<SafeTensorsEntry> entries, long length, string name)
    {
        long position = 0;
        foreach (var entry in entries)
        {
            if (entry.Begin < position)
                throw Malformed(name, entry, $"its data overlaps another's, which ends at {Format(position)}");
            if (entry.Begin > position)
                throw Malformed(name, entry, $"its data begins at {Format(entry.Begin)} and leaves a gap from {Format(position)}");
            if (entry.End > length)
                throw Malformed(name, entry, $"its data ends at {Format(entry.End)} and the file's at {Format(length)}");
            position = entry.End;
        }

        if (position != length)
            throw NoFile(name, $"{Format(length - position)} byte(s) at its end belong to no tensor");
    }

    private static TensorType CheckedType(SafeTensorsEntry entry, string name)
    {
        TensorType? known = entry.Type switch
        {
            "F32" => TensorType.F32,
            "F16" => TensorType.F16,
            "BF16" => TensorType.BF16,
            "I8" => TensorType.I8,
            _ => null,
        };
        if (known is not { } type)
            throw new ProblemException(Pkr.UnsupportedTensorType.At(Site.Network, name, entry.Name, entry.Type));
        if (ModelTensor.ByteCount(type, entry.Shape.ToEquatableArray()) != entry.End - entry.Begin)
            throw Malformed(name, entry, $"its shape [{string.Join(", ", entry.Shape)}] of {entry.Type} does not fit the {Format(entry.End - entry.Begin)} bytes it has");
        return type;
    }

    private static string Format(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ProblemException NoFile(string name, string what) => new(Pkr.NotSafeTensors.At(Site.Network, name, what));

    private static ProblemException Malformed(string name, SafeTensorsEntry entry, string what) =>
        new(Pkr.MalformedSafeTensor.At(Site.Network, name, entry.Name, what));
}
