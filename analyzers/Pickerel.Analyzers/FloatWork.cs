using System;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Analyzers;

/// <summary>The part of a network's cost that is floating-point operations.</summary>
internal static class FloatWork
{
    /// <summary>The ACEv2 of the floating-point operations of some executed layers.</summary>
    public static long Of(CostReport cost, Func<LayerCost, bool> isMeant) => AceV2.Of(
        cost.AsQuantized.Layers.Where(isMeant).SelectMany(l => l.Operations).Where(o => o.Left.IsFloat || o.Right.IsFloat), CostTable.Current);
}
