using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Cost;

/// <summary>
/// Bit operations (UNIQ, arXiv 1804.10969): for each multiply-accumulate of i-bit by j-bit the product <c>i * j</c> and an add of
/// <c>i + j + log2(n)</c> bits, n products a sum; the logarithm is rounded up here.
/// </summary>
public static class Bops
{
    public static long Of(IEnumerable<Operation> operations) => operations.Where(o => o.IsAccumulation).Sum(Of);

    private static long Of(Operation o) =>
        checked(o.Count * ((o.Left.Bits * o.Right.Bits) + o.Left.Bits + o.Right.Bits + BitWidth.ToTellApart(o.FanIn)));
}
