using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Weight scales such that the whole multiplier, norm and all scales, is a power of two: what rounding it to a shift would do to the norm, codes
/// of the right scale make good.
/// </summary>
/// <param name="Gains">What a channel's weight scale is multiplied by in its multiplier; 0 for a channel that cannot vary.</param>
internal sealed record PowerOfTwoProducts(EquatableArray<double> Gains) : ScaleRule
{
    public static PowerOfTwoProducts Of(WeightedNode node, double inputScale) => new(Enumerable.Range(0, node.Outputs)
        .Select(o => Math.Abs(node.Normalization is { } norm ? CenteredNorm.Of(norm, o).Scale : 1) * inputScale / node.Quantization!.Scale)
        .ToEquatableArray());

    public override ScaleMantissas? Quantize(double[] scales, Func<int, double, double> errorOf)
    {
        for (var o = 0; o < scales.Length; o++)
        {
            var gain = Gains[o];
            if (scales[o] > 0 && gain > 0)
                scales[o] = ChannelScale.Bound(Binary.Power(BetterExponent(scales[o] * gain, product => errorOf(o, product / gain))) / gain);
        }

        return null;
    }
}
