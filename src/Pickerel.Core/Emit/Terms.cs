using System.Linq;

namespace Pickerel.Core.Emit;

/// <summary>Sums in generated code without what adds nothing: no <c>+ 0</c>, no <c>* 1</c>.</summary>
internal static class Terms
{
    /// <summary>The sum of the terms that are there; 0 when none is.</summary>
    public static string Sum(params string?[] terms)
    {
        var present = terms.Where(t => t is not null).ToList();
        return present.Count == 0 ? "0" : string.Join(" + ", present);
    }

    /// <summary>A constant term.</summary>
    public static string? Constant(long value) => value == 0 ? null : InvariantText.Of($"{value}");

    /// <summary>A variable a number of times.</summary>
    public static string? Times(string variable, long factor) =>
        factor == 0 ? null : factor == 1 ? variable : InvariantText.Of($"({variable} * {factor})");
}
