using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// Softmax over the channels of each pixel as TensorFlow Lite's reference kernel computes it in 32-bit fixed point
/// (<see cref="Reference.TfLiteSoftmax"/>), to 8 or 16 bits.
/// </summary>
public sealed record TfLiteSoftmaxNode : Node
{
    /// <summary>Gets exp(-d * beta * scale) for each difference d to the greatest element, without integer bits, [2^bits of the input]; 0 where the kernel leaves it out.</summary>
    public required Constant<int> Exponentials { get; init; }

    public override string Kind => "tflite_softmax";
}
