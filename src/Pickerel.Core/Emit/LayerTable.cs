using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;

namespace Pickerel.Core.Emit;

/// <summary>The executed layers as lines of text: shape, parameters, cost, bytes and kernel, with totals; then the cost under every baseline.</summary>
internal static class LayerTable
{
    private static readonly string[] Heading = ["layer", "output", "bits", "parameters", "MACs", "ACEv2", "elementwise", "bytes", "kernel"];

    public static IReadOnlyList<string> Lines(ExecutionPlan plan, CostReport cost)
    {
        var network = plan.Network;
        var nodes = plan.Layers.Select(l => l.Code.Problem.Node).ToList();
        var rows = new List<string[]> { Heading, RowOf(network, network.Input, default, "") };
        rows.AddRange(plan.Layers.Select(l => RowOf(network, l.Code.Problem.Node, cost.AsQuantized.Find(l.Report.Layer)?.Figures ?? default, l.Report.Kernel)));
        rows.Add(["total", "", "", Literal.Count(nodes.Sum(ModelSize.Parameters)), .. Costs(nodes.Sum(n => ModelSize.Macs(network, n)), cost.Total), Literal.Count(nodes.Sum(ModelSize.Bytes)), ""]);
        var widths = Heading.Select((_, column) => rows.Max(r => r[column].Length)).ToArray();
        return [.. rows.Select(r => Line(r, widths)), "", .. Baselines(cost)];
    }

    /// <summary>A node's grid in a word: <c>u8</c>, <c>s16</c>.</summary>
    public static string GridOf(Node node) => node.Quantization is { } grid ? InvariantText.Of($"{(grid.Signed ? "s" : "u")}{grid.Bits}") : "";

    private static IEnumerable<string> Baselines(CostReport cost)
    {
        yield return CostText.Measure(cost.Table);
        var costs = cost.Baselines.Select(b => CostText.Short(b.Total.AceV2)).ToList();
        foreach (var (baseline, text) in cost.Baselines.Zip(costs, (b, c) => (b, c)))
            yield return InvariantText.Of($"  {text.PadLeft(costs.Max(c => c.Length))}, {CostText.Percent(baseline.Total.ElementwiseShare)} elementwise, {CostText.Of(baseline.Baseline)}");
    }

    private static string[] Costs(long macs, CostFigures figures) =>
        [Literal.Count(macs), Literal.Count(figures.AceV2), figures.AceV2 == 0 ? "" : CostText.Percent(figures.ElementwiseShare)];

    private static string[] RowOf(Network network, Node node, CostFigures figures, string kernel)
    {
        var layer = LayerSummary.Of(network, node);
        return
        [
            layer.Name,
            InvariantText.Of($"{layer.Shape.Height}x{layer.Shape.Width}x{layer.Shape.Channels}"),
            layer.Weights.Length > 0 ? layer.Weights + " " + layer.Grid : layer.Grid,
            Literal.Count(layer.Parameters),
            .. Costs(layer.Macs, figures),
            Literal.Count(layer.Bytes),
            kernel,
        ];
    }

    /// <summary>Text to the left, numbers to the right.</summary>
    private static string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((c, i) => i is >= 3 and <= 7 ? c.PadLeft(widths[i]) : c.PadRight(widths[i]))).TrimEnd();
}
