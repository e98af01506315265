namespace Pickerel.Core.Declaration;

/// <summary>The activations beside ReLU.</summary>
public enum ActivationKind
{
    Relu6,
    ClippedRelu,
    LeakyRelu,
    PRelu,
    RPRelu,
    HardSigmoid,
    HardSwish,
    Sigmoid,
    Tanh,
    Swish,
    Gelu,
    Sign,
    Softmax,
}

/// <summary>An activation other than <c>[ReLU]</c>.</summary>
public sealed record ActivationDeclaration : LayerDeclaration
{
    public required ActivationKind Kind { get; init; }

    /// <summary>Gets the upper end of <see cref="ActivationKind.ClippedRelu"/>.</summary>
    public double Maximum { get; init; } = 6;

    /// <summary>Gets the slope of <see cref="ActivationKind.LeakyRelu"/> below 0.</summary>
    public double Slope { get; init; } = 0.01;

    /// <summary>Gets whether slopes, shifts and offsets are quantized.</summary>
    public bool Quantized { get; init; } = true;

    public override string Stem => Kind switch
    {
        ActivationKind.Relu6 => "relu6_",
        ActivationKind.ClippedRelu => "clippedrelu",
        ActivationKind.LeakyRelu => "leakyrelu",
        ActivationKind.PRelu => "prelu",
        ActivationKind.RPRelu => "rprelu",
        ActivationKind.HardSigmoid => "hardsigmoid",
        ActivationKind.HardSwish => "hardswish",
        ActivationKind.Sigmoid => "sigmoid",
        ActivationKind.Tanh => "tanh",
        ActivationKind.Swish => "swish",
        ActivationKind.Gelu => "gelu",
        ActivationKind.Sign => "sign",
        _ => "softmax",
    };
}
