using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Kernels;

/// <summary>
/// TensorFlow Lite's requantization on raw sums in lanes of 32 bits, exactly as it is defined: <c>x = sum * left + bias</c>, a high
/// multiply by m, then <c>(v + half) >> count</c>, where half holds the output's zero point too. Products have 64 bits.
/// </summary>
/// <param name="IsDouble">Whether the high multiply rounds, over 2^31; else it does not, over 2^32.</param>
/// <param name="HasLeft">Whether some sum is multiplied first.</param>
/// <param name="RoundsAway">Whether halves below zero must go away from it; above a lower clamp they need not.</param>
/// <param name="Planes">Bias, m, half, count, and left and away (what to add to a negative v: -1 or 0) where they are needed: one a channel.</param>
internal sealed record TfLiteLanes(bool IsDouble, bool HasLeft, bool RoundsAway, IReadOnlyList<int[]> Planes)
{
    private const int Bias = 0, Multiplier = 1, Half = 2, Count = 3, Left = 4, Away = 5;

    /// <summary>Restates a step; null where something leaves 32 bits.</summary>
    /// <param name="step">The definition.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="sums">The range of each channel's raw sum.</param>
    /// <param name="corrections">What to subtract from each channel's raw sum.</param>
    public static TfLiteLanes? Of(TfLiteRequantization step, TensorStorage output, IReadOnlyList<IntegerRange> sums, IReadOnlyList<long> corrections)
    {
        var channels = new List<int[]>();
        for (var c = 0; c < sums.Count; c++)
        {
            var accumulators = new IntegerRange(sums[c].Minimum - corrections[c], sums[c].Maximum - corrections[c]);
            if (Channel(step, c, output, accumulators, corrections[c]) is not { } constants)
                return null;
            channels.Add(constants);
        }

        var (isDouble, roundsAway) = (step.Rounding == TfLiteRounding.Double, step.Rounding == TfLiteRounding.Double && step.Minimum < step.ZeroPoint && channels.Exists(c => c[Away] != 0));
        var hasLeft = channels.Exists(c => c[Left] != 1);
        int[] planes = [Bias, Multiplier, Half, Count, .. hasLeft ? new[] { Left } : [], .. roundsAway ? new[] { Away } : []];
        return new(isDouble, hasLeft, roundsAway, [.. planes.Select(p => channels.Select(c => c[p]).ToArray())]);
    }

    /// <summary>Gets where a plane lies among <see cref="Planes"/>.</summary>
    public int LeftPlane => Count + 1;

    public int AwayPlane => Count + (HasLeft ? 2 : 1);

    private static int[]? Channel(TfLiteRequantization step, int channel, TensorStorage output, IntegerRange accumulators, long correction)
    {
        var (first, last) = (ReferenceRequantizer.Apply(step, channel, accumulators.Minimum), ReferenceRequantizer.Apply(step, channel, accumulators.Maximum));
        if (first == last)
            return [0, 0, first - output.Least, 0, 1, 0];

        var (shift, isDouble) = (step.Shifts.OfChannel(channel), step.Rounding == TfLiteRounding.Double);
        var multiplier = step.Rounding == TfLiteRounding.Word ? TfLiteArithmetic.ReducedMultiplier(step.Multipliers.OfChannel(channel)) << 16 : step.Multipliers.OfChannel(channel);
        var left = isDouble ? Math.Max(shift, 0) : Math.Max(shift + 2, 0);
        var count = isDouble ? Math.Max(-shift, 0) : left - shift - 1;
        var bias = step.Biases.OfChannel(channel);
        BigInteger least = (accumulators.Minimum + (BigInteger)bias) << left, most = (accumulators.Maximum + (BigInteger)bias) << left;
        var half = (count == 0 ? BigInteger.Zero : BigInteger.One << (count - 1)) + ((BigInteger)(step.ZeroPoint - output.Least) << count);
        if (left > 30 || count > 31 || !IsLane(least) || !IsLane(most) || !IsLane(half))
            return null;

        var (low, high) = (High(least, multiplier, isDouble), High(most, multiplier, isDouble));
        return IsLane(low - 1 + half) && IsLane(high + half)
            ? [Wrapped((bias - (BigInteger)correction) << left), multiplier, (int)half, count, 1 << left, isDouble && count > 0 ? -1 : 0]
            : null;
    }

    private static BigInteger High(BigInteger value, int multiplier, bool isDouble) =>
        isDouble ? ((value * multiplier) + (1L << 30)) >> 31 : (value * multiplier) >> 32;

    private static bool IsLane(BigInteger value) => value >= int.MinValue && value <= int.MaxValue;

    private static int Wrapped(BigInteger value) => unchecked((int)(uint)(value & uint.MaxValue));
}
