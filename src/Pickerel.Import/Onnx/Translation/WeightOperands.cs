using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The constants that operators with weights read: matrices, biases, zero points and scales.</summary>
internal sealed class WeightOperands(OnnxBuilder builder)
{
    /// <summary>A constant matrix as weights, and how many elements each output takes.</summary>
    public (Weights Weights, int Inputs) Matrix(OnnxNode node, int position, bool isTurned, Func<int, Int128>? zero = null, Exact[]? scales = null)
    {
        var weights = builder.Constant(node, position);
        var sizes = weights.Tensor.Dimensions;
        if (sizes.Length < 2 || sizes.Take(sizes.Length - 2).Any(s => s != 1) || sizes[^1] == 0 || sizes[^2] == 0)
            throw builder.Problems.Unsupported(node, $"its matrix '{node.Inputs[position]}' is [{string.Join(", ", sizes)}], and one of two sizes is supported");
        var (rows, columns) = (sizes[^2], sizes[^1]);
        var (outputs, inputs) = isTurned ? (rows, columns) : (columns, rows);
        var order = Broadcast.Walk([outputs, inputs], isTurned ? [columns, 1] : [1, columns], 0);
        var codes = Weights.Of(builder, node, node.Inputs[position], weights, order, outputs, zero);
        return (scales is null ? codes : codes with { Scales = [.. Enumerable.Range(0, outputs).Select(o => scales[scales.Length == 1 ? 0 : o])] }, inputs);
    }

    /// <summary>A bias: one number, or one for each output channel.</summary>
    public ImmutableArray<Exact> Vector(OnnxNode node, ConstantValue bias, int outputs)
    {
        Operands.CheckFinite(builder, node, bias);
        if (bias.Tensor.Count != 1 && (bias.Tensor.Count != outputs || bias.Tensor.Dimensions[^1] != outputs))
            throw builder.Problems.Unsupported(node, FormattableString.Invariant($"its bias is [{string.Join(", ", bias.Tensor.Dimensions)}], and needs one number for each of {outputs} channels"));
        return [.. Enumerable.Range(0, bias.Tensor.Count).Select(bias.At)];
    }

    /// <summary>An integer input less its zero point.</summary>
    public Activation LessZero(OnnxNode node, int position)
    {
        var x = builder.Activation(node);
        if (builder.OptionalConstant(node, position) is not { } zero)
            return x;
        if (zero.Tensor.Count != 1)
            throw builder.Problems.Unsupported(node, "its input has several zero points, and one is supported");
        return x.Then(new AffineStep(Exact.One, -zero.At(0)));
    }

    /// <summary>The zero points of weights: one, or one for each output channel.</summary>
    public Func<int, Int128>? Zero(OnnxNode node, ConstantValue weights, int position, int axis)
    {
        if (builder.OptionalConstant(node, position) is not { } zero)
            return null;
        var sizes = weights.Tensor.Dimensions;
        if (zero.Tensor.IsReal || sizes.Length < 2 || (zero.Tensor.Count != 1 && zero.Tensor.Count != (axis == 0 ? sizes[0] : sizes[^1])))
            throw builder.Problems.InvalidQuantization(node.Inputs[position], "as zero points of weights they are neither one nor one an output channel");
        var inner = axis == 0 ? sizes.Skip(1).Aggregate(1, (p, s) => p * s) : 1;
        return index => zero.Tensor.Integer(zero.Tensor.Count == 1 ? 0 : axis == 0 ? index / Math.Max(1, inner) : index % sizes[^1]);
    }

    /// <summary>The scales of weights that stand behind them.</summary>
    public Exact[] Scales(OnnxNode node, int position, int axis)
    {
        var (scales, sizes) = (builder.Constant(node, position + 1), builder.Constant(node, position).Tensor.Dimensions);
        Operands.CheckScale(builder, node.Inputs[position + 1], scales.Tensor);
        if (sizes.Length < 2 || (scales.Tensor.Count != 1 && scales.Tensor.Count != (axis == 0 ? sizes[0] : sizes[^1])))
            throw builder.Problems.InvalidQuantization(node.Inputs[position + 1], "as scales of weights they are neither one nor one an output channel");
        return [.. Enumerable.Range(0, scales.Tensor.Count).Select(scales.At)];
    }

    /// <summary>The bias of integers is in units of the sums.</summary>
    public Func<int, Exact, Exact>? Bias(OnnxNode node)
    {
        if (builder.OptionalConstant(node, 8) is not { } bias)
            return null;
        if (bias.Tensor.IsReal || bias.Tensor.Count != builder.Constant(node, 3).Tensor.Dimensions[0])
            throw builder.Problems.Unsupported(node, "its bias is not one integer a channel");
        return (o, unit) => bias.At(o) * unit;
    }
}
