using System;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>The few ways passes walk and change a graph.</summary>
internal static class GraphEdits
{
    /// <summary>Whether a node hands on the elements of one tensor, each as it is, somewhere else.</summary>
    public static bool OnlyMoves(this Node node) => node is FlattenNode or (MovementNode and not ConcatenateNode);

    /// <summary>The weighted node whose sums are the network's output, itself or through nodes that only move elements; null if there is none.</summary>
    public static WeightedNode? OutputSum(this Network network)
    {
        var node = network.Output;
        while (node is MovementNode and not ConcatenateNode && network.ConsumersOf(node.Input).Count() == 1)
            node = network[node.Input];
        return node as WeightedNode;
    }

    /// <summary>The node whose values a tensor holds, up through pools and nodes that only move elements.</summary>
    public static Node OriginOf(this Network network, string name)
    {
        var node = network[name];
        while (node is MaxPoolNode or AveragePoolNode || node.OnlyMoves())
            node = network[node.Input];
        return node;
    }

    /// <summary>The grid a node's padding values are on: what it reads, or the network's input before that has a grid.</summary>
    public static Quantization PaddingGridOf(this Network network, WeightedNode node) => network[node.Input].Quantization ?? network.Input.Quantization!;

    /// <summary>Replaces a node by one of the same name.</summary>
    public static Network Replace(this Network network, Node replacement) =>
        network.Select(n => string.Equals(n.Name, replacement.Name, StringComparison.Ordinal) ? replacement : n);

    /// <summary>Removes a node with one input; who read it reads its input.</summary>
    public static Network Bypass(this Network network, Node removed) =>
        network.With(network.Nodes.Where(n => !string.Equals(n.Name, removed.Name, StringComparison.Ordinal)).Select(n => n.Rewire(removed.Name, removed.Input)));
}
