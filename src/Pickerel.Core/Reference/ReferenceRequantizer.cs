using System;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>Applies a requantizer to one accumulator: its definition, executed.</summary>
public static class ReferenceRequantizer
{
    /// <summary>The output of a channel for an accumulator.</summary>
    public static int Apply(Requantizer requantizer, int channel, long accumulator) => requantizer switch
    {
        Requantization step => Clamp(checked((accumulator * step.MultiplierOf(channel)) + step.OffsetOf(channel)) >> step.Shift, step),
        FloatRequantization island => Apply(island, island.ScaleOf(channel), island.OffsetOf(channel), accumulator),
        FloatSlopeRequantization island => Apply(island, channel, accumulator),
        TwoSlopeRequantization slopes => Apply(slopes, channel, accumulator),
        ThresholdRequantization thresholds => Apply(thresholds, channel, accumulator),
        TfLiteRequantization step => Apply(step, channel, accumulator),
        ExactRequantization fraction => Apply(fraction, channel, accumulator),
        _ => throw new NotSupportedException($"There is no requantizer {requantizer.GetType().Name}."),
    };

    /// <summary>Every operation is cast, so that no runtime keeps more than 32 bits of it.</summary>
    private static int Apply(FloatRequantization island, float scale, float offset, long accumulator)
    {
        var sum = (float)(double)accumulator;
        var product = (float)(sum * scale);
        var real = (float)(product + offset);
        return HalfUp(real, island);
    }

    private static int Apply(FloatSlopeRequantization island, int channel, long accumulator)
    {
        var sum = (float)(double)accumulator;
        var product = (float)(sum * island.Scales.OfChannel(channel));
        var fromKnee = (float)(product + island.Offsets.OfChannel(channel));
        var bent = fromKnee < 0 ? (float)(fromKnee * island.Slopes.OfChannel(channel)) : fromKnee;
        var real = (float)(bent + island.Rests.OfChannel(channel));
        return HalfUp(real, island);
    }

    /// <summary>The output where both slopes of a channel meet, whether or not a sum meets it exactly.</summary>
    public static int AtKnee(FloatSlopeRequantization island, int channel) => HalfUp(island.Rests.OfChannel(channel), island);

    private static int HalfUp(float real, Requantizer step)
    {
        var rounded = Math.Floor((float)(real + 0.5f));
        return rounded < step.Minimum ? step.Minimum : rounded > step.Maximum ? step.Maximum : (int)rounded;
    }

    private static int Apply(TwoSlopeRequantization step, int channel, long accumulator)
    {
        var (m, b) = accumulator < step.Knees.OfChannel(channel)
            ? (step.LowerMultipliers.OfChannel(channel), step.LowerOffsets.OfChannel(channel))
            : (step.Multipliers.OfChannel(channel), step.Offsets.OfChannel(channel));
        return Clamp(checked((accumulator * m) + b) >> step.Shift, step);
    }

    private static int Apply(ThresholdRequantization step, int channel, long accumulator)
    {
        var count = 0;
        foreach (var threshold in step.ThresholdsOf(channel))
        {
            if (threshold <= accumulator && threshold != long.MaxValue)
                count++;
        }

        return checked(step.FirstOf(channel) + (step.StepOf(channel) * count));
    }

    private static int Apply(TfLiteRequantization step, int channel, long accumulator)
    {
        var sum = checked(accumulator + step.Biases.OfChannel(channel));
        var scaled = TfLiteArithmetic.Multiply(sum, step.Multipliers.OfChannel(channel), step.Shifts.OfChannel(channel), step.Rounding);
        return Clamp(checked(scaled + step.ZeroPoint), step);
    }

    private static int Apply(ExactRequantization step, int channel, long accumulator)
    {
        var numerator = ((BigInteger)accumulator + step.Biases.OfChannel(channel)) * step.Numerators.OfChannel(channel) * (BigInteger.One << Math.Max(step.Exponent, 0));
        var denominator = (BigInteger)step.Denominators.OfChannel(channel) * (BigInteger.One << Math.Max(-step.Exponent, 0));
        var rounded = step.RoundsZeroPoint
            ? Rounding.Divide(numerator + (step.ZeroPoint * denominator), denominator, step.Rounding)
            : Rounding.Divide(numerator, denominator, step.Rounding) + step.ZeroPoint;
        return rounded < step.Minimum ? step.Minimum : rounded > step.Maximum ? step.Maximum : (int)rounded;
    }

    private static int Clamp(long value, Requantizer step) =>
        value < step.Minimum ? step.Minimum : value > step.Maximum ? step.Maximum : (int)value;
}
