using Pickerel.Core.Ir;

namespace Pickerel.Core.Declaration;

/// <summary>One attribute that stands for several layers.</summary>
public abstract record BlockDeclaration : LayerDeclaration
{
    public required int Filters { get; init; }

    /// <summary>Gets the step between windows in both directions, of the one convolution in the block that has one.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Gets the bits of the weights of all layers of the block, or null for the network's.</summary>
    public int? WeightBits { get; init; }
}

/// <summary><c>[SeparableConv2D]</c>: a depthwise and a pointwise convolution, each with norm and ReLU.</summary>
public sealed record SeparableBlockDeclaration : BlockDeclaration
{
    public int Kernel { get; init; } = 3;

    public PaddingMode Padding { get; init; }

    public override string Stem => "sep";
}

/// <summary><c>[InvertedResidual]</c>: the block of MobileNetV2.</summary>
public sealed record InvertedResidualDeclaration : BlockDeclaration
{
    /// <summary>Gets how many times as many channels the depthwise convolution has as the input.</summary>
    public int Expansion { get; init; } = 6;

    public int Kernel { get; init; } = 3;

    public PaddingMode Padding { get; init; } = PaddingMode.SameTorch;

    public override string Stem => "ir";
}

/// <summary><c>[ResidualBlock]</c>: the basic block of ResNet.</summary>
public sealed record ResidualBlockDeclaration : BlockDeclaration
{
    public PaddingMode Padding { get; init; } = PaddingMode.SameTorch;

    public override string Stem => "res";
}
