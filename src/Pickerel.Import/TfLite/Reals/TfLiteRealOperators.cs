using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Import.TfLite.Reals;

/// <summary>What each operator of a model of real numbers becomes.</summary>
internal static class TfLiteRealOperators
{
    private static readonly SortedDictionary<int, Action<TfLiteRealGraph, TfLiteOperator>> Translations = new()
    {
        [TfLiteOperators.Add] = (graph, op) => graph.Add(op, Activation(op, 0), new AddNode { Name = "" }, graph.Source(op), graph.Source(op, 1)),
        [TfLiteOperators.AveragePool] = (graph, op) => graph.Add(op, Activation(op, 5), new AveragePoolNode { Name = "", Window = PoolWindow(graph, op) }, graph.Source(op)),
        [TfLiteOperators.Concatenation] = Concatenate,
        [TfLiteOperators.Convolution] = Convolution,
        [TfLiteOperators.DepthwiseConvolution] = Depthwise,
        [TfLiteOperators.FullyConnected] = FullyConnected,
        [TfLiteOperators.HardSwish] = Curve(_ => new ActivationCurve.HardSwish()),
        [TfLiteOperators.LeakyRelu] = Curve(op => new ActivationCurve.LeakyRelu(op.Options?.Real(0) ?? 0)),
        [TfLiteOperators.Logistic] = Curve(_ => new ActivationCurve.Sigmoid()),
        [TfLiteOperators.MaxPool] = (graph, op) => graph.Add(op, Activation(op, 5), new MaxPoolNode { Name = "", Window = PoolWindow(graph, op) }, graph.Source(op)),
        [TfLiteOperators.Mean] = Mean,
        [TfLiteOperators.Mul] = Multiply,
        [TfLiteOperators.Pad] = Pad,
        [TfLiteOperators.Relu] = (graph, op) => graph.Add(op, 0, new ReluNode { Name = "" }, graph.Source(op)),
        [TfLiteOperators.Relu6] = Curve(_ => new ActivationCurve.ClippedRelu(6)),
        [TfLiteOperators.Reshape] = Reshape,
        [TfLiteOperators.Softmax] = Softmax,
        [TfLiteOperators.Squeeze] = Reshape,
        [TfLiteOperators.Tanh] = Curve(_ => new ActivationCurve.Tanh()),
        [TfLiteOperators.ExpandDims] = Reshape,
    };

    /// <summary>Adds the layers of one operator.</summary>
    public static void Translate(TfLiteRealGraph graph, TfLiteOperator op)
    {
        if (!Translations.TryGetValue(op.Code, out var translate))
            throw graph.UnsupportedKind(op, "in real numbers " + string.Join(", ", Translations.Keys.Select(TfLiteOperators.NameOf)));
        translate(graph, op);
    }

    private static int Activation(TfLiteOperator op, int option) => op.Options?.Byte(option) ?? 0;

    private static Action<TfLiteRealGraph, TfLiteOperator> Curve(Func<TfLiteOperator, ActivationCurve> curve) =>
        (graph, op) => graph.Add(op, 0, new ActivationNode { Name = "", Curve = curve(op) }, graph.Source(op));

    /// <summary>The file holds [outputs][row][column][input].</summary>
    private static void Convolution(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (source, weights, sizes) = (graph.Source(op), graph.Reals(op, 1, 4), graph.Input(op, 1).Shape);
        var (outputs, rows, columns, inputs) = (sizes[0], sizes[1], sizes[2], sizes[3]);
        if (source.Shape.Channels % inputs != 0)
            throw graph.Unsupported(op, FormattableString.Invariant($"its weights take {inputs} channels, and its input has {source.Shape.Channels}"));
        Weighted(graph, op, source, (rows, columns), (5, 4), outputs, source.Shape.Channels / inputs, Activation(op, 3), inputs, (o, i, p) => weights[(((o * rows * columns) + p) * inputs) + i]);
    }

    /// <summary>The file holds [1][row][column][output].</summary>
    private static void Depthwise(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (source, weights, sizes) = (graph.Source(op), graph.Reals(op, 1, 4), graph.Input(op, 1).Shape);
        var outputs = sizes[3];
        if (sizes[0] != 1 || outputs % source.Shape.Channels != 0)
            throw graph.Unsupported(op, FormattableString.Invariant($"its weights make {outputs} channels of {source.Shape.Channels}"));
        Weighted(graph, op, source, (sizes[1], sizes[2]), (6, 5), outputs, source.Shape.Channels, Activation(op, 4), 1, (o, _, p) => weights[(p * outputs) + o]);
    }

    private static void Weighted(
        TfLiteRealGraph graph, TfLiteOperator op, Node source, (int Rows, int Columns) kernel, (int, int) dilations, int outputs, int groups, int activation, int inputs, Func<int, int, int, double> weight)
    {
        var window = Windows.Of(what => graph.Unsupported(op, what), op, source.Shape, kernel, dilations);
        var kind = groups > 1 && groups == source.Shape.Channels ? ConvolutionKind.Depthwise : kernel == (1, 1) && groups == 1 ? ConvolutionKind.Pointwise : ConvolutionKind.Standard;
        var hasBias = graph.OptionalInput(op, 2) is not null;
        var layer = graph.Add(op, activation, new ConvolutionNode { Name = "", Convolution = kind, Filters = outputs, Groups = groups, Window = window, HasBias = hasBias }, source);
        var positions = kernel.Rows * kernel.Columns;
        double[] values = [.. Enumerable.Range(0, outputs * inputs * positions).Select(n => weight(n / positions / inputs, n / positions % inputs, n % positions))];
        graph.Parameter(layer, "weight", [outputs, inputs, kernel.Rows, kernel.Columns], values);
        Bias(graph, op, layer, outputs);
    }

    /// <summary>The file orders the elements of an image by rows, columns, channels; PyTorch by channels first.</summary>
    private static void FullyConnected(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (source, weights, sizes) = (graph.Source(op), graph.Reals(op, 1, 2), graph.Input(op, 1).Shape);
        var (units, inputs) = (sizes[0], sizes[1]);
        if (op.Options?.Byte(1) is not (null or 0) || inputs != source.Shape.Count)
            throw graph.Unsupported(op, FormattableString.Invariant($"its weights must lie in rows of {source.Shape.Count}, and have {inputs}"));
        var layer = graph.Add(op, Activation(op, 0), new DenseNode { Name = "", Units = units, HasBias = graph.OptionalInput(op, 2) is not null }, source);
        var image = graph.ImageOf(layer);
        var pixels = image.Height * image.Width;
        graph.Parameter(layer, "weight", [units, inputs], [.. Enumerable.Range(0, units * inputs).Select(n => weights[n - (n % inputs) + (n % inputs % pixels * image.Channels) + (n % inputs / pixels)])]);
        Bias(graph, op, layer, units);
    }

    private static void Bias(TfLiteRealGraph graph, TfLiteOperator op, Node layer, int outputs)
    {
        if (graph.OptionalInput(op, 2) is null)
            return;
        var bias = graph.Reals(op, 2, 1);
        graph.Parameter(layer, "bias", [outputs], bias.Length == outputs ? bias : throw graph.Unsupported(op, FormattableString.Invariant($"its bias has {bias.Length} elements, and must have {outputs}")));
    }

    private static Window PoolWindow(TfLiteRealGraph graph, TfLiteOperator op) =>
        Windows.Of(what => graph.Unsupported(op, what), op, graph.Source(op).Shape, (op.Options?.Int32(4) ?? 0, op.Options?.Int32(3) ?? 0), dilationOptions: null);

    private static void Mean(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (source, rank) = (graph.Source(op), graph.Input(op, 0).Shape.Length);
        var axes = graph.Integers(op, 1).Select(a => a < 0 ? a + rank : a).Order();
        if (!axes.SequenceEqual(Enumerable.Range(1, rank - 2)))
            throw graph.Unsupported(op, "it must be over all rows and columns, and no channels");
        _ = graph.Add(op, 0, new AveragePoolNode { Name = "", Global = true, Window = Window.Point with { KernelHeight = source.Shape.Height, KernelWidth = source.Shape.Width } }, source);
    }

    private static void Multiply(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (left, right) = (graph.Source(op), graph.Source(op, 1));
        var isOrdered = left.Shape.Count >= right.Shape.Count;
        _ = graph.Add(op, Activation(op, 0), new MultiplyNode { Name = "" }, isOrdered ? left : right, isOrdered ? right : left);
    }

    private static void Concatenate(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var rank = graph.Input(op, 0).Shape.Length;
        var axis = (op.Options?.Int32(0) ?? 0) is var given && given < 0 ? given + rank : given;
        if (axis < 1 || axis >= rank)
            throw graph.Unsupported(op, "it joins samples");
        var along = (Axis)(axis + 3 - rank);
        _ = graph.Add(op, Activation(op, 1), new ConcatenateNode { Name = "", Axis = along }, [.. Enumerable.Range(0, op.Inputs.Length).Select(i => graph.Source(op, i))]);
    }

    private static void Pad(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (margins, rank) = (graph.Integers(op, 1), graph.Input(op, 0).Shape.Length);
        if (rank != 4 || margins.Length != 8 || margins.Any(m => m < 0) || margins[0] + margins[1] + margins[6] + margins[7] != 0)
            throw graph.Unsupported(op, "it must pad rows and columns");
        _ = graph.Add(op, 0, new PadNode { Name = "", Padding = new(margins[2], margins[4], margins[3], margins[5]) }, graph.Source(op));
    }

    /// <summary>A vector, or the same elements in the same order under other sizes.</summary>
    private static void Reshape(TfLiteRealGraph graph, TfLiteOperator op)
    {
        var (source, shape) = (graph.Source(op), TfLiteRealGraph.ShapeOf(graph.Output(op)));
        if (shape is not { } target || target.Count != source.Shape.Count)
            throw graph.Unsupported(op, FormattableString.Invariant($"it turns {source.Shape} into [{string.Join(", ", graph.Output(op).Shape)}]"));
        if (target == source.Shape)
            graph.Alias(op, source);
        else
            _ = graph.Add(op, 0, target is { Height: 1, Width: 1 } ? new FlattenNode { Name = "" } : new ReshapeNode { Name = "", Target = target }, source);
    }

    private static void Softmax(TfLiteRealGraph graph, TfLiteOperator op)
    {
        if (op.Options?.Real(0) is not (null or 1))
            throw graph.Unsupported(op, FormattableString.Invariant($"its beta is {op.Options.Value.Real(0)}, and 1 is supported"));
        _ = graph.Add(op, 0, new SoftmaxNode { Name = "" }, graph.Source(op));
    }
}
