using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Import.TfLite;

/// <summary>
/// Reads TensorFlow Lite model files: FlatBuffers of the public schema (version 3), whose field numbers stand here. Nothing is allocated
/// that the file's own length does not cover.
/// </summary>
internal static class TfLiteReader
{
    private const string Identifier = "TFL3";
    private const string Format = "TensorFlow Lite";
    private const int MaxRank = 8;
    private const int Custom = 32;

    /// <summary>Reads a file.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">The model's name, for messages.</param>
    /// <exception cref="ProblemException">The file is malformed (PKR1093), or a tensor of it (PKR1094).</exception>
    public static TfLiteModel Read(ReadOnlyMemory<byte> file, string name)
    {
        try
        {
            var buffer = new FlatBuffer(file);
            return buffer.HasIdentifier(Identifier) ? Read(buffer.Root, file, name) : throw Malformed(name, $"it does not hold '{Identifier}' at its fifth byte");
        }
        catch (FlatBufferException malformed)
        {
            throw Malformed(name, malformed.Message);
        }
    }

    private static TfLiteModel Read(FlatTable model, ReadOnlyMemory<byte> file, string name)
    {
        var version = model.UInt32(0);
        if (version != 3)
            throw Malformed(name, FormattableString.Invariant($"it is of version {version}, and 3 is the only one that is read"));
        var graphs = model.Tables(2);
        if (graphs.Count != 1)
            throw Malformed(name, FormattableString.Invariant($"it has {graphs.Count} graphs, and must have one"));
        var buffers = model.Tables(4).Select(b => Data(b, file)).ToList();
        var tensors = graphs[0].Tables(0).Select((t, i) => Tensor(t, i, buffers, name)).ToList();
        var codes = model.Tables(1).Select(Code).ToList();
        var operators = graphs[0].Tables(3).Select((o, i) => Operator(o, i, codes, tensors.Count, name)).ToList();
        return new(name, tensors, operators, References(graphs[0].Int32s(1), tensors.Count, "the graph's inputs", name), References(graphs[0].Int32s(2), tensors.Count, "the graph's outputs", name));
    }

    /// <summary>A buffer's bytes: in the table, or in files beyond 2 GB elsewhere in the file.</summary>
    private static ReadOnlyMemory<byte> Data(FlatTable buffer, ReadOnlyMemory<byte> file)
    {
        var (offset, size) = (buffer.UInt64(1), buffer.UInt64(2));
        if (offset <= 1)
            return buffer.Bytes(0);
        return offset <= (ulong)file.Length && size <= (ulong)file.Length - offset
            ? file.Slice((int)offset, (int)size)
            : throw new FlatBufferException(FormattableString.Invariant($"a buffer of {size} bytes at {offset} lies outside the file"));
    }

    private static TfLiteTensor Tensor(FlatTable tensor, int index, List<ReadOnlyMemory<byte>> buffers, string model)
    {
        var (text, shape, buffer) = (tensor.Text(3), tensor.Int32s(0), tensor.UInt32(2));
        var name = text.Length > 0 ? text : FormattableString.Invariant($"#{index}");
        if (shape.Length > MaxRank || SizeLimits.Product([.. shape.Select(s => Math.Max(s, 0))]) > SizeLimits.TensorElements)
            throw MalformedTensor(model, name, $"its shape [{string.Join(", ", shape)}] is too large");
        if (Array.Exists(shape, s => s < 0))
            throw MalformedTensor(model, name, $"its shape [{string.Join(", ", shape)}] holds a negative size");
        if (buffer >= buffers.Count)
            throw MalformedTensor(model, name, FormattableString.Invariant($"its data is buffer {buffer}, and there are {buffers.Count}"));
        return new(index, name, (TfLiteType)tensor.Byte(1), shape, buffers[(int)buffer], Quantization(tensor.Table(4)), tensor.Flag(5));
    }

    private static TfLiteQuantization? Quantization(FlatTable? parameters)
    {
        if (parameters is not { } table || table.Reals(2) is not { Length: > 0 } scales)
            return null;
        return new(scales, table.Int64s(3), table.Int32(6));
    }

    /// <summary>An operator's kind; files of old have it in one byte.</summary>
    private static (int Code, string Kind) Code(FlatTable code)
    {
        var kind = Math.Max(code.Int32(3), (int)(sbyte)code.Byte(0));
        return (kind, kind == Custom ? code.Text(1) : TfLiteOperators.NameOf(kind));
    }

    private static TfLiteOperator Operator(FlatTable table, int index, List<(int Code, string Kind)> codes, int tensors, string model)
    {
        var code = table.UInt32(0);
        if (code >= codes.Count)
            throw Malformed(model, FormattableString.Invariant($"operator {index} is of kind {code}, and there are {codes.Count}"));
        var (kind, name) = codes[(int)code];
        var place = FormattableString.Invariant($"operator {index} ({name})");
        var outputs = References(table.Int32s(2), tensors, $"the outputs of {place}", model);
        return new(index, kind, name, References(table.Int32s(1), tensors, $"the inputs of {place}", model, least: -1), outputs, table.Table(4));
    }

    private static int[] References(int[] tensors, int count, string what, string model, int least = 0) =>
        Array.Find(tensors, t => t < least || t >= count) is var wrong && (wrong < least || wrong >= count)
            ? throw Malformed(model, FormattableString.Invariant($"{what} include tensor {wrong}, and there are {count}"))
            : tensors;

    private static ProblemException Malformed(string model, string what) => new(Pkr.MalformedModelFile.At(Site.Network, model, Format, what));

    private static ProblemException MalformedTensor(string model, string tensor, string what) => new(Pkr.MalformedModelTensor.At(Site.Network, model, tensor, what));
}
