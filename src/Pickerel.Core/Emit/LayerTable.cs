using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;

namespace Pickerel.Core.Emit;

/// <summary>The executed layers as lines of text: shape, parameters, multiply-accumulates, bytes and kernel, with totals.</summary>
internal static class LayerTable
{
    private static readonly string[] Heading = ["layer", "output", "bits", "parameters", "MACs", "bytes", "kernel"];

    public static IReadOnlyList<string> Lines(ExecutionPlan plan)
    {
        var network = plan.Network;
        var nodes = plan.Layers.Select(l => l.Code.Problem.Node).ToList();
        var rows = new List<string[]> { Heading, RowOf(network, network.Input, "") };
        rows.AddRange(plan.Layers.Select(l => RowOf(network, l.Code.Problem.Node, l.Report.Kernel)));
        rows.Add(["total", "", "", Literal.Count(nodes.Sum(ModelSize.Parameters)), Literal.Count(nodes.Sum(n => ModelSize.Macs(network, n))), Literal.Count(nodes.Sum(ModelSize.Bytes)), ""]);
        var widths = Heading.Select((_, column) => rows.Max(r => r[column].Length)).ToArray();
        return [.. rows.Select(r => Line(r, widths))];
    }

    private static string[] RowOf(Network network, Node node, string kernel)
    {
        var grid = node.Quantization;
        var weights = node is IntegerWeightedNode weighted ? WeightNotation.Of(weighted) + " " : "";
        return
        [
            node.Name,
            InvariantText.Of($"{node.Shape.Height}x{node.Shape.Width}x{node.Shape.Channels}"),
            weights + (grid is null ? "" : InvariantText.Of($"{(grid.Signed ? "s" : "u")}{grid.Bits}")),
            Literal.Count(ModelSize.Parameters(node)),
            Literal.Count(ModelSize.Macs(network, node)),
            Literal.Count(ModelSize.Bytes(node)),
            kernel,
        ];
    }

    /// <summary>Text to the left, numbers to the right.</summary>
    private static string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((c, i) => i is 3 or 4 or 5 ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd();
}
