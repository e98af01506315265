using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Cost;

/// <summary>What operations cost, by every measure.</summary>
/// <param name="Macs">Multiply- and shift-accumulates.</param>
/// <param name="Ace">See <see cref="Cost.Ace"/>.</param>
/// <param name="AceV2">See <see cref="Cost.AceV2"/>.</param>
/// <param name="ElementwiseAceV2">The part of ACEv2 that is no multiply- or shift-accumulate.</param>
/// <param name="Accumulators">The accumulators' adds, outside ACEv2.</param>
/// <param name="Bops">See <see cref="Cost.Bops"/>.</param>
/// <param name="EnergyPicojoules">See <see cref="Energy"/>; accumulators' adds included.</param>
public readonly record struct CostFigures(
    long Macs, long Ace, long AceV2, long ElementwiseAceV2, long Accumulators, long Bops, double EnergyPicojoules)
{
    /// <summary>Gets the elementwise part of ACEv2, 0 to 1.</summary>
    public double ElementwiseShare => AceV2 == 0 ? 0 : (double)ElementwiseAceV2 / AceV2;

    public static CostFigures Of(IReadOnlyCollection<Operation> operations, CostTable table) => new(
        operations.Where(o => o.IsAccumulation).Sum(o => o.Count),
        Cost.Ace.Of(operations),
        Cost.AceV2.Of(operations, table),
        Cost.AceV2.Of(operations.Where(o => !o.IsAccumulation), table),
        Cost.AceV2.OfAccumulators(operations),
        Cost.Bops.Of(operations),
        Energy.Of(operations, table));

    /// <summary>The sum over layers, in order.</summary>
    public static CostFigures Sum(IEnumerable<CostFigures> all) => all.Aggregate(default(CostFigures), (a, b) => new(
        a.Macs + b.Macs,
        a.Ace + b.Ace,
        a.AceV2 + b.AceV2,
        a.ElementwiseAceV2 + b.ElementwiseAceV2,
        a.Accumulators + b.Accumulators,
        a.Bops + b.Bops,
        a.EnergyPicojoules + b.EnergyPicojoules));
}
