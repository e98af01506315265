using System;

namespace Pickerel.Core.Ir;

/// <summary>The grids that may be asked for; with bits they make a <see cref="CodeGrid"/>.</summary>
public enum WeightGridKind
{
    /// <summary>Evenly spaced: with 0 from 3 bits on, ±1 and ±3 at 2 bits, signs at 1.</summary>
    Uniform,

    /// <summary>0 and powers of two.</summary>
    PowerOfTwo,

    /// <summary>Sums of two powers of two.</summary>
    AdditivePowerOfTwo,

    /// <summary>-1, 0 and 1.</summary>
    Ternary,
}

/// <summary>Grids that may be asked for, as the text format writes them.</summary>
public static class WeightGridText
{
    public static string Of(WeightGridKind kind) => kind switch
    {
        WeightGridKind.PowerOfTwo => "power_of_two",
        WeightGridKind.AdditivePowerOfTwo => "additive_power_of_two",
        WeightGridKind.Ternary => "ternary",
        _ => "uniform",
    };

    /// <summary>Reads what <see cref="Of"/> writes, or null.</summary>
    public static WeightGridKind? Parse(string text)
    {
        foreach (var kind in (ReadOnlySpan<WeightGridKind>)[WeightGridKind.Uniform, WeightGridKind.PowerOfTwo, WeightGridKind.AdditivePowerOfTwo, WeightGridKind.Ternary])
        {
            if (string.Equals(Of(kind), text, StringComparison.Ordinal))
                return kind;
        }

        return null;
    }
}

/// <summary>Kinds of grids and the bits they take.</summary>
public static class WeightGrids
{
    public static int LeastBits(WeightGridKind kind) => kind == WeightGridKind.Uniform ? 1 : 2;

    public static int MostBits(WeightGridKind kind) => kind == WeightGridKind.Ternary ? 2 : 8;

    public static bool Allow(WeightGridKind kind, int bits) => bits >= LeastBits(kind) && bits <= MostBits(kind);

    /// <summary>The grid of a kind; the kind must allow the bits.</summary>
    public static CodeGrid Of(WeightGridKind kind, int bits) => kind switch
    {
        WeightGridKind.Uniform => bits < 3 ? new CodeGrid.MidRise(bits) : new CodeGrid.Uniform(bits),
        WeightGridKind.PowerOfTwo => new CodeGrid.PowerOfTwo(bits),
        WeightGridKind.AdditivePowerOfTwo => new CodeGrid.AdditivePowerOfTwo(bits),
        WeightGridKind.Ternary => new CodeGrid.Ternary(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such grid."),
    };
}
