using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>A real factor a channel as integers on one shift: <c>value = Values[channel] * 2^-Shift</c>.</summary>
/// <param name="Values">Signed; 0 for what is too small to matter beside the others.</param>
/// <param name="Shift">At least what was asked for.</param>
internal readonly record struct ChannelMantissas(int[] Values, int Shift)
{
    /// <summary>How far apart powers of two may be without costing others their place: their largest has 15 bits.</summary>
    private const int MostExponent = 14;

    /// <summary>No channel may be more than 16 times out of line for free.</summary>
    private const int MedianBitsShort = 3;
    private const int LeastForMedian = MedianBitsShort + 2;

    /// <summary>
    /// Quantizes the factors of a layer. The largest decides the shift, of those whose channel visibly varies: a channel dead in
    /// training (variance 0) may have a factor hundreds of times the others', and would leave them a bit or two. Should a live channel
    /// be that far out of line, the shift grows until the median channel is three bits short, and the outlier's mantissa beyond its
    /// bits with it; of 4 bits and fewer no mantissa leaves its bits.
    /// </summary>
    /// <param name="factors">One a channel, finite.</param>
    /// <param name="isVisible">Whether the channel's output varies.</param>
    /// <param name="form">Mantissas or powers of two.</param>
    /// <param name="shifts">The shifts there are.</param>
    /// <param name="mostMagnitude">What no value may exceed.</param>
    public static ChannelMantissas Quantize(double[] factors, bool[] isVisible, MultiplierForm form, ShiftRange shifts, int mostMagnitude)
    {
        var deciding = Deciding(factors, isVisible);
        if (deciding.Count == 0)
            return new(new int[factors.Length], Math.Max(0, shifts.Least));
        var (shift, ordinary) = form is MultiplierForm.Mantissa { Bits: var bits }
            ? (MantissaShift(deciding, bits, shifts), (1 << (bits - 1)) - 1)
            : (PowerShift(deciding, shifts), 1 << MostExponent);
        var values = new int[factors.Length];
        for (var c = 0; c < factors.Length; c++)
        {
            // A channel that does not vary must not outgrow the others: its value is in its offset.
            values[c] = Value(factors[c], shift, form, isVisible[c] || shift == shifts.Least ? mostMagnitude : ordinary);
        }

        return new(values, shift);
    }

    /// <summary>The shift at which the largest factor has its bits, or the median one all but three.</summary>
    private static int MantissaShift(List<double> deciding, int bits, ShiftRange shifts)
    {
        var shift = shifts.Largest(deciding[deciding.Count - 1], bits);
        return bits < LeastForMedian ? shift : Math.Max(shift, shifts.Largest(deciding[(deciding.Count - 1) / 2], bits - MedianBitsShort));
    }

    /// <summary>The shift at which the smallest factor is 1, unless the largest would outgrow its bits.</summary>
    private static int PowerShift(List<double> deciding, ShiftRange shifts) =>
        shifts.Clamp(Math.Min(-Binary.NearestExponent(deciding[0]), MostExponent - Binary.NearestExponent(deciding[deciding.Count - 1])));

    /// <summary>The magnitudes, ascending, of the channels that vary; of all channels if none does. Zeros decide nothing.</summary>
    private static List<double> Deciding(double[] factors, bool[] isVisible)
    {
        var (all, visible) = (new List<double>(factors.Length), new List<double>(factors.Length));
        for (var c = 0; c < factors.Length; c++)
        {
            if (factors[c] == 0)
                continue;
            all.Add(Math.Abs(factors[c]));
            if (isVisible[c])
                visible.Add(Math.Abs(factors[c]));
        }

        var deciding = visible.Count > 0 ? visible : all;
        deciding.Sort();
        return deciding;
    }

    private static int Value(double factor, int shift, MultiplierForm form, int largest)
    {
        double magnitude = 0;
        if (form is MultiplierForm.Mantissa)
            magnitude = Math.Floor((Math.Abs(factor) * Binary.Power(shift)) + 0.5);
        else if (factor != 0 && Binary.NearestExponent(Math.Abs(factor)) + shift is >= 0 and var exponent)
            magnitude = Binary.Power(Math.Min(exponent, Binary.Exponent(largest)));
        var value = (int)Math.Min(magnitude, largest);
        return factor < 0 ? -value : value;
    }
}

/// <summary>The shifts that a requantizer (or a factor of it) may have.</summary>
internal readonly record struct ShiftRange(int Least, int Most)
{
    public int Clamp(int shift) => Math.Max(Least, Math.Min(shift, Most));

    /// <summary>The largest shift at which a positive factor still fits a signed mantissa; the least if it fits at none.</summary>
    public int Largest(double factor, int mantissaBits)
    {
        var (shift, largest) = (Math.Min(mantissaBits - 1 - Binary.Exponent(factor), Most), (1 << (mantissaBits - 1)) - 1);
        while (shift > Least && Math.Floor((factor * Binary.Power(shift)) + 0.5) > largest)
            shift--;
        return Math.Max(shift, Least);
    }
}
