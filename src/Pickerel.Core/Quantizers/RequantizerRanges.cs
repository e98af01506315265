using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>The accumulators that a node's requantizer can meet, proved from grids and codes.</summary>
public static class RequantizerRanges
{
    /// <summary>The range of each channel of the node's output.</summary>
    public static IReadOnlyList<IntegerRange> Of(RequantizedNode node, Network network) => node switch
    {
        IntegerWeightedNode weighted => AccumulatorRanges.Of(weighted, network[node.Input]),
        IntegerTableSumNode sum => Repeat(node, new(Least(sum.Left) + Least(sum.Right), Greatest(sum.Left) + Greatest(sum.Right))),
        IntegerMultiplyNode => Repeat(node, Product(Centred(network[node.Inputs[0]]), Centred(network[node.Inputs[1]]))),
        IntegerAffineNode => Repeat(node, Centred(network[node.Input])),
        _ => throw new NotSupportedException($"Nothing is known of the accumulators of '{node.Name}' ({node.Kind})."),
    };

    private static IReadOnlyList<IntegerRange> Repeat(Node node, IntegerRange range) => [.. Enumerable.Repeat(range, node.Shape.Channels)];

    private static IntegerRange Centred(Node source)
    {
        var grid = source.Quantization ?? throw new ArgumentException($"Node '{source.Name}' has no grid.", nameof(source));
        return new(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint);
    }

    private static IntegerRange Product(IntegerRange left, IntegerRange right)
    {
        long[] ends = [left.Minimum * right.Minimum, left.Minimum * right.Maximum, left.Maximum * right.Minimum, left.Maximum * right.Maximum];
        return new(ends.Min(), ends.Max());
    }

    private static long Least(Collections.Constant<int> values) => values.Values.ToArray().Min();

    private static long Greatest(Collections.Constant<int> values) => values.Values.ToArray().Max();
}
