using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// Gives every weighted node its weight codes, and corrects its bias for what rounding weights and inputs does to the mean of its sum.
/// </summary>
public static class QuantizeConstants
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        var statistics = NetworkStatistics.Of(network, cancellation);
        var allocation = new BitAllocation(network, context.Quantize);
        return network.Select(node => node is WeightedNode weighted
            ? Correct(network, Quantize(network, weighted, statistics, allocation.GridsOf(weighted), context.Quantize, cancellation), statistics, context.BiasMeans)
            : node);
    }

    private static WeightedNode Quantize(
        Network network, WeightedNode node, NetworkStatistics statistics, EquatableArray<CodeGrid> grids, QuantizeDeclaration quantize, CancellationToken cancellation)
    {
        var scales = ScaleRule.Of(node, quantize, network[node.Input].Quantization!.Scale, statistics.SumOf(node));
        return node with { Quantized = WeightQuantizer.Quantize(node.Weights!, node.Outputs, grids, scales, cancellation) };
    }

    private static WeightedNode Correct(Network network, WeightedNode node, NetworkStatistics statistics, BiasMeans means)
    {
        var source = network[node.Input];
        return MeansOf(network, source, statistics, means) is { } of
            ? node with { Bias = BiasCorrection.Correct(node, FilterGeometry.Of(node, source.Shape), of, source.Quantization!) }
            : node;
    }

    /// <summary>The means of a tensor, or null where biases are to stay.</summary>
    private static ChannelMeans? MeansOf(Network network, Node source, NetworkStatistics statistics, BiasMeans means)
    {
        switch (means)
        {
            case BiasMeans.Measured { Means: var measured }:
                return measured[source.Name];
            case BiasMeans.None:
                return null;
            default:
                // A guess of the input would do more harm than the rounding of weights.
                if (network.OriginOf(source.Name) is InputNode && !statistics.KnowsInput)
                    return null;
                var expected = statistics[source.Name];
                return new(Enumerable.Range(0, expected.Channels).Select(expected.Mean).ToEquatableArray(), QuantizedMeans(network, source, expected).ToEquatableArray());
        }
    }

    /// <summary>The expected values of a tensor on its grid. Pools and reshapes do not round anew: what counts is the grid in front of them.</summary>
    private static double[] QuantizedMeans(Network network, Node source, TensorStatistics statistics)
    {
        var origin = network.OriginOf(source.Name);
        var means = new double[statistics.Channels];
        for (var c = 0; c < means.Length; c++)
            means[c] = origin is InputNode ? statistics.Mean(c) : statistics.QuantizedMean(c, origin.Quantization!);
        return means;
    }
}
