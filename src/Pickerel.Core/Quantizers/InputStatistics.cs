using System;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// What to expect of the network's input. The first norms were trained on it: one mean and one variance for all channels are fitted
/// (least squares) to the means and variances that norms found in weighted sums of the input. Without such norms the input is taken
/// as uniform on its grid, which is a guess: bytes that hold 0 to 16 show how wrong it may be.
/// </summary>
internal static class InputStatistics
{
    /// <summary>The fitted statistics; null if no norm tells.</summary>
    public static TensorStatistics? Fit(Network network)
    {
        var (input, grid) = (network.Input, network.Input.Quantization!);
        var (mean, variance) = (default(Fitted), default(Fitted));
        foreach (var node in network.Nodes.OfType<WeightedNode>().Where(n => n.Normalization is not null && network.OriginOf(n.Input) is InputNode))
        {
            var (geometry, paddingGrid) = (FilterGeometry.Of(node, network[node.Input].Shape), network.PaddingGridOf(node));
            for (var o = 0; o < geometry.Outputs; o++)
            {
                var (weights, squares, padding) = Totals(node, geometry, paddingGrid, o);
                mean = mean.With(weights, node.Normalization!.Mean[o] - (node.Bias is null ? 0 : node.Bias[o]) - padding);
                variance = variance.With(squares, node.Normalization.Variance[o]);
            }
        }

        if (mean.Value is not { } fittedMean || variance.Value is not { } fittedVariance)
            return null;
        double low = grid.Scale * (grid.Minimum - grid.ZeroPoint), high = grid.Scale * (grid.Maximum - grid.ZeroPoint);
        var channels = Enumerable.Range(0, input.Shape.Channels).ToList();
        var location = Math.Max(low, Math.Min(fittedMean, high));
        var spread = Math.Max(0, Math.Min(fittedVariance, (high - low) * (high - low) / 4));
        return TensorStatistics.FromMoments([.. channels.Select(_ => location)], [.. channels.Select(_ => spread)], rectified: false);
    }

    /// <summary>Every value of the grid equally often.</summary>
    public static TensorStatistics Uniform(InputNode node)
    {
        var grid = node.Quantization!;
        var levels = (double)grid.Maximum - grid.Minimum + 1;
        var mean = grid.Scale * (((grid.Minimum + grid.Maximum) / 2.0) - grid.ZeroPoint);
        var variance = grid.Scale * grid.Scale * ((levels * levels) - 1) / 12;
        var channels = Enumerable.Range(0, node.Shape.Channels).ToList();
        return TensorStatistics.FromMoments([.. channels.Select(_ => mean)], [.. channels.Select(_ => variance)], rectified: false);
    }

    /// <summary>A filter's sum of weights, sum of squared weights, and what padding adds; taps in padding count for their share.</summary>
    private static (double Weights, double Squares, double Padding) Totals(WeightedNode node, FilterGeometry geometry, Quantization grid, int output)
    {
        double weights = 0, squares = 0, padding = 0;
        var index = output * geometry.WeightsPerOutput;
        foreach (var share in geometry.Coverage)
        {
            for (var i = 0; i < geometry.InputsPerGroup; i++, index++)
            {
                var weight = node.Weights![index];
                weights += share * weight;
                squares += share * weight * weight;
                padding += (1 - share) * weight * grid.Scale * (geometry.PaddingOf(geometry.ChannelOf(output, i), grid) - grid.ZeroPoint);
            }
        }

        return (weights, squares, padding);
    }

    /// <summary>The x that minimizes <c>sum (coefficient * x - target)^2</c>.</summary>
    private readonly record struct Fitted(double Products, double Squares)
    {
        public double? Value => Squares > 0 && Products / Squares is var x && !double.IsInfinity(x) && !double.IsNaN(x) ? x : null;

        public Fitted With(double coefficient, double target) => new(Products + (coefficient * target), Squares + (coefficient * coefficient));
    }
}
