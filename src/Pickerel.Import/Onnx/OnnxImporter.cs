using System;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Import.Onnx.Translation;

namespace Pickerel.Import.Onnx;

/// <summary>
/// Imports ONNX models that are quantized to integers, in any of its dialects: QDQ and QCDQ, QLinear operators, integer operators, QONNX and
/// FINN, and plain integers in floating point (NEMO, DORY). What a quantizing node makes is its definition in exact arithmetic on the
/// numbers of the file, rounded once.
/// </summary>
public static class OnnxImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">The model's name, for the document and the messages.</param>
    /// <param name="folder">The file's folder, where external data lies; null for none.</param>
    /// <param name="cancellation">Stops between nodes.</param>
    /// <exception cref="ProblemException">The file is malformed, is not quantized, or holds what is not supported (PKR1093 to PKR1098, PKR1120 to PKR1122).</exception>
    public static ModelDocument Import(ReadOnlyMemory<byte> file, string name, string? folder = null, CancellationToken cancellation = default) =>
        Import(OnnxGraph.Read(file, name, folder), cancellation);

    /// <summary>Imports a graph.</summary>
    public static ModelDocument Import(OnnxGraph graph, CancellationToken cancellation = default)
    {
        CheckQuantized(graph);
        var network = OnnxTranslation.Run(graph, cancellation);
        ImportedNetwork.Verify(network, graph.Name);
        return new(graph.Name, SimplifyRequantizers.Run(network, cancellation), []);
    }

    /// <summary>What the import leaves out of a graph: nodes at its end that keep the order of the scores they read; null when it is nothing.</summary>
    public static string? NoteOn(OnnxGraph graph)
    {
        var end = OnnxEnds.Of(graph, out var nodes);
        var leftOut = string.Join(", ", graph.Nodes.Skip(nodes.Count).Select(n => n.Text));
        return leftOut.Length == 0 ? null : $"The network returns the scores '{end}' and leaves out what reads them, which keeps their order: {leftOut}";
    }

    /// <summary>A model of reals is told so by its first node with weights, not by what its input lacks.</summary>
    private static void CheckQuantized(OnnxGraph graph)
    {
        if (graph.IsQuantized() || graph.HoldsPlainIntegers())
            return;
        var node = graph.Nodes.FirstOrDefault(n => n.Kind is "Conv" or "Gemm" or "MatMul") ?? graph.Nodes.FirstOrDefault() ?? throw graph.Problems.Malformed("it has no nodes");
        throw new ProblemException(Pkr.FloatModel.At(Site.Network, graph.Name, node.Text, node.Kind, "no node of it quantizes anything"));
    }
}
