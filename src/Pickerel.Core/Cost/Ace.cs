using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Cost;

/// <summary>
/// ACE (PokeBNN, arXiv 2112.00133): the product of the operands' bits over all multiply-accumulates; a float32 counts 32, a bfloat16 16.
/// Nothing else is counted.
/// </summary>
public static class Ace
{
    public static long Of(IEnumerable<Operation> operations) => operations.Where(o => o.IsAccumulation).Sum(Of);

    private static long Of(Operation operation) => checked(operation.Count * operation.Left.Bits * operation.Right.Bits);
}
