using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Folds what does not depend on the inputs' data: constants, and shapes and what is computed of them.</summary>
public static class OnnxFolding
{
    /// <summary>Folds a graph for inputs of given shapes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">A tensor for each input; only their shapes matter.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <returns>The graph with the values of folded nodes as constants, and the shape of every value.</returns>
    public static (OnnxGraph Graph, IReadOnlyDictionary<string, OnnxTensor> Values) Run(
        OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken cancellation = default) =>
        Run(graph, inputs, OnnxBudget.Unlimited, cancellation);

    /// <summary>Folds a graph, as far as a budget goes.</summary>
    internal static (OnnxGraph Graph, IReadOnlyDictionary<string, OnnxTensor> Values) Run(
        OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, OnnxBudget budget, CancellationToken cancellation)
    {
        var values = OnnxEvaluator.Run(graph, inputs, budget, cancellation);
        var constants = new HashSet<string>(graph.Constants.Keys, StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Where(n => IsConstant(n, constants)))
            constants.UnionWith(node.Outputs.Where(o => o.Length > 0));
        return (graph.Fold(constants.Where(c => !graph.Constants.ContainsKey(c)).ToDictionary(c => c, c => values[c], StringComparer.Ordinal)), values);
    }

    /// <summary>Whether a node gives the same for all data.</summary>
    public static bool IsConstant(OnnxNode node, IReadOnlySet<string> constants) =>
        node.Kind is "Shape" or "Size" || node.Inputs.All(i => i.Length == 0 || constants.Contains(i));
}
