using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>QuantizeLinear, DequantizeLinear, and the scales and zero points of operators that do both.</summary>
internal static class LinearQuantizers
{
    public static void Quantize(OnnxBuilder builder, OnnxNode node)
    {
        var x = builder.Activation(node);
        var asked = node.Integer("output_dtype", 0);
        var type = builder.OptionalConstant(node, 2)?.Tensor.Type ?? (asked is > 0 and < 100 && OnnxTypes.IsKnown((int)asked) ? (OnnxType)asked : OnnxType.UInt8);
        builder.Set(node.Outputs[0], Quantized(builder, node, x, 1, 2, type));
    }

    public static void Dequantize(OnnxBuilder builder, OnnxNode node) => builder.Set(node.Outputs[0], Real(builder, node, 0) with { Type = OnnxType.Float, Maker = node });

    /// <summary>A tensor as the reals that the scale and zero point behind it make it.</summary>
    public static Activation Real(OnnxBuilder builder, OnnxNode node, int position) => Real(builder, node, builder.Activation(node, position), position + 1, position + 2);

    public static Activation Real(OnnxBuilder builder, OnnxNode node, Activation x, int scalePosition, int zeroPosition)
    {
        var (scales, zeros) = (Scales(builder, node, x.Layout, scalePosition), Zeros(builder, node, x.Layout, zeroPosition, x.Type));
        ImmutableArray<Exact> addends = [.. Enumerable.Range(0, Math.Max(scales.Length, zeros.Length)).Select(c => -(scales[scales.Length == 1 ? 0 : c] * zeros[zeros.Length == 1 ? 0 : c]))];
        return x.Then(new AffineStep(scales, addends)) with { Type = OnnxType.Float };
    }

    /// <summary>Reals as integers of a type: over the scale, half to even, plus the zero point, clamped.</summary>
    public static Activation Quantized(OnnxBuilder builder, OnnxNode node, Activation x, int scalePosition, int zeroPosition, OnnxType type)
    {
        if (type.IsReal() || type.Bits() > 16 || type is OnnxType.Bool)
            throw builder.Problems.Unsupported(node, $"it quantizes to {type}, and integers of up to 16 bits are supported");
        var (scales, zeros) = (Scales(builder, node, x.Layout, scalePosition), Zeros(builder, node, x.Layout, zeroPosition, type));
        return QonnxQuantizers.Through(
            x with { Maker = node },
            new AffineStep([.. scales.Select(s => Exact.One / s)], [Exact.Zero]),
            new RoundStep(RoundingMode.HalfEven),
            new AffineStep([Exact.One], zeros),
            new ClampStep((long)type.Minimum(), (long)type.Maximum())) with { Type = type };
    }

    private static ImmutableArray<Exact> Scales(OnnxBuilder builder, OnnxNode node, Layout layout, int position)
    {
        var scales = builder.Constant(node, position);
        Operands.CheckScale(builder, node.Inputs[position], scales.Tensor);
        return Operands.Along(builder, node, scales, layout, AxisOf(builder, node, layout));
    }

    private static ImmutableArray<Exact> Zeros(OnnxBuilder builder, OnnxNode node, Layout layout, int position, OnnxType type)
    {
        if (builder.OptionalConstant(node, position) is not { } zeros)
            return [Exact.Zero];
        if (zeros.Tensor.IsReal)
            throw builder.Problems.InvalidQuantization(node.Inputs[position], $"as a zero point it is of type {zeros.Tensor.Type}, and must be of integers");
        if (zeros.Tensor.Type != type && !type.IsReal())
            throw builder.Problems.InvalidQuantization(node.Inputs[position], $"as a zero point it is of type {zeros.Tensor.Type}, and what it belongs to of {type}");
        return Operands.Along(builder, node, zeros, layout, AxisOf(builder, node, layout));
    }

    private static int AxisOf(OnnxBuilder builder, OnnxNode node, Layout layout)
    {
        var (axis, rank) = (node.Integer("axis", 1), layout.Dimensions.Length);
        if (node.Integer("block_size", 0) != 0)
            throw builder.Problems.Unsupported(node, "its scales are in blocks, which are supported for weights only");
        return axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : 0;
    }
}
