using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The network under construction: its nodes so far, what each name of the graph stands for, and how to refuse.</summary>
internal sealed class OnnxBuilder(OnnxGraph graph)
{
    /// <summary>What folding constants may take.</summary>
    private const long FoldingWork = 1L << 28;

    private readonly List<Node> _nodes = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private long _weights;

    public OnnxGraph Graph => graph;

    public OnnxProblems Problems => graph.Problems;

    public OnnxBudget Budget { get; } = new(FoldingWork);

    public IReadOnlyList<Node> Nodes => _nodes;

    public void Set(string name, Value value)
    {
        if (name.Length > 0)
            _values[name] = value;
    }

    public Value Get(string name) => _values[name];

    /// <summary>What an input of a node stands for; it must be there.</summary>
    public Value Get(OnnxNode node, int position) =>
        node.HasInput(position) ? _values[node.Inputs[position]] : throw Problems.Unsupported(node, FormattableString.Invariant($"it has no input {position}"));

    /// <summary>An input that is known only at run time.</summary>
    public Activation Activation(OnnxNode node, int position = 0) => Get(node, position) as Activation
        ?? throw Problems.Unsupported(node, $"its input '{node.Inputs[position]}' is a constant, and must be known only at run time");

    /// <summary>An input that is known while importing.</summary>
    public ConstantValue Constant(OnnxNode node, int position) => Get(node, position) as ConstantValue
        ?? throw Problems.Unsupported(node, $"its input '{node.Inputs[position]}' is known only at run time, and must be a constant");

    public ConstantValue? OptionalConstant(OnnxNode node, int position) => node.HasInput(position) ? Constant(node, position) : null;

    /// <summary>The node as kernels see it: its constants, and nothing where inputs are known only at run time.</summary>
    public OnnxCall Call(OnnxNode node) =>
        new(node, [.. node.Inputs.Select(i => i.Length > 0 && _values[i] is ConstantValue constant ? Plain(constant) : null)], Problems, Budget);

    /// <summary>A constant as the file means it: what was quantized, in floating point.</summary>
    public static OnnxTensor Plain(ConstantValue constant)
    {
        if (constant.Scales is not { } scales)
            return constant.Tensor;
        var reals = new double[constant.Tensor.Count];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = constant.Tensor.Real(i) * scales.Reals[i];
        return OnnxTensor.OfReals(OnnxType.Float, constant.Tensor.Dimensions, reals);
    }

    /// <summary>Adds a node; name, shape and sources are set here.</summary>
    public Node Add(OnnxNode? at, Node node, TensorShape shape, params IEnumerable<Node> sources)
    {
        if (shape.Count > SizeLimits.TensorElements)
            throw Refuse(at, FormattableString.Invariant($"its output of {shape} is larger than {SizeLimits.TensorElements} elements"));
        if (node is IntegerWeightedNode weighted && (_weights += weighted.Weights.Count) > SizeLimits.Weights)
            throw Refuse(at, FormattableString.Invariant($"with it the model has more than {SizeLimits.Weights} weights"));
        var added = node with { Name = NameFor(at), Shape = shape, Inputs = sources.Select(s => s.Name).ToEquatableArray() };
        _nodes.Add(added);
        return added;
    }

    /// <summary>Adds the input; it stands before all else.</summary>
    public Node AddInput(TensorShape shape, Quantization grid)
    {
        var input = new InputNode { Name = LayerNames.Input, Shape = shape, Quantization = grid };
        _nodes.Insert(0, input);
        return input;
    }

    public ProblemException Refuse(OnnxNode? at, string what) =>
        at is null ? Problems.Malformed("of the input, " + what) : Problems.Unsupported(at, what);

    /// <summary>The nodes that one needs, in order.</summary>
    public Network Network(Node output)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { output.Name, LayerNames.Input };
        foreach (var node in Enumerable.Reverse(_nodes).Where(n => needed.Contains(n.Name)))
            needed.UnionWith(node.Inputs);
        return new(graph.Name, _nodes.Take(_nodes.IndexOf(output) + 1).Where(n => needed.Contains(n.Name)).ToEquatableArray());
    }

    /// <summary>A name of a node's kind and position; the file may make several nodes of one.</summary>
    private string NameFor(OnnxNode? at)
    {
        var kind = new string([.. (at?.Kind.Split('.')[^1] ?? "output").ToLowerInvariant().Where(c => c < 128 && (char.IsLetterOrDigit(c) || c == '_'))]);
        var stem = at is null ? "output" : FormattableString.Invariant($"{kind}_{at.Position}");
        var name = stem;
        for (var i = 1; !_names.Add(name); i++)
            name = FormattableString.Invariant($"{stem}_{i}");
        return name;
    }
}
