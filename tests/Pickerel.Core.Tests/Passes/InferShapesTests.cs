using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Tests.Passes;

public class InferShapesTests
{
    [Theory]

    // TensorFlow's figures: output ceil(input / stride), the odd one below and right.
    [InlineData(PaddingMode.Same, 8, 3, 1, 1, 1, 1, 8)]
    [InlineData(PaddingMode.Same, 8, 3, 2, 1, 0, 1, 4)]
    [InlineData(PaddingMode.Same, 7, 3, 2, 1, 1, 1, 4)]
    [InlineData(PaddingMode.Same, 8, 4, 1, 1, 1, 2, 8)]
    [InlineData(PaddingMode.Same, 5, 1, 3, 1, 0, 0, 2)]
    [InlineData(PaddingMode.Same, 1, 5, 1, 1, 2, 2, 1)]
    [InlineData(PaddingMode.Same, 10, 3, 1, 2, 2, 2, 10)]

    // PyTorch's: k // 2 on both sides whatever the stride.
    [InlineData(PaddingMode.SameTorch, 8, 3, 2, 1, 1, 1, 4)]
    [InlineData(PaddingMode.SameTorch, 8, 5, 1, 1, 2, 2, 8)]
    [InlineData(PaddingMode.SameTorch, 8, 4, 1, 1, 1, 2, 8)]
    [InlineData(PaddingMode.SameTorch, 9, 3, 1, 3, 3, 3, 9)]
    [InlineData(PaddingMode.Valid, 8, 3, 1, 1, 0, 0, 6)]
    [InlineData(PaddingMode.Valid, 8, 3, 2, 1, 0, 0, 3)]
    [InlineData(PaddingMode.Valid, 8, 3, 1, 3, 0, 0, 2)]
    public void Padding_modes_place_as_their_frameworks_do(PaddingMode mode, int input, int kernel, int stride, int dilation, int before, int after, int output)
    {
        var window = Declare.Window(kernel, stride, mode) with { DilationHeight = dilation, DilationWidth = dilation };

        var node = Assert.IsType<ConvolutionNode>(Declare.Build(Declare.Network(Declare.Input(input, input, 1), Declare.Conv(4, window))).Output);

        Assert.Equal(new Margins(before, before, after, after), node.Window.Padding);
        Assert.Equal(new TensorShape(output, output, 4), node.Shape);
    }

    [Fact]
    public void Height_and_width_have_windows_of_their_own()
    {
        var window = new WindowDeclaration
        {
            KernelHeight = 10, KernelWidth = 4, StrideHeight = 2, StrideWidth = 1, Padding = PaddingMode.Explicit, Margins = new Margins(4, 1, 5, 2),
        };

        var node = Assert.IsType<ConvolutionNode>(Declare.Build(Declare.Network(Declare.Input(49, 10, 1), Declare.Conv(64, window))).Output);

        Assert.Equal(new TensorShape(25, 10, 64), node.Shape);
        Assert.Equal(new Margins(4, 1, 5, 2), node.Window.Padding);
    }

    [Fact]
    public void Shapes_follow_the_layers()
    {
        var network = Declare.Build(Declare.Network(
            Declare.Input(9, 7, 3),
            Declare.Conv(6) with { Groups = 3 },
            Declare.Depthwise() with { DepthMultiplier = 2 },
            Declare.Pointwise(5, stride: 2),
            Declare.AveragePool(2),
            Declare.MaxPool(2),
            new FlattenDeclaration(),
            Declare.Dense(11)));

        Assert.Equal(
            ["9x7x3", "9x7x6", "9x7x12", "5x4x5", "2x2x5", "1x1x5", "1x1x5", "1x1x11"], network.Nodes.Select(n => n.Shape.ToString()));
    }

    [Fact]
    public void A_global_pool_covers_its_input_whatever_its_size()
    {
        var pool = Assert.IsType<AveragePoolNode>(Declare.Build(Declare.Network(Declare.Input(25, 5, 3), new GlobalAveragePoolDeclaration())).Output);

        Assert.True(pool.Global);
        Assert.Equal((25, 5), (pool.Window.KernelHeight, pool.Window.KernelWidth));
        Assert.Equal(new TensorShape(1, 1, 3), pool.Shape);
    }

    [Fact]
    public void Sizes_below_one_are_refused_with_the_property()
    {
        Refuse("Filters", Declare.Conv(0));
        Refuse("Filters", Declare.Conv(-5));
        Refuse("Filters", Declare.Pointwise(0));
        Refuse("Units", Declare.Dense(0));
        Refuse("Groups", Declare.Conv(2) with { Groups = 0 });
        Refuse("DepthMultiplier", Declare.Depthwise() with { DepthMultiplier = 0 });
        Refuse("Kernel", Declare.Conv(2, 0));
        Refuse("Stride", Declare.Conv(2, Declare.Window(3, stride: 0)));
        Refuse("Dilation", Declare.Conv(2, Declare.Window(3) with { DilationWidth = -1 }));
        Refuse("Kernel", Declare.MaxPool(-3));
        Refuse("Stride", new AveragePoolDeclaration { Window = Declare.Window(2, stride: -1) });

        static void Refuse(string property, LayerDeclaration layer) => Declare.Refused(
            Declare.Network(Declare.Input(8, 8, 2), layer), Pkr.NonPositiveSize, Site.OfLayer(0, property), $"{property} of '{layer.Stem}1'", "at least 1");
    }

    [Fact]
    public void An_input_below_one_is_refused() =>
        Declare.Refused(Declare.Network(Declare.Input(8, 0, 1), Declare.Dense(2)), Pkr.NonPositiveSize, Site.Network.At("Input"), "8x0x1");

    [Theory]
    [InlineData(3, 6)]
    [InlineData(2, 5)]
    public void Groups_must_divide_channels_and_filters(int groups, int filters) =>
        Declare.Refused(
            Declare.Network(Declare.Input(8, 8, 4), Declare.Conv(filters) with { Groups = groups }),
            Pkr.GroupsDoNotDivide, Site.OfLayer(0, "Groups"), $"{groups} groups", "4 input channels", $"{filters} filters");

    [Fact]
    public void Negative_padding_is_refused() =>
        Declare.Refused(
            Declare.Network(Declare.Input(8, 8, 1), Declare.Conv(2, Explicit(new Margins(1, 0, -1, 0)))), Pkr.NegativePadding, Site.OfLayer(0, "Margins"), "(1,0,-1,0)");

    [Fact]
    public void Padding_as_large_as_the_window_is_refused()
    {
        _ = Declare.Refused(
            Declare.Network(Declare.Input(8, 8, 1), Declare.Conv(2, Explicit(new Margins(0, 3, 0, 0)))),
            Pkr.PaddingTooLarge, Site.OfLayer(0, "Margins"), "spans 3x3", "nothing but padding");
        Assert.Equal(
            new TensorShape(10, 10, 2), Declare.Build(Declare.Network(Declare.Input(8, 8, 1), Declare.Conv(2, Explicit(new Margins(2, 2, 2, 2))))).Output.Shape);
    }

    [Fact]
    public void A_window_larger_than_its_padded_input_is_refused() =>
        Declare.Refused(
            Declare.Network(Declare.Input(4, 9, 1), Declare.Conv(2, Declare.Window(5, padding: PaddingMode.Valid))),
            Pkr.WindowTooLarge, Site.OfLayer(0, "Kernel"), "spans 5x5", "is 4x9");

    [Fact]
    public void A_dilated_pool_that_would_miss_its_input_is_refused()
    {
        var window = new WindowDeclaration
        {
            KernelHeight = 1, KernelWidth = 2, DilationWidth = 2, Padding = PaddingMode.Explicit, Margins = new Margins(0, 1, 0, 1),
        };

        _ = Declare.Refused(
            Declare.Network(Declare.Input(1, 1, 1), new MaxPoolDeclaration { Window = window }), Pkr.DilationSkipsInput, Site.OfLayer(0, "Dilation"), "1x2");
    }

    [Fact]
    public void A_tensor_above_the_limit_is_refused_with_size_and_limit() =>
        Declare.Refused(
            Declare.Network(Declare.Input(4096, 4096, 1), Declare.Pointwise(17)),
            Pkr.TensorTooLarge, Site.OfLayer(0), "4096x4096x17", "285212672", "268435456");

    [Fact]
    public void Weights_above_the_limit_are_refused_over_all_layers_together()
    {
        var half = Declare.Dense(8192);

        _ = Declare.Refused(
            Declare.Network(Declare.Input(1, 1, 8191), half, half), Pkr.TooManyWeights, Site.OfLayer(1), "'fc2' has 67108864 weights", "134209536", "the limit is 67108864");
        Assert.Equal(2, Declare.Build(Declare.Network(Declare.Input(1, 1, 8192), half)).Nodes.Count);
    }

    private static WindowDeclaration Explicit(Margins margins) => Declare.Window(3, padding: PaddingMode.Explicit) with { Margins = margins };
}
