using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.ModelText;

/// <summary>
/// Reads <c>.pickerel</c> text. A text that is not exactly what the writer wrote (line ends aside) is a problem with its line,
/// never an exception; nothing is allocated that the text's own length does not cover.
/// </summary>
public static class ModelTextReader
{
    /// <summary>Reads a whole text.</summary>
    /// <param name="text">The content of the file.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="cancellation">Stops between tensors.</param>
    public static ModelReadResult Read(string text, string name, CancellationToken cancellation = default)
    {
        var lines = new ModelTextLines(text);
        try
        {
            CheckFirstLine(lines, name);
            CheckEnd(lines, name);
            return new ModelReadResult.Success(
                lines.NextStartsWith(ModelTextFormat.IntegerNetworkPrefix) ? ReadIntegerNetwork(lines, name, cancellation) : ReadDocument(lines, name, cancellation));
        }
        catch (ProblemException stopped)
        {
            return new ModelReadResult.Failure(stopped.Problem, lines.Number);
        }
    }

    private static ModelDocument ReadDocument(ModelTextLines lines, string name, CancellationToken cancellation)
    {
        var network = ReadNetwork(lines, name);
        var tensors = ReadTensors(lines, FileTypes, name, cancellation);
        CheckDigest(lines, name);
        return new(name, network, tensors);
    }

    /// <summary>Nodes need their constants, which follow them.</summary>
    private static ModelDocument ReadIntegerNetwork(ModelTextLines lines, string name, CancellationToken cancellation)
    {
        var text = NetworkLines(lines).ToList();
        var tensors = ReadTensors(lines, ConstantTypes, name, cancellation);
        CheckDigest(lines, name);
        return IntegerNetworkText.Read(text, tensors, name, lines.StopAt);
    }

    private static void CheckFirstLine(ModelTextLines lines, string name)
    {
        var first = lines.Next();
        if (first.SequenceEqual(Encoding.ASCII.GetBytes(ModelTextFormat.FirstLine)))
            return;
        const int longestVersion = 10;
        var line = Encoding.ASCII.GetString(first.Slice(0, Math.Min(first.Length, 64)).ToArray());
        var version = line.StartsWith(ModelTextFormat.VersionPrefix, StringComparison.Ordinal) ? line.Substring(ModelTextFormat.VersionPrefix.Length) : "";
        var isVersion = version.Length is > 0 and < longestVersion && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _);
        throw new ProblemException(isVersion
            ? Pkr.ModelTextVersion.At(Site.Network, name, version)
            : Pkr.NotModelText.At(Site.Network, name));
    }

    /// <summary>A text that was cut says so at its last line, before anything in it is believed.</summary>
    private static void CheckEnd(ModelTextLines lines, string name)
    {
        if (lines.HasEnd)
            return;
        lines.MoveToLastLine();
        throw new ProblemException(Pkr.ModelTextCut.At(Site.Network, name));
    }

    private static Network? ReadNetwork(ModelTextLines lines, string name) =>
        lines.NextStartsWith(ModelTextFormat.NetworkPrefix) ? NetworkText.Read(NetworkLines(lines), name) : null;

    private static IEnumerable<TextLine> NetworkLines(ModelTextLines lines)
    {
        do
        {
            var text = lines.NextText();
            yield return new TextLine(lines.Number, text);
        }
        while (!lines.AtEnd && !lines.NextStartsWith(ModelTextFormat.TensorPrefix));
    }

    private static EquatableArray<ModelTensor> ReadTensors(ModelTextLines lines, ImmutableArray<TensorType> types, string name, CancellationToken cancellation)
    {
        var tensors = ImmutableArray.CreateBuilder<ModelTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        while (!lines.AtEnd)
        {
            cancellation.ThrowIfCancellationRequested();
            var (tensor, type, dimensions) = ReadHeader(lines.NextText(), types, name);
            if (!names.Add(tensor))
                throw Malformed(name, $"a second tensor is named '{tensor}'");
            var bytes = ModelTensor.ByteCount(type, dimensions);
            total += bytes;
            if (bytes < 0 || total > ModelDocument.MaxTensorBytes)
                throw new ProblemException(Pkr.ModelTooLarge.At(Site.Network, name, ModelDocument.MaxTensorBytes));
            if (ModelTextFormat.TextLength(bytes) > lines.Remaining)
                throw Malformed(name, $"tensor '{tensor}' needs {bytes.ToString(CultureInfo.InvariantCulture)} bytes, and fewer follow");
            var data = ReadData(lines, name, tensor, (int)bytes, cancellation);
            tensors.Add(new ModelTensor(tensor, type, dimensions, data));
        }

        return new(tensors.ToImmutable());
    }

    /// <summary>Reads <c>tensor conv1.weight F32 [16, 1, 3, 3]</c>.</summary>
    private static TensorHeader ReadHeader(string line, ImmutableArray<TensorType> types, string name)
    {
        var position = ModelTextFormat.TensorPrefix.Length;
        if (!line.StartsWith(ModelTextFormat.TensorPrefix, StringComparison.Ordinal))
            throw Malformed(name, "a line that begins with 'tensor' must stand here");
        var tensor = QuotedName.Read(line, ref position);
        if (tensor is null || tensor.Length > ModelTextFormat.MaxNameLength)
            throw Malformed(name, "the tensor's name is malformed");
        var rest = line.Substring(position);
        foreach (var type in types)
        {
            var prefix = $" {type} [";
            if (rest.StartsWith(prefix, StringComparison.Ordinal) && rest[rest.Length - 1] == ']')
                return new(tensor, type, ReadDimensions(rest.Substring(prefix.Length, rest.Length - prefix.Length - 1), name));
        }

        throw Malformed(name, $"the name must be followed by a type ({string.Join(", ", types)}) and sizes in brackets");
    }

    private static EquatableArray<int> ReadDimensions(string sizes, string name)
    {
        if (sizes.Length == 0)
            return [];
        var dimensions = ImmutableArray.CreateBuilder<int>();
        foreach (var size in sizes.Split(','))
        {
            // The writer's spelling and no other: one space after a comma, no sign, no leading zero.
            var digits = dimensions.Count == 0 ? size : size.StartsWith(" ", StringComparison.Ordinal) ? size.Substring(1) : "";
            if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || (digits.Length > 1 && digits[0] == '0'))
                throw Malformed(name, $"'{size}' is no size of a tensor");
            if (dimensions.Count == ModelTextFormat.MaxRank)
                throw Malformed(name, $"a tensor has at most {ModelTextFormat.MaxRank} sizes");
            dimensions.Add(value);
        }

        return new(dimensions.ToImmutable());
    }

    private static ImmutableArray<byte> ReadData(ModelTextLines lines, string name, string tensor, int length, CancellationToken cancellation)
    {
        var data = new byte[length];
        for (var position = 0; position < length; position += ModelTextFormat.BytesPerLine)
        {
            cancellation.ThrowIfCancellationRequested();
            var expected = Math.Min(ModelTextFormat.BytesPerLine, length - position);
            var line = lines.Next();
            if (line.Length != (expected + 2) / 3 * 4)
                throw Malformed(name, $"tensor '{tensor}': a line of {(expected + 2) / 3 * 4} base64 characters must stand here, and this one has {line.Length}");
            var status = Base64.DecodeFromUtf8(line, data.AsSpan(position, expected), out _, out var written);
            if (status != OperationStatus.Done || written != expected)
                throw Malformed(name, $"tensor '{tensor}': this line is not base64");
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(data);
    }

    private static void CheckDigest(ModelTextLines lines, string name)
    {
        var actual = lines.ComputeDigest();
        var written = lines.ReadDigest();
        if (!string.Equals(actual.Hex, written, StringComparison.Ordinal))
            throw new ProblemException(Pkr.ModelTextChanged.At(Site.Network, name, actual.Hex, written));
    }

    private static ProblemException Malformed(string name, string what) => new(Pkr.ModelTextMalformed.At(Site.Network, name, what));

    private static readonly ImmutableArray<TensorType> FileTypes = [TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.I8];
    private static readonly ImmutableArray<TensorType> ConstantTypes = [TensorType.I8, TensorType.I16, TensorType.I32, TensorType.I64, TensorType.F32, TensorType.F64];

    private readonly record struct TensorHeader(string Name, TensorType Type, EquatableArray<int> Dimensions);
}
