using System;
using System.Collections.Immutable;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>All that a quantized weighted node's requantizer depends on, but for the output's grid.</summary>
/// <param name="Node">The node; its weights are quantized.</param>
/// <param name="InputScale">The scale of the tensor it reads.</param>
/// <param name="Sum">What to expect of its real sum.</param>
/// <param name="Ranges">The proved range of each channel's accumulator.</param>
internal sealed record WeightedScales(WeightedNode Node, double InputScale, SumStatistics Sum, ImmutableArray<IntegerRange> Ranges)
{
    /// <summary>Gets the largest magnitude the real output can have on any input, before any activation.</summary>
    public double LargestMagnitude
    {
        get
        {
            double largest = 0;
            for (var o = 0; o < Node.Outputs; o++)
            {
                var (norm, sumScale) = (NormOf(o), SumScaleOf(o));
                foreach (var accumulator in (ReadOnlySpan<long>)[Ranges[o].Minimum, Ranges[o].Maximum])
                {
                    var real = (norm.Scale * ((accumulator * sumScale) + BiasOf(o) - norm.Mean)) + norm.Value;
                    largest = Math.Max(largest, Math.Abs(real));
                }
            }

            return largest;
        }
    }

    public static WeightedScales Of(Network network, WeightedNode node, NetworkStatistics statistics)
    {
        var source = network[node.Input];
        var ranges = AccumulatorRanges.Of(FilterGeometry.Of(node, source.Shape), node.Quantized!.Codes, source.Quantization!);
        return new(node, source.Quantization!.Scale, statistics.SumOf(node), ranges);
    }

    /// <summary>The requantizer onto a grid.</summary>
    public Requantization Quantize(Quantization grid, Activation activation)
    {
        var channels = new ChannelScale[Node.Outputs];
        for (var o = 0; o < channels.Length; o++)
            channels[o] = ChannelScale.Of(NormOf(o), SumScaleOf(o), BiasOf(o), DeviationOf(o), Ranges[o], grid);
        return MergedScales.Quantize(channels, activation == Activation.Relu ? grid.ZeroPoint : grid.Minimum, grid.Maximum);
    }

    private CenteredNorm NormOf(int output) => Node.Normalization is { } norm
        ? CenteredNorm.Of(norm, output)
        : CenteredNorm.Identity(Sum.Means[output] + BiasOf(output));

    /// <summary>How far sums stray: what the norm found, or what the inputs lead to expect, whichever is more.</summary>
    private double DeviationOf(int output) =>
        Math.Sqrt(Node.Normalization is { } norm ? Math.Max(norm.Variance[output], Sum.Variances[output]) : Sum.Variances[output]);

    private double SumScaleOf(int output) => ChannelScale.Bound(Node.Quantized!.Scales[output] * InputScale);

    private double BiasOf(int output) => Node.Bias is null ? 0 : Node.Bias[output];
}
