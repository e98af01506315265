using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// <c>y = Values[c][x - least]</c>: any function of one integer, c the channel (or 0 for one table for all), least the least integer
/// of the input's grid.
/// </summary>
public sealed record IntegerTableNode : Node
{
    /// <summary>Gets the outputs, [1 or channels][integers of the input's grid], on the output's grid.</summary>
    public required Constant<int> Values { get; init; }

    public override string Kind => "integer_table";

    public int ValueOf(int channel, int index) => Values[((Values.Dimensions[0] == 1 ? 0 : channel) * Values.Dimensions[1]) + index];
}

/// <summary><c>acc = Left[x0 - least0] + Right[x1 - least1]</c>, then the requantizer: any sum of functions of two tensors of one shape.</summary>
public sealed record IntegerTableSumNode : RequantizedNode
{
    /// <summary>Gets what each integer of the first input adds, [integers of its grid].</summary>
    public required Constant<int> Left { get; init; }

    /// <summary>Gets what each integer of the second input adds, [integers of its grid].</summary>
    public required Constant<int> Right { get; init; }

    public override string Kind => "integer_table_sum";
}

/// <summary>
/// <c>acc = (x0 - zero0) * (x1 - zero1)</c>, then the requantizer. The second input has the shape of the first, or is one pixel that
/// every pixel is multiplied by, or one element.
/// </summary>
public sealed record IntegerMultiplyNode : RequantizedNode
{
    public override string Kind => "integer_multiply";
}

/// <summary>
/// Softmax over the channels of each pixel: <c>clamp(zero + roundHalfUp(e(x) * Levels / sum of e))</c> with
/// <c>e(x) = Exponentials[greatest x of the pixel - x]</c>.
/// </summary>
public sealed record IntegerSoftmaxNode : Node
{
    /// <summary>Gets exp(-d * scale) in fixed point for each difference d, [integers of the input's grid]; the first is the greatest, and positive.</summary>
    public required Constant<int> Exponentials { get; init; }

    /// <summary>Gets the output's steps from 0 to 1.</summary>
    public required int Levels { get; init; }

    public override string Kind => "integer_softmax";
}
