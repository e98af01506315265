using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir.Verification;

/// <summary>Tables have an entry for every integer of the grid they are looked up by, and shapes meet as they must.</summary>
internal static class LookupPromises
{
    public static void Check(IntegerTableNode node, Node input, Promises promises)
    {
        var (dimensions, grid) = (node.Values.Dimensions, node.Quantization!);
        var hasEntries = dimensions.Count == 2 && (dimensions[0] == 1 || dimensions[0] == node.Shape.Channels) && dimensions[1] == input.Quantization!.Span;
        promises.Check(node, hasEntries, $"it has an output for each of {input.Quantization!.Span} inputs, for all channels or for each");
        foreach (var value in node.Values.Values)
            promises.Check(node, value >= grid.Minimum && value <= grid.Maximum && !(grid.IsBipolar && value == 0), "its outputs are on its grid");
    }

    public static void Check(IntegerTableSumNode node, ImmutableArray<Node> inputs, Promises promises) =>
        promises.Check(
            node,
            node.Left.Count == inputs[0].Quantization!.Span && node.Right.Count == inputs[1].Quantization!.Span,
            "it has a term for every integer of each input");

    public static void Check(IntegerMultiplyNode node, ImmutableArray<Node> inputs, Promises promises)
    {
        var (left, right) = (inputs[0].Shape, inputs[1].Shape);
        var spreads = right == left || right == new TensorShape(1, 1, left.Channels) || right == new TensorShape(1, 1, 1);
        promises.Check(node, spreads, $"its second input, {right}, is of the shape of the first, {left}, or one pixel, or one element");
    }

    public static void Check(IntegerSoftmaxNode node, Node input, Promises promises)
    {
        var exponentials = node.Exponentials.Values.ToArray();
        promises.Check(node, exponentials.Length == input.Quantization!.Span && exponentials[0] > 0, "it has an exponential for every difference, and the first is positive");
        promises.Check(node, exponentials.All(e => e >= 0 && e <= exponentials[0]), "its exponentials do not ascend from the first");
        promises.Check(node, node.Levels > 0, "its levels are positive");
    }

    /// <summary>The sum has 12 integer bits, and every exponential is at most 1.</summary>
    public static void Check(TfLiteSoftmaxNode node, Node input, Promises promises)
    {
        const int mostChannels = (1 << 12) - 1;
        var (exponentials, grid) = (node.Exponentials.Values.ToArray(), node.Quantization!);
        promises.Check(node, exponentials.Length == input.Quantization!.Span && exponentials[0] == int.MaxValue, "it has an exponential for every difference, and the first is 1");
        promises.Check(node, exponentials.All(e => e >= 0), "its exponentials are not negative");
        promises.Check(node, input.Quantization.Bits <= 8 && grid.Bits == 8 && node.Shape.Channels <= mostChannels, $"it has 8 bits, and at most {mostChannels} channels");
    }

    public static void Check(PadNode node, Node input, Promises promises)
    {
        var (values, grid) = (node.Values, input.Quantization!);
        promises.Check(node, values.IsEmpty || values.Count == input.Shape.Channels, "it has one padding value a channel, or none");
        promises.Check(node, values.All(v => v >= grid.Minimum && v <= grid.Maximum), "its padding values are on its grid");
    }
}
