using System;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Calibration;

/// <summary>How often which values of a tensor were seen: first the least and the greatest, then counts between them.</summary>
internal sealed class ValueHistogram
{
    /// <summary>Bins finer than a sixteenth of a step of 8 bits.</summary>
    private const int Bins = 8192;

    /// <summary>Clips are looked for from the whole range down to a sixteenth of it.</summary>
    private const int Clips = 160;
    private const double LeastClip = 1.0 / 16;

    /// <summary>Magnitudes below and above leave no room for scales that multiply each other.</summary>
    private const double Least = 1e-30, Most = 1e30;

    private readonly long[] _counts = new long[Bins];

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Gets whether all values are numbers that can be scaled.</summary>
    public bool IsUsable => Math.Abs(Minimum) <= Most && Math.Abs(Maximum) <= Most;

    /// <summary>Widens the range.</summary>
    public void Widen(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
            (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
    }

    /// <summary>Counts values; the range is that of all of them already.</summary>
    public void Count(ReadOnlySpan<double> values)
    {
        var scale = Maximum > Minimum ? Bins / (Maximum - Minimum) : 0;
        foreach (var value in values)
            _counts[Math.Clamp((int)((value - Minimum) * scale), 0, Bins - 1)]++;
    }

    /// <summary>The grid for what was seen.</summary>
    /// <param name="gridOf">The grid that reaches from 0 to a magnitude.</param>
    /// <param name="options">How its reach is chosen.</param>
    /// <returns>Null where every value is 0 or next to it, or on the side of 0 that the grid does not hold.</returns>
    public Quantization? GridFor(Func<double, Quantization> gridOf, CalibrationOptions options)
    {
        var most = gridOf(1).Signed ? Math.Max(Math.Abs(Minimum), Math.Abs(Maximum)) : Maximum;
        if (!(most > Least))
            return null;
        return options.Method switch
        {
            RangeMethod.MinMax => gridOf(most),
            RangeMethod.Percentile => gridOf(Percentile(most, options.Percentile)),
            _ => Enumerable.Range(0, Clips + 1).Select(i => gridOf(most * (LeastClip + ((1 - LeastClip) * i / Clips)))).MinBy(SquaredError),
        };
    }

    private double Percentile(double most, double percent)
    {
        var magnitudes = Enumerable.Range(0, Bins).Where(b => _counts[b] > 0).OrderBy(b => Math.Abs(CenterOf(b))).ToList();
        var (wanted, seen) = (_counts.Sum() * percent / 100, 0L);
        foreach (var bin in magnitudes)
        {
            seen += _counts[bin];
            if (seen >= wanted)
                return Math.Min(most, Math.Abs(CenterOf(bin)) + WidthOfBin);
        }

        return most;
    }

    private double SquaredError(Quantization grid)
    {
        var sum = 0.0;
        for (var b = 0; b < Bins; b++)
        {
            if (_counts[b] == 0)
                continue;
            var error = CenterOf(b) - grid.RealOf(grid.Of(CenterOf(b)));
            sum += error * error * _counts[b];
        }

        return sum;
    }

    private double WidthOfBin => (Maximum - Minimum) / Bins;

    private double CenterOf(int bin) => Minimum + ((bin + 0.5) * WidthOfBin);
}
