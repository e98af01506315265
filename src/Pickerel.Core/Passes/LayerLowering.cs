using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>Turns one declared layer, whose inputs are known, into its node.</summary>
internal static class LayerLowering
{
    /// <summary>Makes the node of a layer, with shape and checked.</summary>
    /// <param name="layer">What was written.</param>
    /// <param name="name">Its name.</param>
    /// <param name="site">Its attribute.</param>
    /// <param name="inputs">The nodes it reads, with shapes.</param>
    public static Node Lower(LayerDeclaration layer, string name, Site site, ImmutableArray<Node> inputs)
    {
        // A product is the same either way; what is spread over the other's pixels stands second.
        if (layer is MultiplyDeclaration && inputs[0].Shape.Count < inputs[1].Shape.Count)
            inputs = [inputs[1], inputs[0]];
        var node = Make(layer, name, site, inputs[0].Shape) with { Inputs = inputs.Select(input => input.Name).ToEquatableArray() };
        if (node is MaxPoolNode or FlattenNode && layer.ActivationBits is not null)
            throw new ProblemException(Pkr.BitsWithoutEffect.At(site.At("ActivationBits"), name));
        DeclaredNumbers.Check(node);
        return node with { Shape = InferShapes.ShapeOf(node, inputs) };
    }

    private static Node Make(LayerDeclaration layer, string name, Site site, TensorShape input)
    {
        Window Resolve(WindowDeclaration window) => WindowGeometry.Resolve(window, input, name, site);
        var bits = layer.ActivationBits;
        return layer switch
        {
            ConvolutionDeclaration convolution => Convolution(convolution, name, site, input),
            DenseDeclaration dense => new DenseNode
            {
                Name = name, Site = site, ActivationBits = bits, Units = dense.Units, HasBias = dense.Bias, WeightBits = dense.WeightBits, WeightGrid = dense.Grid,
            },
            BatchNormDeclaration norm => new BatchNormalizationNode
            {
                Name = name, Site = site, ActivationBits = bits, Epsilon = norm.Epsilon, Multiplier = Multiplier(norm, name, site),
            },
            ReluDeclaration => new ReluNode { Name = name, Site = site, ActivationBits = bits },
            ActivationDeclaration { Kind: ActivationKind.Softmax } => new SoftmaxNode { Name = name, Site = site, ActivationBits = bits },
            ActivationDeclaration activation => new ActivationNode { Name = name, Site = site, ActivationBits = bits, Curve = Curve(activation) },
            AddDeclaration => new AddNode { Name = name, Site = site, ActivationBits = bits },
            MultiplyDeclaration => new MultiplyNode { Name = name, Site = site, ActivationBits = bits },
            ConcatenateDeclaration concatenate => new ConcatenateNode { Name = name, Site = site, Axis = concatenate.Axis },
            UpsampleDeclaration upsample => new UpsampleNode { Name = name, Site = site, FactorHeight = upsample.FactorHeight, FactorWidth = upsample.FactorWidth },
            DepthToSpaceDeclaration spread => new DepthToSpaceNode { Name = name, Site = site, BlockHeight = spread.Block, BlockWidth = spread.Block, Order = spread.Order },
            PadDeclaration pad => new PadNode { Name = name, Site = site, Padding = pad.Margins },
            CropDeclaration crop => Crop(crop.Margins, name, site, input),
            TransposedConvolutionDeclaration transposed => Transposed(transposed, name, site),
            MaxPoolDeclaration pool => new MaxPoolNode { Name = name, Site = site, Window = Resolve(pool.Window) },
            AveragePoolDeclaration pool => new AveragePoolNode
            {
                Name = name, Site = site, ActivationBits = bits, Window = Resolve(pool.Window), CountIncludesPadding = pool.CountIncludesPadding,
            },
            GlobalAveragePoolDeclaration => new AveragePoolNode
            {
                Name = name, Site = site, ActivationBits = bits, Global = true,
                Window = Window.Point with { KernelHeight = input.Height, KernelWidth = input.Width },
            },
            FlattenDeclaration => new FlattenNode { Name = name, Site = site },
            _ => throw new NotSupportedException($"There is no node for {layer.GetType().Name}."),
        };
    }

    private static ActivationCurve Curve(ActivationDeclaration activation) => activation switch
    {
        { Kind: ActivationKind.Relu6 } => new ActivationCurve.ClippedRelu(6),
        { Kind: ActivationKind.ClippedRelu } => new ActivationCurve.ClippedRelu(activation.Maximum),
        { Kind: ActivationKind.LeakyRelu } => new ActivationCurve.LeakyRelu(activation.Slope),
        { Kind: ActivationKind.PRelu } => new ActivationCurve.PRelu(IsShifted: false) { IsQuantized = activation.Quantized },
        { Kind: ActivationKind.RPRelu } => new ActivationCurve.PRelu(IsShifted: true) { IsQuantized = activation.Quantized },
        { Kind: ActivationKind.HardSigmoid } => new ActivationCurve.HardSigmoid(),
        { Kind: ActivationKind.HardSwish } => new ActivationCurve.HardSwish(),
        { Kind: ActivationKind.Sigmoid } => new ActivationCurve.Sigmoid(),
        { Kind: ActivationKind.Tanh } => new ActivationCurve.Tanh(),
        { Kind: ActivationKind.Swish } => new ActivationCurve.Swish(),
        { Kind: ActivationKind.Gelu } => new ActivationCurve.Gelu(),
        { Kind: ActivationKind.Sign } => new ActivationCurve.Sign(),
        _ => throw new NotSupportedException($"There is no curve for {activation.Kind}."),
    };

    /// <summary>The form that a norm asks for; it can ask for one alone.</summary>
    private static MultiplierForm? Multiplier(BatchNormDeclaration norm, string name, Site site) => norm switch
    {
        { Quantized: false, Bits: not null } => throw Contradiction("Bits", name, site, "Bits is the width of a quantized multiplier, and Quantized = false asks for none: remove one of them"),
        { Quantized: false, PowerOfTwo: true } => throw Contradiction("PowerOfTwo", name, site, "PowerOfTwo asks for a quantized multiplier, and Quantized = false for none: remove one of them"),
        { PowerOfTwo: true, Bits: not null } => throw Contradiction("Bits", name, site, "a power of two has no mantissa whose Bits could be set: remove Bits or PowerOfTwo"),
        { Quantized: false } => new MultiplierForm.Float(),
        { PowerOfTwo: true } => new MultiplierForm.PowerOfTwo(),
        { Bits: { } bits } => new MultiplierForm.Mantissa(bits),
        _ => null,
    };

    private static ProblemException Contradiction(string property, string name, Site site, string what) => new(Pkr.Contradiction.At(site.At(property), name, what));

    private static SliceNode Crop(Margins margins, string name, Site site, TensorShape input)
    {
        var (top, left, bottom, right) = (margins.Top, margins.Left, margins.Bottom, margins.Right);
        long height = (long)input.Height - top - bottom, width = (long)input.Width - left - right;
        return Math.Min(Math.Min(top, left), Math.Min(bottom, right)) >= 0 && height >= 1 && width >= 1
            ? new SliceNode { Name = name, Site = site, FirstRow = top, FirstColumn = left, Size = new((int)height, (int)width, input.Channels) }
            : throw new ProblemException(Pkr.CropTooLarge.At(site, name, margins, input));
    }

    private static TransposedConvolutionNode Transposed(TransposedConvolutionDeclaration declared, string name, Site site)
    {
        var w = declared.Window;
        return new()
        {
            Name = name,
            Site = site,
            ActivationBits = declared.ActivationBits,
            Filters = declared.Filters,
            Groups = declared.Groups,
            Window = new Window(w.KernelHeight, w.KernelWidth, w.StrideHeight, w.StrideWidth, w.DilationHeight, w.DilationWidth, w.Margins),
            OutputPaddingHeight = declared.OutputPaddingHeight,
            OutputPaddingWidth = declared.OutputPaddingWidth,
            HasBias = declared.Bias,
            WeightBits = declared.WeightBits,
            WeightGrid = declared.Grid,
        };
    }

    private static ConvolutionNode Convolution(ConvolutionDeclaration declared, string name, Site site, TensorShape input)
    {
        var isDepthwise = declared.Kind == ConvolutionKind.Depthwise;
        if (isDepthwise && declared.DepthMultiplier < 1)
            throw new ProblemException(Pkr.NonPositiveSize.At(site.At("DepthMultiplier"), name, "DepthMultiplier", declared.DepthMultiplier));

        // A product that does not fit becomes the largest multiple that does: it is above every limit, too.
        var multiplier = Math.Min(declared.DepthMultiplier, int.MaxValue / input.Channels);
        return new ConvolutionNode
        {
            Name = name,
            Site = site,
            ActivationBits = declared.ActivationBits,
            Convolution = declared.Kind,
            Filters = isDepthwise ? input.Channels * multiplier : declared.Filters,
            Groups = isDepthwise ? input.Channels : declared.Groups,
            Window = WindowGeometry.Resolve(declared.Window, input, name, site),
            HasBias = declared.Bias,
            WeightBits = declared.WeightBits,
            WeightGrid = declared.Grid,
        };
    }
}
