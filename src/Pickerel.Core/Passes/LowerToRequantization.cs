using System;
using System.Linq;
using System.Threading;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>Real nodes become integer nodes: scales, norms, biases and activations of each merge into one <see cref="Requantizer"/>.</summary>
public static class LowerToRequantization
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        var statistics = NetworkStatistics.Of(network, cancellation);
        var multiplier = MergedScales.FormOf(context.Quantize);
        return network.Select(node =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Lower(network, node, statistics, multiplier, context.Quantize, cancellation);
        });
    }

    private static Node Lower(Network network, Node node, NetworkStatistics statistics, MultiplierForm multiplier, QuantizeDeclaration quantize, CancellationToken cancellation) => node switch
    {
        InputNode or MaxPoolNode or FlattenNode or MovementNode => node,
        WeightedNode n => LowerWeighted(n, WeightedScales.Of(network, n, statistics).Quantize(n.Quantization!, n.Activation, multiplier)),
        BatchNormalizationNode n => ToAffine(n, LowerNorm(n, network[n.Input].Quantization!, statistics[n.Input], n.Multiplier ?? multiplier)),
        ReluNode n => ToAffine(n, LowerRelu(network[n.Input].Quantization!, n.Quantization!, multiplier)),
        ActivationNode { Curve.IsPiecewise: true } n => ToAffine(n, LowerCurve(n, network[n.Input].Quantization!, statistics[n.Input], multiplier)),
        ActivationNode n => new IntegerTableNode
        {
            Name = n.Name,
            Inputs = n.Inputs,
            Shape = n.Shape,
            Quantization = n.Quantization,
            Site = n.Site,
            Values = ActivationTable.Of(n.Curve, network[n.Input].Quantization!, n.Quantization!, cancellation),
        },
        SoftmaxNode n => new IntegerSoftmaxNode
        {
            Name = n.Name,
            Inputs = n.Inputs,
            Shape = n.Shape,
            Quantization = n.Quantization,
            Site = n.Site,
            Exponentials = ActivationTable.Exponentials(network[n.Input].Quantization!),
            Levels = CurveSteps.LevelsOf(n.Quantization!),
        },
        RescaleNode n => ToAffine(n, LowerRescale(network[n.Input].Quantization!, n.Quantization!, multiplier)),
        MultiplyNode n => LowerProduct(n, network[n.Inputs[0]].Quantization!, network[n.Inputs[1]].Quantization!, multiplier),
        AddNode n => SumScales.Lower(n, network[n.Inputs[0]].Quantization!, network[n.Inputs[1]].Quantization!, n.Quantization!),
        AveragePoolNode n => LowerPool(n, PoolFraction.Between(network[n.Input].Quantization!, n.Quantization!.Bits, quantize.ScaleQuantization)),
        _ => throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) is not a real node."),
    };

    private static IntegerWeightedNode LowerWeighted(WeightedNode node, Requantizer step)
    {
        var quantized = node.Quantized!;
        return node switch
        {
            ConvolutionNode n => new IntegerConvolutionNode
            {
                Name = n.Name,
                Inputs = n.Inputs,
                Shape = n.Shape,
                Quantization = n.Quantization,
                Site = n.Site,
                Weights = quantized.Codes,
                WeightBits = quantized.Grids.Max(g => g.CodeBits),
                WeightGrids = quantized.Grids,
                WeightScales = quantized.Scales,
                Requantizer = step,
                Convolution = n.Convolution,
                Groups = n.Groups,
                Window = n.Window,
                PaddingValues = n.PaddingValues,
            },
            _ => new IntegerDenseNode
            {
                Name = node.Name,
                Inputs = node.Inputs,
                Shape = node.Shape,
                Quantization = node.Quantization,
                Site = node.Site,
                Weights = quantized.Codes,
                WeightBits = quantized.Grids.Max(g => g.CodeBits),
                WeightGrids = quantized.Grids,
                WeightScales = quantized.Scales,
                Requantizer = step,
            },
        };
    }

    private static Requantizer LowerNorm(BatchNormalizationNode node, Quantization input, TensorStatistics statistics, MultiplierForm form)
    {
        var (grid, range) = (node.Quantization!, RangeOf(input));
        var channels = new ChannelScale[node.Normalization!.Gamma.Count];
        for (var c = 0; c < channels.Length; c++)
            channels[c] = ChannelScale.Of(CenteredNorm.Of(node.Normalization, c), input.Scale, 0, Math.Sqrt(statistics.Variance(c)), range, grid);
        return CurveSteps.Of(node.Curve, node.Activation, grid, channels, Linear(form));
    }

    private static LinearStep Linear(MultiplierForm form) => (channels, minimum, maximum, beyond) =>
        form is MultiplierForm.Float ? FloatScales.Of(channels, minimum, maximum) : MergedScales.Quantize(channels, form, minimum, maximum, beyond);

    /// <summary>A curve that stands alone bends a change of grid, whose center is 0; its multiplier is an integer even where others are floats, unless it is a float island itself.</summary>
    private static Requantizer LowerCurve(ActivationNode node, Quantization input, TensorStatistics statistics, MultiplierForm form)
    {
        form = form is MultiplierForm.Float ? new MultiplierForm.Mantissa(MergedScales.DefaultBits) : form;
        var channels = new ChannelScale[node.Curve is ActivationCurve.PRelu { Slopes.Count: > 1 } ? node.Shape.Channels : 1];
        for (var c = 0; c < channels.Length; c++)
            channels[c] = ChannelScale.Of(CenteredNorm.Identity(0), input.Scale, 0, Math.Sqrt(statistics.Variance(c)), RangeOf(input), node.Quantization!);
        return CurveSteps.Of(node.Curve, Activation.None, node.Quantization!, channels, Linear(form));
    }

    private static Requantizer LowerRelu(Quantization input, Quantization grid, MultiplierForm form)
    {
        // Zero is the center: it must stay exactly zero.
        var scale = ChannelScale.Of(CenteredNorm.Identity(0), input.Scale, 0, input.Scale * input.Maximum, RangeOf(input), grid);
        return form is MultiplierForm.Float ? FloatScales.Of([scale], grid.ZeroPoint, grid.Maximum) : MergedScales.Quantize([scale], form, grid.ZeroPoint, grid.Maximum);
    }

    private static Requantization LowerRescale(Quantization input, Quantization grid, MultiplierForm form)
    {
        var scale = ChannelScale.Of(CenteredNorm.Identity(0), input.Scale, 0, input.Scale * input.Maximum, RangeOf(input), grid);
        return MergedScales.Quantize([scale], Guarded(form, grid), grid.Minimum, grid.Maximum);
    }

    private static IntegerMultiplyNode LowerProduct(MultiplyNode node, Quantization left, Quantization right, MultiplierForm form)
    {
        var (grid, range, unit) = (node.Quantization!, Product(RangeOf(left), RangeOf(right)), left.Scale * right.Scale);
        var scale = ChannelScale.Of(CenteredNorm.Identity(0), unit, 0, unit * Math.Max(-range.Minimum, range.Maximum), range, grid);
        return new()
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Shape = node.Shape,
            Quantization = grid,
            Site = node.Site,
            Requantizer = MergedScales.Quantize([scale], Guarded(form, grid), node.Activation == Activation.Relu ? grid.ZeroPoint : grid.Minimum, grid.Maximum),
        };
    }

    /// <summary>One multiplier for a whole tensor may be wider than a channel's: see <see cref="SumScales"/>. Powers of two stay such.</summary>
    private static MultiplierForm Guarded(MultiplierForm form, Quantization grid) =>
        form is MultiplierForm.PowerOfTwo ? form : new MultiplierForm.Mantissa(SumScales.MantissaBits(grid));

    private static IntegerRange Product(IntegerRange left, IntegerRange right)
    {
        long[] corners = [left.Minimum * right.Minimum, left.Minimum * right.Maximum, left.Maximum * right.Minimum, left.Maximum * right.Maximum];
        return new(corners.Min(), corners.Max());
    }

    private static IntegerRange RangeOf(Quantization grid) => new(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint);

    private static IntegerAffineNode ToAffine(Node node, Requantizer step) => new()
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Shape = node.Shape,
        Quantization = node.Quantization,
        Site = node.Site,
        Requantizer = step,
    };

    private static IntegerAveragePoolNode LowerPool(AveragePoolNode node, PoolFraction fraction) => new()
    {
        Name = node.Name,
        Inputs = node.Inputs,
        Shape = node.Shape,
        Quantization = node.Quantization,
        Site = node.Site,
        Window = node.Window,
        CountIncludesPadding = node.CountIncludesPadding,
        Numerator = fraction.Numerator,
        Denominator = fraction.Denominator,
    };
}
