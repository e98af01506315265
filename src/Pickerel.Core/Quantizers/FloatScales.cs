using System;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>A norm that is not quantized: all scales of a channel in one float factor and one float offset, executed as a float island.</summary>
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

    private static float ToFloat(double value) => (float)Math.Max(-float.MaxValue, Math.Min(value, float.MaxValue));
}
