using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>The scale of an activation grid without data: the one with the least expected squared error, clipping and rounding together.</summary>
internal static class ActivationScale
{
    /// <summary>Where a Gaussian is taken to end: a grid reaching further than this only loses resolution.</summary>
    private const double ReachInDeviations = 6;

    /// <summary>The coarse search covers clips from the whole reach down to 2^-7 of it, four to the octave; the fine one 32 to the octave.</summary>
    private const int CoarseSteps = 28;
    private const int FineSteps = 7;
    private const double QuarterOctave = 1.1892071150027210667;
    private const double ThirtySecondOctave = 1.0218971486541166782;

    /// <summary>Finds the grid of <paramref name="bits"/> bits with zero point 0 for values that follow <paramref name="statistics"/>.</summary>
    public static Quantization Search(TensorStatistics statistics, int bits, bool signed)
    {
        var unit = new Quantization(1, 0, bits, signed);
        var reach = ReachOf(statistics);
        if (reach == 0)
            return unit; // Nothing but zeros is expected: every grid is as good.

        var scale = reach / unit.Maximum;
        scale = Best(statistics, unit, scale, 1 / QuarterOctave, CoarseSteps);
        var finer = Best(statistics, unit, scale, 1 / ThirtySecondOctave, FineSteps);
        var coarser = Best(statistics, unit, scale, ThirtySecondOctave, FineSteps);
        return Error(statistics, unit, finer) <= Error(statistics, unit, coarser) ? unit with { Scale = finer } : unit with { Scale = coarser };
    }

    /// <summary>The better of the two powers of two around the scale of a grid.</summary>
    public static Quantization PowerOfTwo(TensorStatistics statistics, Quantization grid)
    {
        var below = Binary.Power(Binary.Exponent(grid.Scale));
        return Error(statistics, grid, below) <= Error(statistics, grid, 2 * below) ? grid with { Scale = below } : grid with { Scale = 2 * below };
    }

    /// <summary>The best of a geometric series of scales; the first of equals.</summary>
    private static double Best(TensorStatistics statistics, Quantization unit, double first, double ratio, int steps)
    {
        var (best, least) = (first, Error(statistics, unit, first));
        var scale = first;
        for (var i = 0; i < steps; i++)
        {
            scale *= ratio;
            var error = Error(statistics, unit, scale);
            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    private static double Error(TensorStatistics statistics, Quantization unit, double scale) => statistics.SquaredError(unit with { Scale = scale });

    private static double ReachOf(TensorStatistics statistics)
    {
        double reach = 0;
        for (var c = 0; c < statistics.Channels; c++)
        {
            var spread = ReachInDeviations * statistics.Deviations[c];
            var location = statistics.Locations[c];
            reach = Math.Max(reach, statistics.Rectified ? location + spread : Math.Abs(location) + spread);
        }

        return reach < 1e-30 ? 0 : reach;
    }
}
