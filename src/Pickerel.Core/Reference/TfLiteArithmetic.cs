using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>TensorFlow Lite's fixed-point products, as its reference kernels define them (<c>MultiplyByQuantizedMultiplier</c>).</summary>
public static class TfLiteArithmetic
{
    /// <summary>The greatest multiplier that rounds to 16 bits without overflow.</summary>
    private const int MostRounded = 0x7FFF0000;

    /// <summary><paramref name="value"/> * <paramref name="multiplier"/> * 2^(<paramref name="shift"/> - 31).</summary>
    /// <param name="value">Within 32 bits, shifted left too, except with <see cref="TfLiteRounding.Word"/>.</param>
    /// <param name="multiplier">From 2^30, or 0.</param>
    /// <param name="shift">To the left; -31 to 30.</param>
    /// <param name="rounding">How.</param>
    /// <exception cref="OverflowException">The value leaves its width.</exception>
    public static long Multiply(long value, int multiplier, int shift, TfLiteRounding rounding) => rounding switch
    {
        TfLiteRounding.Double => RoundingShiftRight(
            DoublingHighMultiply(checked((int)(value << Math.Max(shift, 0))), multiplier), Math.Max(-shift, 0)),
        TfLiteRounding.Single => RoundedHalfUp(checked((int)value) * (long)multiplier, 31 - shift),
        TfLiteRounding.Word => RoundedHalfUp(checked(value * ReducedMultiplier(multiplier)), 15 - shift),
        _ => throw new NotSupportedException($"There is no rounding {rounding}."),
    };

    /// <summary>The multiplier of <see cref="TfLiteRounding.Word"/>: the upper 16 bits, rounded.</summary>
    public static int ReducedMultiplier(int multiplier) => multiplier < MostRounded ? (multiplier + (1 << 15)) >> 16 : short.MaxValue;

    /// <summary>(2 * a * b) / 2^32 rounded half away from zero, saturated: <c>SaturatingRoundingDoublingHighMul</c>.</summary>
    public static int DoublingHighMultiply(int a, int b)
    {
        if (a == int.MinValue && b == int.MinValue)
            return int.MaxValue;
        var product = (long)a * b;
        var nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        return (int)((product + nudge) / (1L << 31));
    }

    /// <summary>value / 2^exponent rounded half away from zero: <c>RoundingDivideByPOT</c>.</summary>
    public static int RoundingShiftRight(int value, int exponent)
    {
        var mask = (1L << exponent) - 1;
        var threshold = (mask >> 1) + (value < 0 ? 1 : 0);
        return (value >> exponent) + ((value & mask) > threshold ? 1 : 0);
    }

    private static long RoundedHalfUp(long product, int shift) => checked(product + (1L << (shift - 1))) >> shift;
}
