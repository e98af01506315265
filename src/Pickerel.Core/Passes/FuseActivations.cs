using System;
using System.Linq;
using System.Threading;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// A ReLU becomes part of the weighted node, norm or addition that it alone reads, also through max pools and reshapes, with which
/// it commutes. The producer's name stays; who read the ReLU reads what it read. A ReLU of what cannot be negative vanishes. Any
/// other ReLU stands alone and becomes an <see cref="IntegerAffineNode"/>. So do clips, slopes and signs; other curves stand alone as tables.
/// </summary>
public static class FuseActivations
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        foreach (var name in network.Nodes.Where(n => n is ReluNode or ActivationNode).Select(n => n.Name).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            var step = network[name];
            if (FindProducer(network, step) is { } producer && Fuse(producer, step, context.Quantize) is { } fused)
                network = network.Replace(fused).Bypass(step);
            else if (step is ReluNode { ActivationBits: null, ActivationScale: null } && IsNonNegative(network, network[step.Input]))
                network = network.Bypass(step);
        }

        return network;
    }

    /// <summary>The node whose only reader is the step, directly or through nodes that commute with it; null if others read along the way.</summary>
    private static Node? FindProducer(Network network, Node step)
    {
        for (var node = network[step.Input]; network.ConsumersOf(node.Name).Count() == 1; node = network[node.Input])
        {
            // A curve may have parameters per channel, and a value at zero: it stays behind nodes that move channels or add a border.
            if (node is not (MaxPoolNode or FlattenNode) && !(step is ReluNode && node.OnlyMoves()))
                return node;
            if (step is ActivationNode { Curve.CommutesWithMaximum: false })
                return null;
        }

        return null;
    }

    /// <summary>The producer with the step behind it; null if it cannot take one.</summary>
    private static Node? Fuse(Node producer, Node step, QuantizeDeclaration quantize)
    {
        var (activation, curve, bits, scale) = step is ActivationNode n
            ? (Activation.None, n.Curve, n.ActivationBits, n.ActivationScale)
            : (Activation.Relu, null, ((ReluNode)step).ActivationBits, ((ReluNode)step).ActivationScale);
        return producer switch
        {
            WeightedNode { Curve: null } w when Takes(curve, w.Activation, w.Multiplier, quantize) => w with
            {
                Activation = activation, Curve = curve, ActivationBits = bits ?? w.ActivationBits, ActivationScale = scale ?? w.ActivationScale,
            },
            BatchNormalizationNode { Curve: null } w when Takes(curve, w.Activation, w.Multiplier, quantize) => w with
            {
                Activation = activation, Curve = curve, ActivationBits = bits ?? w.ActivationBits, ActivationScale = scale ?? w.ActivationScale,
            },
            AddNode { Curve: null } w when curve is null || (curve is ActivationCurve.ClippedRelu && w.Activation == Activation.None) => w with
            {
                Activation = activation, Curve = curve, ActivationBits = bits ?? w.ActivationBits, ActivationScale = scale ?? w.ActivationScale,
            },
            MultiplyNode w when curve is null => w with { Activation = activation, ActivationBits = bits ?? w.ActivationBits, ActivationScale = scale ?? w.ActivationScale },
            _ => null,
        };
    }

    /// <summary>
    /// Whether a node's requantizer can end in a curve. A float island clips and compares, but has a second slope only if that is no integer,
    /// either; a sixth of a multiplier is no product of separate mantissas.
    /// </summary>
    private static bool Takes(ActivationCurve? curve, Activation before, MultiplierForm? multiplier, QuantizeDeclaration quantize) => curve switch
    {
        null => true,
        _ when before != Activation.None || !curve.IsPiecewise => false,
        ActivationCurve.ClippedRelu or ActivationCurve.Sign => true,
        ActivationCurve.HardSigmoid => (multiplier ?? MergedScales.FormOf(quantize)) is not MultiplierForm.Float && !quantize.ScaleQuantization.HasPowerOfTwoActivations(),
        _ => (multiplier ?? MergedScales.FormOf(quantize)) is MultiplierForm.Float == curve is ActivationCurve.PRelu { IsQuantized: false },
    };

    private static bool IsNonNegative(Network network, Node node) => node switch
    {
        ReluNode or ActivationNode { Curve: ActivationCurve.ClippedRelu } => true,
        WeightedNode n => n.Activation == Activation.Relu || n.Curve is ActivationCurve.ClippedRelu,
        BatchNormalizationNode n => n.Activation == Activation.Relu || n.Curve is ActivationCurve.ClippedRelu,
        AddNode n => n.Activation == Activation.Relu || n.Curve is ActivationCurve.ClippedRelu,
        MultiplyNode n => n.Activation == Activation.Relu,
        ConcatenateNode => node.Inputs.All(i => IsNonNegative(network, network[i])),
        MaxPoolNode or AveragePoolNode or FlattenNode or MovementNode => IsNonNegative(network, network[node.Input]),
        _ => false,
    };
}
