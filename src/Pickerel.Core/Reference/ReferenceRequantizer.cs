using System;
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
        _ => throw new NotSupportedException($"There is no requantizer {requantizer.GetType().Name}."),
    };

    /// <summary>Every operation is cast, so that no runtime keeps more than 32 bits of it.</summary>
    private static int Apply(FloatRequantization island, float scale, float offset, long accumulator)
    {
        var sum = (float)(double)accumulator;
        var product = (float)(sum * scale);
        var real = (float)(product + offset);
        var rounded = Math.Floor((float)(real + 0.5f));
        return rounded < island.Minimum ? island.Minimum : rounded > island.Maximum ? island.Maximum : (int)rounded;
    }

    private static int Clamp(long value, Requantization step) =>
        value < step.Minimum ? step.Minimum : value > step.Maximum ? step.Maximum : (int)value;
}
