using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Reals;

/// <summary>What each operator of a model of real numbers becomes.</summary>
internal static class OnnxRealOperators
{
    /// <summary>Gets the operators by kind.</summary>
    public static SortedDictionary<string, Action<OnnxRealGraph, OnnxNode>> All { get; } = new(StringComparer.Ordinal)
    {
        ["Add"] = OnnxRealLayers.Add,
        ["AveragePool"] = AveragePool,
        ["BatchNormalization"] = OnnxRealLayers.BatchNormalization,
        ["Clip"] = Clip,
        ["Concat"] = Concat,
        ["Conv"] = OnnxRealLayers.Conv,
        ["ConvTranspose"] = OnnxRealLayers.ConvTranspose,
        ["DepthToSpace"] = DepthToSpace,
        ["Dropout"] = Same,
        ["Flatten"] = Reshape,
        ["Gemm"] = OnnxRealLayers.Gemm,
        ["GlobalAveragePool"] = (graph, op) => GlobalAverage(graph, op),
        ["GlobalMaxPool"] = GlobalMaximum,
        ["HardSigmoid"] = HardSigmoid,
        ["HardSwish"] = Curve(_ => new ActivationCurve.HardSwish()),
        ["Identity"] = Same,
        ["LeakyRelu"] = Curve(op => new ActivationCurve.LeakyRelu(op.Real("alpha", 0.01f))),
        ["MatMul"] = OnnxRealLayers.MatMul,
        ["MaxPool"] = (graph, op) => graph.Add(op, new MaxPoolNode { Name = "", Window = OnnxRealLayers.WindowOf(graph, op) }, graph.Source(op)),
        ["Mul"] = Multiply,
        ["PRelu"] = PRelu,
        ["ReduceMean"] = ReduceMean,
        ["Relu"] = (graph, op) => graph.Add(op, new ReluNode { Name = "" }, graph.Source(op)),
        ["Reshape"] = Reshape,
        ["Resize"] = Resize,
        ["Sigmoid"] = Curve(_ => new ActivationCurve.Sigmoid()),
        ["Softmax"] = Softmax,
        ["Squeeze"] = Reshape,
        ["Tanh"] = Curve(_ => new ActivationCurve.Tanh()),
        ["Unsqueeze"] = Reshape,
    };

    private static Action<OnnxRealGraph, OnnxNode> Curve(Func<OnnxNode, ActivationCurve> curve) =>
        (graph, op) => graph.Add(op, new ActivationNode { Name = "", Curve = curve(op) }, graph.Source(op));

    private static void Same(OnnxRealGraph graph, OnnxNode op) => graph.Alias(op, graph.Source(op));

    private static void Multiply(OnnxRealGraph graph, OnnxNode op)
    {
        var (left, right) = (graph.Source(op), graph.Source(op, 1));
        _ = left.Shape.Count >= right.Shape.Count ? graph.Add(op, new MultiplyNode { Name = "" }, left, right) : graph.Add(op, new MultiplyNode { Name = "" }, right, left);
    }

    private static void Clip(OnnxRealGraph graph, OnnxNode op)
    {
        var call = graph.CallOf(op);
        var least = op.HasInput(1) ? call.ScalarOf(graph.Constant(op, 1)) : op.Real("min", float.MinValue);
        var most = op.HasInput(2) ? call.ScalarOf(graph.Constant(op, 2)) : op.Real("max", float.MaxValue);
        call.Check(least == 0 && most > 0, FormattableString.Invariant($"it clips to {least} and {most}, and 0 to a positive number is supported"));
        _ = graph.Add(op, most >= float.MaxValue ? new ReluNode { Name = "" } : new ActivationNode { Name = "", Curve = new ActivationCurve.ClippedRelu(most) }, graph.Source(op));
    }

    private static void HardSigmoid(OnnxRealGraph graph, OnnxNode op)
    {
        var (alpha, beta) = (op.Real("alpha", 0.2f), op.Real("beta", 0.5f));
        graph.CallOf(op).Check(Math.Abs((6 * alpha) - 1) < 1e-6 && beta == 0.5f, FormattableString.Invariant($"its alpha is {alpha} and its beta {beta}, and 1/6 and 0.5 are supported"));
        Curve(_ => new ActivationCurve.HardSigmoid())(graph, op);
    }

    private static void PRelu(OnnxRealGraph graph, OnnxNode op)
    {
        var (source, slopes) = (graph.Source(op), graph.Constant(op, 1));
        graph.CallOf(op).Check(slopes.Count == 1 || slopes.Count == source.Shape.Channels, "its slopes must be one, or one a channel");
        var layer = graph.Add(op, new ActivationNode { Name = "", Curve = new ActivationCurve.PRelu(IsShifted: false) }, source);
        graph.Parameter(layer, "weight", [slopes.Count], slopes.Reals);
    }

    private static void Softmax(OnnxRealGraph graph, OnnxNode op)
    {
        var (sizes, call) = (graph.InputSizes(op), graph.CallOf(op));
        var axis = call.Axis(op.Integer("axis", op.Opset >= 13 ? -1 : 1), sizes.Length);
        call.Check(axis == 1 && (op.Opset >= 13 || sizes.Skip(2).All(s => s == 1)), "it must be over the channels");
        _ = graph.Add(op, new SoftmaxNode { Name = "" }, graph.Source(op));
    }

    private static void AveragePool(OnnxRealGraph graph, OnnxNode op)
    {
        var countsPadding = op.Integer("count_include_pad", 0) != 0;
        graph.CallOf(op).Check(!countsPadding || op.Integer("ceil_mode", 0) == 0, "it counts padding and rounds its size up, which are not supported together");
        _ = graph.Add(op, new AveragePoolNode { Name = "", Window = OnnxRealLayers.WindowOf(graph, op), CountIncludesPadding = countsPadding }, graph.Source(op));
    }

    private static Node GlobalAverage(OnnxRealGraph graph, OnnxNode op)
    {
        var source = graph.Source(op);
        return graph.Add(op, new AveragePoolNode { Name = "", Global = true, Window = WholeOf(source) }, source);
    }

    private static void GlobalMaximum(OnnxRealGraph graph, OnnxNode op) => graph.Add(op, new MaxPoolNode { Name = "", Window = WholeOf(graph.Source(op)) }, graph.Source(op));

    private static Window WholeOf(Node source) => Window.Point with { KernelHeight = source.Shape.Height, KernelWidth = source.Shape.Width };

    /// <summary>A mean over all pixels.</summary>
    private static void ReduceMean(OnnxRealGraph graph, OnnxNode op)
    {
        var (sizes, call) = (graph.InputSizes(op), graph.CallOf(op));
        var axes = call.Integers("axes", 1)?.Select(a => call.Axis(a, sizes.Length)).Order().ToList() ?? [];
        call.Check(axes.Count > 0 && axes.SequenceEqual(Enumerable.Range(2, sizes.Length - 2)), "it must be over all rows and columns, and no channels");
        _ = GlobalAverage(graph, op);
    }

    /// <summary>A vector, or the same channels under other rows and columns.</summary>
    private static void Reshape(OnnxRealGraph graph, OnnxNode op)
    {
        var (source, from, to) = (graph.Source(op), graph.InputSizes(op), graph.OutputSizes(op));
        var shape = OnnxRealGraph.ShapeOf(to);
        graph.CallOf(op).Check(shape is not null, FormattableString.Invariant($"its output is [{string.Join(", ", to)}], and one sample of up to three more axes is supported"));
        if (shape == source.Shape)
            graph.Alias(op, source);
        else if (to.Length == 2)
            _ = graph.Add(op, new FlattenNode { Name = "" }, source);
        else
        {
            graph.CallOf(op).Check(from.Length > 2 && from[1] == to[1], FormattableString.Invariant($"it turns [{string.Join(", ", from)}] into [{string.Join(", ", to)}], and the channels must stay, or all become one vector"));
            _ = graph.Add(op, new ReshapeNode { Name = "", Target = shape!.Value }, source);
        }
    }

    private static void Concat(OnnxRealGraph graph, OnnxNode op)
    {
        var (rank, call) = (graph.InputSizes(op).Length, graph.CallOf(op));
        var axis = call.Axis(op.Integer("axis", 1), rank);
        call.Check(axis > 0, "it joins samples");
        var along = axis == 1 ? Axis.Channels : axis == rank - 1 ? Axis.Width : Axis.Height;
        _ = graph.Add(op, new ConcatenateNode { Name = "", Axis = along }, [.. Enumerable.Range(0, op.Inputs.Length).Select(i => graph.Source(op, i))]);
    }

    private static void DepthToSpace(OnnxRealGraph graph, OnnxNode op)
    {
        var block = graph.CallOf(op).Size(op.Integer("blocksize", 1));
        var order = op.Word("mode", "DCR") is "CRD" ? DepthToSpaceOrder.ChannelFirst : DepthToSpaceOrder.BlockFirst;
        _ = graph.Add(op, new DepthToSpaceNode { Name = "", BlockHeight = block, BlockWidth = block, Order = order }, graph.Source(op));
    }

    private static void Resize(OnnxRealGraph graph, OnnxNode op)
    {
        var (sizes, call) = (graph.InputSizes(op), graph.CallOf(op));
        var factors = ShapeRules.ResizeFactors(call, sizes);
        call.Check(sizes.Length == 4 && factors[0] == 1 && factors[1] == 1, "it must repeat rows and columns");
        _ = graph.Add(op, new UpsampleNode { Name = "", FactorHeight = factors[2], FactorWidth = factors[3] }, graph.Source(op));
    }
}
