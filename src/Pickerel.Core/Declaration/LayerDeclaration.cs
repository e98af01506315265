using Pickerel.Core.Ir;

namespace Pickerel.Core.Declaration;

/// <summary>One layer attribute, as written. Sizes are unchecked here: <c>InferShapes</c> checks them.</summary>
public abstract record LayerDeclaration
{
    /// <summary>Gets the name given, or null for kind and ordinal (<c>conv1</c>).</summary>
    public string? Name { get; init; }

    /// <summary>Gets the name of the layer whose output this one reads, or null for the layer above.</summary>
    public string? From { get; init; }

    /// <summary>Gets the bits of this layer's output, or null for the network's.</summary>
    public int? ActivationBits { get; init; }

    /// <summary>Gets whether the network returns this layer's output; it always returns the last's.</summary>
    public bool IsOutput { get; init; }

    /// <summary>Gets the stem of default names and the attribute's kind in messages: <c>conv</c>, <c>bn</c>, <c>dw</c> …</summary>
    public abstract string Stem { get; }
}

/// <summary>How a window's border is filled.</summary>
public enum PaddingMode
{
    /// <summary>Output is ceil(input / stride); an odd total puts the larger half below and right (TensorFlow, Keras).</summary>
    Same,

    /// <summary>dilation * (kernel - 1) / 2 on both sides whatever the stride (PyTorch's <c>padding=k//2</c>); an even extent puts the larger half below and right.</summary>
    SameTorch,

    /// <summary>No border.</summary>
    Valid,

    /// <summary>The four amounts given.</summary>
    Explicit,
}

/// <summary>Kernel, stride, dilation and padding as declared.</summary>
public sealed record WindowDeclaration
{
    public int KernelHeight { get; init; } = 1;

    public int KernelWidth { get; init; } = 1;

    public int StrideHeight { get; init; } = 1;

    public int StrideWidth { get; init; } = 1;

    public int DilationHeight { get; init; } = 1;

    public int DilationWidth { get; init; } = 1;

    public PaddingMode Padding { get; init; }

    /// <summary>Gets the amounts of <see cref="PaddingMode.Explicit"/>.</summary>
    public Margins Margins { get; init; }
}

/// <summary><c>[Conv2D]</c>, <c>[DepthwiseConv2D]</c> or <c>[PointwiseConv2D]</c>.</summary>
public sealed record ConvolutionDeclaration : LayerDeclaration
{
    public required ConvolutionKind Kind { get; init; }

    /// <summary>Gets the output channels; 0 for depthwise, whose output is input channels times <see cref="DepthMultiplier"/>.</summary>
    public int Filters { get; init; }

    public int DepthMultiplier { get; init; } = 1;

    public int Groups { get; init; } = 1;

    public required WindowDeclaration Window { get; init; }

    /// <summary>Gets whether there is a bias; null means required, except before a batch norm, where it is read if present.</summary>
    public bool? Bias { get; init; }

    /// <summary>Gets the bits of this layer's weights, or null for the network's.</summary>
    public int? WeightBits { get; init; }

    /// <summary>Gets the grid of this layer's weights, or null for the network's.</summary>
    public WeightGridKind? Grid { get; init; }

    public override string Stem => Kind switch
    {
        ConvolutionKind.Depthwise => "dw",
        ConvolutionKind.Pointwise => "pw",
        _ => "conv",
    };
}

/// <summary><c>[Dense]</c>.</summary>
public sealed record DenseDeclaration : LayerDeclaration
{
    public required int Units { get; init; }

    /// <summary>Gets whether there is a bias; null means required, except before a batch norm, where it is read if present.</summary>
    public bool? Bias { get; init; }

    public int? WeightBits { get; init; }

    /// <summary>Gets the grid of this layer's weights, or null for the network's.</summary>
    public WeightGridKind? Grid { get; init; }

    public override string Stem => "fc";
}

/// <summary><c>[BatchNorm]</c>: QuantNorm, the norm folded into an integer multiplier a channel; or a float island.</summary>
public sealed record BatchNormDeclaration : LayerDeclaration
{
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Gets the multiplier's mantissa bits, 2 to 16, or null for the network's way.</summary>
    public int? Bits { get; init; }

    /// <summary>Gets whether the multiplier is a signed power of two a channel.</summary>
    public bool PowerOfTwo { get; init; }

    /// <summary>Gets whether the norm is quantized at all.</summary>
    public bool Quantized { get; init; } = true;

    public override string Stem => "bn";
}

/// <summary><c>[ReLU]</c>.</summary>
public sealed record ReluDeclaration : LayerDeclaration
{
    public override string Stem => "relu";
}

/// <summary><c>[MaxPool2D]</c>. Padding never wins: it is not part of the maximum.</summary>
public sealed record MaxPoolDeclaration : LayerDeclaration
{
    public required WindowDeclaration Window { get; init; }

    public override string Stem => "maxpool";
}

/// <summary><c>[AveragePool2D]</c>.</summary>
public sealed record AveragePoolDeclaration : LayerDeclaration
{
    public required WindowDeclaration Window { get; init; }

    /// <summary>Gets whether padding counts in the divisor (PyTorch's default) or not (TensorFlow, and ours).</summary>
    public bool CountIncludesPadding { get; init; }

    public override string Stem => "avgpool";
}

/// <summary><c>[GlobalAveragePool]</c>.</summary>
public sealed record GlobalAveragePoolDeclaration : LayerDeclaration
{
    public override string Stem => "gap";
}

/// <summary><c>[Flatten]</c>: HWC order; weights of a following <c>[Dense]</c> from a PyTorch file are permuted from CHW.</summary>
public sealed record FlattenDeclaration : LayerDeclaration
{
    public override string Stem => "flatten";
}

/// <summary><c>[Add("other")]</c>: the layer above (or <see cref="LayerDeclaration.From"/>) plus another of the same shape.</summary>
public sealed record AddDeclaration : LayerDeclaration
{
    /// <summary>Gets the name of the other layer.</summary>
    public required string Other { get; init; }

    public override string Stem => "add";
}

/// <summary><c>[Multiply("other")]</c>: the layer above (or <see cref="LayerDeclaration.From"/>) times another of the same shape, of one pixel or of one element.</summary>
public sealed record MultiplyDeclaration : LayerDeclaration
{
    /// <summary>Gets the name of the other layer.</summary>
    public required string Other { get; init; }

    public override string Stem => "mul";
}
