using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Core.Emit;

/// <summary>Writes what one inference costs as constants of a nested class; zeros where a network did not compile.</summary>
internal static class CostEmitter
{
    public static void Write(SourceWriter w, string className, CostReport? cost)
    {
        var table = cost?.Table ?? CostTable.Current.Version;
        w.Line();
        w.Line($"/// <summary>What one inference costs, as quantized: every operation after folding. Baselines are nested.</summary>");
        w.Line(TypeShell.GeneratedCode);
        using var type = w.Block($"public static class {className}");
        Constant(w, "int", "Table", InvariantText.Of($"{table}"), "The version of the table of prices, which Pickerel chose; PikeLPN's abstract says what ACEv2 counts.");
        var total = cost?.Total ?? default;
        Constant(w, "long", "Macs", InvariantText.Of($"{total.Macs}"), "Multiply-accumulates, shift-accumulates included.");
        Constant(w, "long", "Ace", InvariantText.Of($"{total.Ace}"), "ACE: the product of the operands' bits over all multiply-accumulates; nothing else is counted.");
        Constant(w, "long", "AceV2", InvariantText.Of($"{total.AceV2}"), "ACEv2: all operations, elementwise ones too.");
        Constant(w, "double", "ElementwiseShare", Literal.Of(total.ElementwiseShare), "The elementwise part of ACEv2, 0 to 1.");
        Constant(w, "long", "Accumulators", InvariantText.Of($"{total.Accumulators}"), "The bits of the accumulators over all adds to them; ACEv2 leaves them out.");
        Constant(w, "long", "Bops", InvariantText.Of($"{total.Bops}"), "Bit operations of the multiply-accumulates.");
        Constant(w, "double", "EnergyPicojoules", Literal.Of(total.EnergyPicojoules), "The energy of all operations at 45 nm, memory left out.");
        foreach (var baseline in (Baseline[])System.Enum.GetValues(typeof(Baseline)))
        {
            if (baseline != Baseline.AsQuantized)
                WriteBaseline(w, baseline, cost?[baseline].Total ?? default);
        }
    }

    private static void WriteBaseline(SourceWriter w, Baseline baseline, CostFigures total)
    {
        w.Line();
        w.Line($"/// <summary>The same network, {CostText.Of(baseline)}.</summary>");
        using var type = w.Block($"public static class {baseline.ToString()}");
        Constant(w, "long", "AceV2", InvariantText.Of($"{total.AceV2}"), "ACEv2: all operations, elementwise ones too.");
        Constant(w, "double", "ElementwiseShare", Literal.Of(total.ElementwiseShare), "The elementwise part of ACEv2, 0 to 1.");
        Constant(w, "double", "EnergyPicojoules", Literal.Of(total.EnergyPicojoules), "The energy of all operations at 45 nm, memory left out.");
    }

    private static void Constant(SourceWriter w, string type, string name, string value, string summary)
    {
        w.Line($"/// <summary>{summary}</summary>");
        w.Line($"public const {type} {name} = {value};");
    }
}
