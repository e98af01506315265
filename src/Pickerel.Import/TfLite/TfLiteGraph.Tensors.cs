using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Import.TfLite;

/// <summary>Tensors as nodes see them: shapes without batch, grids, constants.</summary>
internal sealed partial class TfLiteGraph
{
    private const int Rank = 3;

    /// <summary>The shape of a tensor in height, width and channels: without sizes of 1 at its start.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="op">The operator that asks.</param>
    public TensorShape ShapeOf(TfLiteTensor tensor, TfLiteOperator? op)
    {
        var sizes = tensor.Shape.SkipWhile((size, i) => size == 1 && tensor.Shape.Length - i > Rank).ToList();
        if (sizes.Count > Rank || sizes.Contains(0))
        {
            var what = $"tensor '{tensor.Name}' has shape [{string.Join(", ", tensor.Shape)}], and tensors of one sample, with up to three sizes, are supported; export with a batch of 1 and known sizes";
            throw op is null ? new ProblemException(Pkr.UnsupportedOperatorForm.At(Site.Network, _model.Name, LayerNames.Input, "the input", what)) : Unsupported(op, what);
        }

        while (sizes.Count < Rank)
            sizes.Insert(0, 1);
        return new(sizes[0], sizes[1], sizes[2]);
    }

    /// <summary>The axis of a shape that an axis of a tensor is; null for the batch.</summary>
    public static Axis? AxisOf(TfLiteTensor tensor, int axis)
    {
        var rank = tensor.Shape.Length;
        var position = (axis < 0 ? axis + rank : axis) + Rank - rank;
        return axis >= -rank && axis < rank && position >= 0 ? (Axis)position : null;
    }

    /// <summary>The grid of a tensor between operators: one scale, one zero point.</summary>
    public Quantization GridOf(TfLiteTensor tensor)
    {
        var (bits, signed) = tensor.Type switch
        {
            TfLiteType.Int8 => (8, true),
            TfLiteType.UInt8 => (8, false),
            TfLiteType.Int16 => (16, true),
            _ => throw InvalidQuantization(tensor, $"its elements are of type {tensor.Type}, and those between operators must be Int8, UInt8 or Int16"),
        };
        if (tensor.Quantization is not { } quantization)
            throw InvalidQuantization(tensor, "it has no scale");
        if (quantization.Scales.Length != 1 || quantization.ZeroPoints.Length > 1)
            throw InvalidQuantization(tensor, FormattableString.Invariant($"it has {quantization.Scales.Length} scales and {quantization.ZeroPoints.Length} zero points, and must have one"));
        CheckScale(tensor, quantization.Scales[0]);
        var (zero, grid) = (quantization.ZeroPoints.Length == 0 ? 0 : quantization.ZeroPoints[0], new Quantization(quantization.Scales[0], 0, bits, signed));
        if (zero < grid.Minimum || zero > grid.Maximum)
            throw InvalidQuantization(tensor, FormattableString.Invariant($"its zero point is {zero}, and {tensor.Type} holds {grid.Minimum} to {grid.Maximum}"));
        return bits == 16 && zero != 0
            ? throw InvalidQuantization(tensor, FormattableString.Invariant($"its zero point is {zero}, and of 16 bits must be 0"))
            : grid with { ZeroPoint = (int)zero };
    }

    public void CheckScale(TfLiteTensor tensor, float scale)
    {
        if (!(scale > 0) || float.IsInfinity(scale))
            throw InvalidQuantization(tensor, FormattableString.Invariant($"its scale is {scale}, and must be positive and finite"));
    }

    /// <summary>The scales of a constant: one, or one for each of so many channels along a dimension.</summary>
    public float[] ScalesOf(TfLiteTensor tensor, int channels, int dimension)
    {
        var quantization = tensor.Quantization ?? throw InvalidQuantization(tensor, "it has no scale");
        if (quantization.Scales.Length != 1 && (quantization.Scales.Length != channels || quantization.Dimension != dimension))
        {
            throw InvalidQuantization(
                tensor, FormattableString.Invariant($"it has {quantization.Scales.Length} scales along dimension {quantization.Dimension}, and must have one, or {channels} along dimension {dimension}"));
        }

        foreach (var scale in quantization.Scales)
            CheckScale(tensor, scale);
        return quantization.Scales;
    }

    /// <summary>The integers of a constant less their zero point, in the file's order.</summary>
    public ImmutableArray<short> CodesOf(TfLiteTensor tensor)
    {
        var (count, data) = ((int)tensor.Count, tensor.Data);
        CheckData(tensor, tensor.Type == TfLiteType.Int4 ? (count + 1L) / 2 : count);
        var zero = ZeroOf(tensor);
        var codes = ImmutableArray.CreateBuilder<short>(count);
        for (var i = 0; i < count; i++)
        {
            // Four-bit codes lie two a byte, the first in the lower half.
            var code = tensor.Type switch
            {
                TfLiteType.Int8 => (sbyte)data.Span[i],
                TfLiteType.UInt8 => data.Span[i],
                TfLiteType.Int4 => (sbyte)(data.Span[i / 2] << (i % 2 == 0 ? 4 : 0)) >> 4,
                _ => throw InvalidQuantization(tensor, $"its elements are of type {tensor.Type}, and weights must be Int8, Int4 or UInt8"),
            };
            codes.Add((short)(code - zero));
        }

        return codes.MoveToImmutable();
    }

    /// <summary>The integers of a bias, shape or list of axes.</summary>
    public long[] IntegersOf(TfLiteTensor tensor)
    {
        var size = tensor.Type switch
        {
            TfLiteType.Int32 => 4,
            TfLiteType.Int64 => 8,
            _ => throw MalformedTensor(tensor, $"its elements are of type {tensor.Type}, and must be Int32 or Int64"),
        };
        CheckData(tensor, tensor.Count * size);
        var integers = new long[tensor.Count];
        for (var i = 0; i < integers.Length; i++)
        {
            var element = tensor.Data.Span.Slice(i * size);
            integers[i] = size == 4 ? BinaryPrimitives.ReadInt32LittleEndian(element) : BinaryPrimitives.ReadInt64LittleEndian(element);
        }

        return integers;
    }

    /// <summary>The integers of an operator's constant input.</summary>
    public long[] IntegersOf(TfLiteOperator op, int position)
    {
        var tensor = Input(op, position);
        return tensor.IsConstant || tensor.Count == 0 ? IntegersOf(tensor) : throw Unsupported(op, $"its input '{tensor.Name}' is known only at run time, and must be a constant");
    }

    private long ZeroOf(TfLiteTensor tensor)
    {
        var zeros = tensor.Quantization?.ZeroPoints ?? [];
        var (least, most) = tensor.Type == TfLiteType.UInt8 ? (0, 255) : (-128, 127);
        if (Array.Exists(zeros, z => z != zeros[0] || z < least || z > most))
            throw InvalidQuantization(tensor, FormattableString.Invariant($"its zero points must be one, from {least} to {most}"));
        return zeros.Length == 0 ? 0 : zeros[0];
    }

    private void CheckData(TfLiteTensor tensor, long bytes)
    {
        if (tensor.Data.Length != bytes)
            throw MalformedTensor(tensor, FormattableString.Invariant($"its shape [{string.Join(", ", tensor.Shape)}] of {tensor.Type} needs {bytes} bytes, and it has {tensor.Data.Length}"));
    }

    /// <summary>Adds the input; quantizing a real one is not part of the network.</summary>
    /// <returns>The tensors that are the network's outputs; making them real is not part of the network, either.</returns>
    private List<int> AddInput()
    {
        var (inputs, outputs) = (_model.Inputs, _model.Outputs);
        if (inputs.Length != 1 || outputs.Length == 0)
        {
            var what = FormattableString.Invariant($"it has {inputs.Length} inputs and {outputs.Length} outputs, and one input and at least one output are supported");
            throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, _model.Name, "TensorFlow Lite", what));
        }

        var first = _model.Operators.FirstOrDefault(o => o.Code == TfLiteOperators.Quantize && o.Inputs.Contains(inputs[0]));
        var input = first is not null && Tensor(inputs[0]).Type == TfLiteType.Float32 ? Output(first) : Tensor(inputs[0]);
        var node = new InputNode { Name = LayerNames.Input, Shape = ShapeOf(input, null), Quantization = GridOf(input) };
        _nodes.Add(node);
        Register(input, node);
        return [.. outputs.Select(output =>
            _model.Operators.FirstOrDefault(o => o.Code == TfLiteOperators.Dequantize && o.Outputs.Contains(output)) is { } last ? Input(last, 0).Index : output)];
    }

    /// <summary>The operators that the outputs depend on, in the file's order; those whose outputs are the input already are left out.</summary>
    private List<TfLiteOperator> NeededOperators(IEnumerable<int> outputs)
    {
        var needed = new HashSet<int>(outputs);
        var operators = new List<TfLiteOperator>();
        foreach (var op in _model.Operators.Reverse())
        {
            if (!op.Outputs.Any(needed.Contains) || op.Outputs.Any(_makers.ContainsKey))
                continue;
            operators.Add(op);
            needed.UnionWith(op.Inputs);
        }

        operators.Reverse();
        return operators;
    }
}
