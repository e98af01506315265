using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.Core.ModelText;

namespace Pickerel.Core.Emit;

/// <summary>
/// A network as the tool reads it out of its description: JSON objects, one a line, each known by its first property. The first line
/// holds the format's version; new properties and kinds of lines do not change it, as readers skip what they do not know.
/// </summary>
internal static class DescriptionRecords
{
    public const int Version = 1;

    public static IEnumerable<string> Lines(TypeDeclaration type, ExecutionPlan plan, long modelBytes, CostReport cost, Network? declared)
    {
        yield return Head(type, plan, modelBytes, cost).ToString();
        foreach (var layer in plan.Layers)
            yield return Layer(plan.Network, layer, cost).ToString();
        foreach (var baseline in cost.Baselines)
        {
            foreach (var layer in baseline.Layers)
                yield return Baseline(baseline.Baseline, layer, cost.Table).ToString();
        }

        foreach (var layer in cost.AsQuantized.Layers)
        {
            foreach (var operation in layer.Operations)
                yield return Operation(layer, operation).ToString();
        }

        foreach (var buffer in plan.Buffers)
            yield return new JsonText().Add("buffer", buffer.Name).Add("offset", buffer.Offset).Add("bytes", buffer.Bytes).Add("first", buffer.FirstStep).Add("last", buffer.LastStep).ToString();
        if (declared is not null && NetworkText.CanWrite(declared))
        {
            foreach (var line in NetworkText.Write(declared).TrimEnd('\n').Split('\n'))
                yield return new JsonText().Add("declared", line).ToString();
        }
    }

    /// <summary>The name in a record: <c>asQuantized</c>.</summary>
    public static string NameOf(Enum value)
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    private static JsonText Head(TypeDeclaration type, ExecutionPlan plan, long modelBytes, CostReport cost)
    {
        var json = new JsonText()
            .Add("pickerel", Version)
            .Add("network", FullName(type))
            .Add("table", cost.Table)
            .Add("modelBytes", modelBytes)
            .Add("scratchBytes", plan.ScratchBytes)
            .Add("input", Tensor(plan.Network.Input))
            .Add("output", Tensor(plan.Network.Output));
        return plan.Network.Outputs.Count == 1 ? json : json.Add("outputs", plan.Network.Outputs.OfType<OutputNode>().Select(o => Tensor(o).Add("layer", o.Layer)));
    }

    private static string FullName(TypeDeclaration type)
    {
        var names = type.ContainingTypes.Select(c => c.Split(' ').Last()).Append(type.Name);
        return (type.Namespace.Length > 0 ? type.Namespace + "." : "") + string.Join(".", names);
    }

    private static JsonText Tensor(Node node) => new JsonText()
        .Add("shape", [node.Shape.Height, node.Shape.Width, node.Shape.Channels])
        .Add("grid", LayerTable.GridOf(node))
        .Add("scale", node.Quantization!.Scale)
        .Add("zero", node.Quantization.ZeroPoint);

    private static JsonText Layer(Network network, PlannedLayer layer, CostReport cost)
    {
        var node = layer.Code.Problem.Node;
        var json = new JsonText()
            .Add("layer", node.Name)
            .Add("kind", node.Kind)
            .Add("folded", cost.AsQuantized.Find(node.Name)?.Folded ?? [node.Name])
            .Add("inputs", node.Inputs)
            .Add("shape", [node.Shape.Height, node.Shape.Width, node.Shape.Channels])
            .Add("grid", LayerTable.GridOf(node))
            .Add("inputGrids", node.Inputs.Select(i => LayerTable.GridOf(network[i])))
            .Add("parameters", ModelSize.Parameters(node))
            .Add("bytes", ModelSize.Bytes(node));
        if (node is IntegerWeightedNode weighted)
            _ = json.Add("weights", WeightNotation.Of(weighted)).Add("sums", [weighted.Accumulator.Minimum, weighted.Accumulator.Maximum]);
        return json.Add("kernel", layer.Report.Kernel).Add("bound", layer.Report.Bound).Add("refused", layer.Report.Refused);
    }

    private static JsonText Baseline(Baseline baseline, LayerCost layer, int table)
    {
        var kinds = new JsonText();
        foreach (var kind in layer.Operations.Select(o => o.Kind).Distinct())
            _ = kinds.Add(NameOf(kind), AceV2.Of(layer.Operations.Where(o => o.Kind == kind), CostTable.Of(table)));
        var f = layer.Figures;
        return new JsonText().Add("baseline", NameOf(baseline)).Add("layer", layer.Name)
            .Add("macs", f.Macs).Add("ace", f.Ace).Add("aceV2", f.AceV2).Add("elementwise", f.ElementwiseAceV2)
            .Add("accumulators", f.Accumulators).Add("bops", f.Bops).Add("energy", f.EnergyPicojoules).Add("kinds", kinds);
    }

    private static JsonText Operation(LayerCost layer, Operation o)
    {
        var json = new JsonText().Add("operation", NameOf(o.Kind)).Add("layer", layer.Name).Add("left", o.Left.ToString()).Add("right", o.Right.ToString()).Add("count", o.Count);
        if (o.Choices > 0)
            _ = json.Add("choices", o.Choices);
        return o.IsAccumulation ? json.Add("sum", o.Sum.ToString()) : json;
    }
}
