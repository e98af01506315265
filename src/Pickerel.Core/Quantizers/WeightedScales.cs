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

    /// <summary>The requantizer onto a grid, with what is fused behind.</summary>
    /// <param name="grid">The output's grid.</param>
    /// <param name="activation">The activation, where there is no curve.</param>
    /// <param name="network">How multipliers are kept where the norm does not say.</param>
    public Requantizer Quantize(Quantization grid, Activation activation, MultiplierForm network)
    {
        var form = Node.Multiplier ?? network;
        return CurveSteps.Of(Node.Curve, activation, grid, ChannelsOn(grid, NormOf), (channels, minimum, maximum, beyond) =>
            form is MultiplierForm.Float ? FloatScales.Of(channels, minimum, maximum)
            : Node.Quantized!.Mantissas is { } mantissas ? Fold(channels, mantissas, form, grid, minimum, maximum, beyond)
            : MergedScales.Quantize(channels, form, minimum, maximum, beyond));
    }

    /// <summary>The norm's scale is quantized on its own, and offsets are formed with what it became.</summary>
    private Requantization Fold(ChannelScale[] channels, ScaleMantissas mantissas, MultiplierForm form, Quantization grid, int minimum, int maximum, int beyond)
    {
        if (Node.Normalization is null)
            return SeparateScales.Fold(channels, mantissas, norm: null, grid.Scale, minimum, maximum, beyond);
        var (scales, isVisible) = (new double[channels.Length], new bool[channels.Length]);
        for (var o = 0; o < channels.Length; o++)
            (scales[o], isVisible[o]) = (NormOf(o).Scale, channels[o].IsVisible(minimum, maximum));
        var norm = SeparateScales.QuantizeNorm(scales, isVisible, form);
        channels = ChannelsOn(grid, o => NormOf(o) with { Scale = norm.Values[o] * Binary.Power(-norm.Shift) });
        return SeparateScales.Fold(channels, mantissas, norm, grid.Scale, minimum, maximum, beyond);
    }

    private ChannelScale[] ChannelsOn(Quantization grid, Func<int, CenteredNorm> normOf)
    {
        var channels = new ChannelScale[Node.Outputs];
        for (var o = 0; o < channels.Length; o++)
            channels[o] = ChannelScale.Of(normOf(o), SumScaleOf(o), BiasOf(o), Sum.DeviationOf(Node, o), Ranges[o], grid);
        return channels;
    }

    private CenteredNorm NormOf(int output) => Node.Normalization is { } norm
        ? CenteredNorm.Of(norm, output)
        : CenteredNorm.Identity(Sum.Means[output] + BiasOf(output));

    private double SumScaleOf(int output) => ChannelScale.Bound(Node.Quantized!.Scales[output] * InputScale);

    private double BiasOf(int output) => Node.Bias is null ? 0 : Node.Bias[output];
}
