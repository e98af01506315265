using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.TestKit;

/// <summary>
/// Random declarations of small networks that build and lower: every layer kind, block, padding mode and width, every activation and grid of
/// weights, norms and scales of every form, residuals, branches and several outputs; weights by seed.
/// </summary>
/// <param name="random">Makes the choices.</param>
public sealed class RandomDeclarations(Random random)
{
    private const int MostElements = 3000;

    /// <summary>Makes a declaration of at most about so many layers.</summary>
    public NetworkDeclaration Next(int layers = 8)
    {
        // What only lowering refuses, such as one bit for values of both signs, is drawn anew.
        while (true)
        {
            var declaration = Grow(layers);
            if (Accepts(() => _ = PassPipeline.Run(Build(declaration), new(declaration.Quantize, declaration.Parameters, Model: null), default)))
                return declaration;
        }
    }

    private NetworkDeclaration Grow(int layers)
    {
        var declaration = new NetworkDeclaration
        {
            Type = new TypeDeclaration("", "Net" + random.Next(1000), []),
            Input = Input(),
            Quantize = Quantize(),
            Parameters = new ParametersSource.Seed(random.Next()),
        };

        // What does not fit what is there is dropped: a network grows layer by layer.
        for (var count = random.Next(1, layers + 1); declaration.Layers.Count < count;)
        {
            var longer = declaration with { Layers = [.. declaration.Layers, .. Grow(declaration)] };
            if (Builds(longer))
                declaration = longer;
        }

        return random.Next(4) > 0 ? declaration : declaration with { Layers = declaration.Layers.Select(l => random.Next(4) == 0 ? l with { IsOutput = true } : l).ToEquatableArray() };
    }

    /// <summary>Bits and grids of every kind, scales of every form.</summary>
    private QuantizeDeclaration Quantize()
    {
        var (bits, grid, scales) = (WeightBits(), WeightGrid(), (ScaleQuantizationKind)Math.Min(random.Next(10) / 3, 3));
        return new()
        {
            Weights = WeightGrids.Allow(grid, bits) ? bits : 2,
            Grid = grid,
            Scheme = random.Next(4) == 0 ? WeightSchemeKind.PikeLpn : WeightSchemeKind.None,
            Activations = random.Next(8) == 0 ? 16 : Bits(),
            FirstAndLast = random.Next(3) == 0 ? 0 : Bits(),
            ScaleQuantization = scales,
            ScaleBits = scales is ScaleQuantizationKind.PowerOfTwo or ScaleQuantizationKind.Float32 || random.Next(2) == 0 ? null : random.Next(2, 17),
        };
    }

    private static bool Builds(NetworkDeclaration declaration)
    {
        var greatest = 0L;
        return Accepts(() => greatest = Build(declaration).Nodes.Max(n => n.Shape.Count)) && greatest < MostElements;
    }

    private static Network Build(NetworkDeclaration declaration) => NetworkBuilder.Build(new CompilationRequest(declaration, Model: null, []));

    private static bool Accepts(Action compile)
    {
        try
        {
            compile();
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    private InputDeclaration Input()
    {
        // Sequences for convolutions in one dimension are among them.
        var shape = random.Next(6) == 0 ? new TensorShape(1, random.Next(4, 30), random.Next(1, 6)) : new TensorShape(random.Next(1, 10), random.Next(1, 10), random.Next(1, 6));
        var isSigned = random.Next(2) == 0;
        return new()
        {
            Shape = shape,
            Element = isSigned ? ElementType.Int8 : ElementType.UInt8,
            Scale = (1 + random.Next(1000)) / 30000.0,
            ZeroPoint = random.Next(256) - (isSigned ? 128 : 0),
            Mean = random.Next(3) == 0 ? Doubles(shape.Channels, -0.5) : [],
            Std = random.Next(3) == 0 ? Doubles(shape.Channels, 0.2) : [],
        };
    }

    private EquatableArray<double> Doubles(int count, double least) => Enumerable.Range(0, count).Select(_ => least + random.NextDouble()).ToEquatableArray();

    private LayerDeclaration[] Grow(NetworkDeclaration declaration)
    {
        var (bits, names) = (random.Next(4) == 0 ? random.Next(6) == 0 ? 16 : Bits() : (int?)null, NamesOf(declaration));
        LayerDeclaration layer = random.Next(26) switch
        {
            0 or 1 => Convolution(ConvolutionKind.Standard) with { Groups = random.Next(1, 3) },
            2 => Convolution(ConvolutionKind.Depthwise) with { DepthMultiplier = random.Next(1, 3), Groups = 1 },
            3 => Convolution(ConvolutionKind.Pointwise) with { Window = new() { StrideHeight = random.Next(1, 3), Padding = PaddingMode.Valid } },
            4 or 5 => Norm(),
            6 => new ReluDeclaration(),
            >= 20 => Activation(),
            7 => new MaxPoolDeclaration { Window = Window() },
            8 => new AveragePoolDeclaration { Window = Window(), CountIncludesPadding = random.Next(2) == 0 },
            9 => random.Next(2) == 0 ? new GlobalAveragePoolDeclaration() : new FlattenDeclaration(),
            10 => new DenseDeclaration { Units = random.Next(1, 20), Bias = random.Next(3) == 0 ? random.Next(2) == 0 : null, WeightBits = bits is null ? null : WeightBits() },
            11 => new AddDeclaration { Other = names[random.Next(names.Count)] },
            _ => Structure(names),
        };
        if (bits is not null && random.Next(8) == 0 && layer is ReluDeclaration)
            bits = 1;
        if (layer is not (MaxPoolDeclaration or FlattenDeclaration or ConcatenateDeclaration or UpsampleDeclaration or DepthToSpaceDeclaration or PadDeclaration or CropDeclaration or ActivationDeclaration { Kind: ActivationKind.Sign }))
            layer = layer with { ActivationBits = bits };
        if (random.Next(4) == 0)
            layer = WithGrid(layer, WeightGrid());

        // Norms and parameterized activations become one step where both are quantized, or neither is.
        if (layer is BatchNormDeclaration norm && random.Next(norm.Quantized ? 6 : 2) == 0)
            return [norm, Activation() with { Kind = random.Next(2) == 0 ? ActivationKind.PRelu : ActivationKind.RPRelu, Quantized = norm.Quantized }];

        // A branch off an earlier layer must be joined again or be an output, or what is above it would be read by nobody.
        return random.Next(12) switch
        {
            0 when declaration.Layers.Count > 0 => [layer with { From = names[random.Next(names.Count)] }, new AddDeclaration { Other = names[^1] }],
            1 => [layer with { IsOutput = true }, Convolution(ConvolutionKind.Pointwise) with { Window = new() { Padding = PaddingMode.Valid }, From = names[^1] }],
            _ => [layer],
        };
    }

    private ActivationDeclaration Activation() => new()
    {
        Kind = (ActivationKind)random.Next(13), Maximum = random.Next(1, 9), Slope = (random.NextDouble() * 1.4) - 0.2, Quantized = random.Next(4) > 0,
    };

    private LayerDeclaration Structure(List<string> names) => random.Next(11) switch
    {
        0 or 1 => new ConcatenateDeclaration { Others = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => names[random.Next(names.Count)])], Axis = (Axis)random.Next(3) },
        2 => new MultiplyDeclaration { Other = names[random.Next(names.Count)] },
        3 => new UpsampleDeclaration { FactorHeight = random.Next(1, 3), FactorWidth = random.Next(1, 3) },
        4 => new DepthToSpaceDeclaration { Block = random.Next(1, 3), Order = (DepthToSpaceOrder)random.Next(2) },
        5 => new PadDeclaration { Margins = new(random.Next(3), random.Next(3), random.Next(3), random.Next(3)) },
        6 => new CropDeclaration { Margins = new(random.Next(2), random.Next(2), random.Next(2), random.Next(2)) },
        7 => new SeparableBlockDeclaration { Filters = random.Next(1, 9), Stride = random.Next(1, 3) },
        8 => new InvertedResidualDeclaration { Filters = random.Next(1, 9), Stride = random.Next(1, 3), Expansion = random.Next(1, 4) },
        9 => new ResidualBlockDeclaration { Filters = random.Next(1, 9), Stride = random.Next(1, 3) },
        _ => Transposed(),
    };

    private TransposedConvolutionDeclaration Transposed()
    {
        int stride = random.Next(1, 4), padding = random.Next(3);
        return new()
        {
            Filters = 2 * random.Next(1, 5),
            Groups = random.Next(1, 3),
            OutputPaddingHeight = random.Next(stride),
            OutputPaddingWidth = random.Next(stride),
            WeightBits = 8,
            Grid = WeightGridKind.Uniform,
            Window = new()
            {
                KernelHeight = random.Next(1, 5),
                KernelWidth = random.Next(1, 5),
                StrideHeight = stride,
                StrideWidth = stride,
                Padding = PaddingMode.Explicit,
                Margins = new(padding, padding, padding, padding),
            },
        };
    }

    /// <summary>A layer with weights on a grid of its own, if the grid has the layer's bits.</summary>
    private static LayerDeclaration WithGrid(LayerDeclaration layer, WeightGridKind grid) => layer switch
    {
        ConvolutionDeclaration c when c.WeightBits is null || WeightGrids.Allow(grid, c.WeightBits.Value) => c with { Grid = grid },
        DenseDeclaration d when d.WeightBits is null || WeightGrids.Allow(grid, d.WeightBits.Value) => d with { Grid = grid },
        _ => layer,
    };

    private static List<string> NamesOf(NetworkDeclaration declaration) => declaration.Layers.IsEmpty
        ? ["input"]
        : [.. Build(declaration).Nodes.Where(n => n is not OutputNode).Select(n => n.Name)];

    private ConvolutionDeclaration Convolution(ConvolutionKind kind) => new()
    {
        Kind = kind,
        Filters = random.Next(1, 13),
        Window = Window() with { DilationHeight = random.Next(1, 3), DilationWidth = random.Next(1, 3) },
        Bias = random.Next(3) == 0 ? random.Next(2) == 0 : null,
        WeightBits = random.Next(4) == 0 ? WeightBits() : null,
    };

    private BatchNormDeclaration Norm()
    {
        var norm = new BatchNormDeclaration { Epsilon = random.Next(2) == 0 ? 1e-5 : 1e-3 };
        return random.Next(6) switch
        {
            0 => norm with { PowerOfTwo = true },
            1 => norm with { Quantized = false },
            2 or 3 => norm with { Bits = random.Next(2, 17) },
            _ => norm,
        };
    }

    private WeightGridKind WeightGrid() => random.Next(2) == 0 ? WeightGridKind.Uniform : (WeightGridKind)random.Next(4);

    private WindowDeclaration Window() => new()
    {
        KernelHeight = random.Next(1, 5),
        KernelWidth = random.Next(1, 5),
        StrideHeight = random.Next(1, 4),
        StrideWidth = random.Next(1, 3),
        Padding = (PaddingMode)random.Next(4),
        Margins = new Margins(random.Next(3), random.Next(3), random.Next(3), random.Next(3)),
    };

    private int WeightBits() => random.Next(1, 9);

    private int Bits() => random.Next(2, 9);
}
