using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>The few ways passes walk and change a graph.</summary>
internal static class GraphEdits
{
    /// <summary>Whether a node hands on the elements of one tensor, each as it is, somewhere else.</summary>
    public static bool OnlyMoves(this Node node) => node is FlattenNode or (MovementNode and not ConcatenateNode);

    /// <summary>The weighted nodes whose sums the network returns and nothing else reads, each itself or through nodes that only move elements.</summary>
    public static IEnumerable<WeightedNode> OutputSums(this Network network) =>
        network.Outputs.Select(output => network.SoleSource(output, n => n is MovementNode and not ConcatenateNode)).OfType<WeightedNode>();

    /// <summary>The weighted nodes that the network's outputs end with, each alone or in front of nodes that read nothing else.</summary>
    public static IEnumerable<WeightedNode> Heads(this Network network) =>
        network.Outputs.Select(output => network.SoleSource(output, n => n is not WeightedNode && n.Inputs.Count == 1)).OfType<WeightedNode>();

    /// <summary>Goes up through nodes of a sort, as long as each is its input's only reader.</summary>
    private static Node SoleSource(this Network network, Node node, Func<Node, bool> passes)
    {
        while (passes(node) && network.ConsumersOf(node.Input).Count() == 1)
            node = network[node.Input];
        return node;
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
