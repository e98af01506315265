using System;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>One axis of a sliding window.</summary>
internal readonly record struct WindowAxis(int Input, int Kernel, int Stride, int Dilation, int Before, int After, int Output)
{
    public static WindowAxis Single => new(1, 1, 1, 1, 0, 0, 1);

    public int Extent => ((Kernel - 1) * Dilation) + 1;
}

/// <summary>Sliding windows as ONNX's attributes give them: kernel, strides, dilations, pads or how to find them.</summary>
internal static class WindowGeometry
{
    /// <summary>Far below what overflows when multiplied with any tensor's size.</summary>
    private const int Largest = 1 << 15;

    /// <summary>The axes of a node's windows over the spatial axes of its input.</summary>
    /// <param name="call">The node.</param>
    /// <param name="input">The input's shape: batch, channels, spatial axes.</param>
    /// <param name="kernel">The kernel's sizes; default for the attribute <c>kernel_shape</c>.</param>
    public static WindowAxis[] Of(OnnxCall call, ImmutableArray<int> input, ImmutableArray<int> kernel = default)
    {
        var rank = input.Length - 2;
        call.Check(rank >= 1, FormattableString.Invariant($"its input has {input.Length} axes, and needs a batch, channels and at least one more"));
        var sizes = call.Node.Integers("kernel_shape") is { } given ? [.. given.Select(g => Checked(call, g, 1))] : kernel;
        call.Check(!sizes.IsDefault && sizes.Length == rank && (kernel.IsDefault || sizes.SequenceEqual(kernel)), "its kernel's shape does not fit its input or its weights");
        var (strides, dilations) = (PerAxis(call, "strides", rank, 1, 1), PerAxis(call, "dilations", rank, 1, 1));
        var pads = PerAxis(call, "pads", 2 * rank, 0, 0);
        var automatic = call.Node.Word("auto_pad", "NOTSET");
        var isCeiling = call.Node.Integer("ceil_mode", 0) != 0;
        return [.. Enumerable.Range(0, rank).Select(i =>
            Axis(call, automatic, isCeiling, new(input[i + 2], sizes[i], strides[i], dilations[i], pads[i], pads[i + rank], 0)))];
    }

    /// <summary>One integer an axis, from an attribute or all of one value.</summary>
    public static int[] PerAxis(OnnxCall call, string attribute, int count, int otherwise, int least)
    {
        var values = call.Node.Integers(attribute) ?? [.. Enumerable.Repeat((long)otherwise, count)];
        call.Check(values.Length == count, FormattableString.Invariant($"its {attribute} are {values.Length}, and must be {count}"));
        return [.. values.Select(v => Checked(call, v, least))];
    }

    private static int Checked(OnnxCall call, long value, int least) =>
        value >= least && value <= Largest ? (int)value : throw call.Fail(FormattableString.Invariant($"its window has a size, stride, dilation or padding of {value}, and {least} to {Largest} are possible"));

    private static WindowAxis Axis(OnnxCall call, string automatic, bool isCeiling, WindowAxis axis)
    {
        if (automatic is "SAME_UPPER" or "SAME_LOWER")
        {
            var outputs = (axis.Input + axis.Stride - 1) / axis.Stride;
            var total = Math.Max(0, ((outputs - 1) * axis.Stride) + axis.Extent - axis.Input);
            var (small, large) = (total / 2, total - (total / 2));
            return string.Equals(automatic, "SAME_UPPER", StringComparison.Ordinal)
                ? axis with { Before = small, After = large, Output = outputs }
                : axis with { Before = large, After = small, Output = outputs };
        }

        call.Check(automatic is "NOTSET" or "VALID" or "", $"its auto_pad is {automatic}");
        if (string.Equals(automatic, "VALID", StringComparison.Ordinal))
            axis = axis with { Before = 0, After = 0 };
        var room = axis.Input + axis.Before + axis.After - axis.Extent;
        call.Check(room >= 0, FormattableString.Invariant($"its window spans {axis.Extent}, and its padded input {axis.Input + axis.Before + axis.After}"));
        var steps = isCeiling ? (room + axis.Stride - 1) / axis.Stride : room / axis.Stride;

        // A window that would start in the padding behind the input is left out.
        if (isCeiling && steps * axis.Stride >= axis.Input + axis.Before)
            steps--;
        return axis with { Output = steps + 1 };
    }
}
