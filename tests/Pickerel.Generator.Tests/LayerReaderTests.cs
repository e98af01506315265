using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Generator.Tests;

/// <summary>Every argument of every layer attribute arrives in the declaration.</summary>
public sealed class LayerReaderTests
{
    [Fact]
    public void A_convolution_defaults_to_stride_one_same_padding_and_open_bits()
    {
        var expected = new ConvolutionDeclaration
        {
            Kind = ConvolutionKind.Standard,
            Filters = 16,
            Window = new WindowDeclaration { KernelHeight = 3, KernelWidth = 3, Padding = PaddingMode.Same },
        };

        Assert.Equal(expected, Declared.Layer<ConvolutionDeclaration>("Conv2D(16, Kernel = 3)"));
    }

    [Fact]
    public void A_convolution_takes_everything_apart()
    {
        var expected = new ConvolutionDeclaration
        {
            Kind = ConvolutionKind.Standard,
            Name = "stem",
            From = "input",
            Filters = 8,
            Groups = 2,
            Bias = false,
            WeightBits = 5,
            ActivationBits = 6,
            Window = new WindowDeclaration
            {
                KernelHeight = 10,
                KernelWidth = 4,
                StrideHeight = 2,
                StrideWidth = 1,
                DilationHeight = 3,
                DilationWidth = 5,
                Padding = PaddingMode.Explicit,
                Margins = new Margins(1, 2, 3, 4),
            },
        };

        Assert.Equal(expected, Declared.Layer<ConvolutionDeclaration>("""
            Conv2D(8, Name = "stem", From = "input", Groups = 2, Bias = false, WeightBits = 5, ActivationBits = 6, KernelHeight = 10, KernelWidth = 4,
                StrideHeight = 2, StrideWidth = 1, DilationHeight = 3, DilationWidth = 5,
                Padding = Padding.Explicit, PaddingTop = 1, PaddingLeft = 2, PaddingBottom = 3, PaddingRight = 4)
            """));
    }

    [Fact]
    public void One_number_stands_for_both_directions_and_each_direction_overrides_it()
    {
        var window = Declared.Layer<ConvolutionDeclaration>("Conv2D(1, Kernel = 5, KernelWidth = 3, Stride = 2, StrideHeight = 1, Dilation = 2, DilationWidth = 1)").Window;

        Assert.Equal((5, 3), (window.KernelHeight, window.KernelWidth));
        Assert.Equal((1, 2), (window.StrideHeight, window.StrideWidth));
        Assert.Equal((2, 1), (window.DilationHeight, window.DilationWidth));
    }

    [Theory]
    [InlineData("Same", PaddingMode.Same)]
    [InlineData("SameTorch", PaddingMode.SameTorch)]
    [InlineData("Valid", PaddingMode.Valid)]
    [InlineData("Explicit", PaddingMode.Explicit)]
    public void Every_padding_arrives(string written, PaddingMode expected) =>
        Assert.Equal(expected, Declared.Layer<ConvolutionDeclaration>($"Conv2D(1, Kernel = 3, Padding = Padding.{written})").Window.Padding);

    [Fact]
    public void Padding_amounts_alone_mean_explicit_padding()
    {
        var window = Declared.Layer<ConvolutionDeclaration>("Conv2D(1, Kernel = 3, PaddingBottom = 2)").Window;

        Assert.Equal(PaddingMode.Explicit, window.Padding);
        Assert.Equal(new Margins(0, 0, 2, 0), window.Margins);
    }

    [Fact]
    public void A_depthwise_convolution_has_a_multiplier_and_no_filters()
    {
        var layer = Declared.Layer<ConvolutionDeclaration>("DepthwiseConv2D(Kernel = 3, DepthMultiplier = 2, Bias = true)");

        Assert.Equal((ConvolutionKind.Depthwise, 0, 2, true), (layer.Kind, layer.Filters, layer.DepthMultiplier, layer.Bias));
    }

    [Fact]
    public void A_pointwise_convolution_has_a_window_of_one_element()
    {
        var layer = Declared.Layer<ConvolutionDeclaration>("PointwiseConv2D(32, Stride = 2, Groups = 4)");

        Assert.Equal((ConvolutionKind.Pointwise, 32, 4), (layer.Kind, layer.Filters, layer.Groups));
        Assert.Equal(new WindowDeclaration { StrideHeight = 2, StrideWidth = 2, Padding = PaddingMode.Valid }, layer.Window);
    }

    [Fact]
    public void A_dense_layer_has_units() =>
        Assert.Equal(
            new DenseDeclaration { Units = 10, Bias = true, WeightBits = 4, ActivationBits = 8 },
            Declared.Layer<DenseDeclaration>("Dense(10, Bias = true, WeightBits = 4, ActivationBits = 8)"));

    [Fact]
    public void An_absent_bias_is_neither_true_nor_false() => Assert.Null(Declared.Layer<DenseDeclaration>("Dense(10)").Bias);

    [Fact]
    public void A_pool_defaults_to_steps_of_its_window_and_no_padding()
    {
        var window = Declared.Layer<MaxPoolDeclaration>("MaxPool2D(KernelHeight = 2, KernelWidth = 3)").Window;

        Assert.Equal(new WindowDeclaration { KernelHeight = 2, KernelWidth = 3, StrideHeight = 2, StrideWidth = 3, Padding = PaddingMode.Valid }, window);
    }

    [Theory]
    [InlineData("ReLU6", ActivationKind.Relu6)]
    [InlineData("HardSigmoid", ActivationKind.HardSigmoid)]
    [InlineData("HardSwish", ActivationKind.HardSwish)]
    [InlineData("Sigmoid", ActivationKind.Sigmoid)]
    [InlineData("Tanh", ActivationKind.Tanh)]
    [InlineData("Swish", ActivationKind.Swish)]
    [InlineData("GELU", ActivationKind.Gelu)]
    [InlineData("Sign", ActivationKind.Sign)]
    [InlineData("Softmax", ActivationKind.Softmax)]
    [InlineData("PReLU", ActivationKind.PRelu)]
    [InlineData("RPReLU", ActivationKind.RPRelu)]
    public void Every_activation_has_its_kind(string written, ActivationKind kind) =>
        Assert.Equal(new ActivationDeclaration { Kind = kind }, Declared.Layer<ActivationDeclaration>(written));

    [Fact]
    public void Constants_of_activations_arrive()
    {
        Assert.Equal(new ActivationDeclaration { Kind = ActivationKind.ClippedRelu, Maximum = 4, ActivationBits = 1 }, Declared.Layer<ActivationDeclaration>("ClippedReLU(Max = 4, ActivationBits = 1)"));
        Assert.Equal(new ActivationDeclaration { Kind = ActivationKind.LeakyRelu, Slope = 0.3, Name = "act" }, Declared.Layer<ActivationDeclaration>("""LeakyReLU(Slope = 0.3, Name = "act")"""));
        Assert.Equal(new ActivationDeclaration { Kind = ActivationKind.PRelu, Quantized = false }, Declared.Layer<ActivationDeclaration>("PReLU(Quantized = false)"));
    }

    [Fact]
    public void An_average_pool_says_whether_padding_counts()
    {
        var layer = Declared.Layer<AveragePoolDeclaration>("AveragePool2D(Kernel = 3, Stride = 2, Padding = Padding.Same, CountIncludesPadding = true)");

        Assert.True(layer.CountIncludesPadding);
        Assert.Equal((2, 2, PaddingMode.Same), (layer.Window.StrideHeight, layer.Window.StrideWidth, layer.Window.Padding));
        Assert.False(Declared.Layer<AveragePoolDeclaration>("AveragePool2D(Kernel = 3)").CountIncludesPadding);
    }

    [Fact]
    public void A_norm_takes_any_constant_as_epsilon()
    {
        Assert.Equal(1e-3, Declared.Layer<BatchNormDeclaration>("BatchNorm(Epsilon = 1e-3)").Epsilon);
        Assert.Equal(1, Declared.Layer<BatchNormDeclaration>("BatchNorm(Epsilon = 1)").Epsilon);
        Assert.Equal(1e-5, Declared.Layer<BatchNormDeclaration>("BatchNorm").Epsilon);
    }

    [Fact]
    public void A_norm_says_how_it_is_quantized()
    {
        Assert.Equal(new BatchNormDeclaration(), Declared.Layer<BatchNormDeclaration>("BatchNorm"));
        Assert.Equal(new BatchNormDeclaration { Bits = 4 }, Declared.Layer<BatchNormDeclaration>("BatchNorm(Bits = 4)"));
        Assert.Equal(new BatchNormDeclaration { PowerOfTwo = true }, Declared.Layer<BatchNormDeclaration>("BatchNorm(PowerOfTwo = true)"));
        Assert.Equal(new BatchNormDeclaration { Quantized = false }, Declared.Layer<BatchNormDeclaration>("BatchNorm(Quantized = false)"));
    }

    [Theory]
    [InlineData("Uniform", WeightGridKind.Uniform)]
    [InlineData("PowerOfTwo", WeightGridKind.PowerOfTwo)]
    [InlineData("AdditivePowerOfTwo", WeightGridKind.AdditivePowerOfTwo)]
    [InlineData("Ternary", WeightGridKind.Ternary)]
    public void Every_grid_of_weights_arrives(string written, WeightGridKind expected)
    {
        Assert.Equal(expected, Declared.Layer<ConvolutionDeclaration>($"PointwiseConv2D(32, Grid = WeightGrid.{written})").Grid);
        Assert.Equal(expected, Declared.Layer<DenseDeclaration>($"Dense(32, Grid = WeightGrid.{written})").Grid);
        Assert.Null(Declared.Layer<DenseDeclaration>("Dense(32)").Grid);
    }

    [Fact]
    public void Layers_without_arguments_of_their_own_take_the_common_ones()
    {
        Assert.Equal(new ReluDeclaration { Name = "r", ActivationBits = 4 }, Declared.Layer<ReluDeclaration>("ReLU(Name = \"r\", ActivationBits = 4)"));
        Assert.Equal(new FlattenDeclaration { From = "input" }, Declared.Layer<FlattenDeclaration>("Flatten(From = \"input\")"));
        Assert.Equal(new GlobalAveragePoolDeclaration(), Declared.Layer<GlobalAveragePoolDeclaration>("GlobalAveragePool"));
        Assert.Equal(new AddDeclaration { Other = "x", From = "y" }, Declared.Layer<AddDeclaration>("Add(\"x\", From = \"y\")"));
        Assert.Equal(new MultiplyDeclaration { Other = "x", ActivationBits = 5 }, Declared.Layer<MultiplyDeclaration>("Multiply(\"x\", ActivationBits = 5)"));
    }

    [Fact]
    public void Layers_that_move_elements_take_everything()
    {
        Assert.Equal(new ConcatenateDeclaration { Others = ["x", "y"], Axis = Axis.Channels }, Declared.Layer<ConcatenateDeclaration>("Concatenate(\"x\", \"y\")"));
        Assert.Equal(new ConcatenateDeclaration { Others = ["x"], Axis = Axis.Height, From = "z" }, Declared.Layer<ConcatenateDeclaration>("Concatenate(\"x\", Axis = TensorAxis.Height, From = \"z\")"));
        Assert.Equal(new ConcatenateDeclaration(), Declared.Layer<ConcatenateDeclaration>("Concatenate"));
        Assert.Equal(new UpsampleDeclaration { FactorHeight = 2, FactorWidth = 2 }, Declared.Layer<UpsampleDeclaration>("Upsample2D(2)"));
        Assert.Equal(new UpsampleDeclaration { FactorHeight = 1, FactorWidth = 3 }, Declared.Layer<UpsampleDeclaration>("Upsample2D(3, FactorHeight = 1)"));
        Assert.Equal(new DepthToSpaceDeclaration { Block = 2 }, Declared.Layer<DepthToSpaceDeclaration>("DepthToSpace(2)"));
        Assert.Equal(new DepthToSpaceDeclaration { Block = 2, Order = DepthToSpaceOrder.ChannelFirst }, Declared.Layer<DepthToSpaceDeclaration>("DepthToSpace(2, Order = ChannelOrder.ChannelFirst)"));
        Assert.Equal(new DepthToSpaceDeclaration { Block = 3, Order = DepthToSpaceOrder.ChannelFirst }, Declared.Layer<DepthToSpaceDeclaration>("PixelShuffle(3)"));
        Assert.Equal(new PadDeclaration { Margins = new(2, 2, 2, 2) }, Declared.Layer<PadDeclaration>("ZeroPad2D(2)"));
        Assert.Equal(new PadDeclaration { Margins = new(0, 0, 1, 1) }, Declared.Layer<PadDeclaration>("ZeroPad2D(Bottom = 1, Right = 1)"));
        Assert.Equal(new CropDeclaration { Margins = new(3, 1, 1, 0) }, Declared.Layer<CropDeclaration>("Crop2D(1, Top = 3, Right = 0)"));
    }

    [Fact]
    public void A_transposed_convolution_takes_the_numbers_of_PyTorch()
    {
        var expected = new TransposedConvolutionDeclaration
        {
            Filters = 8,
            Groups = 2,
            Bias = false,
            WeightBits = 4,
            ActivationBits = 6,
            Grid = WeightGridKind.Ternary,
            OutputPaddingHeight = 1,
            OutputPaddingWidth = 0,
            Window = new() { KernelHeight = 3, KernelWidth = 4, StrideHeight = 2, StrideWidth = 2, DilationHeight = 1, DilationWidth = 3, Padding = PaddingMode.Explicit, Margins = new(1, 2, 1, 2) },
        };

        Assert.Equal(expected, Declared.Layer<TransposedConvolutionDeclaration>("""
            ConvTranspose2D(8, Kernel = 3, KernelWidth = 4, Stride = 2, DilationWidth = 3, Padding = 1, PaddingWidth = 2, OutputPadding = 1, OutputPaddingWidth = 0,
                Groups = 2, Bias = false, WeightBits = 4, ActivationBits = 6, Grid = WeightGrid.Ternary)
            """));
    }

    [Fact]
    public void Layers_of_sequences_have_windows_of_one_row()
    {
        var window = new WindowDeclaration { KernelHeight = 1, KernelWidth = 5, StrideWidth = 2, DilationWidth = 3, Padding = PaddingMode.Explicit, Margins = new(0, 4, 0, 1) };

        Assert.Equal(
            new ConvolutionDeclaration { Kind = ConvolutionKind.Standard, Filters = 8, Groups = 2, Window = window },
            Declared.Layer<ConvolutionDeclaration>("Conv1D(8, Kernel = 5, Stride = 2, Dilation = 3, PaddingLeft = 4, PaddingRight = 1, Groups = 2)"));
        Assert.Equal(
            new ConvolutionDeclaration { Kind = ConvolutionKind.Depthwise, DepthMultiplier = 2, Window = new() { KernelHeight = 1, KernelWidth = 3 } },
            Declared.Layer<ConvolutionDeclaration>("DepthwiseConv1D(Kernel = 3, DepthMultiplier = 2)"));
        Assert.Equal(
            new MaxPoolDeclaration { Window = new() { KernelHeight = 1, KernelWidth = 2, StrideWidth = 2, Padding = PaddingMode.Valid } }, Declared.Layer<MaxPoolDeclaration>("MaxPool1D(Kernel = 2)"));
        Assert.Equal(
            new AveragePoolDeclaration { CountIncludesPadding = true, ActivationBits = 7, Window = new() { KernelHeight = 1, KernelWidth = 3, StrideWidth = 1, Padding = PaddingMode.Same } },
            Declared.Layer<AveragePoolDeclaration>("AveragePool1D(Kernel = 3, Stride = 1, Padding = Padding.Same, CountIncludesPadding = true, ActivationBits = 7)"));
    }

    [Fact]
    public void Blocks_take_everything()
    {
        Assert.Equal(new SeparableBlockDeclaration { Filters = 8, Padding = PaddingMode.Same }, Declared.Layer<SeparableBlockDeclaration>("SeparableConv2D(8)"));
        Assert.Equal(
            new SeparableBlockDeclaration { Filters = 8, Kernel = 5, Stride = 2, WeightBits = 4, ActivationBits = 3, Padding = PaddingMode.Valid, Name = "s", From = "input" },
            Declared.Layer<SeparableBlockDeclaration>("SeparableConv2D(8, Kernel = 5, Stride = 2, WeightBits = 4, ActivationBits = 3, Padding = Padding.Valid, Name = \"s\", From = \"input\")"));
        Assert.Equal(new InvertedResidualDeclaration { Filters = 8, Expansion = 6, Kernel = 3 }, Declared.Layer<InvertedResidualDeclaration>("InvertedResidual(8)"));
        Assert.Equal(
            new InvertedResidualDeclaration { Filters = 8, Expansion = 1, Kernel = 5, Stride = 2, Padding = PaddingMode.Same },
            Declared.Layer<InvertedResidualDeclaration>("InvertedResidual(8, Expansion = 1, Kernel = 5, Stride = 2, Padding = Padding.Same)"));
        Assert.Equal(new ResidualBlockDeclaration { Filters = 8, Stride = 2 }, Declared.Layer<ResidualBlockDeclaration>("ResidualBlock(8, Stride = 2)"));
    }
}
