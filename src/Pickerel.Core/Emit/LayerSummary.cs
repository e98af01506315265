using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Emit;

/// <summary>One layer in figures, of integers or as declared.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Kind">The operation, such as <c>integer_convolution</c>.</param>
/// <param name="Shape">The output's shape.</param>
/// <param name="Weights">The weights' bits, such as <c>w4</c>; empty where there are none.</param>
/// <param name="Grid">The output's grid, such as <c>u8</c> or <c>s16</c>.</param>
/// <param name="Parameters">How many weights, multipliers and offsets.</param>
/// <param name="Macs">Multiply-accumulates of one inference.</param>
/// <param name="Bytes">What the parameters weigh, weights at their bits.</param>
public sealed record LayerSummary(string Name, string Kind, TensorShape Shape, string Weights, string Grid, long Parameters, long Macs, long Bytes)
{
    /// <summary>Summarizes every node, in order.</summary>
    public static EquatableArray<LayerSummary> Of(Network network) => network.Nodes.Select(node => Of(network, node)).ToEquatableArray();

    /// <summary>Summarizes one node.</summary>
    internal static LayerSummary Of(Network network, Node node)
    {
        var reals = Reals(network, node);
        return new(
            node.Name,
            node.Kind,
            node.Shape,
            node is IntegerWeightedNode weighted ? WeightNotation.Of(weighted) : reals > 0 ? "float32" : "",
            network.IsInteger ? LayerTable.GridOf(node) : "",
            ModelSize.Parameters(node) + reals,
            ModelSize.Macs(network, node),
            ModelSize.Bytes(node) + (sizeof(float) * reals));
    }

    /// <summary>The parameters of a declared layer, as trained.</summary>
    private static long Reals(Network network, Node node) => node switch
    {
        WeightedNode w => (long)SizeLimits.Product([.. InferShapes.WeightDimensions(w, network[w.Input].Shape)]) + (w.HasBias == true ? w.Outputs : 0),
        BatchNormalizationNode n => 4L * n.Shape.Channels,
        _ => 0,
    };
}
