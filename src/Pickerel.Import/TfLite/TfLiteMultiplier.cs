using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Import.TfLite;

/// <summary>A real factor as the reference kernels keep it: <c>Value * 2^(Shift - 31)</c>.</summary>
/// <param name="Value">Its magnitude is from 2^30 to 2^31 - 1, or 0.</param>
/// <param name="Shift">To the left.</param>
internal readonly record struct TfLiteMultiplier(int Value, int Shift)
{
    private const int LeastShift = -31;
    private const int MostShiftOfSingle = 30;

    /// <summary>The factor nearest a real one; one too small to matter is 0.</summary>
    /// <exception cref="OverflowException">It is not finite.</exception>
    public static TfLiteMultiplier Of(double real, TfLiteRounding rounding)
    {
        if (double.IsNaN(real) || double.IsInfinity(real))
            throw new OverflowException("A factor is no number.");
        if (real == 0)
            return default;
        var (fraction, shift) = Split(Math.Abs(real));
        var value = (long)Math.Floor((fraction * (1L << 31)) + 0.5);
        if (value == 1L << 31)
            (value, shift) = (value / 2, shift + 1);
        if (shift < LeastShift)
            return default;
        if (rounding == TfLiteRounding.Single && shift > MostShiftOfSingle)
            (value, shift) = (int.MaxValue, MostShiftOfSingle);
        return new((int)(real < 0 ? -value : value), shift);
    }

    /// <summary>A value times the factor, rounded.</summary>
    public long Times(long value, TfLiteRounding rounding) => TfLiteArithmetic.Multiply(value, Value, Shift, rounding);

    /// <summary>A requantizer of one factor a channel.</summary>
    public static TfLiteRequantization Requantizer(IReadOnlyList<TfLiteMultiplier> multipliers, IEnumerable<long> biases, TfLiteRounding rounding, Quantization grid, OutputRange range) => new(
        Constant<long>.Vector([.. biases]),
        Constant<int>.Vector([.. multipliers.Select(m => m.Value)]),
        Constant<int>.Vector([.. multipliers.Select(m => m.Shift)]),
        rounding,
        grid.ZeroPoint,
        range.Minimum,
        range.Maximum);

    /// <summary>A positive real as a fraction from 1/2 to 1 and a power of two.</summary>
    private static (double Fraction, int Exponent) Split(double real)
    {
        var exponent = 0;
        for (; real >= 1; exponent++)
            real /= 2;
        for (; real < 0.5; exponent--)
            real *= 2;
        return (real, exponent);
    }
}

/// <summary>The outputs that an activation leaves.</summary>
internal readonly record struct OutputRange(int Minimum, int Maximum)
{
    public static OutputRange Of(Quantization grid) => new(grid.Minimum, grid.Maximum);

    /// <summary>The range of a fused activation, by its number in the schema; null for one that is no clamp.</summary>
    public static OutputRange? Of(Quantization grid, int activation) => activation switch
    {
        0 => Of(grid),
        1 => Of(grid, 0, null),
        2 => Of(grid, -1, 1),
        3 => Of(grid, 0, 6),
        _ => null,
    };

    /// <summary>The range between two reals.</summary>
    public static OutputRange Of(Quantization grid, float least, float? greatest)
    {
        var minimum = Math.Min(grid.Maximum, Math.Max(grid.Minimum, Quantize(grid, least)));
        return new((int)minimum, (int)Math.Max(minimum, greatest is { } real ? Math.Min(grid.Maximum, Quantize(grid, real)) : grid.Maximum));
    }

    /// <summary>Half away from zero, of a quotient in 32 bits, as the kernels have it.</summary>
    private static double Quantize(Quantization grid, float real)
    {
        double quotient = (float)(real / (float)grid.Scale);
        return grid.ZeroPoint + (Math.Sign(quotient) * Math.Floor(Math.Abs(quotient) + 0.5));
    }
}
