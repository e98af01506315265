using System;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Densities, moments and expected errors against the formulas or against sampling.</summary>
public sealed class StatisticsTests
{
    [Fact]
    public void The_density_is_the_normal_one()
    {
        for (var z = -9.0; z <= 9; z += 0.0137)
            Assert.Equal(Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI), StandardNormal.Density(z), 1e-9);
    }

    [Theory]
    [InlineData(-3, 0.0013498980316301)]
    [InlineData(-1, 0.158655253931457)]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.691462461274013)]
    [InlineData(1.96, 0.97500210485178)]
    [InlineData(6, 0.999999999013412)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NegativeInfinity, 0)]
    public void The_cumulative_is_the_normal_one(double z, double expected) => Assert.Equal(expected, StandardNormal.Cumulative(z), 1e-9);

    [Theory]
    [InlineData(0.3, 1.0)]
    [InlineData(-2.0, 0.7)]
    [InlineData(5.0, 0.5)]
    [InlineData(-1.5, 0.0)]
    [InlineData(1.5, 0.0)]
    public void Moments_behind_a_relu_are_those_of_samples(double location, double deviation)
    {
        var statistics = new TensorStatistics([location], [deviation], Rectified: true);
        var samples = Samples(location, deviation, rectified: true);

        var mean = samples.Average();
        Assert.Equal(mean, statistics.Mean(0), 0.004);
        Assert.Equal(samples.Average(s => (s - mean) * (s - mean)), statistics.Variance(0), 0.006);
    }

    [Theory]
    [InlineData(0.3, 1.0, 0.2, 4, true)]
    [InlineData(0.3, 1.0, 1.4, 2, true)]
    [InlineData(-0.5, 1.0, 0.1, 4, true)]
    [InlineData(0.3, 1.0, 0.2, 4, false)]
    [InlineData(0.1, 0.05, 0.2, 3, false)]
    [InlineData(-0.4, 2.0, 1.0, 2, false)]
    [InlineData(1.23, 0.0, 0.5, 3, false)]
    [InlineData(-1.23, 0.0, 0.5, 3, true)]
    public void The_expected_error_and_mean_of_a_grid_are_those_of_samples(double location, double deviation, double scale, int bits, bool rectified)
    {
        var statistics = new TensorStatistics([location], [deviation], rectified);
        var grid = new Quantization(scale, 0, bits, Signed: !rectified);
        var samples = Samples(location, deviation, rectified);
        var rounded = samples.Select(s => scale * Math.Clamp(Math.Floor((s / scale) + 0.5), grid.Minimum, grid.Maximum)).ToArray();

        var squares = samples.Zip(rounded, (s, r) => (s - r) * (s - r)).Average();
        Assert.Equal(squares, statistics.SquaredError(grid), 0.01 * (squares + 1e-3));
        Assert.Equal(rounded.Average(), statistics.QuantizedMean(0, grid), 0.004);
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(4, true)]
    [InlineData(8, true)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    public void The_scale_found_is_no_worse_than_any_of_a_fine_scan(int bits, bool rectified)
    {
        var statistics = new TensorStatistics([0.2, -1.0, 3.0, 0.0], [1.0, 0.1, 2.0, 0.0], rectified);

        var found = ActivationScale.Search(statistics, bits, signed: !rectified);

        var best = Enumerable.Range(1, 4000).Min(i => statistics.SquaredError(found with { Scale = i * 0.01 * 16 / (1 << bits) / 4 }));
        Assert.InRange(statistics.SquaredError(found), 0, best * 1.01);
    }

    [Fact]
    public void A_tensor_that_is_always_zero_still_has_a_grid() =>
        Assert.Equal(1, ActivationScale.Search(new TensorStatistics([-5.0, 0.0], [0.0, 0.0], Rectified: true), 4, signed: false).Scale);

    /// <summary>Evenly spaced quantiles of a Gaussian, which converge far faster than random samples.</summary>
    private static double[] Samples(double location, double deviation, bool rectified)
    {
        const int Count = 40_000;
        var samples = new double[Count];
        double z = -8, mass = 0;
        for (var i = 0; i < Count; i++)
        {
            for (; mass < (i + 0.5) / Count; z += 1e-4)
                mass += 1e-4 * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
            samples[i] = location + (deviation * z);
        }

        return rectified ? [.. samples.Select(s => Math.Max(s, 0))] : samples;
    }
}
