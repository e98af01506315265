using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// QuantNorm and Double Quantization, merged: weight scale, input scale, norm and output scale of a channel become one multiplier,
/// and that is quantized once, to a signed 8-bit mantissa and one shift a layer: <c>clamp((acc * m + b) >> s)</c>.
/// </summary>
/// <remarks>
/// <para>The offset is formed with the quantized multiplier. A norm's <c>y = g (sum + bias - mean) + beta</c> with the executed
/// <c>g' = m 2^-s sy / (sw sx)</c> in place of g is <c>g' sum + o</c>, <c>o = beta - (mean - bias) g'</c>. Divided by the output scale
/// and brought to the product's grid (sy 2^-s) that is <c>acc m + 2^s beta / sy - m (mean - bias) / (sw sx)</c>: the accumulator at the
/// norm's mean gives beta exactly, however coarse m is. <see cref="ChannelScale"/> holds that point as center and value, so here
/// <c>b = round half up(2^s value - m center) + half</c>, with half = 2^(s-1), or 0 when s = 0.</para>
/// <para>The offset saturates, without changing any result. Over the proved range the product lies in [p0, p1]. From
/// <c>b = 2^s max - p0</c> upwards every <c>(p + b) >> s</c> is at least max, and the clamp makes it max; up to
/// <c>b = 2^s min + 2^s - 1 - p1</c> every one is at most min. So offsets need not leave these bounds, and with |acc| below 2^43 (2^28
/// products of a 9-bit and an 8-bit number), |m| at most 2^18 and s at most 40, 64 bits hold everything.</para>
/// </remarks>
internal static class MergedScales
{
    /// <summary>The largest shift: smaller multipliers than it can express leave no trace in any output.</summary>
    public const int MostShift = 40;

    private const int MantissaBits = 8;
    private const double MostMantissa = 1 << 18;

    /// <summary>What the middle one of the visible channels has at least: 8 to 15, so no channel may be more than 16 times out of line for free.</summary>
    private const int LeastMedianBits = 5;

    /// <summary>A channel whose output strays by less than this part of the range is constant, as far as anybody can see.</summary>
    private const double Visible = 1.0 / 512;

    /// <summary>Quantizes the scales of a layer's channels (or the one that all share).</summary>
    /// <param name="channels">The channels.</param>
    /// <param name="minimum">The clamp's lower end on the output grid.</param>
    /// <param name="maximum">The clamp's upper end.</param>
    public static Requantization Quantize(ReadOnlySpan<ChannelScale> channels, int minimum, int maximum)
    {
        var range = (double)maximum - minimum;
        var shift = ShiftFor(channels, range);
        var (multipliers, offsets) = (new int[channels.Length], new long[channels.Length]);
        for (var c = 0; c < channels.Length; c++)
        {
            multipliers[c] = Mantissa(channels[c], shift, range);
            offsets[c] = Offset(channels[c], multipliers[c], shift, minimum, maximum);
        }

        shift -= DropCommonTwos(multipliers, offsets, shift);
        return new(
            Constant<int>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(multipliers)),
            Constant<long>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(offsets)),
            shift,
            minimum,
            maximum);
    }

    /// <summary>The largest shift at which a multiplier still fits a signed mantissa; 0 if it fits at none.</summary>
    public static int LargestShift(double multiplier, int mantissaBits)
    {
        var (shift, largest) = (0, (1 << (mantissaBits - 1)) - 1);
        while (shift < MostShift && Math.Floor((multiplier * (1L << (shift + 1))) + 0.5) <= largest)
            shift++;
        return multiplier > 0 ? shift : 0;
    }

    /// <summary>
    /// One shift for the layer. The largest multiplier decides it, of those whose output visibly varies: a channel dead in training
    /// (variance 0) may have a multiplier hundreds of times the others', and would leave them a bit or two. Should a live channel be that
    /// far out of line, the shift grows until the median channel has its least bits, and the outlier's mantissa beyond 8 bits with it.
    /// </summary>
    private static int ShiftFor(ReadOnlySpan<ChannelScale> channels, double range)
    {
        var (all, visible) = (new List<double>(channels.Length), new List<double>(channels.Length));
        foreach (var channel in channels)
        {
            var magnitude = Math.Abs(channel.Multiplier);
            all.Add(magnitude);
            if (channel.OutputDeviation > range * Visible)
                visible.Add(magnitude);
        }

        var deciding = visible.Count > 0 ? visible : all;
        deciding.Sort();
        var median = deciding[(deciding.Count - 1) / 2];
        return Math.Max(LargestShift(deciding[deciding.Count - 1], MantissaBits), LargestShift(median, LeastMedianBits));
    }

    private static int Mantissa(ChannelScale channel, int shift, double range)
    {
        var magnitude = Math.Floor((Math.Abs(channel.Multiplier) * (1L << shift)) + 0.5);
        var isConstant = channel.OutputDeviation <= range * Visible;
        var largest = isConstant && shift > 0 ? (1 << (MantissaBits - 1)) - 1 : MostMantissa;
        var mantissa = (int)Math.Min(magnitude, largest);
        return channel.Multiplier < 0 ? -mantissa : mantissa;
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

    /// <summary>Even multipliers share a factor with the shift: <c>(2 k + b) >> s</c> is <c>(k + (b >> 1)) >> (s - 1)</c>, always.</summary>
    /// <returns>How many factors were dropped, at most <paramref name="shift"/>.</returns>
    private static int DropCommonTwos(int[] multipliers, long[] offsets, int shift)
    {
        var dropped = 0;
        while (dropped < shift && Array.TrueForAll(multipliers, m => m % 2 == 0))
        {
            for (var c = 0; c < multipliers.Length; c++)
                (multipliers[c], offsets[c]) = (multipliers[c] / 2, offsets[c] >> 1);
            dropped++;
        }

        return dropped;
    }
}
