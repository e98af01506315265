using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir.Verification;

/// <summary>Every node is one the reference interpreter executes, and its integers are what their widths say.</summary>
internal static class IntegerPromises
{
    public static void Check(Node node, ImmutableArray<Node> inputs, Promises promises)
    {
        switch (node)
        {
            case IntegerConvolutionNode convolution:
                CheckPadding(convolution, inputs[0], promises);
                CheckWeights(
                    convolution,
                    [node.Shape.Channels, convolution.Window.KernelHeight, convolution.Window.KernelWidth, inputs[0].Shape.Channels / convolution.Groups],
                    promises);
                break;
            case IntegerDenseNode dense:
                CheckWeights(dense, [node.Shape.Channels, (int)inputs[0].Shape.Count], promises);
                break;
            case IntegerAffineNode affine:
                RequantizerPromises.Check(affine, promises);
                break;
            case IntegerAddNode add:
                RequantizerPromises.CheckShift(node, add.Shift, promises);
                RequantizerPromises.CheckClamp(node, add.Minimum, add.Maximum, promises);
                break;
            case IntegerAveragePoolNode pool:
                promises.Check(node, pool.Numerator > 0 && pool.Denominator > 0, "its fraction is positive");
                var isPlain = pool is { Numerator: 1, Denominator: 1, CountIncludesPadding: false } && pool.Quantization == inputs[0].Quantization;
                promises.Check(node, isPlain || pool.Rounding == PoolRounding.HalfUp, "half away from zero, it changes no grid and counts no padding");
                break;
            case IntegerTableNode table:
                LookupPromises.Check(table, inputs[0], promises);
                break;
            case IntegerTableSumNode sum:
                LookupPromises.Check(sum, inputs, promises);
                RequantizerPromises.Check(sum, promises);
                break;
            case IntegerMultiplyNode multiply:
                LookupPromises.Check(multiply, inputs, promises);
                RequantizerPromises.Check(multiply, promises);
                break;
            case IntegerSoftmaxNode softmax:
                LookupPromises.Check(softmax, inputs[0], promises);
                break;
            case TfLiteSoftmaxNode softmax:
                LookupPromises.Check(softmax, inputs[0], promises);
                break;
            case PadNode pad:
                LookupPromises.Check(pad, inputs[0], promises);
                break;
            default:
                promises.Check(node, node is InputNode or MaxPoolNode or FlattenNode or MovementNode, "it is an integer node");
                break;
        }
    }

    private static void CheckPadding(IntegerConvolutionNode node, Node input, Promises promises)
    {
        var (values, grid) = (node.PaddingValues, input.Quantization!);
        promises.Check(node, values.IsEmpty || values.Count == input.Shape.Channels, "it has one padding value a channel, or none");
        promises.Check(node, values.All(v => v >= grid.Minimum && v <= grid.Maximum), "its padding values are on its input's grid");
    }

    private static void CheckWeights(IntegerWeightedNode node, EquatableArray<int> dimensions, Promises promises)
    {
        promises.Check(node, node.Weights.Dimensions == dimensions, $"its weights have dimensions [{string.Join(",", dimensions)}]");
        promises.Check(node, node.WeightBits is (>= 1 and <= 8) or 16, "its weights have 1 to 8 bits, or 16");
        if (node.WeightBits == 1)
        {
            promises.Check(node, AreSigns(node.Weights), "its weight codes are -1 or 1");
        }
        else
        {
            var largest = (1 << (node.WeightBits - 1)) - 1;
            promises.Check(node, AreWithin(node.Weights, largest), $"its weight codes lie within ±{largest}");
        }

        CheckGrids(node, promises);
        promises.Check(node, node.WeightScales.Count == node.Shape.Channels, "it has one weight scale a channel");
        foreach (var scale in node.WeightScales.Values)
            promises.Check(node, scale >= 0 && !double.IsInfinity(scale), "its weight scales are finite and not negative");
        RequantizerPromises.Check(node, promises);
    }

    private static void CheckGrids(IntegerWeightedNode node, Promises promises)
    {
        var (grids, outputs) = (node.WeightGrids, node.Shape.Channels);
        if (grids.IsEmpty)
            return;
        promises.Check(node, grids.Count == 1 || grids.Count == outputs, "it has one weight grid, or one a channel");
        var bits = grids.Max(g => g.CodeBits);
        promises.Check(node, bits <= node.WeightBits, $"its weights have the {bits} bits of their widest grid");
        var perOutput = node.Weights.Count / outputs;
        for (var o = 0; o < outputs; o++)
        {
            var grid = grids[grids.Count == 1 ? 0 : o];
            foreach (var code in node.Weights.Values.Slice(o * perOutput, perOutput))
                promises.Check(node, grid.Holds(code), $"its weight codes are on their grid, {grid}");
        }
    }

    private static bool AreWithin(Constant<short> codes, int largest)
    {
        foreach (var code in codes.Values)
        {
            if (code < -largest || code > largest)
                return false;
        }

        return true;
    }

    private static bool AreSigns(Constant<short> codes)
    {
        foreach (var code in codes.Values)
        {
            if (code is not (-1 or 1))
                return false;
        }

        return true;
    }
}
