using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>Mean and variance of a weighted node's sum (without bias and norm), per output channel, in real units.</summary>
/// <remarks>Inputs are taken as independent; where a tap lies in padding at some positions, it counts for its share of positions.</remarks>
internal sealed record SumStatistics(double[] Means, double[] Variances)
{
    /// <summary>Keeps what is computed from absurd parameters finite.</summary>
    private const double MostVariance = 1e200;

    /// <summary>How far a node's sums stray: what its norm found, or what the inputs lead to expect, whichever is more.</summary>
    public double DeviationOf(WeightedNode node, int output) =>
        Math.Sqrt(node.Normalization is { } norm ? Math.Max(norm.Variance[output], Variances[output]) : Variances[output]);

    public static SumStatistics Of(FilterGeometry geometry, ReadOnlySpan<double> weights, TensorStatistics input, Quantization grid)
    {
        var (means, variances, paddings) = PerChannel(geometry, input, grid);
        var sums = new SumStatistics(new double[geometry.Outputs], new double[geometry.Outputs]);
        var index = 0;
        for (var o = 0; o < geometry.Outputs; o++)
        {
            double mean = 0, variance = 0;
            foreach (var share in geometry.Coverage)
            {
                for (var i = 0; i < geometry.InputsPerGroup; i++, index++)
                {
                    var (weight, channel) = (weights[index], geometry.ChannelOf(o, i));
                    mean += weight * ((share * means[channel]) + ((1 - share) * paddings[channel]));
                    variance += weight * weight * share * variances[channel];
                }
            }

            (sums.Means[o], sums.Variances[o]) = (mean, Math.Min(variance, MostVariance));
        }

        return sums;
    }

    private static (double[] Means, double[] Variances, double[] Paddings) PerChannel(FilterGeometry geometry, TensorStatistics input, Quantization grid)
    {
        var (means, variances, paddings) = (new double[geometry.Channels], new double[geometry.Channels], new double[geometry.Channels]);
        for (var c = 0; c < geometry.Channels; c++)
        {
            (means[c], variances[c]) = (input.Mean(c), input.Variance(c));
            paddings[c] = grid.Scale * (geometry.PaddingOf(c, grid) - grid.ZeroPoint);
        }

        return (means, variances, paddings);
    }
}
