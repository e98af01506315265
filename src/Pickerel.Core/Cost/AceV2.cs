using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Cost;

/// <summary>
/// ACEv2: every executed operation at the price of a <see cref="CostTable"/>. With no elementwise work, and no weights that are
/// powers of two, it equals <see cref="Ace"/>.
/// </summary>
public static class AceV2
{
    public static long Of(IEnumerable<Operation> operations, CostTable table) => operations.Sum(o => Of(o, table));

    public static long Of(Operation operation, CostTable table) => checked(operation.Count * PriceOf(operation, table[operation.Kind]));

    /// <summary>The accumulators' adds, a column of their own outside the headline.</summary>
    public static long OfAccumulators(IEnumerable<Operation> operations) =>
        operations.Where(o => o.IsAccumulation).Sum(o => checked(o.Count * o.Sum.Bits));

    private static long PriceOf(Operation o, CostRow row) => row.Rule switch
    {
        PriceRule.Product => (long)o.Left.Bits * o.Right.Bits,
        PriceRule.Wider => Math.Max(o.Left.Bits, o.Right.Bits),
        PriceRule.First => o.Left.Bits,
        PriceRule.FirstByChoices => (long)o.Left.Bits * BitWidth.ToTellApart(o.Choices),
        PriceRule.SecondByChoices => (long)o.Right.Bits * BitWidth.ToTellApart(o.Choices),
        PriceRule.FirstTimesComparisons => (long)o.Left.Bits * o.Choices,
        PriceRule.FloatProgram => (row.Multiplies * (long)o.Left.Bits * o.Left.Bits) + (row.Adds * (long)o.Left.Bits),
        _ => throw new NotSupportedException($"There is no price rule {row.Rule}."),
    };
}
