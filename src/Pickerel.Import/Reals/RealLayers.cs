using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;

namespace Pickerel.Import.Reals;

/// <summary>
/// Declared layers and their parameters as an importer of real numbers makes them: the document is what layer attributes and a PyTorch
/// file would give.
/// </summary>
internal sealed class RealLayers
{
    private readonly string _model;
    private readonly List<Node> _nodes = [];
    private readonly List<ModelTensor> _tensors = [];

    /// <param name="model">The model's name.</param>
    /// <param name="input">The input's shape; its grid is not known yet, and a placeholder stands for it.</param>
    public RealLayers(string model, TensorShape input)
    {
        _model = model;
        _nodes.Add(new InputNode { Name = LayerNames.Input, Shape = input, Quantization = new(1, 0, 8, Signed: false) });
    }

    public Node this[string name] => _nodes.Find(n => string.Equals(n.Name, name, StringComparison.Ordinal))!;

    /// <summary>Gets the layers so far.</summary>
    public Network Network => new(_model, _nodes.ToEquatableArray());

    /// <summary>Adds a layer.</summary>
    /// <param name="node">The layer; name, inputs and shape are set here.</param>
    /// <param name="name">What the file calls it; another name where layers cannot be called so, or one is already.</param>
    /// <param name="otherwise">The name then.</param>
    /// <param name="sources">What it reads.</param>
    public Node Add(Node node, string name, string otherwise, params Node[] sources)
    {
        node = node with { Name = NameOf(name, otherwise), Inputs = sources.Select(s => s.Name).ToEquatableArray() };
        node = node with { Shape = InferShapes.ShapeOf(node, [.. sources]) };
        _nodes.Add(node);
        return node;
    }

    public void Replace(Node node) => _nodes[_nodes.FindIndex(n => string.Equals(n.Name, node.Name, StringComparison.Ordinal))] = node;

    /// <summary>Adds a layer's parameter, as PyTorch would name and lay it out.</summary>
    public void Parameter(Node layer, string role, EquatableArray<int> sizes, ReadOnlySpan<double> values)
    {
        var reals = new float[values.Length];
        for (var i = 0; i < reals.Length; i++)
            reals[i] = (float)values[i];
        _tensors.Add(new($"{layer.Name}.{role}", TensorType.F32, sizes, ImmutableCollectionsMarshal.AsImmutableArray(MemoryMarshal.AsBytes<float>(reals).ToArray())));
    }

    /// <summary>Layers and parameters; of several outputs each under its layer's name.</summary>
    public ModelDocument Document(IEnumerable<Node> outputs)
    {
        var ends = outputs.Select(o => o.Name).Distinct(StringComparer.Ordinal).ToList();
        var isOne = ends.Count == 1 && string.Equals(ends[0], _nodes[^1].Name, StringComparison.Ordinal);
        var returned = ends.Select(e => new OutputNode { Name = OutputNode.NameOf(e), Inputs = [e], Shape = this[e].Shape });
        return new(_model, new Network(_model, _nodes.Concat(isOne ? [] : returned).ToEquatableArray()), _tensors.ToEquatableArray());
    }

    private string NameOf(string given, string otherwise)
    {
        var name = new string([.. given.TrimStart('/', '.', '-').Select(c => c < 128 && (char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/') ? c : '_')]);
        if (!LayerNames.IsValid(name) || this[name] is not null)
            name = otherwise;
        while (this[name] is not null)
            name += "_";
        return name;
    }
}
