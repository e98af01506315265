using System;
using System.Collections.Generic;
using System.Numerics;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The step function from a window's sum to its stored mean, as thresholds: output t from <c>Thresholds[t - 1]</c> on. It is
/// monotone, so a multiply and shift that has the same thresholds on the range is equal; there is no other proof.
/// </summary>
internal sealed record PoolStep(IReadOnlyList<long> Thresholds, long Greatest)
{
    /// <summary>The function of sums of stored values from 0 to <paramref name="greatest"/>.</summary>
    /// <param name="numerator">Of the change of scale; positive.</param>
    /// <param name="divisor">Elements times the denominator of the change of scale; positive.</param>
    /// <param name="zeros">What the zero point adds to the sum.</param>
    /// <param name="greatest">The greatest sum.</param>
    /// <param name="output">Where means go.</param>
    public static PoolStep Of(long numerator, long divisor, long zeros, long greatest, TensorStorage output)
    {
        // mean >= t  <=>  (sum - zeros) * numerator / divisor + 1/2 + zero >= t
        var thresholds = new long[output.Maximum];
        for (var t = 1; t <= output.Maximum; t++)
        {
            var half = new BigInteger((2L * (t - output.Zero)) - 1) * divisor;
            var least = IntegerDivision.Ceiling(half, 2 * new BigInteger(numerator)) + zeros;
            thresholds[t - 1] = (long)BigInteger.Max(0, BigInteger.Min(least, greatest + 1));
        }

        return new PoolStep(thresholds, greatest);
    }

    /// <summary>The function of the mean of the integers themselves, rounded half away from zero, on one grid.</summary>
    /// <param name="count">The elements; positive.</param>
    /// <param name="output">Where means go.</param>
    /// <param name="least">The integer that is stored as 0 in the input.</param>
    /// <param name="greatest">The greatest sum of stored values.</param>
    public static PoolStep OfIntegers(long count, TensorStorage output, int least, long greatest)
    {
        // mean >= t  <=>  2 sum >= count * (2 t - 1), where t > 0; a tie below zero goes further down.
        var thresholds = new long[output.Maximum];
        for (var stored = 1; stored <= output.Maximum; stored++)
        {
            var t = stored + output.Least;
            var twice = count * ((2L * t) - 1);
            var sum = t > 0 ? (long)IntegerDivision.Ceiling(twice, 2) : (long)IntegerDivision.Floor(twice, 2) + 1;
            thresholds[stored - 1] = Math.Max(0, Math.Min(sum - (count * least), greatest + 1));
        }

        return new PoolStep(thresholds, greatest);
    }

    /// <summary>Finds <c>(sum * M + B) >> shift</c> equal to the step function on 0 to greatest in 32 bits, or null.</summary>
    public MultiplyShift? Fit(int shift, long multiplier)
    {
        // Every threshold on the range: below it the value is short of t, from it on it is not.
        BigInteger low = -(BigInteger.One << 62), high = BigInteger.One << 62;
        for (var t = 1; t <= Thresholds.Count; t++)
        {
            var threshold = Thresholds[t - 1];
            var level = new BigInteger(t) << shift;
            if (threshold <= Greatest)
                low = BigInteger.Max(low, level - (new BigInteger(threshold) * multiplier));
            if (threshold > 0)
                high = BigInteger.Min(high, level - 1 - (new BigInteger(threshold - 1) * multiplier));
        }

        var offset = BigInteger.Min(BigInteger.Max(0, low), high);
        return low <= high && offset >= int.MinValue && offset + (new BigInteger(Greatest) * multiplier) <= int.MaxValue && offset <= int.MaxValue
            ? new MultiplyShift((int)multiplier, (int)offset, shift)
            : null;
    }
}

/// <summary><c>(sum * Multiplier + Offset) >> Shift</c>, 32 bits throughout.</summary>
internal sealed record MultiplyShift(int Multiplier, int Offset, int Shift);
