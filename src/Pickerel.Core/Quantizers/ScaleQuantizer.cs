using System;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Weight scales quantized on their own (Double Quantization, separate form): an unsigned mantissa of at least 1 a channel and one
/// exponent a layer, the largest scale's; or powers of two. The input's scale counts in: where it is a power of two, as all but
/// the network's input's are, that only moves the exponent.
/// </summary>
/// <param name="Bits">The mantissa's, 2 to 16; null for powers of two.</param>
/// <param name="InputScale">The scale of the tensor read.</param>
internal sealed record ScaleQuantizer(int? Bits, double InputScale) : ScaleRule
{
    public const int DefaultBits = 8;

    /// <summary>Powers of two further apart than this are held by no 16-bit multiplier: a smaller scale becomes the smallest that is.</summary>
    private const int MostExponent = 14;

    public override ScaleMantissas? Quantize(double[] scales, Func<int, double, double> errorOf)
    {
        double largest = 0;
        foreach (var scale in scales)
            largest = Math.Max(largest, scale * InputScale);
        largest = largest > 0 ? ChannelScale.Bound(largest) : 1;
        return Bits is { } bits ? ToMantissas(scales, largest, bits) : ToPowers(scales, largest, errorOf);
    }

    private ScaleMantissas ToMantissas(double[] scales, double largest, int bits)
    {
        var (shift, values) = (bits - 1 - Binary.Exponent(largest), new int[scales.Length]);
        if (Math.Floor((largest * Binary.Power(shift)) + 0.5) >= 1 << bits)
            shift--;
        for (var o = 0; o < scales.Length; o++)
            values[o] = (int)Math.Max(1, Math.Min(Math.Floor((scales[o] * InputScale * Binary.Power(shift)) + 0.5), (1 << bits) - 1));
        return Apply(scales, values, -shift);
    }

    private ScaleMantissas ToPowers(double[] scales, double largest, Func<int, double, double> errorOf)
    {
        var (least, values) = (Binary.Exponent(largest) + 1 - MostExponent, new int[scales.Length]);
        for (var o = 0; o < scales.Length; o++)
        {
            var exponent = scales[o] > 0 ? BetterExponent(scales[o] * InputScale, scale => errorOf(o, scale / InputScale)) : least;
            values[o] = 1 << (Math.Max(least, exponent) - least);
        }

        return Apply(scales, values, least);
    }

    private ScaleMantissas Apply(double[] scales, int[] values, int exponent)
    {
        for (var o = 0; o < scales.Length; o++)
            scales[o] = values[o] * Binary.Power(exponent) / InputScale;
        return new(Constant<int>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(values)), exponent);
    }
}
