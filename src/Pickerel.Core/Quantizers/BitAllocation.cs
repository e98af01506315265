using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The grid of every layer's weights and the bits of its output: what the layer itself sets, else what the network sets, except that
/// the first and last weighted layers' weights (with several outputs, the last before each) are uniform and have, as the tensors that the last one reads and the network returns,
/// at least <see cref="QuantizeDeclaration.FirstAndLast"/> bits. What is read or returned through pools and reshapes is kept where it arises:
/// at the average pool, whose means have more levels than its input, or else at the node in front of the pools.
/// </summary>
internal sealed class BitAllocation
{
    /// <summary>The bits of the published PikeLPN family.</summary>
    private const int PointwiseBits = 4;
    private const int DepthwiseBits = 8;

    /// <summary>A tensor that a table looks up costs nothing to keep at these bits, as it lives for a moment; means of single bits need them.</summary>
    private const int LookupBits = 8;

    private readonly QuantizeDeclaration _quantize;
    private readonly HashSet<string> _ends = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keptTensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lookedUp = new(StringComparer.Ordinal);

    public BitAllocation(Network network, QuantizeDeclaration quantize)
    {
        _quantize = quantize;
        var weighted = network.Nodes.OfType<WeightedNode>().ToList();
        if (weighted.Count > 0)
        {
            _ = _ends.Add(weighted[0].Name);
            foreach (var last in network.Heads().Append(weighted[weighted.Count - 1]))
            {
                _ = _ends.Add(last.Name);
                _keptTensors.UnionWith(Origins(network, last.Input));
            }
        }

        foreach (var output in network.Outputs)
            _keptTensors.UnionWith(Origins(network, output.Name));
        foreach (var node in network.Nodes.Where(n => n is SoftmaxNode or ActivationNode { Curve.IsPiecewise: false }))
            _lookedUp.UnionWith(Origins(network, node.Input));
    }

    /// <summary>
    /// The grid of a node's weights, or of each output channel's where the model file gives them bits of their own: what its layer
    /// sets, else what it has as an end, else the scheme's for its kind, else the network's.
    /// </summary>
    public EquatableArray<CodeGrid> GridsOf(WeightedNode node) => node.ChannelBits.IsEmpty
        ? [GridOf(node)]
        : node.ChannelBits.Select(bits => GridOf(node with { WeightBits = bits, WeightGrid = Allowed(node.WeightGrid, bits) })).ToEquatableArray();

    private static WeightGridKind? Allowed(WeightGridKind? grid, int bits) => grid is { } own && WeightGrids.Allow(own, bits) ? own : null;

    private CodeGrid GridOf(WeightedNode node)
    {
        var (kind, bits) = node switch
        {
            _ when _ends.Contains(node.Name) && KeepsEnds => (WeightGridKind.Uniform, Math.Max(_quantize.Weights, _quantize.FirstAndLast)),
            ConvolutionNode { Convolution: ConvolutionKind.Pointwise } when IsPikeLpn => (WeightGridKind.PowerOfTwo, PointwiseBits),
            ConvolutionNode { Convolution: ConvolutionKind.Depthwise } when IsPikeLpn => (WeightGridKind.Uniform, DepthwiseBits),
            _ => (_quantize.Grid, _quantize.Weights),
        };
        if (node.WeightGrid is { } own)
            return WeightGrids.Of(own, node.WeightBits ?? (WeightGrids.Allow(own, bits) ? bits : WeightGrids.LeastBits(own)));
        return WeightGrids.Of(node.WeightBits is { } given && !WeightGrids.Allow(kind, given) ? WeightGridKind.Uniform : kind, node.WeightBits ?? bits);
    }

    private bool IsPikeLpn => _quantize.Scheme == WeightSchemeKind.PikeLpn;

    /// <summary>Gets whether the first and last layer differ from the rest.</summary>
    private bool KeepsEnds => _quantize.FirstAndLast > 0 && (IsPikeLpn || _quantize.Grid != WeightGridKind.Uniform || _quantize.Weights < _quantize.FirstAndLast);

    /// <summary>The bits of a node that has its own grid.</summary>
    /// <param name="node">The node.</param>
    /// <param name="requested">The bits set on its layer, or null.</param>
    public int ActivationBits(Node node, int? requested) =>
        requested
        ?? (_lookedUp.Contains(node.Name) ? Math.Max(_quantize.Activations, LookupBits)
            : _keptTensors.Contains(node.Name) ? Math.Max(_quantize.Activations, _quantize.FirstAndLast)
            : _quantize.Activations);

    /// <summary>The bits of an average pool, which keeps its input's unless more are wanted or its layer says so.</summary>
    public int PoolBits(AveragePoolNode node, int inputBits) =>
        node.ActivationBits ?? (inputBits == 1 ? LookupBits : _keptTensors.Contains(node.Name) ? Math.Max(inputBits, _quantize.FirstAndLast) : inputBits);

    /// <summary>The nodes at which the grid of a tensor is decided.</summary>
    private static IEnumerable<string> Origins(Network network, string name) =>
        network[name] is MaxPoolNode or FlattenNode or MovementNode ? network[name].Inputs.SelectMany(i => Origins(network, i)).Distinct(StringComparer.Ordinal) : [name];
}
