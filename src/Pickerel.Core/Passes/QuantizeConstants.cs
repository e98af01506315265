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
        return network.Select(node => node is WeightedNode weighted ? Quantize(network, weighted, statistics, allocation.GridsOf(weighted), context.Quantize, cancellation) : node);
    }

    private static WeightedNode Quantize(
        Network network, WeightedNode node, NetworkStatistics statistics, EquatableArray<CodeGrid> grids, QuantizeDeclaration quantize, CancellationToken cancellation)
    {
        var (source, input) = (network[node.Input], statistics[node.Input]);
        var scales = ScaleRule.Of(node, quantize, source.Quantization!.Scale, statistics.SumOf(node));
        var quantized = node with { Quantized = WeightQuantizer.Quantize(node.Weights!, node.Outputs, grids, scales, cancellation) };
        if (network.OriginOf(node.Input) is InputNode && !statistics.KnowsInput)
            return quantized; // A guess of the input would do more harm than the rounding of weights.
        var means = QuantizedMeans(network, source, input);
        return quantized with
        {
            Bias = BiasCorrection.Correct(quantized, FilterGeometry.Of(node, source.Shape), input, means, source.Quantization!),
        };
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
