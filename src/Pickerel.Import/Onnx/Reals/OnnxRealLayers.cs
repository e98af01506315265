using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Reals;

/// <summary>Operators with parameters: convolutions, products with matrices, norms.</summary>
internal static class OnnxRealLayers
{
    public static void Conv(OnnxRealGraph graph, OnnxNode op)
    {
        var (source, weights, call) = (graph.Source(op), graph.Constant(op, 1), graph.CallOf(op));
        var groups = call.Size(op.Integer("group", 1));
        call.Check(weights.Rank >= 3 && groups >= 1 && weights.Dimensions[1] * groups == source.Shape.Channels, "its weights do not fit its input");
        var window = WindowOf(graph, op, [.. weights.Dimensions.Skip(2)]);
        var kind = groups > 1 && groups == source.Shape.Channels ? ConvolutionKind.Depthwise
            : groups == 1 && window is { KernelHeight: 1, KernelWidth: 1 } ? ConvolutionKind.Pointwise : ConvolutionKind.Standard;
        var layer = graph.Add(op, new ConvolutionNode { Name = "", Convolution = kind, Filters = weights.Dimensions[0], Groups = groups, Window = window, HasBias = op.HasInput(2) }, source);
        graph.Parameter(layer, "weight", weights.Dimensions.ToEquatableArray(), weights.Reals);
        if (op.HasInput(2))
            Vector(graph, op, layer, "bias", 2, weights.Dimensions[0]);
    }

    public static void ConvTranspose(OnnxRealGraph graph, OnnxNode op)
    {
        var (source, weights, call) = (graph.Source(op), graph.Constant(op, 1), graph.CallOf(op));
        call.Check(weights.Rank == 4 && op.Word("auto_pad", "NOTSET") is "NOTSET" or "" && op.Integers("output_shape") is null, "it must be one of two dimensions with pads, and without output_shape");
        var groups = call.Size(op.Integer("group", 1));
        int[] Axes(string attribute, int count, int otherwise) => WindowGeometry.PerAxis(call, attribute, count, otherwise, 0);
        var (strides, dilations, pads, more) = (Axes("strides", 2, 1), Axes("dilations", 2, 1), Axes("pads", 4, 0), Axes("output_padding", 2, 0));
        var layer = graph.Add(
            op,
            new TransposedConvolutionNode
            {
                Name = "",
                Filters = weights.Dimensions[1] * groups,
                Groups = groups,
                Window = new(weights.Dimensions[2], weights.Dimensions[3], strides[0], strides[1], dilations[0], dilations[1], new(pads[0], pads[1], pads[2], pads[3])),
                OutputPaddingHeight = more[0],
                OutputPaddingWidth = more[1],
                HasBias = op.HasInput(2),
            },
            source);
        graph.Parameter(layer, "weight", weights.Dimensions.ToEquatableArray(), weights.Reals);
        if (op.HasInput(2))
            Vector(graph, op, layer, "bias", 2, weights.Dimensions[1] * groups);
    }

    public static void Gemm(OnnxRealGraph graph, OnnxNode op)
    {
        var (weights, call) = (graph.Constant(op, 1), graph.CallOf(op));
        call.Check(op.Integer("transA", 0) == 0, "its first matrix must not be transposed");
        var layer = Dense(graph, op, weights, op.Integer("transB", 0) != 0, op.Real("alpha", 1), op.HasInput(2));
        if (!op.HasInput(2))
            return;
        var (bias, units) = (graph.Constant(op, 2), graph.OutputSizes(op)[1]);
        call.Check(bias.Count == units || bias.Count == 1, FormattableString.Invariant($"its bias has {bias.Count} elements, and must have one a unit"));
        graph.Parameter(layer, "bias", [units], Enumerable.Range(0, units).Select(i => bias.Real(bias.Count == 1 ? 0 : i) * op.Real("beta", 1)).ToArray());
    }

    public static void MatMul(OnnxRealGraph graph, OnnxNode op) => Dense(graph, op, graph.Constant(op, 1), isTransposed: false, scale: 1, hasBias: false);

    public static void BatchNormalization(OnnxRealGraph graph, OnnxNode op)
    {
        var source = graph.Source(op);
        var layer = graph.Add(op, new BatchNormalizationNode { Name = "", Epsilon = op.Real("epsilon", 1e-5f) }, source);
        foreach (var (role, position) in new[] { ("weight", 1), ("bias", 2), ("running_mean", 3), ("running_var", 4) })
            Vector(graph, op, layer, role, position, source.Shape.Channels);
    }

    /// <summary>A sum of two layers, or a bias behind a layer that has none.</summary>
    public static void Add(OnnxRealGraph graph, OnnxNode op)
    {
        if (!graph.IsConstant(op, 0) && !graph.IsConstant(op, 1))
        {
            _ = graph.Add(op, new AddNode { Name = "" }, graph.Source(op), graph.Source(op, 1));
            return;
        }

        var (data, constant) = graph.IsConstant(op, 0) ? (1, 0) : (0, 1);
        var (source, call) = (graph.Source(op, data), graph.CallOf(op));
        call.Check(
            source is WeightedNode { HasBias: false } && graph.IsSoleReader(op, data) && graph.Constant(op, constant).Count == source.Shape.Channels,
            "a constant can be added as the bias of a convolution, Gemm or MatMul that has none, one element a channel");
        graph.Replace((WeightedNode)source with { HasBias = true });
        Vector(graph, op, source, "bias", constant, source.Shape.Channels);
        graph.Alias(op, source);
    }

    /// <summary>The window of a convolution or pool; of one dimension it is a row.</summary>
    public static Window WindowOf(OnnxRealGraph graph, OnnxNode op, ImmutableArray<int> kernel = default)
    {
        var axes = WindowGeometry.Of(graph.CallOf(op), graph.InputSizes(op), kernel);
        graph.CallOf(op).Check(axes.Length <= 2, FormattableString.Invariant($"it has {axes.Length} dimensions, and one or two are supported"));
        var (y, x) = axes.Length == 1 ? (WindowAxis.Single, axes[0]) : (axes[0], axes[1]);
        return new(y.Kernel, x.Kernel, y.Stride, x.Stride, y.Dilation, x.Dilation, new(y.Before, x.Before, After(y), After(x)));
    }

    /// <summary>The padding behind: with ceil_mode the last window may reach further.</summary>
    private static int After(WindowAxis axis) => Math.Max(axis.After, ((axis.Output - 1) * axis.Stride) + axis.Extent - axis.Input - axis.Before);

    private static Node Dense(OnnxRealGraph graph, OnnxNode op, OnnxTensor weights, bool isTransposed, double scale, bool hasBias)
    {
        var (source, call) = (graph.Source(op), graph.CallOf(op));
        call.Check(weights.Rank == 2 && graph.InputSizes(op).Length == 2, "it must multiply a vector, [1, elements], with a matrix; put a Flatten before it");
        var (units, inputs) = isTransposed ? (weights.Dimensions[0], weights.Dimensions[1]) : (weights.Dimensions[1], weights.Dimensions[0]);
        call.Check(inputs == source.Shape.Count, FormattableString.Invariant($"its matrix takes {inputs} elements, and its input has {source.Shape.Count}"));
        var values = new double[weights.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = scale * weights.Real(isTransposed ? i : ((i % inputs) * units) + (i / inputs));
        var layer = graph.Add(op, new DenseNode { Name = "", Units = units, HasBias = hasBias }, source);
        graph.Parameter(layer, "weight", [units, inputs], values);
        return layer;
    }

    private static void Vector(OnnxRealGraph graph, OnnxNode op, Node layer, string role, int position, int count)
    {
        var vector = graph.Constant(op, position);
        graph.CallOf(op).Check(vector.Count == count, FormattableString.Invariant($"its input {position} has {vector.Count} elements, and must have {count} real numbers"));
        graph.Parameter(layer, role, [count], vector.Reals);
    }
}
