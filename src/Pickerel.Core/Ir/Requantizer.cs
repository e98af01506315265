using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// The step from an accumulator to the output's integer: monotone in each channel, so that its thresholds say all of it
/// (<see cref="Reference.Thresholds"/>).
/// </summary>
/// <param name="Minimum">The least output, on the output's grid; a ReLU raises it to the zero point.</param>
/// <param name="Maximum">The greatest output.</param>
public abstract record Requantizer(int Minimum, int Maximum);

/// <summary>
/// Multiply and shift, <c>clamp((acc * m[c] + b[c]) >> s, Minimum, Maximum)</c>. One multiplier and offset a channel (or one for
/// all), one shift; the half for rounding is inside b, none when s = 0.
/// </summary>
public sealed record Requantization(Constant<int> Multipliers, Constant<long> Offsets, int Shift, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum)
{
    public int MultiplierOf(int channel) => Multipliers[Multipliers.Count == 1 ? 0 : channel];

    public long OffsetOf(int channel) => Offsets[Offsets.Count == 1 ? 0 : channel];
}

/// <summary>
/// A float island, <c>clamp(floor(fl(fl(fl(fl(acc) * scale[c]) + offset[c]) + 0.5)), Minimum, Maximum)</c>: what an unquantized norm
/// executes. Each fl rounds to IEEE 754 binary32, to nearest, ties to even; the clamp comes before the conversion to an integer.
/// </summary>
/// <remarks>
/// Scales and offsets are finite, and accumulators within ±2^53, so that conversion by way of a double rounds once. The product may
/// be infinite and the clamp takes care of it; nothing is ever NaN, since only a finite offset is added. Rounding is monotone, and
/// so is the step.
/// </remarks>
/// <param name="Scales">Output steps per accumulator step, one a channel, or one for all.</param>
/// <param name="Offsets">Output steps, the output's zero point included; as many.</param>
/// <param name="Minimum">The least output.</param>
/// <param name="Maximum">The greatest output.</param>
public sealed record FloatRequantization(Constant<float> Scales, Constant<float> Offsets, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum)
{
    public float ScaleOf(int channel) => Scales[Scales.Count == 1 ? 0 : channel];

    public float OffsetOf(int channel) => Offsets[Offsets.Count == 1 ? 0 : channel];
}
