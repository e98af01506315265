using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Import.Reals;

namespace Pickerel.Import.TfLite.Reals;

/// <summary>A graph of real numbers on its way to declared layers, and which layer makes each tensor.</summary>
internal sealed class TfLiteRealGraph
{
    private readonly TfLiteModel _model;
    private readonly RealLayers _layers;
    private readonly Dictionary<int, string> _makers = [];

    public TfLiteRealGraph(TfLiteModel model)
    {
        _model = model;
        if (model.Inputs.Length != 1)
            throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, model.Name, "TensorFlow Lite", FormattableString.Invariant($"it has {model.Inputs.Length} inputs, and one is supported")));
        var input = model.Tensors[model.Inputs[0]];
        _layers = new(model.Name, ShapeOf(input) is { } shape && input.Type == TfLiteType.Float32 && shape.Count <= SizeLimits.Weights
            ? shape
            : throw MalformedTensor(input, "the input must be one sample of real numbers, [1, rows, columns, channels]"));
        _makers.Add(input.Index, LayerNames.Input);
    }

    /// <summary>The shape of a tensor of one sample; null for any other.</summary>
    public static TensorShape? ShapeOf(TfLiteTensor tensor) => tensor.Shape.Contains(0) ? null : tensor.Shape switch
    {
        [1, var h, var w, var c] => new(h, w, c),
        [1, var l, var c] => new(1, l, c),
        [1, var c] => new(1, 1, c),
        _ => null,
    };

    public TfLiteTensor Input(TfLiteOperator op, int position) =>
        OptionalInput(op, position) ?? throw Unsupported(op, FormattableString.Invariant($"it has no input {position}"));

    public TfLiteTensor? OptionalInput(TfLiteOperator op, int position) => position < op.Inputs.Length && op.Inputs[position] >= 0 ? _model.Tensors[op.Inputs[position]] : null;

    public TfLiteTensor Output(TfLiteOperator op) => op.Outputs.Length == 1 ? _model.Tensors[op.Outputs[0]] : throw Unsupported(op, FormattableString.Invariant($"it has {op.Outputs.Length} outputs"));

    /// <summary>The layer that makes an input.</summary>
    public Node Source(TfLiteOperator op, int position = 0) => _makers.TryGetValue(Input(op, position).Index, out var maker)
        ? _layers[maker]
        : throw Unsupported(op, FormattableString.Invariant($"its input {position}, '{Input(op, position).Name}', is made by no layer"));

    /// <summary>The elements of a constant of real numbers with so many sizes.</summary>
    public double[] Reals(TfLiteOperator op, int position, int rank)
    {
        var tensor = Input(op, position);
        if (!tensor.IsConstant || tensor.Type != TfLiteType.Float32 || tensor.Shape.Length != rank || tensor.Shape.Contains(0))
            throw Unsupported(op, FormattableString.Invariant($"its input '{tensor.Name}' must be a constant of float32 with {rank} sizes"));
        if (tensor.Data.Length != tensor.Count * sizeof(float))
            throw MalformedTensor(tensor, FormattableString.Invariant($"its shape [{string.Join(", ", tensor.Shape)}] needs {tensor.Count * sizeof(float)} bytes, and it has {tensor.Data.Length}"));
        return [.. Enumerable.Range(0, (int)tensor.Count).Select(i => (double)BinaryPrimitives.ReadSingleLittleEndian(tensor.Data.Span[(i * sizeof(float))..]))];
    }

    /// <summary>The integers of a constant.</summary>
    public int[] Integers(TfLiteOperator op, int position)
    {
        var tensor = Input(op, position);
        if (!tensor.IsConstant || tensor.Type != TfLiteType.Int32 || tensor.Data.Length != tensor.Count * sizeof(int))
            throw Unsupported(op, FormattableString.Invariant($"its input '{tensor.Name}' must be a constant of int32"));
        return [.. Enumerable.Range(0, (int)tensor.Count).Select(i => BinaryPrimitives.ReadInt32LittleEndian(tensor.Data.Span[(i * sizeof(int))..]))];
    }

    /// <summary>Adds the layer that makes an operator's output, and the activation fused behind it.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="activation">The schema's number of the activation, 0 for none.</param>
    /// <param name="node">The layer; name, inputs and shape are set here.</param>
    /// <param name="sources">What it reads.</param>
    /// <returns>The layer, without the activation, for its parameters.</returns>
    public Node Add(TfLiteOperator op, int activation, Node node, params Node[] sources)
    {
        var name = TfLiteGraph.NameOf(op);
        var layer = _layers.Add(node, name, name, sources);
        if (ShapeOf(Output(op)) != layer.Shape)
            throw Unsupported(op, FormattableString.Invariant($"its output is [{string.Join(", ", Output(op).Shape)}], where {layer.Shape} is supported"));
        var end = activation switch
        {
            0 => layer,
            1 => _layers.Add(new ReluNode { Name = "" }, name + "_relu", name + "_relu", layer),
            3 => _layers.Add(new ActivationNode { Name = "", Curve = new ActivationCurve.ClippedRelu(6) }, name + "_relu6", name + "_relu6", layer),
            _ => throw Unsupported(op, "its fused activation is neither RELU nor RELU6"),
        };
        Register(op, end);
        return layer;
    }

    public void Alias(TfLiteOperator op, Node source) => Register(op, source);

    /// <summary>Adds a layer's parameter, as PyTorch would name and lay it out.</summary>
    public void Parameter(Node layer, string role, EquatableArray<int> sizes, double[] values) => _layers.Parameter(layer, role, sizes, values);

    /// <summary>The image whose flattening a dense layer reads.</summary>
    public TensorShape ImageOf(Node dense) => FlattenedOrders.Of(_layers.Network).OfVector((WeightedNode)dense);

    public ModelDocument Document() => _model.Outputs.Length > 0
        ? _layers.Document(_model.Outputs.Select(o => _makers.TryGetValue(o, out var maker) && _layers[maker] is not InputNode
            ? _layers[maker]
            : throw MalformedTensor(_model.Tensors[o], "it is an output, and no layer makes it")))
        : throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, _model.Name, "TensorFlow Lite", "it has no outputs"));

    public ProblemException Unsupported(TfLiteOperator op, string what) =>
        new(Pkr.UnsupportedOperatorForm.At(Site.Network, _model.Name, TfLiteGraph.NameOf(op), op.Kind, what));

    public ProblemException UnsupportedKind(TfLiteOperator op, string supported) =>
        new(Pkr.UnsupportedOperator.At(Site.Network, _model.Name, TfLiteGraph.NameOf(op), op.Kind, supported));

    private ProblemException MalformedTensor(TfLiteTensor tensor, string what) => new(Pkr.MalformedModelTensor.At(Site.Network, _model.Name, tensor.Name, what));

    private void Register(TfLiteOperator op, Node node)
    {
        if (!_makers.TryAdd(Output(op).Index, node.Name))
            throw MalformedTensor(Output(op), "it is made twice");
    }
}
