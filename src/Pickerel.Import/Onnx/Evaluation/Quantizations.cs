using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>ONNX's own quantization: reals to integers, half to even, and back; operators that do both around real ones.</summary>
internal static class Quantizations
{
    public static OnnxTensor[] Quantize(OnnxCall call)
    {
        var type = call.Optional(2)?.Type ?? (call.Node.Integer("output_dtype", 0) is var asked and > 0 and < 100 && OnnxTypes.IsKnown((int)asked) ? (OnnxType)asked : OnnxType.UInt8);
        return [Quantize(call, call[0], call[1], call.Optional(2), type)];
    }

    public static OnnxTensor[] Dequantize(OnnxCall call) => [Dequantize(call, call[0], call[1], call.Optional(2))];

    /// <summary>Quantizes with the extremes of the input.</summary>
    public static OnnxTensor[] DynamicQuantize(OnnxCall call)
    {
        var x = call[0];
        call.Check(x is { IsReal: true, Count: > 0 }, "its input must be real");
        var (least, most) = (Math.Min(0, x.Reals.ToArray().Min()), Math.Max(0, x.Reals.ToArray().Max()));
        var scale = (float)((float)(most - least) / 255);
        var zero = Math.Clamp(Math.Round(-least / scale, MidpointRounding.ToEven), 0, 255);
        OnnxTensor scales = OnnxTensor.Scalar(OnnxType.Float, scale), zeros = OnnxTensor.Scalar(OnnxType.UInt8, zero);
        return [Quantize(call, x, scales, zeros, OnnxType.UInt8), scales, zeros];
    }

    public static OnnxTensor[] ConvolveLinear(OnnxCall call)
    {
        var sums = Convolutions.Sums(call, call[0], call[3], Convolutions.Values(call[0], call[2]), Convolutions.Values(call[3], call[5]), call.Optional(8), out var shape);
        var run = shape.Skip(2).Aggregate(1, (p, s) => p * s);
        return [Requantize(call, sums, shape, i => call[1].Real(0) * PerChannel(call[4], i / run % shape[1]), call[6], call[7])];
    }

    public static OnnxTensor[] MultiplyLinear(OnnxCall call)
    {
        var sums = Matrices.Sums(
            call, call[0], call[3], Matrices.LessZero(call, call[0], call[2], 2), Matrices.LessZero(call, call[3], call[5], 1), out var shape);
        var (columns, rows) = (call[3].Rank > 1 ? shape[^1] : 1, call[0].Rank > 1 ? call[0].Dimensions[^2] : 1);
        return [Requantize(call, sums, shape, i => PerChannel(call[1], i / columns % rows) * PerChannel(call[4], i % columns), call[6], call[7])];
    }

    /// <summary>An operator on two quantized tensors, each with scale and zero point, to a third.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Binary(Func<double, double, double> function) => call =>
    {
        var (a, b) = (Real(call, 0), Real(call, 3));
        return [Quantize(call, Elementwise.Combine(call, a, b, function, (_, _) => 0), call[6], call.Optional(7), call[0].Type)];
    };

    /// <summary>An operator on a quantized tensor to another.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Unary(Func<OnnxCall, Func<OnnxCall, OnnxTensor>, OnnxTensor> function) => call =>
        [Quantize(call, function(call, c => Real(c, 0)), call[3], call.Optional(4), call[0].Type)];

    public static OnnxTensor[] ConcatLinear(OnnxCall call)
    {
        call.Check(call.InputCount >= 5 && (call.InputCount - 2) % 3 == 0, "its inputs are not a scale, a zero point, and three a tensor");
        var parts = Enumerable.Range(0, (call.InputCount - 2) / 3).Select(i => (OnnxTensor?)Real(call, 2 + (3 * i))).ToList();
        var joined = Rearrangement.Concat(new(call.Node, parts, call.Problems, call.Budget))[0];
        return [Quantize(call, joined, call[0], call[1], call[1].Type)];
    }

    /// <summary>A tensor at a position, dequantized by the two behind it; in double, so that the operator in between rounds nothing.</summary>
    private static OnnxTensor Real(OnnxCall call, int position)
    {
        var (x, scale, zero) = (call[position], call[position + 1].Real(0), call.Optional(position + 2)?.Real(0) ?? 0);
        var reals = new double[call.Allocate(x.Dimensions)];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = scale * (x.Real(i) - zero);
        return OnnxTensor.OfReals(OnnxType.Double, x.Dimensions, reals);
    }

    public static OnnxTensor Quantize(OnnxCall call, OnnxTensor x, OnnxTensor scales, OnnxTensor? zeros, OnnxType type)
    {
        call.Check(!type.IsReal(), $"it quantizes to {type}");
        var (step, zero) = (Spread(call, x, scales), zeros is null ? null : Spread(call, x, zeros));
        var integers = new long[call.Allocate(x.Dimensions)];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = Rounded(x.Type.Round(x.Real(i) / step(i)), zero?.Invoke(i) ?? 0, type);
        return OnnxTensor.OfIntegers(type, x.Dimensions, integers);
    }

    private static OnnxTensor Dequantize(OnnxCall call, OnnxTensor x, OnnxTensor scales, OnnxTensor? zeros)
    {
        var (step, zero) = (Spread(call, x, scales), zeros is null ? null : Spread(call, x, zeros));
        var reals = new double[call.Allocate(x.Dimensions)];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = (x.Real(i) - (zero?.Invoke(i) ?? 0)) * step(i);
        return OnnxTensor.OfReals(scales.Type, x.Dimensions, reals);
    }

    private static OnnxTensor Requantize(OnnxCall call, double[] sums, ImmutableArray<int> shape, Func<int, double> scale, OnnxTensor outputScale, OnnxTensor zero)
    {
        var integers = new long[sums.Length];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = Rounded(sums[i] * scale(i) / outputScale.Real(0), zero.Real(0), zero.Type);
        return OnnxTensor.OfIntegers(zero.Type, shape, integers);
    }

    private static long Rounded(double value, double zero, OnnxType type) =>
        (long)Math.Clamp(Math.Round(double.IsNaN(value) ? 0 : value, MidpointRounding.ToEven) + zero, (double)type.Minimum(), (double)type.Maximum());

    private static double PerChannel(OnnxTensor values, int channel) => values.Real(values.Count == 1 ? 0 : channel % values.Count);

    /// <summary>The scale of each element: one, one for each entry of an axis, or one for each block along it.</summary>
    public static Func<int, double> Spread(OnnxCall call, OnnxTensor x, OnnxTensor values)
    {
        if (values.Count == 1)
        {
            var only = values.Real(0);
            return _ => only;
        }

        var axis = call.Axis(call.Node.Integer("axis", 1), x.Rank);
        var block = call.Size(call.Node.Integer("block_size", 0));
        if (block == 0)
        {
            call.Check(values.Rank == 1 && values.Count == x.Dimensions[axis], FormattableString.Invariant($"it has {values.Count} scales or zero points, and axis {axis} has {x.Dimensions[axis]}"));
            var inner = x.Dimensions.Skip(axis + 1).Aggregate(1, (p, s) => p * s);
            return i => values.Real(i / inner % x.Dimensions[axis]);
        }

        call.Check(
            values.Rank == x.Rank && Enumerable.Range(0, x.Rank).All(i => values.Dimensions[i] == (i == axis ? (x.Dimensions[i] + block - 1) / block : x.Dimensions[i])),
            "its blocks of scales or zero points do not cover its input");
        var (own, strides) = (Broadcast.Strides(x.Dimensions), Broadcast.Strides(values.Dimensions));
        return i =>
        {
            var index = 0;
            for (var a = 0; a < own.Length; a++)
                index += (i / own[a] % x.Dimensions[a] / (a == axis ? block : 1)) * strides[a];
            return values.Real(index);
        };
    }
}
