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
        InputNode or MaxPoolNode or FlattenNode or MovementNode => [],
        WeightedNode n => HasBias(n, group) ? [Add(node)] : [],
        BatchNormalizationNode => [Multiply(node), Add(node)],
        ReluNode => [Operation.Compare(Operand.Float32, node.Shape.Count)],
        ActivationNode n => Curve(n),
        SoftmaxNode => Softmax(node),
        AddNode => [Add(node)],
        MultiplyNode => [Multiply(node)],
        RescaleNode => [],
        AveragePoolNode => [Multiply(node)],
        IntegerMultiplyNode => [],
        RequantizedNode or IntegerAddNode => [Add(node)],
        IntegerTableNode => Logistic(node),
        IntegerSoftmaxNode or TfLiteSoftmaxNode => Softmax(node),
        IntegerAveragePoolNode => [Multiply(node)],
        _ => throw new NotSupportedException($"The cost model knows no {node.Kind} in float (node '{node.Name}')."),
    };

    private static Operation[] Curve(ActivationNode node) => node.Curve switch
    {
        ActivationCurve.ClippedRelu or ActivationCurve.Sign => [Compare(node)],
        ActivationCurve.PRelu { IsShifted: true } => [Add(node), Compare(node), Multiply(node), Add(node)],
        ActivationCurve.LeakyRelu or ActivationCurve.PRelu => [Compare(node), Multiply(node)],
        ActivationCurve.HardSigmoid => [Add(node), Compare(node), Multiply(node)],
        ActivationCurve.HardSwish => [Add(node), Compare(node), Multiply(node), Multiply(node)],
        ActivationCurve.Tanh => [Operation.Float(OperationKind.HyperbolicTangent, node.Shape.Count)],
        ActivationCurve.Swish => [.. Logistic(node), Multiply(node)],

        // By way of its tanh form, as the table of prices has no error function.
        ActivationCurve.Gelu => [Multiply(node), Multiply(node), Multiply(node), Add(node), Operation.Float(OperationKind.HyperbolicTangent, node.Shape.Count), Add(node), Multiply(node)],
        _ => Logistic(node),
    };

    /// <summary>A table whose function nobody declared is taken for the commonest, <c>1 / (1 + exp(-x))</c>.</summary>
    private static Operation[] Logistic(Node node) => [Operation.Float(OperationKind.Exponential, node.Shape.Count), Add(node), Operation.Float(OperationKind.Divide, node.Shape.Count)];

    /// <summary>The greatest of a pixel, differences, exponentials, their sum, and one division a pixel.</summary>
    private static Operation[] Softmax(Node node)
    {
        long pixels = node.Shape.Count / node.Shape.Channels, pairs = pixels * (node.Shape.Channels - 1);
        return
        [
            Operation.Compare(Operand.Float32, pairs),
            Operation.Add(Operand.Float32, Operand.Float32, node.Shape.Count + pairs),
            Operation.Float(OperationKind.Exponential, node.Shape.Count),
            Operation.Float(OperationKind.Divide, pixels),
            Multiply(node),
        ];
    }

    /// <summary>Before a norm a bias is an exception, and the norm absorbs it.</summary>
    private static bool HasBias(WeightedNode node, IReadOnlyList<Node> group) => node.HasBias ?? !group.Any(n => n is BatchNormalizationNode);

    private static Operation Compare(Node node) => Operation.Compare(Operand.Float32, node.Shape.Count);

    private static Operation Multiply(Node node) => Operation.Multiply(Operand.Float32, Operand.Float32, node.Shape.Count);

    private static Operation Add(Node node) => Operation.Add(Operand.Float32, Operand.Float32, node.Shape.Count);
}
