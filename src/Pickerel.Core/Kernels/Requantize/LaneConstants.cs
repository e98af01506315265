using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The constants of steps that are no multiply and shift, restated on raw sums in lanes of 32 bits: plane by plane, one a channel.</summary>
internal static class LaneConstants
{
    /// <summary>
    /// Two slopes: knee, m, b, and what to add to m and b below the knee; sums of b wrap. Null where sum * m + b leaves 32 bits on
    /// its side of the knee, or the distance to the knee does.
    /// </summary>
    public static IReadOnlyList<int[]>? Of(TwoSlopeRequantization step, TensorStorage output, IReadOnlyList<IntegerRange> sums, IReadOnlyList<long> corrections)
    {
        var planes = Planes(5, sums.Count);
        for (var c = 0; c < sums.Count; c++)
        {
            var knee = Within(sums[c], (BigInteger)step.Knees.OfChannel(c) + corrections[c]);
            var (m, lower) = (step.Multipliers.OfChannel(c), step.LowerMultipliers.OfChannel(c));
            BigInteger Restate(int multiplier, long offset) => offset - ((BigInteger)corrections[c] * multiplier) - ((BigInteger)output.Least << step.Shift);
            var (b, lowerB) = (Restate(m, step.Offsets.OfChannel(c)), Restate(lower, step.LowerOffsets.OfChannel(c)));
            if (!DistanceFits(sums[c]) || !Fits(m, b, knee, sums[c].Maximum) || !Fits(lower, lowerB, sums[c].Minimum, knee - 1))
                return null;
            (planes[0][c], planes[1][c], planes[2][c]) = ((int)knee, m, Wrapped(b));
            (planes[3][c], planes[4][c]) = (unchecked(lower - m), Wrapped(lowerB - b));
        }

        return planes;
    }

    /// <summary>
    /// Thresholds: the output below them, minus what each adds, and one less than each, ascending. Null where the distance to one
    /// leaves 32 bits.
    /// </summary>
    public static IReadOnlyList<int[]>? Of(ThresholdRequantization step, TensorStorage output, IReadOnlyList<IntegerRange> sums, IReadOnlyList<long> corrections)
    {
        if (!sums.All(DistanceFits))
            return null;
        var planes = Planes(2 + step.Count, sums.Count);
        for (var c = 0; c < sums.Count; c++)
        {
            (planes[0][c], planes[1][c]) = (step.FirstOf(c) - output.Least, -step.StepOf(c));
            var thresholds = step.ThresholdsOf(c);
            for (var t = 0; t < thresholds.Length; t++)
                planes[2 + t][c] = (int)(Within(sums[c], thresholds[t] == long.MaxValue ? thresholds[t] : (BigInteger)thresholds[t] + corrections[c]) - 1);
        }

        return planes;
    }

    /// <summary>A place among sums: all that lie below the least are as good as that, all beyond the greatest as its next.</summary>
    private static long Within(IntegerRange sums, BigInteger place) => (long)BigInteger.Max(sums.Minimum, BigInteger.Min(place, sums.Maximum + 1));

    private static bool DistanceFits(IntegerRange sums) =>
        sums.Maximum - sums.Minimum < int.MaxValue - 1 && sums.Minimum > int.MinValue + 1 && sums.Maximum < int.MaxValue;

    private static bool Fits(int m, BigInteger b, long first, long last) =>
        first > last || (IsLane((first * (BigInteger)m) + b) && IsLane((last * (BigInteger)m) + b));

    private static bool IsLane(BigInteger value) => value >= int.MinValue && value <= int.MaxValue;

    private static int Wrapped(BigInteger value) => unchecked((int)(uint)(value & uint.MaxValue));

    private static int[][] Planes(int count, int channels) => [.. Enumerable.Range(0, count).Select(_ => new int[channels])];
}
