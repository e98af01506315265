using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// A network as nodes in execution order. Every node produces one tensor, known by the node's name; the first node is the
/// input, the last the output. Immutable and value-equal; passes map one network to another.
/// </summary>
public sealed record Network(string Name, EquatableArray<Node> Nodes)
{
    public InputNode Input => (InputNode)Nodes[0];

    public Node Output => Nodes[Nodes.Count - 1];

    /// <summary>Gets whether it is one of integers already: every node has its grid.</summary>
    public bool IsInteger => Nodes.Count > 1 && Nodes.All(n => n.Quantization is not null);

    /// <summary>Finds a node; the network must hold it.</summary>
    public Node this[string name] =>
        Nodes.FirstOrDefault(n => string.Equals(n.Name, name, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException($"Network '{Name}' has no node '{name}'.");

    /// <summary>Gets the nodes that read <paramref name="name"/>, in order; a node that reads it twice stands once.</summary>
    public IEnumerable<Node> ConsumersOf(string name) => Nodes.Where(n => n.Inputs.Contains(name, StringComparer.Ordinal));

    public Network With(IEnumerable<Node> nodes) => this with { Nodes = nodes.ToEquatableArray() };

    /// <summary>Maps every node, in order; names and edges stay.</summary>
    public Network Select(Func<Node, Node> map) => With(Nodes.Select(map));
}
