using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Import.TfLite;

/// <summary>A graph on its way to a network: the nodes made so far, and which of them makes each tensor.</summary>
internal sealed partial class TfLiteGraph
{
    private readonly TfLiteModel _model;
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<int, Node> _makers = [];

    private TfLiteGraph(TfLiteModel model, TfLiteRounding rounding) => (_model, Rounding) = (model, rounding);

    /// <summary>Gets how 32-bit sums round; 64-bit sums have one way only.</summary>
    public TfLiteRounding Rounding { get; }

    /// <summary>Imports a graph.</summary>
    public static Network Import(TfLiteModel model, TfLiteRounding rounding, CancellationToken cancellation)
    {
        var graph = new TfLiteGraph(model, rounding);
        var ends = graph.AddInput();
        foreach (var op in graph.NeededOperators(ends))
        {
            cancellation.ThrowIfCancellationRequested();
            graph.Translate(op);
        }

        var outputs = ends.Select(end => graph.MakerOf(end, "the graph's output")).ToList();
        if (outputs.Exists(o => o is InputNode))
            throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, model.Name, "TensorFlow Lite", "its output is its input"));
        if (outputs.Find(o => outputs.Count(other => other == o) > 1) is { } twice)
            throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, model.Name, "TensorFlow Lite", $"two of its outputs are the tensor of '{twice.Name}'"));
        return graph.Network(outputs);
    }

    /// <summary>The tensor that a file refers to.</summary>
    public TfLiteTensor Tensor(int index) => _model.Tensors[index];

    /// <summary>An input of an operator; it must be there.</summary>
    public TfLiteTensor Input(TfLiteOperator op, int position) =>
        OptionalInput(op, position) ?? throw Unsupported(op, FormattableString.Invariant($"it has no input {position}"));

    public TfLiteTensor? OptionalInput(TfLiteOperator op, int position) =>
        position < op.Inputs.Length && op.Inputs[position] >= 0 ? Tensor(op.Inputs[position]) : null;

    public TfLiteTensor Output(TfLiteOperator op, int position = 0) =>
        position < op.Outputs.Length ? Tensor(op.Outputs[position]) : throw Unsupported(op, FormattableString.Invariant($"it has no output {position}"));

    /// <summary>The node that makes an operator's input.</summary>
    public Node Source(TfLiteOperator op, int position = 0) => MakerOf(Input(op, position).Index, PlaceOf(op));

    /// <summary>Adds the node that makes an operator's output.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="node">The node; name, shape and, unless it has one, grid are set here.</param>
    /// <param name="sources">What it reads.</param>
    public void Add(TfLiteOperator op, Node node, params Node[] sources) => Add(op, 0, node, sources);

    /// <summary>Adds the node that makes one of an operator's outputs. Where it cannot have the output's grid, another gives it that.</summary>
    public void Add(TfLiteOperator op, int position, Node node, params Node[] sources)
    {
        var output = Output(op, position);
        var (grid, shape) = (GridOf(output), ShapeOf(output, op));
        var name = NameOf(op, position);
        if (node.Quantization is { } own && own != grid)
        {
            if ((own.Bits, own.Signed) != (grid.Bits, grid.Signed))
                throw Unsupported(op, "its input and its output have different element types");
            sources = [AddStep(node, shape, name + "_integers", sources)];
            node = Relabel(sources[0], OutputRange.Of(grid));
        }

        Register(output, AddStep(node with { Quantization = grid }, shape, name, sources));
    }

    /// <summary>Adds a node that an operator needs besides the one that makes its output.</summary>
    public Node AddStep(Node node, TensorShape shape, string name, params Node[] sources)
    {
        var added = node with { Name = name, Shape = shape, Inputs = sources.Select(s => s.Name).ToEquatableArray() };
        _nodes.Add(added);
        return added;
    }

    /// <summary>Says that an operator's output is what a node already makes.</summary>
    public void Alias(TfLiteOperator op, Node source) => Register(Output(op), source);

    /// <summary>A node's name: its operator's kind and position.</summary>
    public static string NameOf(TfLiteOperator op, int position = 0)
    {
        var kind = new string([.. op.Kind.ToLowerInvariant().Where(c => c < 128 && (char.IsLetterOrDigit(c) || c == '_'))]);
        return FormattableString.Invariant($"{kind}_{op.Index}") + (position > 0 ? FormattableString.Invariant($"_{position}") : "");
    }

    public ProblemException Unsupported(TfLiteOperator op, string what) =>
        new(Pkr.UnsupportedOperatorForm.At(Site.Network, _model.Name, NodeText(op), op.Kind, what));

    public ProblemException UnsupportedKind(TfLiteOperator op, string supported) =>
        new(Pkr.UnsupportedOperator.At(Site.Network, _model.Name, NodeText(op), op.Kind, supported));

    public ProblemException InvalidQuantization(TfLiteTensor tensor, string what) =>
        new(Pkr.InvalidTensorQuantization.At(Site.Network, _model.Name, tensor.Name, what));

    public ProblemException MalformedTensor(TfLiteTensor tensor, string what) =>
        new(Pkr.MalformedModelTensor.At(Site.Network, _model.Name, tensor.Name, what));

    /// <summary>The same integers within a range, on another grid perhaps.</summary>
    public static IntegerAffineNode Relabel(Node source, OutputRange range) => new()
    {
        Name = "",
        Requantizer = new Requantization(
            Constant<int>.Vector([1]),
            Constant<long>.Vector([source.Quantization!.ZeroPoint]),
            0,
            range.Minimum,
            range.Maximum),
    };

    private void Translate(TfLiteOperator op)
    {
        try
        {
            TfLiteTranslation.Translate(this, op);
        }
        catch (FlatBufferException malformed)
        {
            throw new ProblemException(Pkr.MalformedModelFile.At(Site.Network, _model.Name, "TensorFlow Lite", $"of {PlaceOf(op)}, {malformed.Message}"));
        }
        catch (OverflowException)
        {
            throw Unsupported(op, "the quotient of its scales is out of the range of 32-bit fixed point; quantize and export the model again");
        }
    }

    private static string PlaceOf(TfLiteOperator op) => FormattableString.Invariant($"operator {op.Index} ({op.Kind})");

    private string NodeText(TfLiteOperator op) => op.Outputs.Length > 0 ? NameOf(op) + " (" + Tensor(op.Outputs[0]).Name + ")" : NameOf(op);

    private void Register(TfLiteTensor output, Node node)
    {
        if (!_makers.TryAdd(output.Index, node))
            throw MalformedTensor(output, "it is made twice");
    }

    private Node MakerOf(int tensor, string place) => _makers.TryGetValue(tensor, out var node)
        ? node
        : throw MalformedTensor(Tensor(tensor), $"{place} reads it, and nothing before makes it");

    /// <summary>The nodes that the outputs need, in order; several are returned in the file's order.</summary>
    private Network Network(IReadOnlyList<Node> outputs)
    {
        var needed = new HashSet<string>(outputs.Select(o => o.Name), StringComparer.Ordinal) { LayerNames.Input };
        foreach (var node in Enumerable.Reverse(_nodes).Where(n => needed.Contains(n.Name)))
            needed.UnionWith(node.Inputs);
        var last = outputs.Max(_nodes.IndexOf);
        var returned = outputs.Select(o => new OutputNode { Name = OutputNode.NameOf(o.Name), Inputs = [o.Name], Shape = o.Shape, Quantization = o.Quantization });
        return new(_model.Name, _nodes.Take(last + 1).Where(n => needed.Contains(n.Name)).Concat(outputs.Count > 1 ? returned : []).ToEquatableArray());
    }
}
