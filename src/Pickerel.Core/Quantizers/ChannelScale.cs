using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// What one output channel's requantizer approximates: <c>output steps = Multiplier * (acc - Center) + Value</c>. Written around a
/// center because the multiplier will be rounded: whatever it becomes, the accumulator at the center still gives the value.
/// </summary>
/// <param name="Multiplier">Output steps per step of the accumulator: all scales of the channel and its norm in one.</param>
/// <param name="Center">An accumulator, the expected one where that is known.</param>
/// <param name="Value">The output at the center, in output steps, not rounded.</param>
/// <param name="Deviation">How far accumulators are expected from the center (a standard deviation).</param>
/// <param name="Range">The accumulator's proved range.</param>
internal readonly record struct ChannelScale(double Multiplier, double Center, double Value, double Deviation, IntegerRange Range)
{
    /// <summary>Products of scales are kept between this and its inverse, far outside any real network and well inside a double's range.</summary>
    private const double Tiny = 1e-100;

    /// <summary>A channel whose output strays by less than this part of the range is constant, as far as anybody can see.</summary>
    private const double Visible = 1.0 / 512;

    /// <summary>Gets the expected deviation of the output, in output steps.</summary>
    public double OutputDeviation => Math.Abs(Multiplier) * Deviation;

    /// <summary>Whether the output can be seen to vary within a range of output steps.</summary>
    public bool IsVisible(int minimum, int maximum) => IsVisible(OutputDeviation, minimum, maximum);

    /// <summary>Whether a deviation can be seen within a range of output steps.</summary>
    public static bool IsVisible(double deviation, int minimum, int maximum) => deviation > ((double)maximum - minimum) * Visible;

    /// <summary>Keeps a positive product of scales within the range of ordinary numbers.</summary>
    public static double Bound(double scale) => Math.Max(Tiny, Math.Min(scale, 1 / Tiny));

    /// <summary>Describes <c>real = norm(sumScale * acc + bias)</c> on an output grid.</summary>
    /// <param name="norm">The channel's norm, or the identity seen from the expected sum.</param>
    /// <param name="sumScale">The real value of one accumulator step.</param>
    /// <param name="bias">The bias in front of the norm.</param>
    /// <param name="deviation">The sum's expected deviation, real.</param>
    /// <param name="range">The accumulator's proved range.</param>
    /// <param name="grid">The output's grid.</param>
    public static ChannelScale Of(CenteredNorm norm, double sumScale, double bias, double deviation, IntegerRange range, Quantization grid)
    {
        sumScale = Bound(sumScale);
        var multiplier = norm.Scale / grid.Scale * sumScale;
        multiplier = Math.Max(-1 / Tiny, Math.Min(multiplier, 1 / Tiny));
        var scale = new ChannelScale(
            multiplier, (norm.Mean - bias) / sumScale, (norm.Value / grid.Scale) + grid.ZeroPoint, deviation / sumScale, range);
        return scale.Recenter();
    }

    /// <summary>
    /// Moves the center into the proved range: a mean outside it belongs to no sum this channel can have (an all-zero filter's is 0),
    /// and rounding the multiplier about it would shift every output. A channel that cannot vary keeps only its value.
    /// </summary>
    private ChannelScale Recenter()
    {
        var center = Math.Max(Range.Minimum, Math.Min(Center, Range.Maximum));
        var value = Value + (Multiplier * (center - Center));
        return this with { Center = center, Value = value, Multiplier = Range.Minimum == Range.Maximum ? 0 : Multiplier };
    }
}

/// <summary>A norm seen from its center: <c>y = Scale * (x - Mean) + Value</c>.</summary>
internal readonly record struct CenteredNorm(double Scale, double Mean, double Value)
{
    public static CenteredNorm Of(Normalization norm, int channel)
    {
        var spread = Math.Sqrt(norm.Variance[channel] + norm.Epsilon);
        return new(norm.Gamma[channel] / Math.Max(spread, 1e-150), norm.Mean[channel], norm.Beta[channel]);
    }

    /// <summary>No norm: the identity, seen from where its argument is expected.</summary>
    public static CenteredNorm Identity(double expected) => new(1, expected, expected);
}
