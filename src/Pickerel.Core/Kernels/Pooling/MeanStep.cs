using System;
using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// A mean as a multiply and shift in 64 bits, <c>(sum * m + b) >> shift</c>, for outputs of too many levels to compare thresholds.
/// </summary>
/// <remarks>
/// <para>With x the sum less its zero points, N / D the fraction that gives the mean, and u = 2^shift, m is the integer nearest
/// u N / D and misses it by at most e / D, e = |m D - u N|. The mean is the floor of x N / D + 1/2, whose part behind the point is a
/// multiple of 1 / (2D), so it is at most 1 - 1 / (2D). With a quarter of that gap, c = floor(u / (4D)), added to b, nothing crosses an integer if
/// the error of the product stays below c on one side and leaves room beside c on the other: |x| e &lt;= c D and |x| e + c D &lt; u / 2.</para>
/// </remarks>
internal sealed record MeanStep(ChannelStep Step, int Shift)
{
    private const int MostShift = 62;

    /// <summary>The mean of windows of some elements, with so large a shift that m fits a lane; null when that is not exact or does not fit.</summary>
    /// <param name="numerator">N, positive.</param>
    /// <param name="divisor">D, positive.</param>
    /// <param name="inside">The elements that are summed.</param>
    /// <param name="shift">The shift.</param>
    /// <param name="input">Where elements lie.</param>
    /// <param name="output">Where means go.</param>
    public static MeanStep? Of(long numerator, long divisor, long inside, int shift, TensorStorage input, TensorStorage output)
    {
        var unit = BigInteger.One << shift;
        var m = IntegerDivision.Floor((2 * unit * numerator) + divisor, 2 * (BigInteger)divisor);
        if (m > int.MaxValue)
            return null;
        var sums = new IntegerRange(inside * input.Minimum, inside * input.Maximum);
        var zeros = inside * input.Zero;
        var (error, quarter) = (BigInteger.Abs((m * divisor) - (unit * numerator)), unit / (4 * (BigInteger)divisor));
        var missed = error * Math.Max(Math.Abs(sums.Minimum - zeros), Math.Abs(sums.Maximum - zeros));
        if (missed > quarter * divisor || 2 * (missed + (quarter * divisor)) >= unit)
            return null;
        var step = new ChannelStep((int)m, (unit / 2) + quarter + ((BigInteger)output.Zero * unit) - (zeros * m), sums);
        return step.FitsWide(shift) ? new MeanStep(step, shift) : null;
    }

    /// <summary>The largest shift at which the multiplier fits a lane.</summary>
    public static int LargestShift(long numerator, long divisor)
    {
        var shift = MostShift;
        while (shift > 0 && ((2 * (BigInteger)numerator) << shift) + divisor >= 2 * (BigInteger)divisor << 31)
            shift--;
        return shift;
    }
}
