using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Double Quantization, separate: weight scale and norm are quantized each on its own, and the executed multiplier is the product of
/// their mantissas. Output scales are powers of two and the input's is in the weight scale's mantissa, so the fold is exact: what is
/// executed is the product of the two quantized scales, no third rounding.
/// </summary>
internal static class SeparateScales
{
    /// <summary>A norm's mantissas stay in 16 bits, so that the product with those of weight scales stays in 32.</summary>
    private const int MostNormMantissa = (1 << 15) - 1;

    /// <summary>Any exponent: what a requantizer cannot express is dealt with when both factors are known.</summary>
    private static ShiftRange AnyShift => new(-1000, 1000);

    /// <summary>A norm's scale on its own: signed mantissas or powers of two, one shift a layer.</summary>
    public static ChannelMantissas QuantizeNorm(double[] scales, bool[] isVisible, MultiplierForm form) =>
        ChannelMantissas.Quantize(scales, isVisible, form, AnyShift, MostNormMantissa);

    /// <summary>The fold: <c>m = weight mantissa * norm mantissa</c>, the shift from both exponents and the output's scale.</summary>
    /// <param name="channels">What each channel approximates; their multipliers are the exact products.</param>
    /// <param name="weights">The quantized weight scales, the input's included.</param>
    /// <param name="norm">The quantized norm, or null for none.</param>
    /// <param name="outputScale">A power of two.</param>
    /// <param name="minimum">The clamp's lower end.</param>
    /// <param name="maximum">The clamp's upper end.</param>
    /// <param name="beyond">How far beyond the ends offsets must not saturate.</param>
    public static Requantization Fold(
        ReadOnlySpan<ChannelScale> channels, ScaleMantissas weights, ChannelMantissas? norm, double outputScale, int minimum, int maximum, int beyond = 0)
    {
        var (values, shift) = (new int[channels.Length], (norm?.Shift ?? 0) - weights.Exponent + Binary.Exponent(outputScale));
        for (var c = 0; c < values.Length; c++)
        {
            var product = (long)weights.Values[c] * (norm?.Values[c] ?? 1);
            values[c] = Bring(product, Math.Max(0, Math.Min(shift, MergedScales.MostShift)) - shift);
        }

        return ProductGrid.Requantize(channels, new(values, Math.Max(0, Math.Min(shift, MergedScales.MostShift))), minimum, maximum, beyond);
    }

    /// <summary>A product times 2^exponent. Beyond the shifts there are, one step of an input spans the output, or the whole range leaves no trace in it.</summary>
    private static int Bring(long product, int exponent)
    {
        var real = Math.Floor((Math.Abs((double)product) * Binary.Power(Math.Max(-1000, Math.Min(exponent, 900)))) + 0.5);
        var value = (int)Math.Min(real, int.MaxValue);
        return product < 0 ? -value : value;
    }
}
