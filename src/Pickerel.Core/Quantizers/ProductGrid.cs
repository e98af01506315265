using System;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The offsets of a requantizer whose multipliers are known, on the product's grid: output steps times 2^-shift.
/// </summary>
/// <remarks>
/// <para>The offset is formed with the quantized multiplier. A norm's <c>y = g (sum + bias - mean) + beta</c> with the executed
/// <c>g' = m 2^-s sy / (sw sx)</c> in place of g is <c>g' sum + o</c>, <c>o = beta - (mean - bias) g'</c>. Divided by the output scale
/// and brought to the product's grid (sy 2^-s) that is <c>acc m + 2^s beta / sy - m (mean - bias) / (sw sx)</c>: the accumulator at the
/// norm's mean gives beta exactly, however coarse m is. <see cref="ChannelScale"/> holds that point as center and value, so here
/// <c>b = round half up(2^s value - m center) + half</c>, with half = 2^(s-1), or 0 when s = 0.</para>
/// <para>The offset saturates, without changing any result. Over the proved range the product lies in [p0, p1]. From
/// <c>b = 2^s max - p0</c> upwards every <c>(p + b) >> s</c> is at least max, and the clamp makes it max; up to
/// <c>b = 2^s min + 2^s - 1 - p1</c> every one is at most min. So offsets need not leave these bounds, and as products stay below 2^60 and s
/// is at most 40, 64 bits hold everything.</para>
/// </remarks>
internal static class ProductGrid
{
    private const long MostProduct = 1L << 60;

    /// <summary>The requantizer of given multipliers.</summary>
    /// <param name="channels">What each channel approximates.</param>
    /// <param name="mantissas">The multipliers, as many, and the shift; taken over.</param>
    /// <param name="minimum">The clamp's lower end on the output grid.</param>
    /// <param name="maximum">The clamp's upper end.</param>
    /// <param name="beyond">How far beyond the ends offsets must not saturate, for what follows before the clamp.</param>
    public static Requantization Requantize(ReadOnlySpan<ChannelScale> channels, ChannelMantissas mantissas, int minimum, int maximum, int beyond = 0)
    {
        var (multipliers, shift) = mantissas;
        for (var c = 0; c < channels.Length; c++)
        {
            var reach = Math.Max(1, Math.Max(Math.Abs(channels[c].Range.Minimum), Math.Abs(channels[c].Range.Maximum)));
            multipliers[c] = (int)Math.Max(-(MostProduct / reach), Math.Min(multipliers[c], MostProduct / reach));
        }

        shift -= DropCommonTwos(multipliers, shift);
        var offsets = new long[channels.Length];
        for (var c = 0; c < channels.Length; c++)
            offsets[c] = Offset(channels[c], multipliers[c], shift, minimum - beyond, maximum + beyond);
        return new(
            Constant<int>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(multipliers)),
            Constant<long>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(offsets)),
            shift,
            minimum,
            maximum);
    }

    private static long Offset(ChannelScale channel, int multiplier, int shift, int minimum, int maximum)
    {
        var unit = 1L << shift;
        var half = shift > 0 ? unit / 2 : 0;
        long first = channel.Range.Minimum * multiplier, last = channel.Range.Maximum * multiplier;
        var upper = (maximum * unit) - Math.Min(first, last);
        var lower = (minimum * unit) + unit - 1 - Math.Max(first, last);
        var offset = Math.Floor((channel.Value * unit) - (multiplier * channel.Center) + 0.5) + half;
        if (offset >= upper)
            return upper;
        return offset <= lower ? lower : (long)offset;
    }

    /// <summary>Even multipliers share a factor with the shift: the same step on a coarser grid, to which the offset is then rounded.</summary>
    /// <returns>How many factors were dropped, at most <paramref name="shift"/>.</returns>
    private static int DropCommonTwos(int[] multipliers, int shift)
    {
        var dropped = 0;
        while (dropped < shift && Array.TrueForAll(multipliers, m => m % 2 == 0))
        {
            for (var c = 0; c < multipliers.Length; c++)
                multipliers[c] /= 2;
            dropped++;
        }

        return dropped;
    }
}
