using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// The step function from accumulator to output: <c>clamp((acc * m[c] + b[c]) >> s, Minimum, Maximum)</c>. One multiplier and
/// offset a channel (or one for all), one shift; the half for rounding is inside b, none when s = 0.
/// Minimum and maximum are on the output's grid; a ReLU raises the minimum to its zero point.
/// </summary>
public sealed record Requantization(Constant<int> Multipliers, Constant<long> Offsets, int Shift, int Minimum, int Maximum)
{
    public int MultiplierOf(int channel) => Multipliers[Multipliers.Count == 1 ? 0 : channel];

    public long OffsetOf(int channel) => Offsets[Offsets.Count == 1 ? 0 : channel];
}

/// <summary>The proved range of an integer, over all channels and all inputs on the grid.</summary>
public readonly record struct IntegerRange(long Minimum, long Maximum)
{
    public override string ToString() => $"[{Minimum}, {Maximum}]";
}

/// <summary>A node with integer weights: <c>acc = sum of (x - zero) * w</c>, then <see cref="Requantization"/>.</summary>
public abstract record IntegerWeightedNode : Node
{
    /// <summary>Gets the weight codes, laid out as in <see cref="WeightedNode.Weights"/>.</summary>
    public required Constant<sbyte> Weights { get; init; }

    /// <summary>Gets the bits of a weight code, 1 to 8: all codes lie within ±(2^(bits-1)-1), or are -1 or 1 at one bit.</summary>
    public required int WeightBits { get; init; }

    /// <summary>Gets the scale of each output channel's codes, for reports; the arithmetic does not use it.</summary>
    public required Constant<double> WeightScales { get; init; }

    public required Requantization Requantization { get; init; }

    /// <summary>Gets the accumulator's proved range; set by <c>InferAccumulators</c>.</summary>
    public IntegerRange Accumulator { get; init; }
}

public sealed record IntegerConvolutionNode : IntegerWeightedNode
{
    public required ConvolutionKind Convolution { get; init; }

    public required int Groups { get; init; }

    public required Window Window { get; init; }

    /// <summary>Gets the value per input channel that padding holds, on the input's grid; empty for its zero point.</summary>
    public EquatableArray<int> PaddingValues { get; init; }

    public override string Kind => "integer_convolution";
}

public sealed record IntegerDenseNode : IntegerWeightedNode
{
    public override string Kind => "integer_dense";
}

/// <summary>A change of grid, with or without a norm: <c>acc = x - zero</c>, then <see cref="Requantization"/> per channel.</summary>
public sealed record IntegerAffineNode : Node
{
    public required Requantization Requantization { get; init; }

    public override string Kind => "integer_affine";
}

/// <summary><c>clamp(((x0 - zero0) * LeftMultiplier + (x1 - zero1) * RightMultiplier + Offset) >> Shift, Minimum, Maximum)</c>.</summary>
public sealed record IntegerAddNode : Node
{
    public required int LeftMultiplier { get; init; }

    public required int RightMultiplier { get; init; }

    public required long Offset { get; init; }

    public required int Shift { get; init; }

    public required int Minimum { get; init; }

    public required int Maximum { get; init; }

    public override string Kind => "integer_add";
}

/// <summary>
/// <c>clamp(zeroY + roundHalfUp(sum of (x - zeroX) * Numerator / (count * Denominator)))</c>: the scale's change is the exact
/// fraction Numerator / Denominator; count is the window's elements inside the input, or all of them if padding counts.
/// </summary>
public sealed record IntegerAveragePoolNode : Node
{
    public required Window Window { get; init; }

    public required bool CountIncludesPadding { get; init; }

    public required int Numerator { get; init; }

    public required int Denominator { get; init; }

    public override string Kind => "integer_average_pool";
}
