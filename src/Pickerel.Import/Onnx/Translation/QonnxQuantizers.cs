using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The quantizers of QONNX as steps: they begin and end with reals.</summary>
internal static class QonnxQuantizers
{
    /// <summary>Scale, add the zero point, clamp, round; and back.</summary>
    public static void Quant(OnnxBuilder builder, OnnxNode node)
    {
        var (x, call) = (builder.Activation(node), builder.Call(node));
        var (least, most) = QonnxKernels.IntegerRange(call, call.ScalarOf(call[3]));
        var (scales, zeros) = (Scales(builder, node, x, 1), Operands.Of(builder, node, builder.Constant(node, 2), x.Layout));
        call.Check(zeros.All(z => z.IsInteger), "its zero point is no integer");
        var inverse = scales.Select(s => Exact.One / s).ToImmutableArray();
        builder.Set(node.Outputs[0], Through(
            x with { Maker = node },
            new AffineStep(inverse, zeros),
            new ClampStep(Exact.Of(least), Exact.Of(most)),
            new RoundStep(Mode(call)),
            Back(scales, zeros)));
    }

    /// <summary>From 0 on the scale, below it its negative.</summary>
    public static void Bipolar(OnnxBuilder builder, OnnxNode node)
    {
        var x = builder.Activation(node);
        var scales = Scales(builder, node, x, 1);
        builder.Set(node.Outputs[0], Through(x with { Maker = node }, new CountStep([[Exact.Zero]]), new AffineStep([.. scales.Select(s => s * 2)], [.. scales.Select(s => -s)])));
    }

    /// <summary>The low bits cut off, the scale kept.</summary>
    public static void Trunc(OnnxBuilder builder, OnnxNode node)
    {
        var (x, call) = (builder.Activation(node), builder.Call(node));
        var (scales, zeros) = (Scales(builder, node, x, 1), Operands.Of(builder, node, builder.Constant(node, 2), x.Layout));
        var unit = Exact.Of(QonnxKernels.TruncatedUnit(call));
        var mode = Mode(call, "FLOOR");
        builder.Set(node.Outputs[0], Through(
            x with { Maker = node },
            new AffineStep([.. scales.Select(s => Exact.One / s)], zeros),
            new RoundStep(RoundingMode.HalfEven),
            new AffineStep(Exact.One / unit, Exact.Zero),
            new RoundStep(mode),
            Back(scales, zeros)));
    }

    /// <summary>How many thresholds are reached, scaled and shifted.</summary>
    public static void MultiThreshold(OnnxBuilder builder, OnnxNode node)
    {
        var (x, call, thresholds) = (builder.Activation(node), builder.Call(node), builder.Constant(node, 1));
        Operands.CheckFinite(builder, node, thresholds);
        var axis = QonnxKernels.ChannelAxis(call, x.Layout.Dimensions.Length);
        var sizes = thresholds.Tensor.Dimensions;
        call.Check(
            sizes.Length == 2 && (sizes[0] == 1 || (sizes[0] == x.Layout.Dimensions[axis] && x.Layout.AxisOf(axis) == Axis.Channels)),
            "it has not one row of thresholds, or one a channel");
        ImmutableArray<ImmutableArray<Exact>> rows = [.. Enumerable.Range(0, sizes[0]).Select(r => Enumerable.Range(0, sizes[1]).Select(t => thresholds.At((r * sizes[1]) + t)).ToImmutableArray())];
        var (scale, bias) = (Exact.Of(node.Real("out_scale", 1)), Exact.Of(node.Real("out_bias", 0)));
        builder.Set(node.Outputs[0], Through(x with { Maker = node }, new CountStep(rows), new AffineStep(scale, bias)));
    }

    public static RoundingMode Mode(OnnxCall call, string otherwise = "ROUND") => call.Node.Word("rounding_mode", otherwise).ToUpperInvariant() switch
    {
        "ROUND" or "HALF_EVEN" => RoundingMode.HalfEven,
        "FLOOR" => RoundingMode.Floor,
        "CEIL" => RoundingMode.Ceiling,
        "ROUND_TO_ZERO" or "DOWN" => RoundingMode.TowardZero,
        "HALF_UP" => RoundingMode.HalfUp,
        var other => throw call.Fail($"its rounding is {other}"),
    };

    public static Activation Through(Activation x, params Step[] steps) => steps.Aggregate(x, (a, step) => a.Then(step));

    private static ImmutableArray<Exact> Scales(OnnxBuilder builder, OnnxNode node, Activation x, int position)
    {
        var scales = builder.Constant(node, position);
        Operands.CheckScale(builder, node.Inputs[position], scales.Tensor);
        return Operands.Of(builder, node, scales, x.Layout);
    }

    private static AffineStep Back(ImmutableArray<Exact> scales, ImmutableArray<Exact> zeros) => new(
        scales, [.. Enumerable.Range(0, Math.Max(scales.Length, zeros.Length)).Select(c => -(scales[scales.Length == 1 ? 0 : c] * zeros[zeros.Length == 1 ? 0 : c]))]);
}
