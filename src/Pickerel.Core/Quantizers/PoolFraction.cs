using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The exact fraction by which an average pool changes its input's grid: output steps per input step. More bits refine the grid
/// without clipping: unsigned ranges map end to end (4 to 8 bits: 255 / 15), signed ones by the power of two between their widths,
/// because their lower ends are one step longer, and so do all where scales are to stay powers of two. Bipolar -1 and 1 map to the ends.
/// </summary>
internal readonly record struct PoolFraction(int Numerator, int Denominator)
{
    public static PoolFraction Between(Quantization input, int bits, ScaleQuantizationKind scales)
    {
        if (input.IsBipolar)
            return new(scales.HasPowerOfTwoActivations() ? 1 << (bits - 1) : (1 << (bits - 1)) - 1, 1);
        var isPowerOfTwo = input.Signed || scales.HasPowerOfTwoActivations();
        var (numerator, denominator) = isPowerOfTwo ? (1 << bits, 1 << input.Bits) : ((1 << bits) - 1, (1 << input.Bits) - 1);
        var divisor = GreatestCommonDivisor(numerator, denominator);
        return new(numerator / divisor, denominator / divisor);
    }

    /// <summary>The pool's output grid.</summary>
    public Quantization Apply(Quantization input, int bits)
    {
        if (Numerator == Denominator)
            return input;
        var zero = (int)Math.Floor(((double)input.ZeroPoint * Numerator / Denominator) + 0.5);
        var grid = input with { Scale = input.Scale * Denominator / Numerator, Bits = bits };
        return grid with { ZeroPoint = Math.Max(grid.Minimum, Math.Min(zero, grid.Maximum)) };
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
