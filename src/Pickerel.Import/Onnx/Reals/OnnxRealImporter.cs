using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Reals;

/// <summary>
/// Imports ONNX models of real numbers as declared layers and their parameters, to be quantized after training. The document is what a
/// PyTorch file and layer attributes would give; the input's grid is not known, and a placeholder stands for it.
/// </summary>
public static class OnnxRealImporter
{
    /// <summary>The shapes of all values are found by evaluating the graph once: four times as much work as ResNet-50 is.</summary>
    private const long MostWork = 1L << 34;

    /// <summary>Imports a file.</summary>
    /// <param name="path">The file; external data lies beside it.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="cancellation">Stops between operators.</param>
    /// <exception cref="ProblemException">The file cannot be read, is malformed, or holds what is not supported (PKR1075, PKR1079, PKR1093 to PKR1096, PKR1158).</exception>
    public static ModelDocument Read(string path, string name, CancellationToken cancellation = default) =>
        Import(OnnxGraph.Read(ModelBytes.Read(path, name), name, Path.GetDirectoryName(Path.GetFullPath(path))), cancellation);

    /// <summary>Imports a graph.</summary>
    /// <exception cref="ProblemException">It holds what is not supported (PKR1093 to PKR1096), or is quantized (PKR1158).</exception>
    public static ModelDocument Import(OnnxGraph graph, CancellationToken cancellation = default)
    {
        if (graph.IsQuantized() || graph.HoldsPlainIntegers())
            throw new ProblemException(Pkr.NothingToQuantize.At(Site.Network, graph.Name, "is quantized already", "compile it as it is, with [Network(Model = …)]"));
        var input = InputOf(graph);
        foreach (var node in graph.Nodes.Where(n => !OnnxEvaluator.Supported.Contains(n.Kind, StringComparer.Ordinal)))
            throw Unsupported(graph, node);
        var (folded, values) = OnnxFolding.Run(graph, new Dictionary<string, OnnxTensor>(StringComparer.Ordinal) { [graph.Inputs[0].Name] = input }, new OnnxBudget(MostWork), cancellation);
        var layers = new OnnxRealGraph(folded, values, OnnxRealGraph.ShapeOf(input.Dimensions)!.Value);
        foreach (var node in folded.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!OnnxRealOperators.All.TryGetValue(node.Kind, out var translate))
                throw Unsupported(folded, node);
            translate(layers, node);
        }

        return layers.Document(folded.Outputs);
    }

    private static ProblemException Unsupported(OnnxGraph graph, OnnxNode node) =>
        graph.Problems.UnsupportedKind(node, "in real numbers " + string.Join(", ", OnnxRealOperators.All.Keys));

    /// <summary>A sample of zeros: one input, of known sizes but for the batch, which is one.</summary>
    private static OnnxTensor InputOf(OnnxGraph graph)
    {
        if (graph.Inputs.Count != 1)
            throw graph.Problems.Malformed(FormattableString.Invariant($"it has {graph.Inputs.Count} inputs, and one is supported"));
        var input = graph.Inputs[0];
        if (input.Type is not { } type || !type.IsReal())
            throw graph.Problems.MalformedTensor(input.Name, "the input must hold real numbers");
        var sizes = input.Dimensions?.Select((size, axis) => axis == 0 ? size ?? 1 : size).ToList();
        if (sizes is null || sizes.Exists(s => s is null or < 1) || sizes[0] != 1 || OnnxRealGraph.ShapeOf([.. sizes.Select(s => s!.Value)]) is not { } shape)
            throw graph.Problems.MalformedTensor(input.Name, "the input must be one sample of known sizes: [1, channels, rows, columns], [1, channels, elements] or [1, elements]; export the model again with them");
        if (shape.Count > SizeLimits.Weights)
            throw graph.Problems.MalformedTensor(input.Name, FormattableString.Invariant($"the input has {shape.Count} elements, and {SizeLimits.Weights} are the most"));
        return OnnxTensor.OfReals(type, [.. sizes.Select(s => s!.Value)], new double[shape.Count]);
    }
}
