using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Reals;

/// <summary>A graph of real numbers on its way to declared layers: the nodes made so far, their parameters, and which makes each value.</summary>
internal sealed class OnnxRealGraph
{
    private readonly OnnxGraph _graph;
    private readonly IReadOnlyDictionary<string, OnnxTensor> _values;
    private readonly List<Node> _nodes = [];
    private readonly List<ModelTensor> _tensors = [];
    private readonly Dictionary<string, string> _makers = new(StringComparer.Ordinal);

    public OnnxRealGraph(OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> values, InputNode input)
    {
        (_graph, _values) = (graph, values);
        _nodes.Add(input);
        _makers.Add(graph.Inputs[0].Name, input.Name);
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
        return NodeOf(_makers[node.Inputs[position]]);
    }

    /// <summary>Whether nothing else reads a node's first input.</summary>
    public bool IsSoleReader(OnnxNode node, int position) =>
        _graph.Nodes.SelectMany(n => n.Inputs).Count(i => string.Equals(i, node.Inputs[position], StringComparison.Ordinal)) == 1
        && !_graph.Outputs.Any(o => string.Equals(o.Name, node.Inputs[position], StringComparison.Ordinal));

    /// <summary>Adds the layer that makes an operator's output.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="node">The layer; name, inputs and shape are set here.</param>
    /// <param name="sources">What it reads.</param>
    /// <returns>The layer's name, for its parameters.</returns>
    public string Add(OnnxNode op, Node node, params Node[] sources)
    {
        node = node with { Name = NameOf(op), Inputs = sources.Select(s => s.Name).ToEquatableArray() };
        node = node with { Shape = InferShapes.ShapeOf(node, [.. sources]) };
        CallOf(op).Check(
            ShapeOf(OutputSizes(op)) == node.Shape, FormattableString.Invariant($"its output is [{string.Join(", ", OutputSizes(op))}], where {node.Shape} (rows, columns, channels) is supported"));
        _nodes.Add(node);
        _makers.Add(op.Outputs[0], node.Name);
        return node.Name;
    }

    /// <summary>Says that an operator's output is what a layer already makes.</summary>
    public void Alias(OnnxNode op, Node source) => _makers.Add(op.Outputs[0], source.Name);

    public void Replace(Node node) => _nodes[_nodes.FindIndex(n => string.Equals(n.Name, node.Name, StringComparison.Ordinal))] = node;

    /// <summary>Adds a layer's parameter, as PyTorch would name and lay it out.</summary>
    public void Parameter(string layer, string role, EquatableArray<int> sizes, ReadOnlySpan<double> values)
    {
        var reals = new float[values.Length];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = (float)values[i];
        _tensors.Add(new($"{layer}.{role}", TensorType.F32, sizes, ImmutableCollectionsMarshal.AsImmutableArray(MemoryMarshal.AsBytes<float>(reals).ToArray())));
    }

    /// <summary>Layers and parameters; of several outputs each under its layer's name.</summary>
    public ModelDocument Document(IReadOnlyList<OnnxValue> outputs)
    {
        foreach (var output in outputs)
        {
            if (!_makers.TryGetValue(output.Name, out var maker) || NodeOf(maker) is InputNode)
                throw _graph.Problems.Malformed($"its output '{output.Name}' is made by no layer");
        }

        var ends = outputs.Select(o => NodeOf(_makers[o.Name])).Distinct().ToList();
        var returned = ends.Select(e => new OutputNode { Name = OutputNode.NameOf(e.Name), Inputs = [e.Name], Shape = e.Shape });
        var isOne = ends.Count == 1 && ReferenceEquals(ends[0], _nodes[^1]);
        return new(_graph.Name, new Network(_graph.Name, _nodes.Concat(isOne ? [] : returned).ToEquatableArray()), _tensors.ToEquatableArray());
    }

    private Node NodeOf(string name) => _nodes.Find(n => string.Equals(n.Name, name, StringComparison.Ordinal))!;

    /// <summary>A layer's name: the file's as far as layers can be called so, else the operator's kind and position.</summary>
    private string NameOf(OnnxNode op)
    {
        var name = new string([.. op.GivenName.TrimStart('/', '.', '-').Select(c => c < 128 && (char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/') ? c : '_')]);
        if (!LayerNames.IsValid(name))
            name = FormattableString.Invariant($"{op.Kind.ToLowerInvariant()}_{op.Position}");
        while (_nodes.Exists(n => string.Equals(n.Name, name, StringComparison.Ordinal)))
            name += FormattableString.Invariant($"_{op.Position}");
        return name;
    }
}
