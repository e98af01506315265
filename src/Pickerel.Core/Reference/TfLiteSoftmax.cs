using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>TensorFlow Lite's softmax of 8-bit elements: a sum in 12 integer bits, its reciprocal by Newton's method, a rounding shift.</summary>
internal static class TfLiteSoftmax
{
    private const int SumIntegerBits = 12;

    /// <summary>Executes a node on elements in HWC order.</summary>
    public static int[] Execute(TfLiteSoftmaxNode node, int[] x)
    {
        var (result, channels) = (new int[x.Length], node.Shape.Channels);
        for (var first = 0; first < x.Length; first += channels)
            Execute(node, x.AsSpan(first, channels), result.AsSpan(first, channels));
        return result;
    }

    private static void Execute(TfLiteSoftmaxNode node, ReadOnlySpan<int> x, Span<int> result)
    {
        var greatest = int.MinValue;
        foreach (var value in x)
            greatest = Math.Max(greatest, value);
        var sum = 0;
        foreach (var value in x)
            sum = checked(sum + TfLiteArithmetic.RoundingShiftRight(node.Exponentials[greatest - value], SumIntegerBits));

        // The sum is at least 1 (its greatest element's), so there is a leading one to shift to the top.
        var headroom = 0;
        while ((((uint)sum << headroom) & 0x80000000) == 0)
            headroom++;
        var scale = TfLiteFixedPoint.ReciprocalOfOnePlus(unchecked((int)(((uint)sum << headroom) - 0x80000000)));
        var grid = node.Quantization!;
        var exponent = SumIntegerBits - headroom + 31 - grid.Bits;
        for (var i = 0; i < x.Length; i++)
        {
            var share = TfLiteArithmetic.DoublingHighMultiply(scale, node.Exponentials[greatest - x[i]]);
            result[i] = Math.Max(grid.Minimum, Math.Min(grid.Maximum, TfLiteArithmetic.RoundingShiftRight(share, exponent) + grid.Minimum));
        }
    }
}
