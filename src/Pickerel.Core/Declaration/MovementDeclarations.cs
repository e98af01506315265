using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Declaration;

/// <summary><c>[Concatenate("other")]</c>: the layer above (or <see cref="LayerDeclaration.From"/>), then others, along an axis.</summary>
public sealed record ConcatenateDeclaration : LayerDeclaration
{
    /// <summary>Gets the names of the other layers, in order.</summary>
    public EquatableArray<string> Others { get; init; }

    public Axis Axis { get; init; } = Axis.Channels;

    public override string Stem => "concat";
}

/// <summary><c>[Upsample2D(2)]</c>: every pixel repeated.</summary>
public sealed record UpsampleDeclaration : LayerDeclaration
{
    public required int FactorHeight { get; init; }

    public required int FactorWidth { get; init; }

    public override string Stem => "upsample";
}

/// <summary><c>[DepthToSpace(2)]</c> and <c>[PixelShuffle(2)]</c>.</summary>
public sealed record DepthToSpaceDeclaration : LayerDeclaration
{
    /// <summary>Gets the rows and columns of a block.</summary>
    public required int Block { get; init; }

    public DepthToSpaceOrder Order { get; init; }

    public override string Stem => "shuffle";
}

/// <summary><c>[ZeroPad2D(1)]</c>: a border that means zero.</summary>
public sealed record PadDeclaration : LayerDeclaration
{
    public required Margins Margins { get; init; }

    public override string Stem => "pad";
}

/// <summary><c>[Crop2D(1)]</c>: a border cut off.</summary>
public sealed record CropDeclaration : LayerDeclaration
{
    public required Margins Margins { get; init; }

    public override string Stem => "crop";
}

/// <summary><c>[ConvTranspose2D]</c>, with PyTorch's meaning of every number.</summary>
public sealed record TransposedConvolutionDeclaration : LayerDeclaration
{
    public required int Filters { get; init; }

    public int Groups { get; init; } = 1;

    /// <summary>Gets kernel, stride, dilation, and the padding of the convolution that this transposes: what is cut off the output.</summary>
    public required WindowDeclaration Window { get; init; }

    public int OutputPaddingHeight { get; init; }

    public int OutputPaddingWidth { get; init; }

    /// <summary>Gets whether there is a bias; null means required, except before a batch norm, where it is read if present.</summary>
    public bool? Bias { get; init; }

    public int? WeightBits { get; init; }

    public WeightGridKind? Grid { get; init; }

    public override string Stem => "convt";
}
