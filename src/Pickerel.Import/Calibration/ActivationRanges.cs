using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Quantizers;

namespace Pickerel.Import.Calibration;

/// <summary>Scales of activations, chosen from what a network of real numbers gives on calibration data.</summary>
internal static class ActivationRanges
{
    /// <summary>Gives every node that has a grid of its own the scale for what was measured of it; scales that the model file gives stay.</summary>
    /// <param name="bound">The network, bound and fused.</param>
    /// <param name="grids">The same network with grids: their bits and signs count.</param>
    /// <param name="measured">What was measured of every tensor.</param>
    /// <param name="options">How ranges are chosen.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    public static Network Apply(
        Network bound, Network grids, IReadOnlyDictionary<string, ValueHistogram> measured, CalibrationOptions options, CancellationToken cancellation)
    {
        var (joined, ends) = (Joined(bound), bound.OutputSums().Select(n => n.Name).ToHashSet(StringComparer.Ordinal));
        return bound.Select(node =>
        {
            cancellation.ThrowIfCancellationRequested();

            // The scale of a 16-bit output is proved from the weights: it cannot clip.
            if (ends.Contains(node.Name) && node is WeightedNode { Activation: Activation.None, Curve: null, ActivationBits: null })
                return node;
            var histogram = measured[joined.TryGetValue(node.Name, out var whole) ? whole : node.Name];
            return Scaled(node, curve => histogram.GridFor(reach => CurveGrid.Reaching(reach, curve, grids[node.Name].Quantization!), options)?.Scale);
        });
    }

    /// <summary>The node with a scale; one without a grid of its own, or with the grid that its curve spans, as it is.</summary>
    private static Node Scaled(Node node, Func<ActivationCurve?, double?> scaleFor) => node switch
    {
        WeightedNode { ActivationScale: null } n when !Spans(n.Curve) => n with { ActivationScale = scaleFor(n.Curve) },
        BatchNormalizationNode { ActivationScale: null } n when !Spans(n.Curve) => n with { ActivationScale = scaleFor(n.Curve) },
        AddNode { ActivationScale: null } n when !Spans(n.Curve) => n with { ActivationScale = scaleFor(n.Curve) },
        ActivationNode { ActivationScale: null } n when !Spans(n.Curve) => n with { ActivationScale = scaleFor(n.Curve) },
        MultiplyNode { ActivationScale: null } n => n with { ActivationScale = scaleFor(null) },
        _ => node,
    };

    /// <summary>Whether a curve's own range is its grid's.</summary>
    private static bool Spans(ActivationCurve? curve) =>
        curve is ActivationCurve.Sigmoid or ActivationCurve.HardSigmoid or ActivationCurve.Tanh or ActivationCurve.Sign;

    /// <summary>Tensors that are joined share a grid: each is scaled for all that it is joined with.</summary>
    private static Dictionary<string, string> Joined(Network network)
    {
        var joined = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in network.Nodes.OfType<ConcatenateNode>())
        {
            foreach (var origin in Origins(network, node.Name))
                joined[origin] = node.Name;
        }

        return joined;
    }

    private static IEnumerable<string> Origins(Network network, string name) =>
        network[name] is MaxPoolNode or FlattenNode or MovementNode ? network[name].Inputs.SelectMany(i => Origins(network, i)) : [name];
}
