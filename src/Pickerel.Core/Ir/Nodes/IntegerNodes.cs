using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>The proved range of an integer, over all channels and all inputs on the grid.</summary>
public readonly record struct IntegerRange(long Minimum, long Maximum)
{
    public override string ToString() => $"[{Minimum}, {Maximum}]";
}

/// <summary>A node whose accumulators become outputs by a <see cref="Ir.Requantizer"/>.</summary>
public abstract record RequantizedNode : Node
{
    /// <summary>Gets the step from accumulator to output.</summary>
    public Requantizer Requantizer { get; init; } = null!;

    /// <summary>Gets the step as multiply and shift; a float island has none.</summary>
    public Requantization Requantization
    {
        get => (Requantization)Requantizer;
        init => Requantizer = value;
    }
}

/// <summary>A node with integer weights: <c>acc = sum of (x - zero) * w</c>, then the requantizer.</summary>
public abstract record IntegerWeightedNode : RequantizedNode
{
    /// <summary>Gets the weight codes, laid out as in <see cref="WeightedNode.Weights"/>.</summary>
    public required Constant<short> Weights { get; init; }

    /// <summary>
    /// Gets the bits of a weight code as a plain integer, 1 to 8 or 16: all codes lie within ±(2^(bits-1)-1), or are -1 or 1 at one bit.
    /// Kernels pack by it; see <see cref="WeightGrids"/> for the bits that tell codes apart.
    /// </summary>
    public required int WeightBits { get; init; }

    /// <summary>Gets the grid of all codes, or of each output channel's; empty for every integer of <see cref="WeightBits"/>.</summary>
    public EquatableArray<CodeGrid> WeightGrids { get; init; }

    /// <summary>Gets the scale of each output channel's codes, for reports; the arithmetic does not use it.</summary>
    public required Constant<double> WeightScales { get; init; }

    /// <summary>Gets the accumulator's proved range; set by <c>InferAccumulators</c>.</summary>
    public IntegerRange Accumulator { get; init; }

    /// <summary>Gets whether some code does not fit a byte.</summary>
    public bool HasWideWeights => WeightBits > 8;

    /// <summary>The bits that tell an output channel's codes apart: what a weight counts in a model's size.</summary>
    public int BitsOf(int output) => WeightGrids.IsEmpty ? WeightBits : WeightGrids[WeightGrids.Count == 1 ? 0 : output].Bits;
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

/// <summary>A change of grid, with or without a norm: <c>acc = x - zero</c>, then the requantizer.</summary>
public sealed record IntegerAffineNode : RequantizedNode
{
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

/// <summary>How a pool's mean becomes an integer.</summary>
public enum PoolRounding
{
    /// <summary>Half up, after a change of grid.</summary>
    HalfUp,

    /// <summary>Half away from zero, of the integers themselves: <c>round(sum of x / count)</c>, as TensorFlow Lite does.</summary>
    HalfAwayFromZero,
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

    /// <summary>Gets how the mean is rounded. Half away from zero there is no change of grid, and padding does not count.</summary>
    public PoolRounding Rounding { get; init; }

    public override string Kind => "integer_average_pool";
}
