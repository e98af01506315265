using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Analyzers;

/// <summary>What layers with weights have in common, to be read and changed.</summary>
internal static class DeclaredLayers
{
    public static bool IsWeighted(this LayerDeclaration layer) => layer is ConvolutionDeclaration or DenseDeclaration;

    public static int? WeightBits(this LayerDeclaration layer) => layer switch
    {
        ConvolutionDeclaration convolution => convolution.WeightBits,
        DenseDeclaration dense => dense.WeightBits,
        _ => null,
    };

    /// <summary>The output channels that a layer sets; null where they follow from its input.</summary>
    public static int? Channels(this LayerDeclaration layer) => layer switch
    {
        ConvolutionDeclaration { Kind: not ConvolutionKind.Depthwise } convolution => convolution.Filters,
        DenseDeclaration dense => dense.Units,
        _ => null,
    };

    public static LayerDeclaration WithWeightBits(this LayerDeclaration layer, int? bits) => layer switch
    {
        ConvolutionDeclaration convolution => convolution with { WeightBits = bits },
        DenseDeclaration dense => dense with { WeightBits = bits },
        _ => layer,
    };

    public static LayerDeclaration WithChannels(this LayerDeclaration layer, int channels) => layer switch
    {
        ConvolutionDeclaration { Kind: not ConvolutionKind.Depthwise } convolution => convolution with { Filters = channels },
        DenseDeclaration dense => dense with { Units = channels },
        _ => layer,
    };

    /// <summary>The declaration with its layers changed, each knowing its position.</summary>
    public static NetworkDeclaration WithLayers(this NetworkDeclaration declaration, Func<LayerDeclaration, int, LayerDeclaration> change) =>
        declaration with { Layers = declaration.Layers.Select(change).ToEquatableArray() };
}
