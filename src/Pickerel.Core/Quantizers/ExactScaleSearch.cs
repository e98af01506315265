using System;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The scale with the least squared error, exactly. As the scale shrinks, every weight steps through the magnitudes, at its own scales;
/// between two such steps the codes are the same and the error is a parabola, <c>sum w^2 - 2 s sum wc + s^2 sum c^2</c>, whose least is known.
/// </summary>
internal static class ExactScaleSearch
{
    /// <summary>Scales found at the end of an interval are moved inside by this part, where rounding cannot turn a code over.</summary>
    private const double Inside = 1e-12;

    /// <summary>The best scale; positive.</summary>
    /// <param name="filter">The weights, of which some is not 0.</param>
    /// <param name="rounding">The grid; 0 is on it, or it has several magnitudes.</param>
    public static double Of(ReadOnlySpan<double> filter, WeightRounding rounding)
    {
        var steps = StepsOf(filter, rounding, out var products, out var squares);
        var (best, least) = (0.0, double.PositiveInfinity);
        for (var i = -1; i < steps.Length; i++)
        {
            if (i >= 0)
            {
                products += steps[i].Weight * (steps[i].After - steps[i].Before);
                squares += (steps[i].After * steps[i].After) - (steps[i].Before * steps[i].Before);
            }

            double upper = i >= 0 ? steps[i].Scale : double.MaxValue, lower = i + 1 < steps.Length ? steps[i + 1].Scale : 0;
            if (lower == upper || squares == 0)
                continue;
            var scale = Math.Max(lower * (1 + Inside), Math.Min(products / squares, upper * (1 - Inside)));
            var error = scale * ((scale * squares) - (2 * products));
            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    /// <summary>The steps in order of falling scale, and the sums of the codes that weights have above all of them.</summary>
    private static Step[] StepsOf(ReadOnlySpan<double> filter, WeightRounding rounding, out double products, out double squares)
    {
        ReadOnlySpan<double> magnitudes = rounding.Magnitudes, boundaries = rounding.Boundaries;
        var first = rounding.Grid.HasZero ? 0 : 1; // Without a zero a weight has the least magnitude at any scale.
        var steps = new Step[filter.Length * (magnitudes.Length - first)];
        var (count, least) = (0, first == 0 ? 0 : magnitudes[0]);
        (products, squares) = (0, 0);
        foreach (var signed in filter)
        {
            var weight = Math.Abs(signed);
            products += weight * least;
            squares += least * least;
            for (var i = first; i < magnitudes.Length && weight > 0; i++)
                steps[count++] = new(weight / boundaries[i], weight, i == 0 ? 0 : magnitudes[i - 1], magnitudes[i]);
        }

        Array.Resize(ref steps, count);
        Array.Sort(steps, static (a, b) => b.Scale.CompareTo(a.Scale));
        return steps;
    }

    /// <summary>A weight's magnitude changes where the scale falls to this.</summary>
    private readonly record struct Step(double Scale, double Weight, double Before, double After);
}
