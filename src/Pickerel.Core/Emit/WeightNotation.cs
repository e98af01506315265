using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Emit;

/// <summary>The weights of a layer in a word, for tables and comments.</summary>
internal static class WeightNotation
{
    /// <summary><c>w4</c> for uniform and sign weights, <c>t2</c>, <c>p4</c> or <c>a4</c> for the other grids, <c>w2-8</c> where channels differ.</summary>
    public static string Of(IntegerWeightedNode node)
    {
        var grids = node.WeightGrids.Distinct().ToList();
        return grids.Count switch
        {
            0 => InvariantText.Of($"w{node.WeightBits}"),
            1 => grids[0] is CodeGrid.Uniform or CodeGrid.MidRise ? InvariantText.Of($"w{grids[0].Bits}") : grids[0].Notation,
            _ => InvariantText.Of($"w{grids.Min(g => g.Bits)}-{grids.Max(g => g.Bits)}"),
        };
    }

    /// <summary>The same in words: <c>4-bit power-of-two weights</c>.</summary>
    public static string Describe(IntegerWeightedNode node)
    {
        var grids = node.WeightGrids.Distinct().ToList();
        return grids.Count switch
        {
            0 => InvariantText.Of($"{node.WeightBits}-bit weights"),
            1 => InvariantText.Of($"{grids[0].Bits}-bit {KindOf(grids[0])}weights"),
            _ => InvariantText.Of($"weights of {grids.Min(g => g.Bits)} to {grids.Max(g => g.Bits)} bits"),
        };
    }

    private static string KindOf(CodeGrid grid) => grid switch
    {
        CodeGrid.PowerOfTwo => "power-of-two ",
        CodeGrid.AdditivePowerOfTwo => "additive power-of-two ",
        CodeGrid.Ternary => "ternary ",
        _ => "",
    };
}
