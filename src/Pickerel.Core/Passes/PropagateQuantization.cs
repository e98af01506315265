using System;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// Gives every tensor its grid. A node with its own grid takes its bits from <see cref="BitAllocation"/>, is unsigned behind a ReLU
/// (or two, added) and signed elsewhere, always with zero point 0; its scale is the layer's <c>activation_scale</c>, or the one with the least
/// expected squared error, of powers of two where scales are quantized apart. Max pools and reshapes keep their input's grid; average pools change it by an exact fraction. A weighted
/// node whose sums are returned gets 16 bits, whose scale <see cref="ScaleOutput"/> proves once the weights are integers.
/// </summary>
public static class PropagateQuantization
{
    public const int OutputBits = 16;

    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        var statistics = NetworkStatistics.Of(network, cancellation);
        var (allocation, scales) = (new BitAllocation(network, context.Quantize), context.Quantize.ScaleQuantization);
        foreach (var node in network.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (node is ConcatenateNode concatenate)
                network = ConcatenatedGrids.Align(network, concatenate, statistics, scales);
            else if (node is not InputNode)
                network = network.Replace(OnItsGrids(network, node) with { Quantization = GridOf(network, node, statistics, allocation, scales) });
        }

        return network;
    }

    /// <summary>Padding values were chosen on the network's input's grid; a pool between the two may have another.</summary>
    private static Node OnItsGrids(Network network, Node node)
    {
        if (node is not ConvolutionNode { PaddingValues.IsEmpty: false } convolution)
            return node;
        Quantization from = network.Input.Quantization!, to = network[node.Input].Quantization!;
        var ratio = from.Scale / to.Scale;
        return convolution with
        {
            PaddingValues = convolution.PaddingValues
                .Select(v => (int)Math.Max(to.Minimum, Math.Min(Math.Floor(((v - from.ZeroPoint) * ratio) + to.ZeroPoint + 0.5), to.Maximum)))
                .ToEquatableArray(),
        };
    }

    private static Quantization GridOf(
        Network network, Node node, NetworkStatistics all, BitAllocation allocation, ScaleQuantizationKind scales)
    {
        var (input, statistics) = (network[node.Input].Quantization!, all[node.Name]);
        switch (node)
        {
            case MaxPoolNode or FlattenNode or MovementNode:
                return input;
            case AveragePoolNode pool:
                var bits = allocation.PoolBits(pool, input.Bits);
                return PoolFraction.Between(input, bits, scales).Apply(input, bits);
            case ReluNode relu:
                return GridOfRelu(relu, input, statistics, allocation.ActivationBits(relu, relu.ActivationBits), scales);
            case WeightedNode { Activation: Activation.None, Curve: null, ActivationBits: null } end when network.OutputSums().Contains(end):
                return Own(statistics, OutputBits, end.ActivationScale, scales);
            case WeightedNode n:
                return OwnOf(n, n.Curve, n.ActivationBits, n.ActivationScale);
            case BatchNormalizationNode n:
                return OwnOf(n, n.Curve, n.ActivationBits, n.ActivationScale);
            case AddNode n:
                return OwnOf(n, n.Curve, n.ActivationBits, n.ActivationScale);
            case ActivationNode n:
                return OwnOf(n, n.Curve, n.ActivationBits, n.ActivationScale);
            case SoftmaxNode n:
                return CurveGrid.Unit(allocation.ActivationBits(n, n.ActivationBits), n.ActivationScale, scales);
            case MultiplyNode n:
                return OwnOf(n, curve: null, n.ActivationBits, n.ActivationScale);
            default:
                throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) is not a real node.");
        }

        Quantization OwnOf(Node own, ActivationCurve? curve, int? requested, double? scale)
        {
            var bits = allocation.ActivationBits(own, requested);
            var grid = curve is null
                ? Own(statistics, bits, scale, scales)
                : CurveGrid.Of(curve, all.BeforeCurve(own), statistics, bits, scale, scales);
            return grid.IsBipolar && curve is not ActivationCurve.Sign ? throw new ProblemException(Pkr.OneBitOfBothSigns.At(own.Site, own.Name)) : grid;
        }
    }

    /// <summary>A grid for a tensor alone.</summary>
    internal static Quantization Own(TensorStatistics statistics, int bits, double? scale, ScaleQuantizationKind scales)
    {
        if (scale is { } given)
            return new(given, 0, bits, Signed: !statistics.Rectified);
        var best = ActivationScale.Search(statistics, bits, signed: !statistics.Rectified);
        return scales.HasPowerOfTwoActivations() ? ActivationScale.PowerOfTwo(statistics, best) : best;
    }

    /// <summary>A ReLU that stands alone only cuts: it keeps its input's scale if its bits hold every step that remains.</summary>
    private static Quantization GridOfRelu(ReluNode node, Quantization input, TensorStatistics statistics, int bits, ScaleQuantizationKind scales)
    {
        var same = new Quantization(input.Scale, 0, bits, Signed: false);
        return node.ActivationScale is null && input.Maximum - input.ZeroPoint <= same.Maximum ? same : Own(statistics, bits, node.ActivationScale, scales);
    }
}
