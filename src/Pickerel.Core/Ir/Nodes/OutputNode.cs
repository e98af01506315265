using System;

namespace Pickerel.Core.Ir;

/// <summary>
/// A tensor that the network returns, under the name of the layer that was declared to make it: folding may leave the tensor to a node
/// of another name. It counts as a reader, so that nothing is folded that would change what is returned. The output nodes of a network
/// stand at its end, in order of declaration; a network without any returns its last node's tensor.
/// </summary>
public sealed record OutputNode : MovementNode
{
    private const string Prefix = "output:";

    public override string Kind => "output";

    /// <summary>Gets the name of the layer whose output this is.</summary>
    public string Layer => LayerOf(Name) ?? Name;

    /// <summary>The name of a layer's output node, which no layer can have.</summary>
    public static string NameOf(string layer) => Prefix + layer;

    /// <summary>The layer whose output node is so called; null if none is.</summary>
    public static string? LayerOf(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) ? name.Substring(Prefix.Length) : null;
}
