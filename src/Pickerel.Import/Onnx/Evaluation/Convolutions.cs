using System;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Convolutions over one to three spatial axes; sums in double.</summary>
internal static class Convolutions
{
    private const int MaxSpatial = 3;

    public static OnnxTensor[] Conv(OnnxCall call)
    {
        var bias = call.Optional(2);
        call.Check(call[0].IsReal && call[1].IsReal, "its input and weights must be real");
        var sums = Sums(call, call[0], call[1], Values(call[0], null), Values(call[1], null), bias, out var shape);
        return [OnnxTensor.OfReals(call[0].Type, shape, sums)];
    }

    public static OnnxTensor[] ConvInteger(OnnxCall call)
    {
        var sums = Sums(call, call[0], call[1], Values(call[0], call.Optional(2)), Values(call[1], call.Optional(3)), null, out var shape);
        return [OnnxTensor.OfIntegers(OnnxType.Int32, shape, Array.ConvertAll(sums, s => OnnxType.Int32.Wrap((Int128)s)))];
    }

    /// <summary>The elements of a tensor less their zero point: one, or one for each entry of the first axis.</summary>
    public static double[] Values(OnnxTensor tensor, OnnxTensor? zero)
    {
        var values = new double[tensor.Count];
        var run = zero is { Count: > 1 } ? tensor.Count / zero.Count : int.MaxValue;
        for (var i = 0; i < values.Length; i++)
            values[i] = tensor.Real(i) - (zero?.Real(i / run) ?? 0);
        return values;
    }

    /// <summary>The sums of a convolution, and their shape.</summary>
    public static double[] Sums(OnnxCall call, OnnxTensor x, OnnxTensor w, double[] input, double[] weights, OnnxTensor? bias, out ImmutableArray<int> shape)
    {
        call.Check(x.Rank == w.Rank && x.Rank is >= 3 and <= MaxSpatial + 2, FormattableString.Invariant($"its input has {x.Rank} axes and its weights {w.Rank}; 3 to {MaxSpatial + 2}, as many of each, are supported"));
        var (groups, outputs, perGroup) = (call.Size(call.Node.Integer("group", 1)), w.Dimensions[0], w.Dimensions[1]);
        call.Check(groups > 0 && outputs % groups == 0 && x.Dimensions[1] == (long)perGroup * groups, FormattableString.Invariant($"its weights take {perGroup} channels in {groups} groups, and its input has {x.Dimensions[1]}"));
        call.Check(bias is null || bias.Count == outputs, "its bias has not one value a channel");
        var axes = WindowGeometry.Of(call, x.Dimensions, [.. w.Dimensions.Skip(2)]);
        shape = [x.Dimensions[0], outputs, .. axes.Select(a => a.Output)];
        var sums = new double[call.Allocate(shape)];
        call.Spend([.. shape, perGroup, .. axes.Select(a => a.Kernel)]);
        var window = axes.Length == MaxSpatial ? axes : [.. Enumerable.Repeat(WindowAxis.Single, MaxSpatial - axes.Length), .. axes];
        var (inputSize, outputSize) = (window.Aggregate(1, (p, a) => p * a.Input), window.Aggregate(1, (p, a) => p * a.Output));
        var taps = window.Aggregate(1, (p, a) => p * a.Kernel);
        for (var n = 0; n < x.Dimensions[0]; n++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var target = sums.AsSpan(((n * outputs) + o) * outputSize, outputSize);
                target.Fill(bias?.Real(o) ?? 0);
                for (var i = 0; i < perGroup; i++)
                {
                    var channel = (n * x.Dimensions[1]) + (o / (outputs / groups) * perGroup) + i;
                    Accumulate(target, input.AsSpan(channel * inputSize, inputSize), weights.AsSpan(((o * perGroup) + i) * taps, taps), window);
                }
            }
        }

        return sums;
    }

    /// <summary>Adds one input channel's share: tap by tap, each over the outputs where it meets the input.</summary>
    private static void Accumulate(Span<double> target, ReadOnlySpan<double> input, ReadOnlySpan<double> weights, WindowAxis[] window)
    {
        var (d, r, c) = (window[0], window[1], window[2]);
        var tap = 0;
        for (var kd = 0; kd < d.Kernel; kd++)
        {
            for (var kr = 0; kr < r.Kernel; kr++)
            {
                for (var kc = 0; kc < c.Kernel; kc++)
                {
                    var weight = weights[tap++];
                    if (weight == 0)
                        continue;
                    var (firstColumn, lastColumn) = Met(c, kc);
                    for (var od = 0; od < d.Output; od++)
                    {
                        var id = (od * d.Stride) - d.Before + (kd * d.Dilation);
                        for (var or = 0; or < r.Output && id >= 0 && id < d.Input; or++)
                        {
                            var ir = (or * r.Stride) - r.Before + (kr * r.Dilation);
                            if (ir < 0 || ir >= r.Input)
                                continue;
                            var row = input.Slice(((id * r.Input) + ir) * c.Input, c.Input);
                            var result = target.Slice(((od * r.Output) + or) * c.Output, c.Output);
                            for (int oc = firstColumn, ic = (firstColumn * c.Stride) - c.Before + (kc * c.Dilation); oc <= lastColumn; oc++, ic += c.Stride)
                                result[oc] += weight * row[ic];
                        }
                    }
                }
            }
        }
    }

    /// <summary>The first and last output at which a tap lies inside the input.</summary>
    private static (int First, int Last) Met(WindowAxis axis, int tap)
    {
        var offset = (tap * axis.Dilation) - axis.Before;
        var first = offset >= 0 ? 0 : (-offset + axis.Stride - 1) / axis.Stride;
        var room = axis.Input - 1 - offset;
        return (first, room < 0 ? -1 : Math.Min(axis.Output - 1, room / axis.Stride));
    }

    /// <summary>A transposed convolution: each input pixel adds its weighted window to the output.</summary>
    public static OnnxTensor[] ConvTranspose(OnnxCall call)
    {
        var (x, w, bias) = (call[0], call[1], call.Optional(2));
        call.Check(x.IsReal && w.IsReal && x.Rank == w.Rank && x.Rank >= 3, "its input and weights must be real and have as many axes");
        var (groups, inputs, perGroup, rank) = (call.Size(call.Node.Integer("group", 1)), w.Dimensions[0], w.Dimensions[1], x.Rank - 2);
        call.Check(groups > 0 && inputs % groups == 0 && x.Dimensions[1] == inputs, "its weights and its input have different channels");
        var outputs = perGroup * groups;
        call.Check(bias is null || bias.Count == outputs, "its bias has not one value a channel");
        var (strides, dilations) = (WindowGeometry.PerAxis(call, "strides", rank, 1, 1), WindowGeometry.PerAxis(call, "dilations", rank, 1, 1));
        int[] kernel = [.. w.Dimensions.Skip(2)];
        var (sizes, pads) = TransposedSizes(call, x, kernel, strides, dilations);
        ImmutableArray<int> shape = [x.Dimensions[0], outputs, .. sizes];
        var result = new double[call.Allocate(shape)];
        call.Spend([x.Count, perGroup, .. kernel]);
        var outputSize = sizes.Aggregate(1, (p, s) => p * s);
        for (var i = 0; bias is not null && i < result.Length; i++)
            result[i] = bias.Real(i / outputSize % outputs);
        int[] spatial = [.. x.Dimensions.Skip(2)];
        var (inputStrides, outputStrides, taps, pixels) = (Broadcast.Strides(spatial), Broadcast.Strides(sizes), kernel.Aggregate(1, (p, k) => p * k), spatial.Aggregate(1, (p, s) => p * s));
        var kernelStrides = Broadcast.Strides(kernel);
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                var (target, isInside) = (0, true);
                for (var a = 0; a < rank; a++)
                {
                    var at = (pixel / inputStrides[a] % spatial[a] * strides[a]) + (tap / kernelStrides[a] % kernel[a] * dilations[a]) - pads[a];
                    isInside &= at >= 0 && at < sizes[a];
                    target += at * outputStrides[a];
                }

                for (var n = 0; isInside && n < x.Dimensions[0]; n++)
                {
                    for (var i = 0; i < inputs; i++)
                    {
                        var value = x.Reals[(((n * inputs) + i) * pixels) + pixel];
                        var first = (n * outputs) + (i / (inputs / groups) * perGroup);
                        for (var o = 0; o < perGroup; o++)
                            result[((first + o) * outputSize) + target] += value * w.Reals[(((i * perGroup) + o) * taps) + tap];
                    }
                }
            }
        }

        return [OnnxTensor.OfReals(x.Type, shape, result)];
    }

    /// <summary>The spatial sizes of a transposed convolution's output, and what is cut off before it.</summary>
    private static (int[] Sizes, int[] Before) TransposedSizes(OnnxCall call, OnnxTensor x, int[] kernel, int[] strides, int[] dilations)
    {
        var rank = kernel.Length;
        call.Check(Array.TrueForAll(kernel, k => k is > 0 and <= 1 << 15), "its kernel has a size out of range");
        var (extra, pads) = (WindowGeometry.PerAxis(call, "output_padding", rank, 0, 0), WindowGeometry.PerAxis(call, "pads", 2 * rank, 0, 0));
        var automatic = call.Node.Word("auto_pad", "NOTSET");
        var isSame = automatic is "SAME_UPPER" or "SAME_LOWER";
        var asked = call.Node.Integers("output_shape");
        call.Check(asked is null || asked.Value.Length == rank, "its output_shape does not fit its input");
        var (sizes, before) = (new int[rank], new int[rank]);
        for (var i = 0; i < rank; i++)
        {
            var full = (((long)x.Dimensions[i + 2] - 1) * strides[i]) + (((long)kernel[i] - 1) * dilations[i]) + 1 + extra[i];
            if (asked is null && !isSame)
            {
                (sizes[i], before[i]) = (call.Size(full - pads[i] - pads[i + rank]), pads[i]);
                continue;
            }

            sizes[i] = call.Size(asked?[i] ?? ((long)x.Dimensions[i + 2] * strides[i]));
            var total = Math.Max(0, full - sizes[i]);
            before[i] = (int)(string.Equals(automatic, "SAME_UPPER", StringComparison.Ordinal) ? total / 2 : total - (total / 2));
        }

        return (sizes, before);
    }
}
