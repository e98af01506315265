using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// The step from an accumulator to the output's integer: monotone in each channel, so that its thresholds say all of it
/// (<see cref="Reference.Thresholds"/>). Only those with two slopes need not be.
/// </summary>
/// <param name="Minimum">The least output, on the output's grid; a ReLU raises it to the zero point.</param>
/// <param name="Maximum">The greatest output.</param>
public abstract record Requantizer(int Minimum, int Maximum)
{
    /// <summary>Gets whether it computes in floating point, because the user asked for that.</summary>
    public virtual bool IsFloatIsland => false;
}

/// <summary>
/// Multiply and shift, <c>clamp((acc * m[c] + b[c]) >> s, Minimum, Maximum)</c>. One multiplier and offset a channel (or one for
/// all), one shift; the half for rounding is inside b, none when s = 0.
/// </summary>
public sealed record Requantization(Constant<int> Multipliers, Constant<long> Offsets, int Shift, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum)
{
    public int MultiplierOf(int channel) => Multipliers.OfChannel(channel);

    public long OffsetOf(int channel) => Offsets.OfChannel(channel);
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
    public override bool IsFloatIsland => true;

    public float ScaleOf(int channel) => Scales.OfChannel(channel);

    public float OffsetOf(int channel) => Offsets.OfChannel(channel);
}

/// <summary>
/// A float island with a knee, <c>clamp(floor(fl(fl((d &lt; 0 ? fl(d * slope[c]) : d) + rest[c]) + 0.5)), Minimum, Maximum)</c> with
/// <c>d = fl(fl(fl(acc) * scale[c]) + offset[c])</c>: what a PReLU with unquantized parameters executes. Roundings are those of
/// <see cref="FloatRequantization"/>. Monotone unless a slope is negative.
/// </summary>
/// <remarks>
/// Scales are within ±2^72 and offsets within ±2^125, and accumulators within ±2^53, so that d is finite and its product with a slope may be
/// infinite, but never NaN.
/// </remarks>
/// <param name="Scales">Output steps per accumulator step; as all constants here one a channel, or one for all.</param>
/// <param name="Offsets">Output steps from the knee to the accumulator 0.</param>
/// <param name="Slopes">Below the knee.</param>
/// <param name="Rests">Output steps at the knee, the output's zero point included.</param>
/// <param name="Minimum">The least output.</param>
/// <param name="Maximum">The greatest output.</param>
public sealed record FloatSlopeRequantization(Constant<float> Scales, Constant<float> Offsets, Constant<float> Slopes, Constant<float> Rests, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum)
{
    /// <summary>The greatest scale and the greatest offset, whatever their sign.</summary>
    public const float MostScale = 4722366482869645213696f, MostOffset = 42535295865117307932921825928971026432f;

    public override bool IsFloatIsland => true;
}

/// <summary>
/// Two slopes with a knee, <c>clamp((acc &lt; knee[c] ? acc * lm[c] + lb[c] : acc * m[c] + b[c]) >> s, Minimum, Maximum)</c>: PReLU
/// and its shifted forms. Monotone unless the slopes differ in sign.
/// </summary>
/// <param name="Knees">The least accumulator of the upper slope; as all constants here one a channel, or one for all.</param>
/// <param name="LowerMultipliers">Of accumulators below the knee.</param>
/// <param name="LowerOffsets">Of accumulators below the knee, the half for rounding included.</param>
/// <param name="Multipliers">From the knee on.</param>
/// <param name="Offsets">From the knee on, the half for rounding included.</param>
/// <param name="Shift">0 to 62.</param>
/// <param name="Minimum">The least output.</param>
/// <param name="Maximum">The greatest output.</param>
public sealed record TwoSlopeRequantization(
    Constant<long> Knees, Constant<int> LowerMultipliers, Constant<long> LowerOffsets, Constant<int> Multipliers, Constant<long> Offsets, int Shift, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum);

/// <summary>
/// Thresholds, <c>First[c] + Step[c] * (how many of the channel's thresholds are at most acc)</c>: any monotone step. A step of -1
/// descends; a step of 2 from -1 with one threshold gives the bipolar -1 and 1.
/// </summary>
/// <param name="Values">The thresholds, [1 or channels][count], ascending; equal ones skip outputs, and those of <see cref="long.MaxValue"/> are never reached.</param>
/// <param name="Firsts">The output below all thresholds, one a channel, or one for all.</param>
/// <param name="Steps">What each threshold adds, not 0; as many.</param>
/// <param name="Minimum">The least output that any count gives.</param>
/// <param name="Maximum">The greatest output that any count gives.</param>
public sealed record ThresholdRequantization(Constant<long> Values, Constant<int> Firsts, Constant<int> Steps, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum)
{
    /// <summary>Gets the thresholds of a channel.</summary>
    public int Count => Values.Dimensions[1];

    public System.ReadOnlySpan<long> ThresholdsOf(int channel) => Values.Values.Slice((Values.Dimensions[0] == 1 ? 0 : channel) * Count, Count);

    public int FirstOf(int channel) => Firsts.OfChannel(channel);

    public int StepOf(int channel) => Steps.OfChannel(channel);
}

/// <summary>The roundings of TensorFlow Lite's kernels.</summary>
public enum TfLiteRounding
{
    /// <summary>A saturating doubling high multiply that rounds, then a right shift that rounds half away from zero (TFLM's reference kernels, CMSIS-NN).</summary>
    Double,

    /// <summary>One 64-bit product, shifted right once, rounded half up.</summary>
    Single,

    /// <summary>The multiplier reduced to 16 bits, one product, rounded half up: 16-bit activations with 64-bit sums.</summary>
    Word,
}

/// <summary>
/// TensorFlow Lite's requantization, <c>clamp(zero + scaled(acc + bias[c]), Minimum, Maximum)</c>, where scaled multiplies by
/// <c>multiplier[c] * 2^(shift[c] - 31)</c> with the rounding named (<see cref="Reference.TfLiteArithmetic"/>).
/// </summary>
/// <param name="Biases">Added to the sum; as all constants here one a channel, or one for all.</param>
/// <param name="Multipliers">Not negative; from 2^30, as a rule, or 0.</param>
/// <param name="Shifts">To the left; negative to the right; -31 to 30.</param>
/// <param name="Rounding">How the product is rounded.</param>
/// <param name="ZeroPoint">Of the output.</param>
/// <param name="Minimum">The least output.</param>
/// <param name="Maximum">The greatest output.</param>
public sealed record TfLiteRequantization(
    Constant<long> Biases, Constant<int> Multipliers, Constant<int> Shifts, TfLiteRounding Rounding, int ZeroPoint, int Minimum, int Maximum)
    : Requantizer(Minimum, Maximum);

/// <summary>How an exact quotient becomes an integer.</summary>
public enum RoundingMode
{
    HalfEven,
    HalfUp,
    HalfAway,
    Floor,
    Ceiling,
    TowardZero,
}

/// <summary>
/// A requantization by an exact fraction, rounded once: <c>clamp(zero + round((acc + bias[c]) * n[c] * 2^e / d[c]), Minimum, Maximum)</c>
/// (ONNX), or with the zero point inside the rounding (QONNX), which differs at ties.
/// </summary>
/// <param name="Biases">Added to the sum; as all constants here one a channel, or one for all.</param>
/// <param name="Numerators">Of any sign.</param>
/// <param name="Denominators">Positive.</param>
/// <param name="Exponent">One a layer; of either sign.</param>
/// <param name="Rounding">Of the quotient.</param>
/// <param name="ZeroPoint">Of the output.</param>
/// <param name="RoundsZeroPoint">Whether the zero point is added before the rounding.</param>
/// <param name="Minimum">The least output.</param>
/// <param name="Maximum">The greatest output.</param>
public sealed record ExactRequantization(
    Constant<long> Biases,
    Constant<long> Numerators,
    Constant<long> Denominators,
    int Exponent,
    RoundingMode Rounding,
    int ZeroPoint,
    bool RoundsZeroPoint,
    int Minimum,
    int Maximum)
    : Requantizer(Minimum, Maximum);
