using System;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>The few ways passes walk and change a graph.</summary>
internal static class GraphEdits
{
    /// <summary>The node whose values a tensor holds, up through pools and reshapes.</summary>
    public static Node OriginOf(this Network network, string name)
    {
        var node = network[name];
        while (node is MaxPoolNode or AveragePoolNode or FlattenNode)
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
