using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The step function of one channel before shift and clamp, <c>sum * Multiplier + Offset</c>, over a range of sums.</summary>
internal sealed record ChannelStep(int Multiplier, BigInteger Offset, IntegerRange Sums)
{
    public BigInteger LeastValue => BigInteger.Min(At(Sums.Minimum), At(Sums.Maximum));

    public BigInteger GreatestValue => BigInteger.Max(At(Sums.Minimum), At(Sums.Maximum));

    /// <summary>Gets whether the value fits 32 bits everywhere on the range; it is linear, so the ends decide.</summary>
    public bool Fits => LeastValue >= int.MinValue && GreatestValue <= int.MaxValue;

    /// <summary>Whether the sum fits a lane, the value 64 bits and the result a lane again, everywhere on the range.</summary>
    public bool FitsWide(int shift) =>
        Sums.Minimum >= int.MinValue && Sums.Maximum <= int.MaxValue
        && LeastValue >= long.MinValue && GreatestValue <= long.MaxValue
        && LeastValue >> shift >= int.MinValue && GreatestValue >> shift <= int.MaxValue;

    private BigInteger At(long sum) => (new BigInteger(sum) * Multiplier) + Offset;

    /// <summary>
    /// The same step function on fewer sums: those beyond the range returned give the same output as its end, since the
    /// function is monotone and saturated there. A channel that is saturated everywhere becomes a constant.
    /// </summary>
    public ChannelStep Clamp(Requantization step, TensorStorage output)
    {
        BigInteger low = step.Minimum - output.Least, high = step.Maximum - output.Least;
        BigInteger belowLow = (low + 1) << step.Shift, reachesHigh = high << step.Shift;
        if (Multiplier == 0)
            return Constant(BigInteger.Max(low, BigInteger.Min(high, Offset >> step.Shift)), step);

        // f = value >> shift: f <= low where value < belowLow, f >= high where value >= reachesHigh.
        var (first, last) = Multiplier > 0
            ? (IntegerDivision.Ceiling(belowLow - Offset, Multiplier) - 1, IntegerDivision.Ceiling(reachesHigh - Offset, Multiplier))
            : (IntegerDivision.Floor(Offset - reachesHigh, -Multiplier), IntegerDivision.Floor(Offset - belowLow, -Multiplier) + 1);
        var (atFirst, atLast) = Multiplier > 0 ? (low, high) : (high, low);
        if (low == high || first >= Sums.Maximum)
            return Constant(atFirst, step);
        if (last <= Sums.Minimum)
            return Constant(atLast, step);
        return this with { Sums = new IntegerRange((long)BigInteger.Max(first, Sums.Minimum), (long)BigInteger.Min(last, Sums.Maximum)) };
    }

    private ChannelStep Constant(BigInteger value, Requantization step) => new(0, value << step.Shift, Sums);
}
