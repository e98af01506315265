using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Import.TfLite;

/// <summary>Which operators are imported, and by what.</summary>
internal static class TfLiteTranslation
{
    private static readonly SortedDictionary<int, Action<TfLiteGraph, TfLiteOperator>> Translations = new()
    {
        [TfLiteOperators.Convolution] = TfLiteWeighted.Convolution,
        [TfLiteOperators.DepthwiseConvolution] = TfLiteWeighted.Depthwise,
        [TfLiteOperators.FullyConnected] = TfLiteWeighted.FullyConnected,
        [TfLiteOperators.AveragePool] = TfLitePools.Average,
        [TfLiteOperators.MaxPool] = TfLitePools.Maximum,
        [TfLiteOperators.Mean] = TfLitePools.Mean,
        [TfLiteOperators.Add] = TfLiteElementwise.Add,
        [TfLiteOperators.Sub] = TfLiteElementwise.Subtract,
        [TfLiteOperators.Mul] = TfLiteElementwise.Multiply,
        [TfLiteOperators.Relu] = (graph, op) => TfLiteElementwise.Clamp(graph, op, 0, null),
        [TfLiteOperators.ReluN1To1] = (graph, op) => TfLiteElementwise.Clamp(graph, op, -1, 1),
        [TfLiteOperators.Relu6] = (graph, op) => TfLiteElementwise.Clamp(graph, op, 0, 6),
        [TfLiteOperators.Quantize] = TfLiteElementwise.Quantize,
        [TfLiteOperators.Logistic] = TfLiteFunctions.Logistic,
        [TfLiteOperators.Tanh] = TfLiteFunctions.Tanh,
        [TfLiteOperators.HardSwish] = TfLiteFunctions.HardSwish,
        [TfLiteOperators.LeakyRelu] = TfLiteFunctions.LeakyRelu,
        [TfLiteOperators.PRelu] = TfLiteFunctions.PRelu,
        [TfLiteOperators.Softmax] = TfLiteFunctions.Softmax,
        [TfLiteOperators.Reshape] = TfLiteMovement.Reshape,
        [TfLiteOperators.Squeeze] = TfLiteMovement.Reshape,
        [TfLiteOperators.ExpandDims] = TfLiteMovement.Reshape,
        [TfLiteOperators.Pad] = TfLiteMovement.Pad,
        [TfLiteOperators.PadV2] = TfLiteMovement.Pad,
        [TfLiteOperators.Concatenation] = TfLiteMovement.Concatenate,
        [TfLiteOperators.Transpose] = TfLiteMovement.Transpose,
        [TfLiteOperators.Split] = TfLiteMovement.Split,
        [TfLiteOperators.SplitV] = TfLiteMovement.SplitSizes,
        [TfLiteOperators.StridedSlice] = TfLiteMovement.StridedSlice,
        [TfLiteOperators.DepthToSpace] = TfLiteMovement.DepthToSpace,
        [TfLiteOperators.ResizeNearestNeighbor] = TfLiteMovement.Resize,
    };

    /// <summary>Gets the names of all operators that are imported.</summary>
    public static string Supported { get; } = string.Join(", ", Translations.Keys.Select(TfLiteOperators.NameOf)) + ", DEQUANTIZE (at the end)";

    /// <summary>Adds the nodes of one operator.</summary>
    public static void Translate(TfLiteGraph graph, TfLiteOperator op)
    {
        if (!Translations.TryGetValue(op.Code, out var translate))
            throw graph.UnsupportedKind(op, Supported);
        translate(graph, op);
    }
}
