using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// A network as nodes in execution order. Every node produces one tensor, known by the node's name; the first node is the
/// input. The last is the output, unless there are <see cref="OutputNode"/>s. Immutable and value-equal; passes map one network to another.
/// </summary>
public sealed record Network(string Name, EquatableArray<Node> Nodes)
{
    public InputNode Input => (InputNode)Nodes[0];

    /// <summary>Gets the output; of several the last.</summary>
    public Node Output => Nodes[Nodes.Count - 1];

    /// <summary>Gets what the network returns, in order of declaration.</summary>
    public IReadOnlyList<Node> Outputs => Output is OutputNode ? [.. Nodes.OfType<OutputNode>()] : [Output];

    /// <summary>Gets whether it is one of integers already: every node has its grid.</summary>
    public bool IsInteger => Nodes.Count > 1 && Nodes.All(n => n.Quantization is not null);

    /// <summary>Finds a node; the network must hold it.</summary>
    public Node this[string name] =>
        Nodes.FirstOrDefault(n => string.Equals(n.Name, name, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException($"Network '{Name}' has no node '{name}'.");

    /// <summary>Gets the nodes that read <paramref name="name"/>, in order; a node that reads it twice stands once.</summary>
    public IEnumerable<Node> ConsumersOf(string name) => Nodes.Where(n => n.Inputs.Contains(name, StringComparer.Ordinal));

    /// <summary>Whether a node's tensor is one that the network returns.</summary>
    public bool Returns(Node node) => ReferenceEquals(node, Output) || Nodes.Any(n => n is OutputNode && string.Equals(n.Input, node.Name, StringComparison.Ordinal));

    public Network With(IEnumerable<Node> nodes) => this with { Nodes = nodes.ToEquatableArray() };

    /// <summary>Maps every node, in order; names and edges stay.</summary>
    public Network Select(Func<Node, Node> map) => With(Nodes.Select(map));
}
