using System;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>What is not quantized: all scales of a channel in one float factor and one float offset, and slopes behind them, executed as a float island.</summary>
internal static class FloatScales
{
    /// <summary>Rounds the real factors and offsets of channels to float; beyond float's range they become its ends.</summary>
    public static FloatRequantization Of(ReadOnlySpan<ChannelScale> channels, int minimum, int maximum)
    {
        var (scales, offsets) = (new float[channels.Length], new float[channels.Length]);
        for (var c = 0; c < channels.Length; c++)
            (scales[c], offsets[c]) = (ToFloat(channels[c].Multiplier), ToFloat(channels[c].Value - (channels[c].Multiplier * channels[c].Center)));
        return new(
            Constant<float>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(scales)),
            Constant<float>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(offsets)),
            minimum,
            maximum);
    }

    /// <summary>Rounds the factors of channels, or of one for all, and the slope, shift and offset of a knee behind them to float.</summary>
    public static FloatSlopeRequantization Bend(ActivationCurve.PRelu curve, ReadOnlySpan<ChannelScale> channels, Quantization grid)
    {
        var count = Math.Max(channels.Length, curve.Slopes!.Count);
        var (scales, offsets, slopes, rests) = (new float[count], new float[count], new float[count], new float[count]);
        for (var c = 0; c < count; c++)
        {
            var (channel, knee) = (channels[channels.Length == 1 ? 0 : c], CurveStatistics.KneeOf(curve, c));
            scales[c] = ToFloat(channel.Multiplier, FloatSlopeRequantization.MostScale);
            offsets[c] = ToFloat(channel.Value - (channel.Multiplier * channel.Center) - grid.ZeroPoint - (knee.Shift / grid.Scale), FloatSlopeRequantization.MostOffset);
            (slopes[c], rests[c]) = (ToFloat(knee.Slope), ToFloat((knee.Offset / grid.Scale) + grid.ZeroPoint));
        }

        return new(Constant<float>.Vector([.. scales]), Constant<float>.Vector([.. offsets]), Constant<float>.Vector([.. slopes]), Constant<float>.Vector([.. rests]), grid.Minimum, grid.Maximum);
    }

    private static float ToFloat(double value, float most = float.MaxValue) => (float)Math.Max(-most, Math.Min(value, most));
}
