using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The bits of every layer: what the layer itself sets, else what the network sets, except that the first and last weighted layers'
/// weights and the tensors that the last one reads and the network returns have at least
/// <see cref="QuantizeDeclaration.FirstAndLast"/>. What is read or returned through pools and reshapes is kept where it arises:
/// at the average pool, whose means have more levels than its input, or else at the node in front of the pools.
/// </summary>
internal sealed class BitAllocation
{
    private readonly QuantizeDeclaration _quantize;
    private readonly HashSet<string> _ends = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keptTensors = new(StringComparer.Ordinal);

    public BitAllocation(Network network, QuantizeDeclaration quantize)
    {
        _quantize = quantize;
        var weighted = network.Nodes.OfType<WeightedNode>().ToList();
        if (weighted.Count > 0)
        {
            _ = _ends.Add(weighted[0].Name);
            _ = _ends.Add(weighted[weighted.Count - 1].Name);
            _ = _keptTensors.Add(Origin(network, weighted[weighted.Count - 1].Input));
        }

        _ = _keptTensors.Add(Origin(network, network.Output.Name));
    }

    public int WeightBits(WeightedNode node) =>
        node.WeightBits ?? (_ends.Contains(node.Name) ? Math.Max(_quantize.Weights, _quantize.FirstAndLast) : _quantize.Weights);

    /// <summary>The bits of a node that has its own grid.</summary>
    /// <param name="node">The node.</param>
    /// <param name="requested">The bits set on its layer, or null.</param>
    public int ActivationBits(Node node, int? requested) =>
        requested ?? (_keptTensors.Contains(node.Name) ? Math.Max(_quantize.Activations, _quantize.FirstAndLast) : _quantize.Activations);

    /// <summary>The bits of an average pool, which keeps its input's unless more are wanted or its layer says so.</summary>
    public int PoolBits(AveragePoolNode node, int inputBits) =>
        node.ActivationBits ?? (_keptTensors.Contains(node.Name) ? Math.Max(inputBits, _quantize.FirstAndLast) : inputBits);

    /// <summary>The node at which the grid of a tensor is decided.</summary>
    private static string Origin(Network network, string name)
    {
        while (network[name] is MaxPoolNode or FlattenNode)
            name = network[name].Input;
        return name;
    }
}
