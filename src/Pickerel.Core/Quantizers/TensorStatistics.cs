using System;
using System.Collections.Immutable;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// What is expected of a tensor's real values, per channel: a Gaussian, or the same after a ReLU. A standard deviation of zero is a
/// constant channel.
/// </summary>
/// <param name="Locations">The Gaussian's mean per channel, before any ReLU.</param>
/// <param name="Deviations">The Gaussian's standard deviation per channel.</param>
/// <param name="Rectified">Whether a ReLU follows.</param>
internal sealed record TensorStatistics(ImmutableArray<double> Locations, ImmutableArray<double> Deviations, bool Rectified)
{
    /// <summary>Larger statistics than these come only from absurd parameters; the limit keeps all that is computed from them finite.</summary>
    private const double Limit = 1e30;

    /// <summary>Gets where a rectified tensor ends: ReLU6 and its like.</summary>
    public double Ceiling { get; init; } = double.PositiveInfinity;

    /// <summary>Gets whether mean and variance are those behind a curve, which are no Gaussian's: its grid is chosen for the curve, and rounding taken to even out.</summary>
    public bool IsCurved { get; init; }

    public int Channels => Locations.Length;

    /// <summary>Makes statistics from means and variances; both are limited to finite sizes.</summary>
    public static TensorStatistics FromMoments(double[] means, double[] variances, bool rectified)
    {
        var (locations, deviations) = (ImmutableArray.CreateBuilder<double>(means.Length), ImmutableArray.CreateBuilder<double>(means.Length));
        for (var c = 0; c < means.Length; c++)
        {
            locations.Add(Math.Max(-Limit, Math.Min(means[c], Limit)));
            deviations.Add(Math.Sqrt(Math.Max(0, Math.Min(variances[c], Limit * Limit))));
        }

        return new(locations.MoveToImmutable(), deviations.MoveToImmutable(), rectified);
    }

    public TensorStatistics Rectify() => this with { Rectified = true };

    /// <summary>The statistics of the same tensor as one vector in HWC order.</summary>
    public TensorStatistics Repeat(int channels)
    {
        if (channels == Channels)
            return this;
        var (locations, deviations) = (ImmutableArray.CreateBuilder<double>(channels), ImmutableArray.CreateBuilder<double>(channels));
        while (locations.Count < channels)
        {
            locations.AddRange(Locations);
            deviations.AddRange(Deviations);
        }

        return this with { Locations = locations.MoveToImmutable(), Deviations = deviations.MoveToImmutable() };
    }

    /// <summary>The expected value of a channel.</summary>
    public double Mean(int channel)
    {
        double location = Locations[channel], deviation = Deviations[channel];
        if (!Rectified)
            return location;
        if (deviation == 0)
            return Math.Min(Math.Max(location, 0), Ceiling);
        return Math.Max(0, Excess(location, deviation) - (HasCeiling ? Excess(location - Ceiling, deviation) : 0));
    }

    private bool HasCeiling => !double.IsInfinity(Ceiling);

    /// <summary>The expected part of a Gaussian above 0.</summary>
    private static double Excess(double location, double deviation)
    {
        var z = location / deviation;
        return Math.Max(0, (location * StandardNormal.Cumulative(z)) + (deviation * StandardNormal.Density(z)));
    }

    /// <summary>The expected square of the part of a Gaussian above 0.</summary>
    private static double SquaredExcess(double location, double deviation)
    {
        var z = location / deviation;
        return (((location * location) + (deviation * deviation)) * StandardNormal.Cumulative(z)) + (location * deviation * StandardNormal.Density(z));
    }

    /// <summary>The variance of a channel.</summary>
    public double Variance(int channel)
    {
        double location = Locations[channel], deviation = Deviations[channel];
        if (!Rectified || deviation == 0)
            return Rectified ? 0 : deviation * deviation;
        var (mean, square) = (Mean(channel), SquaredExcess(location, deviation));
        if (HasCeiling)
            square -= SquaredExcess(location - Ceiling, deviation) + (2 * Ceiling * Excess(location - Ceiling, deviation));
        return Math.Max(0, square - (mean * mean));
    }

    /// <summary>The expected value of a channel after rounding to a grid and clipping to its range.</summary>
    public double QuantizedMean(int channel, Quantization grid)
    {
        double location = Locations[channel], deviation = Deviations[channel];
        int minimum = grid.Minimum - grid.ZeroPoint, maximum = grid.Maximum - grid.ZeroPoint;
        if (IsCurved)
            return Mean(channel);
        if (HasCeiling)
            maximum = (int)Math.Min(Math.Floor((Ceiling / grid.Scale) + 0.5), maximum);
        if (deviation == 0)
        {
            var value = Rectified ? Math.Max(location, 0) : location;
            return grid.Scale * Math.Max(minimum, Math.Min(Math.Floor((value / grid.Scale) + 0.5), maximum));
        }

        // E[q] = minimum + sum over the levels above it of P(value rounds to at least that level); far levels have P = 0 or 1.
        var first = (int)Math.Max(minimum, Math.Min(Math.Floor((location - (StandardNormal.Limit * deviation)) / grid.Scale), maximum));
        var last = (int)Math.Max(minimum, Math.Min(Math.Ceiling((location + (StandardNormal.Limit * deviation)) / grid.Scale), maximum));
        double expected = Rectified ? Math.Max(first, Math.Max(0, minimum)) : first;
        for (var level = (int)expected + 1; level <= last; level++)
            expected += StandardNormal.Cumulative((location - ((level - 0.5) * grid.Scale)) / deviation);
        return grid.Scale * expected;
    }

    /// <summary>The expected squared error of rounding to a grid with zero point 0 and clipping to its range, averaged over channels.</summary>
    public double SquaredError(Quantization grid)
    {
        double sum = 0;
        for (var c = 0; c < Channels; c++)
            sum += SquaredError(c, grid.Scale, grid.Minimum, grid.Maximum);
        return sum / Channels;
    }

    private double SquaredError(int channel, double scale, int minimum, int maximum)
    {
        double location = Locations[channel], deviation = Deviations[channel];
        if (deviation == 0)
        {
            var value = Rectified ? Math.Max(location, 0) : location;
            var error = value - (scale * Math.Max(minimum, Math.Min(Math.Floor((value / scale) + 0.5), maximum)));
            return error * error;
        }

        return scale <= deviation ? FineGridError(location, deviation, scale, minimum, maximum) : CoarseGridError(location, deviation, scale, minimum, maximum);
    }

    /// <summary>
    /// Steps no larger than the deviation: within the range rounding errors are uniform (to 1e-8 for a Gaussian), so their square is
    /// scale^2 / 12; beyond it the distance to the end counts.
    /// </summary>
    private double FineGridError(double location, double deviation, double scale, int minimum, int maximum)
    {
        double from = Rectified ? 0 : minimum * scale, to = maximum * scale;
        double low = (from - location) / deviation, high = (to - location) / deviation;
        var inside = StandardNormal.Cumulative(high) - StandardNormal.Cumulative(low);
        var error = (scale * scale / 12 * inside) + SquaredDistance(location, deviation, to, to, double.PositiveInfinity);
        return Rectified ? error : error + SquaredDistance(location, deviation, from, double.NegativeInfinity, from);
    }

    /// <summary>Steps larger than the deviation: the few cells that hold the mass, one by one.</summary>
    private double CoarseGridError(double location, double deviation, double scale, int minimum, int maximum)
    {
        var first = (int)Math.Max(minimum, Math.Min(Math.Floor((location - (StandardNormal.Limit * deviation)) / scale), maximum));
        var last = (int)Math.Max(minimum, Math.Min(Math.Ceiling((location + (StandardNormal.Limit * deviation)) / scale), maximum));
        double sum = 0;
        for (var level = first; level <= last; level++)
        {
            var from = level == minimum ? double.NegativeInfinity : (level - 0.5) * scale;
            var to = level == maximum ? double.PositiveInfinity : (level + 0.5) * scale;
            if (Rectified)
                from = Math.Max(from, 0);
            if (from < to)
                sum += SquaredDistance(location, deviation, level * scale, from, to);
        }

        return sum;
    }

    /// <summary>The integral of (x - point)^2 over the Gaussian between two bounds.</summary>
    private static double SquaredDistance(double location, double deviation, double point, double from, double to)
    {
        double low = Standardize(from, location, deviation), high = Standardize(to, location, deviation);
        double lowDensity = StandardNormal.Density(low), highDensity = StandardNormal.Density(high);
        var mass = StandardNormal.Cumulative(high) - StandardNormal.Cumulative(low);
        var offset = location - point;
        var linear = 2 * offset * deviation * (lowDensity - highDensity);
        var square = deviation * deviation * (mass + (low * lowDensity) - (high * highDensity));
        return Math.Max(0, (offset * offset * mass) + linear + square);
    }

    private static double Standardize(double bound, double location, double deviation) =>
        Math.Max(-StandardNormal.Limit, Math.Min((bound - location) / deviation, StandardNormal.Limit));
}
