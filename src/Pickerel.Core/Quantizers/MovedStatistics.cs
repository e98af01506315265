using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>What to expect of tensors whose elements were moved or multiplied. A channel that comes from several is their mixture.</summary>
internal static class MovedStatistics
{
    /// <summary>The product of two tensors, as if they were independent.</summary>
    public static TensorStatistics Product(TensorStatistics left, TensorStatistics right)
    {
        var (means, variances) = (new double[left.Channels], new double[left.Channels]);
        for (var c = 0; c < means.Length; c++)
        {
            var other = c % right.Channels;
            double m1 = left.Mean(c), m2 = right.Mean(other), v1 = left.Variance(c), v2 = right.Variance(other);
            means[c] = m1 * m2;
            variances[c] = (v1 * v2) + (v1 * m2 * m2) + (v2 * m1 * m1);
        }

        return TensorStatistics.FromMoments(means, variances, left.Rectified && right.Rectified);
    }

    /// <summary>Several tensors, one behind the other.</summary>
    public static TensorStatistics Join(ConcatenateNode node, IReadOnlyList<(TensorStatistics Statistics, TensorShape Shape)> inputs)
    {
        // Unless all stand behind a ReLU, those that do are described by what it leaves.
        var rectified = inputs.All(i => i.Statistics.Rectified);
        (double Mean, double Variance) Channel(TensorStatistics input, int c) => rectified ? Location(input, c) : (input.Mean(c), input.Variance(c));
        var parts = node.Axis == Axis.Channels
            ? inputs.SelectMany(i => Enumerable.Range(0, i.Shape.Channels).Select(c => Channel(i.Statistics, c)))
            : Enumerable.Range(0, node.Shape.Channels).Select(c => Mixture(inputs.Select(i => Channel(i.Statistics, c))));
        return FromParts(parts, rectified);
    }

    /// <summary>One tensor, whose channels go where the node says.</summary>
    public static TensorStatistics Move(MovementNode node, TensorStatistics input, TensorShape shape)
    {
        var all = Enumerable.Range(0, shape.Channels);
        return node switch
        {
            OutputNode or UpsampleNode or PadNode => input,
            SliceNode slice => FromParts(Enumerable.Range(0, slice.Size.Channels).Select(c => Part(input, [slice.FirstChannel + (c * slice.StepChannels)])), input.Rectified),
            TransposeNode { Channels: Axis.Channels } => input,
            ReshapeNode when node.Shape.Channels == shape.Channels => input,
            DepthToSpaceNode spread => FromParts(Enumerable.Range(0, node.Shape.Channels).Select(c => Part(input, SourcesOf(spread, node.Shape.Channels, c))), input.Rectified),
            _ => FromParts(Enumerable.Repeat(Part(input, all), node.Shape.Channels), input.Rectified),
        };
    }

    private static IEnumerable<int> SourcesOf(DepthToSpaceNode node, int channels, int channel)
    {
        var blocks = node.BlockHeight * node.BlockWidth;
        return Enumerable.Range(0, blocks).Select(b => node.Order == DepthToSpaceOrder.BlockFirst ? (b * channels) + channel : (channel * blocks) + b);
    }

    /// <summary>Mean and variance of what some channels hold together.</summary>
    private static (double Mean, double Variance) Part(TensorStatistics statistics, IEnumerable<int> channels) =>
        Mixture(channels.Select(c => Location(statistics, c)));

    /// <summary>Behind a ReLU a part keeps the Gaussian in front of it: who puts parts together says that a ReLU follows.</summary>
    private static (double Mean, double Variance) Location(TensorStatistics statistics, int channel) =>
        (statistics.Locations[channel], statistics.Deviations[channel] * statistics.Deviations[channel]);

    private static (double Mean, double Variance) Mixture(IEnumerable<(double Mean, double Variance)> parts)
    {
        double count = 0, sum = 0, squares = 0;
        foreach (var (mean, variance) in parts)
        {
            count++;
            sum += mean;
            squares += variance + (mean * mean);
        }

        return (sum / count, Math.Max(0, (squares / count) - (sum / count * (sum / count))));
    }

    private static TensorStatistics FromParts(IEnumerable<(double Mean, double Variance)> parts, bool rectified)
    {
        var all = parts.ToList();
        return TensorStatistics.FromMoments([.. all.Select(p => p.Mean)], [.. all.Select(p => p.Variance)], rectified);
    }
}
