using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The scale of a filter on a grid. At 8 bits uniform the largest weight just fits; else it is the one with the least squared error:
/// of a short filter exactly (<see cref="ExactScaleSearch"/>), of a long one by a search over clips, refined as least squares do:
/// codes for a scale, the best scale for the codes, until neither changes. Signs are the same whatever the scale, and their best is the mean
/// magnitude (XNOR-Net, arXiv 1603.05279).
/// </summary>
internal static class ScaleSearch
{
    private const int Refinements = 8;

    /// <summary>Steps of codes that are followed one by one; of a longer filter the error is smooth in the clip.</summary>
    private const int MostSteps = 1 << 12;

    private const int LeastClips = 32;
    private const int MostClips = 512;
    private const int WeightsTried = 1 << 14;
    private const int FineSteps = 8;

    /// <summary>Weights smaller than this in all of a filter are zeros: their scale would leave the range of ordinary numbers.</summary>
    private const double LeastMagnitude = 1e-100;

    /// <summary>The scale of a filter: positive, or 0 for a filter of zeros.</summary>
    public static double Of(ReadOnlySpan<double> filter, WeightRounding rounding)
    {
        var grid = rounding.Grid;
        double magnitude = 0;
        foreach (var weight in filter)
            magnitude = Math.Max(magnitude, Math.Abs(weight));
        if (!grid.HasZero && (magnitude < LeastMagnitude || grid.Largest == 1))
            return MeanMagnitude(filter);
        if (magnitude < LeastMagnitude)
            return 0; // An all-zero filter: its codes are 0 whatever the scale.
        if (grid is CodeGrid.Uniform { Bits: 8 })
            return magnitude / grid.Largest;
        return (long)filter.Length * grid.Magnitudes.Count <= MostSteps
            ? ExactScaleSearch.Of(filter, rounding)
            : Refine(filter, Search(filter, magnitude / rounding.LastBoundary, rounding), rounding);
    }

    /// <summary>The sum of squared differences between weights and what their codes stand for.</summary>
    public static double SquaredError(ReadOnlySpan<double> filter, double scale, WeightRounding rounding)
    {
        double sum = 0, inverse = 1 / scale;
        foreach (var weight in filter)
        {
            var error = weight - (scale * rounding.Code(weight, inverse));
            sum += error * error;
        }

        return sum;
    }

    /// <summary>The scale with the least squared error to signs; a filter of zeros, whose codes cannot be 0, gets one that makes nothing of them.</summary>
    private static double MeanMagnitude(ReadOnlySpan<double> filter)
    {
        double sum = 0;
        foreach (var weight in filter)
            sum += Math.Abs(weight) / filter.Length;
        return Math.Max(sum, LeastMagnitude);
    }

    /// <summary>The best of evenly spaced scales, then of finer ones around it.</summary>
    /// <param name="filter">The weights.</param>
    /// <param name="most">The scale at which the largest weight just has the largest code; uneven grids may do better without that code.</param>
    /// <param name="rounding">The grid.</param>
    private static double Search(ReadOnlySpan<double> filter, double most, WeightRounding rounding)
    {
        var clips = Math.Max(LeastClips, Math.Min(WeightsTried / filter.Length, MostClips));
        var step = most / clips;
        if (rounding.Grid is CodeGrid.AdditivePowerOfTwo)
            clips *= 2;
        var coarse = Best(filter, rounding, step, step, clips);
        return Best(filter, rounding, coarse - step + (step / FineSteps), step / FineSteps, (2 * FineSteps) - 1);
    }

    /// <summary>The best of a series of scales; the largest of equals.</summary>
    private static double Best(ReadOnlySpan<double> filter, WeightRounding rounding, double first, double step, int count)
    {
        var (best, least) = (0.0, double.PositiveInfinity);
        for (var i = count - 1; i >= 0; i--)
        {
            var scale = first + (step * i);
            var error = SquaredError(filter, scale, rounding);
            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    private static double Refine(ReadOnlySpan<double> filter, double scale, WeightRounding rounding)
    {
        for (var i = 0; i < Refinements; i++)
        {
            // The scale that minimizes sum (w - scale * code)^2 for these codes.
            double products = 0, squares = 0, inverse = 1 / scale;
            foreach (var weight in filter)
            {
                var code = rounding.Code(weight, inverse);
                products += weight * code;
                squares += code * code;
            }

            var refined = squares > 0 ? products / squares : scale;
            if (refined == scale || !(SquaredError(filter, refined, rounding) < SquaredError(filter, scale, rounding)))
                return scale;
            scale = refined;
        }

        return scale;
    }
}
