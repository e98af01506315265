using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// QuantNorm and Double Quantization, merged: weight scale, input scale, norm and output scale of a channel become one multiplier,
/// and that is quantized once, to a signed mantissa (8 bits if nothing else is said) and one shift a layer, or to a signed power of
/// two. Below 8 bits weight scales were chosen to make that exact (<see cref="ExactProducts"/>).
/// </summary>
internal static class MergedScales
{
    /// <summary>The largest shift: smaller multipliers than it can express leave no trace in any output.</summary>
    public const int MostShift = 40;

    private const int MostMultiplier = 1 << 18;

    /// <summary>The bits of mantissas if nothing else is said.</summary>
    public const int DefaultBits = 8;

    private static ShiftRange Shifts => new(0, MostShift);

    /// <summary>
    /// The form of multipliers that no norm asks for. Where weight scales are quantized apart it is the norm's own, of the default width.
    /// </summary>
    public static MultiplierForm FormOf(QuantizeDeclaration quantize) => quantize.ScaleQuantization switch
    {
        ScaleQuantizationKind.PowerOfTwo => new MultiplierForm.PowerOfTwo(),
        ScaleQuantizationKind.Float32 => new MultiplierForm.Float(),
        ScaleQuantizationKind.Merged => new MultiplierForm.Mantissa(quantize.ScaleBits ?? DefaultBits),
        _ => new MultiplierForm.Mantissa(DefaultBits),
    };

    /// <summary>Quantizes the scales of a layer's channels (or the one that all share).</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="form">Mantissas or powers of two.</param>
    /// <param name="minimum">The clamp's lower end on the output grid.</param>
    /// <param name="maximum">The clamp's upper end.</param>
    /// <param name="beyond">How far beyond the ends offsets must not saturate.</param>
    public static Requantization Quantize(ReadOnlySpan<ChannelScale> channels, MultiplierForm form, int minimum, int maximum, int beyond = 0)
    {
        var (factors, isVisible) = (new double[channels.Length], new bool[channels.Length]);
        for (var c = 0; c < channels.Length; c++)
            (factors[c], isVisible[c]) = (channels[c].Multiplier, channels[c].IsVisible(minimum, maximum));
        return ProductGrid.Requantize(channels, ChannelMantissas.Quantize(factors, isVisible, form, Shifts, MostMultiplier), minimum, maximum, beyond);
    }

    /// <summary>The shift that factors of a layer get, before common factors of two are dropped.</summary>
    public static int ShiftOf(double[] factors, bool[] isVisible, MultiplierForm form) =>
        ChannelMantissas.Quantize(factors, isVisible, form, Shifts, MostMultiplier).Shift;

    /// <summary>The largest shift at which a multiplier still fits a signed mantissa; 0 if it fits at none.</summary>
    public static int LargestShift(double multiplier, int mantissaBits) => multiplier > 0 ? Shifts.Largest(multiplier, mantissaBits) : 0;
}
