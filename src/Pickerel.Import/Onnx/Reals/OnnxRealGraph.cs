using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Import.Onnx.Evaluation;
using Pickerel.Import.Reals;

namespace Pickerel.Import.Onnx.Reals;

/// <summary>A graph of real numbers on its way to declared layers, and which layer makes each value.</summary>
internal sealed class OnnxRealGraph
{
    private readonly OnnxGraph _graph;
    private readonly IReadOnlyDictionary<string, OnnxTensor> _values;
    private readonly RealLayers _layers;
    private readonly Dictionary<string, string> _makers = new(StringComparer.Ordinal);

    public OnnxRealGraph(OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> values, TensorShape input)
    {
        (_graph, _values, _layers) = (graph, values, new(graph.Name, input));
        _makers.Add(graph.Inputs[0].Name, LayerNames.Input);
    }

    /// <summary>The shape of a tensor of one sample: [1, C, H, W], [1, C, L] or [1, C]; null for any other.</summary>
    public static TensorShape? ShapeOf(ImmutableArray<int> sizes) => sizes switch
    {
        [1, var c, var h, var w] => new(h, w, c),
        [1, var c, var l] => new(1, l, c),
        [1, var c] => new(1, 1, c),
        _ => null,
    };

    /// <summary>The node with the values it reads, to ask for attributes and to refuse.</summary>
    public OnnxCall CallOf(OnnxNode node) => new(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : _values[i])], _graph.Problems, OnnxBudget.Unlimited);

    public bool IsConstant(OnnxNode node, int position) => node.HasInput(position) && _graph.Constants.ContainsKey(node.Inputs[position]);

    /// <summary>An input that must be a constant of real numbers.</summary>
    public OnnxTensor Constant(OnnxNode node, int position)
    {
        var call = CallOf(node);
        call.Check(IsConstant(node, position) && call[position].IsReal, FormattableString.Invariant($"its input {position} must be a constant of real numbers"));
        return call[position];
    }

    /// <summary>The sizes of a node's input or output.</summary>
    public ImmutableArray<int> InputSizes(OnnxNode node, int position = 0) => CallOf(node)[position].Dimensions;

    public ImmutableArray<int> OutputSizes(OnnxNode node) => _values[node.Outputs[0]].Dimensions;

    /// <summary>The layer that makes an input.</summary>
    public Node Source(OnnxNode node, int position = 0)
    {
        var call = CallOf(node);
        call.Check(!IsConstant(node, position), FormattableString.Invariant($"its input {position} is a constant, where a layer's output is needed"));
        call.Check(node.HasInput(position) && _makers.ContainsKey(node.Inputs[position]), FormattableString.Invariant($"its input {position} is made by no layer"));
        return _layers[_makers[node.Inputs[position]]];
    }

    /// <summary>Whether nothing else reads a node's first input.</summary>
    public bool IsSoleReader(OnnxNode node, int position) =>
        _graph.Nodes.SelectMany(n => n.Inputs).Count(i => string.Equals(i, node.Inputs[position], StringComparison.Ordinal)) == 1
        && !_graph.Outputs.Any(o => string.Equals(o.Name, node.Inputs[position], StringComparison.Ordinal));

    /// <summary>Adds the layer that makes an operator's output.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="node">The layer; name, inputs and shape are set here.</param>
    /// <param name="sources">What it reads.</param>
    public Node Add(OnnxNode op, Node node, params Node[] sources)
    {
        var layer = _layers.Add(node, op.GivenName, FormattableString.Invariant($"{op.Kind.ToLowerInvariant()}_{op.Position}"), sources);
        CallOf(op).Check(
            ShapeOf(OutputSizes(op)) == layer.Shape, FormattableString.Invariant($"its output is [{string.Join(", ", OutputSizes(op))}], where {layer.Shape} (rows, columns, channels) is supported"));
        _makers.Add(op.Outputs[0], layer.Name);
        return layer;
    }

    /// <summary>Says that an operator's output is what a layer already makes.</summary>
    public void Alias(OnnxNode op, Node source) => _makers.Add(op.Outputs[0], source.Name);

    public void Replace(Node node) => _layers.Replace(node);

    /// <summary>Adds a layer's parameter, as PyTorch would name and lay it out.</summary>
    public void Parameter(Node layer, string role, EquatableArray<int> sizes, ReadOnlySpan<double> values) => _layers.Parameter(layer, role, sizes, values);

    /// <summary>Layers and parameters.</summary>
    public ModelDocument Document(IReadOnlyList<OnnxValue> outputs) => _layers.Document(outputs.Select(output =>
        _makers.TryGetValue(output.Name, out var maker) && _layers[maker] is not InputNode
            ? _layers[maker]
            : throw _graph.Problems.Malformed($"its output '{output.Name}' is made by no layer")));
}
