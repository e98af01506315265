using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// The input's normalization, <c>(x - mean) / std</c> per channel, moves into whoever reads the input: 1 / std into weights, the
/// mean into the bias, both into a batch norm. Max pools, average pools and reshapes let it pass, because they commute with it.
/// </summary>
/// <remarks>
/// Padding of a normalized input is 0 behind the normalization, which is the mean in front of it: padding then holds the value of the
/// input's grid nearest the mean. Where a reader can take no constants (an addition, a ReLU, an average pool whose padding counts),
/// the normalization stands alone, as a batch norm of its own on 8 bits, scaled so that no input clips.
/// </remarks>
public static class FoldInputNormalization
{
    private const string StandAloneName = "input_norm";

    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        var input = network.Input;
        if (input.Mean.IsEmpty && input.Std.IsEmpty)
            return network;
        var moments = InputMoments.Of(input);
        var folded = network.With(network.Nodes.SelectMany(node => Rewrite(network, node, moments)));
        return folded.Replace(input with { Mean = [], Std = [] });
    }

    private static ImmutableArray<Node> Rewrite(Network network, Node node, InputMoments moments)
    {
        if (node is InputNode input)
        {
            var needsNorm = network.ConsumersOf(node.Name).Any(reader => !Absorbs(network, reader));
            return needsNorm ? [input, StandAlone(network, moments)] : [input];
        }

        if (!node.Inputs.Any(name => IsRaw(network, name)))
            return [node];
        return node switch
        {
            TransposedConvolutionNode => [node.Rewire(network.Input.Name, NameIn(network))],
            WeightedNode weighted => [moments.FoldInto(weighted, network[weighted.Input].Shape)],
            BatchNormalizationNode norm => [moments.FoldInto(norm)],
            _ when Absorbs(network, node) => [node],
            _ => [node.Rewire(network.Input.Name, NameIn(network))],
        };
    }

    /// <summary>Whether a tensor is the input itself, or the input through nodes that let the normalization pass.</summary>
    private static bool IsRaw(Network network, string name) =>
        network[name] is var node && (node is InputNode || (IsTransparent(node) && Absorbs(network, node) && IsRaw(network, node.Input)));

    /// <summary>Whether every path from the node leads to constants that the normalization can be folded into.</summary>
    private static bool Absorbs(Network network, Node node) =>
        node is (WeightedNode and not TransposedConvolutionNode) or BatchNormalizationNode
        || (IsTransparent(node) && network.ConsumersOf(node.Name).Any() && network.ConsumersOf(node.Name).All(reader => Absorbs(network, reader)));

    private static bool IsTransparent(Node node) =>
        node is MaxPoolNode or FlattenNode || (node is AveragePoolNode pool && (!pool.CountIncludesPadding || pool.Window.Padding == default));

    private static BatchNormalizationNode StandAlone(Network network, InputMoments moments) => new()
    {
        Name = NameIn(network),
        Inputs = [network.Input.Name],
        Shape = network.Input.Shape,
        Site = network.Input.Site,
        Epsilon = InputMoments.NoEpsilon,
        Normalization = moments.ToNormalization(),
        ActivationBits = 8,
        ActivationScale = moments.Reach / sbyte.MaxValue,
    };

    private static string NameIn(Network network)
    {
        var name = StandAloneName;
        while (network.Nodes.Any(n => string.Equals(n.Name, name, StringComparison.Ordinal)))
            name += "_";
        return name;
    }
}
