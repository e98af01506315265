using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>How weight scales are quantized before codes are computed with them.</summary>
internal abstract record ScaleRule
{
    /// <summary>Quantizes in place; 0 is the scale of an all-zero filter, which may become anything.</summary>
    /// <param name="scales">One a channel.</param>
    /// <param name="errorOf">The squared error of a channel at a scale.</param>
    /// <returns>The scales as integers where they are executed as such, else null.</returns>
    public abstract ScaleMantissas? Quantize(double[] scales, Func<int, double, double> errorOf);

    /// <summary>The rule for a node; null where scales are quantized with all others, merged.</summary>
    /// <param name="node">The node; its output's grid is known.</param>
    /// <param name="quantize">The network's quantization.</param>
    /// <param name="inputScale">The scale of the tensor it reads.</param>
    /// <param name="sum">What to expect of its sum.</param>
    public static ScaleRule? Of(WeightedNode node, QuantizeDeclaration quantize, double inputScale, SumStatistics sum)
    {
        var form = node.Multiplier ?? MergedScales.FormOf(quantize);
        if (form is MultiplierForm.PowerOfTwo || (quantize.ScaleQuantization == ScaleQuantizationKind.Merged && ExactProducts.Serve(form)))
            return ExactProducts.Of(node, form, inputScale, sum);
        return quantize.ScaleQuantization switch
        {
            ScaleQuantizationKind.Separate => new ScaleQuantizer(quantize.ScaleBits ?? ScaleQuantizer.DefaultBits, inputScale),
            ScaleQuantizationKind.PowerOfTwo => new ScaleQuantizer(Bits: null, inputScale),
            _ => null,
        };
    }

    /// <summary>Of the two powers of two around a positive number, the one that gives less error; the exponent.</summary>
    protected static int BetterExponent(double value, Func<double, double> errorOf)
    {
        var below = Binary.Exponent(ChannelScale.Bound(value));
        return errorOf(Binary.Power(below + 1)) < errorOf(Binary.Power(below)) ? below + 1 : below;
    }
}
