using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Weight scales such that the whole multiplier, norm and all scales, is one that a coarse form has: a power of two, or a mantissa of
/// few bits. Rounding the multiplier then changes nothing, and what it would have done to the norm, codes of the right scale make good.
/// </summary>
/// <param name="Form">The multiplier's.</param>
/// <param name="Gains">What a channel's weight scale is multiplied by in its multiplier; 0 for a channel that cannot vary.</param>
/// <param name="IsVisible">Whether each channel's output varies.</param>
internal sealed record ExactProducts(MultiplierForm Form, EquatableArray<double> Gains, EquatableArray<bool> IsVisible) : ScaleRule
{
    /// <summary>From so many bits on a mantissa's rounding costs less than another weight scale would.</summary>
    private const int FineBits = 8;

    /// <summary>Whether multipliers of a form are worth it.</summary>
    public static bool Serve(MultiplierForm form) => form is MultiplierForm.PowerOfTwo or MultiplierForm.Mantissa { Bits: < FineBits };

    public static ExactProducts Of(WeightedNode node, MultiplierForm form, double inputScale, SumStatistics sum)
    {
        var (grid, outputs) = (node.Quantization!, Enumerable.Range(0, node.Outputs));
        var minimum = node.Activation == Activation.Relu ? grid.ZeroPoint : grid.Minimum;
        double StepsOf(int output) => Math.Abs(node.Normalization is { } norm ? CenteredNorm.Of(norm, output).Scale : 1) / grid.Scale;
        return new(
            form,
            outputs.Select(o => StepsOf(o) * inputScale).ToEquatableArray(),
            outputs.Select(o => ChannelScale.IsVisible(StepsOf(o) * sum.DeviationOf(node, o), minimum, grid.Maximum)).ToEquatableArray());
    }

    public override ScaleMantissas? Quantize(double[] scales, Func<int, double, double> errorOf)
    {
        var unit = Binary.Power(-MergedScales.ShiftOf([.. scales.Select((scale, o) => scale * Gains[o])], [.. IsVisible], Form));
        for (var o = 0; o < scales.Length; o++)
        {
            var gain = Gains[o];
            if (scales[o] == 0 || gain == 0)
                continue;
            var (below, above) = Around(ChannelScale.Bound(scales[o] * gain), unit);
            var product = errorOf(o, above / gain) < errorOf(o, below / gain) ? above : below;
            scales[o] = ChannelScale.Bound(product / gain);
        }

        return null;
    }

    /// <summary>The multipliers of the form on both sides of a real one; not 0, which would silence the channel.</summary>
    private (double Below, double Above) Around(double product, double unit)
    {
        if (Form is not MultiplierForm.Mantissa { Bits: var bits })
            return (Binary.Power(Binary.Exponent(product)), Binary.Power(Binary.Exponent(product) + 1));
        var mantissa = Math.Max(1, Math.Floor(product / unit));
        return (mantissa * unit, (mantissa >= (1 << (bits - 1)) - 1 ? mantissa : mantissa + 1) * unit);
    }
}
