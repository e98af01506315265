using System;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>
/// A ReLU becomes part of the weighted node, norm or addition that it alone reads, also through max pools and reshapes, with which
/// it commutes. The producer's name stays; who read the ReLU reads what it read. A ReLU of what cannot be negative vanishes. Any
/// other ReLU stands alone and becomes an <see cref="IntegerAffineNode"/>.
/// </summary>
public static class FuseActivations
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        foreach (var name in network.Nodes.OfType<ReluNode>().Select(n => n.Name).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            var relu = (ReluNode)network[name];
            if (FindProducer(network, relu) is { } producer && Fuse(producer, relu) is { } fused)
                network = network.Replace(fused).Bypass(relu);
            else if (relu is { ActivationBits: null, ActivationScale: null } && IsNonNegative(network, network[relu.Input]))
                network = network.Bypass(relu);
        }

        return network;
    }

    /// <summary>The node whose only reader is the ReLU, directly or through nodes that commute with it; null if others read along the way.</summary>
    private static Node? FindProducer(Network network, ReluNode relu)
    {
        for (var node = network[relu.Input]; network.ConsumersOf(node.Name).Count() == 1; node = network[node.Input])
        {
            if (node is not (MaxPoolNode or FlattenNode))
                return node;
        }

        return null;
    }

    /// <summary>The producer with the ReLU behind it; null if it cannot take one.</summary>
    private static Node? Fuse(Node producer, ReluNode relu) => producer switch
    {
        WeightedNode n => n with
        {
            Activation = Activation.Relu,
            ActivationBits = relu.ActivationBits ?? n.ActivationBits,
            ActivationScale = relu.ActivationScale ?? n.ActivationScale,
        },
        BatchNormalizationNode n => n with
        {
            Activation = Activation.Relu,
            ActivationBits = relu.ActivationBits ?? n.ActivationBits,
            ActivationScale = relu.ActivationScale ?? n.ActivationScale,
        },
        AddNode n => n with
        {
            Activation = Activation.Relu,
            ActivationBits = relu.ActivationBits ?? n.ActivationBits,
            ActivationScale = relu.ActivationScale ?? n.ActivationScale,
        },
        _ => null,
    };

    private static bool IsNonNegative(Network network, Node node) => node switch
    {
        ReluNode => true,
        WeightedNode n => n.Activation == Activation.Relu,
        BatchNormalizationNode n => n.Activation == Activation.Relu,
        AddNode n => n.Activation == Activation.Relu,
        MaxPoolNode or AveragePoolNode or FlattenNode => IsNonNegative(network, network[node.Input]),
        _ => false,
    };
}
