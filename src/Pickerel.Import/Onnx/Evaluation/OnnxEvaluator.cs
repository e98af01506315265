using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Messages;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>
/// Evaluates ONNX graphs in plain loops: reals in double, each operator's result rounded once to its type; integers exactly, wrapped to
/// their type. It folds constants, runs float models for calibration, and is what tests compare with.
/// </summary>
public static class OnnxEvaluator
{
    /// <summary>Gets the kinds of nodes that are evaluated.</summary>
    public static IEnumerable<string> Supported => OnnxKernels.All.Keys;

    /// <summary>Evaluates a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputs">A tensor for each of <see cref="OnnxGraph.Inputs"/>.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <returns>Every value of the graph by name: inputs, constants, and all that nodes made.</returns>
    /// <exception cref="ProblemException">An operator is not supported (PKR1095), or not in this form (PKR1096).</exception>
    /// <exception cref="ArgumentException">An input is missing.</exception>
    public static IReadOnlyDictionary<string, OnnxTensor> Run(
        OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, CancellationToken cancellation = default) =>
        Run(graph, inputs, OnnxBudget.Unlimited, cancellation);

    /// <summary>Evaluates a graph, as far as a budget goes.</summary>
    internal static IReadOnlyDictionary<string, OnnxTensor> Run(
        OnnxGraph graph, IReadOnlyDictionary<string, OnnxTensor> inputs, OnnxBudget budget, CancellationToken cancellation)
    {
        var values = new Dictionary<string, OnnxTensor>(graph.Constants, StringComparer.Ordinal);
        foreach (var input in graph.Inputs)
        {
            values[input.Name] = inputs.TryGetValue(input.Name, out var tensor)
                ? tensor
                : throw new ArgumentException($"There is no tensor for input '{input.Name}'.", nameof(inputs));
        }

        foreach (var node in graph.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            var results = Run(node, [.. node.Inputs.Select(i => i.Length == 0 ? null : values[i])], graph.Problems, budget);
            for (var i = 0; i < node.Outputs.Length; i++)
            {
                if (node.Outputs[i].Length > 0)
                    values[node.Outputs[i]] = results[i];
            }
        }

        return values;
    }

    /// <summary>Evaluates one node.</summary>
    /// <returns>A tensor for each of its outputs.</returns>
    internal static OnnxTensor[] Run(OnnxNode node, IReadOnlyList<OnnxTensor?> inputs, OnnxProblems problems, OnnxBudget budget)
    {
        if (!OnnxKernels.All.TryGetValue(node.Kind, out var kernel))
            throw problems.UnsupportedKind(node, string.Join(", ", OnnxKernels.All.Keys));
        var call = new OnnxCall(node, inputs, problems, budget);
        OnnxTensor[] results;
        try
        {
            results = kernel(call);
        }
        catch (OnnxTypeException other)
        {
            throw call.Fail(other.Message);
        }

        call.Check(results.Length >= node.Outputs.Length, FormattableString.Invariant($"it has {node.Outputs.Length} outputs, and {results.Length} are supported"));
        return results;
    }
}
