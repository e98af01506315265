using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>What declared layers execute in float beyond sums of products, each on its own.</summary>
internal static class DeclaredOperations
{
    /// <summary>The elementwise work of the layers that became one node, in order.</summary>
    public static IEnumerable<Operation> Of(IReadOnlyList<Node> group) => group.SelectMany(node => Of(node, group));

    private static IEnumerable<Operation> Of(Node node, IReadOnlyList<Node> group) => node switch
    {
        InputNode or MaxPoolNode or FlattenNode => [],
        WeightedNode n => HasBias(n, group) ? [Add(node)] : [],
        BatchNormalizationNode => [Multiply(node), Add(node)],
        ReluNode => [Operation.Compare(Operand.Float32, node.Shape.Count)],
        AddNode => [Add(node)],
        AveragePoolNode => [Multiply(node)],
        RequantizedNode or IntegerAddNode => [Add(node)],
        IntegerAveragePoolNode => [Multiply(node)],
        _ => throw new NotSupportedException($"The cost model knows no {node.Kind} in float (node '{node.Name}')."),
    };

    /// <summary>Before a norm a bias is an exception, and the norm absorbs it.</summary>
    private static bool HasBias(WeightedNode node, IReadOnlyList<Node> group) => node.HasBias ?? !group.Any(n => n is BatchNormalizationNode);

    private static Operation Multiply(Node node) => Operation.Multiply(Operand.Float32, Operand.Float32, node.Shape.Count);

    private static Operation Add(Node node) => Operation.Add(Operand.Float32, Operand.Float32, node.Shape.Count);
}
