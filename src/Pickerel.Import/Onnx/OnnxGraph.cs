using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Messages;

namespace Pickerel.Import.Onnx;

/// <summary>The graph of an ONNX file: the nodes that its outputs need, each after those it reads, and the constants of the file.</summary>
public sealed class OnnxGraph
{
    private OnnxGraph(
        OnnxProblems problems,
        IReadOnlyList<OnnxNode> nodes,
        IReadOnlyList<OnnxValue> inputs,
        IReadOnlyList<OnnxValue> outputs,
        IReadOnlyDictionary<string, OnnxTensor> constants,
        IReadOnlyDictionary<string, string> dataTypes) =>
        (Problems, Nodes, Inputs, Outputs, Constants, DataTypes) = (problems, nodes, inputs, outputs, constants, dataTypes);

    /// <summary>Gets the model's name.</summary>
    public string Name => Problems.Model;

    public IReadOnlyList<OnnxNode> Nodes { get; }

    /// <summary>Gets the inputs that the file gives no value for.</summary>
    public IReadOnlyList<OnnxValue> Inputs { get; }

    public IReadOnlyList<OnnxValue> Outputs { get; }

    /// <summary>Gets the file's tensors by name.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Constants { get; }

    /// <summary>Gets what FINN annotates values with: the integers that they hold.</summary>
    internal IReadOnlyDictionary<string, string> DataTypes { get; }

    internal OnnxProblems Problems { get; }

    /// <summary>Reads a graph.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="name">The model's name, for messages.</param>
    /// <param name="folder">The file's folder, where external data lies; null for none.</param>
    /// <exception cref="ProblemException">The file is malformed or of a version that is not read (PKR1093, PKR1094, PKR1096, PKR1120, PKR1121).</exception>
    public static OnnxGraph Read(ReadOnlyMemory<byte> file, string name, string? folder = null) => OnnxReader.Read(file, name, folder);

    /// <summary>The same graph with values for some inputs.</summary>
    public OnnxGraph With(IReadOnlyDictionary<string, OnnxTensor> constants)
    {
        var all = Constants.Concat(constants).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal);
        return new(Problems, Nodes, [.. Inputs.Where(i => !constants.ContainsKey(i.Name))], Outputs, all, DataTypes);
    }

    /// <summary>The same graph with the values of some nodes; those nodes are gone.</summary>
    internal OnnxGraph Fold(IReadOnlyDictionary<string, OnnxTensor> folded)
    {
        var graph = With(folded);
        return new(Problems, [.. Nodes.Where(n => !n.Outputs.Any(folded.ContainsKey))], graph.Inputs, Outputs, graph.Constants, DataTypes);
    }

    /// <summary>Whether some node quantizes, or computes with integers.</summary>
    internal bool IsQuantized() => Nodes.Any(n =>
        n.Kind.StartsWith("qonnx.", StringComparison.Ordinal) || n.Kind.StartsWith("com.microsoft.QLinear", StringComparison.Ordinal)
        || n.Kind is "QuantizeLinear" or "DequantizeLinear" or "QLinearConv" or "QLinearMatMul" or "ConvInteger" or "MatMulInteger" or "DynamicQuantizeLinear");

    /// <summary>Whether nothing quantizes since all weights are integers already: networks of NEMO and DORY.</summary>
    internal bool HoldsPlainIntegers()
    {
        var weights = Nodes.Where(n => n.Kind is "Conv" or "Gemm" or "MatMul" && n.HasInput(1)).Select(n => Constants.GetValueOrDefault(n.Inputs[1])).ToList();
        return !IsQuantized() && weights.Count > 0 && weights.TrueForAll(w => w is not null && AreIntegers(w));
    }

    private static bool AreIntegers(OnnxTensor tensor)
    {
        for (var i = 0; i < tensor.Count; i++)
        {
            if (tensor.Real(i) != Math.Floor(tensor.Real(i)))
                return false;
        }

        return true;
    }

    /// <summary>Puts the nodes in order and checks that every value is made once, before it is read.</summary>
    internal static OnnxGraph Of(
        OnnxProblems problems,
        IReadOnlyList<OnnxNode> nodes,
        IReadOnlyList<OnnxValue> inputs,
        IReadOnlyList<OnnxValue> outputs,
        Dictionary<string, OnnxTensor> constants,
        Dictionary<string, string> dataTypes)
    {
        var given = new HashSet<string>(constants.Keys, StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            if (!given.Add(input.Name))
                throw problems.MalformedTensor(input.Name, "it is an input twice");
        }

        var makers = new Dictionary<string, OnnxNode>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
            {
                if (given.Contains(output) || !makers.TryAdd(output, node))
                    throw problems.MalformedTensor(output, "it is made twice");
            }
        }

        return new(problems, Order(problems, outputs, makers, given), inputs, outputs, constants, dataTypes);
    }

    /// <summary>The nodes that the outputs need, depth first; without recursion, as a file may be a chain of any length.</summary>
    private static List<OnnxNode> Order(OnnxProblems problems, IReadOnlyList<OnnxValue> outputs, Dictionary<string, OnnxNode> makers, HashSet<string> given)
    {
        var (ordered, isDone) = (new List<OnnxNode>(), new Dictionary<OnnxNode, bool>(ReferenceEqualityComparer.Instance));
        var open = new Stack<OnnxNode>(outputs.Reverse().Where(o => !given.Contains(o.Name)).Select(o => MakerOf(o.Name, "the graph's output")));
        while (open.TryPeek(out var node))
        {
            if (isDone.TryGetValue(node, out var done))
            {
                _ = open.Pop();
                if (!done)
                    ordered.Add(node);
                isDone[node] = true;
                continue;
            }

            isDone.Add(node, false);
            foreach (var input in node.Inputs.Where(i => i.Length > 0 && !given.Contains(i)).Reverse())
            {
                var maker = MakerOf(input, node.Text);
                if (!isDone.TryGetValue(maker, out var isMade))
                    open.Push(maker);
                else if (!isMade)
                    throw problems.MalformedTensor(input, $"it depends on itself by way of {node.Text}");
            }
        }

        return ordered;

        OnnxNode MakerOf(string value, string reader) =>
            makers.TryGetValue(value, out var maker) ? maker : throw problems.MalformedTensor(value, $"{reader} reads it, and nothing makes it");
    }
}
