using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Passes;

/// <summary>Layers that join, multiply and move tensors, and blocks of layers.</summary>
public class StructureTests
{
    [Fact]
    public void Tensors_of_different_scales_are_joined_on_one_grid()
    {
        var network = Lower(
            Declare.Input(4, 4, 3),
            Declare.Conv(5) with { Name = "left" },
            Declare.Conv(7) with { From = "input" },
            new BatchNormDeclaration(),
            new ReluDeclaration(),
            new ConcatenateDeclaration { Others = ["left", "conv2"] });
        var joined = network["concat1"];
        var random = new Random(1);
        var values = ReferenceInterpreter.RunAll(network, [.. Enumerable.Range(0, 48).Select(_ => random.Next(256))]);

        // Who has another grid is rescaled on the way in.
        string Source(int input) => joined.Inputs[input].EndsWith(" for concat1", StringComparison.Ordinal) ? network[joined.Inputs[input]].Input : joined.Inputs[input];
        Assert.Equal(["bn1", "left", "conv2"], Enumerable.Range(0, 3).Select(Source));
        Assert.Equal(new TensorShape(4, 4, 19), joined.Shape);
        for (var i = 0; i < values["concat1"].Length; i++)
        {
            var (pixel, channel) = (i / 19, i % 19);
            var (source, at) = channel < 7 ? (Source(0), (pixel * 7) + channel) : channel < 12 ? (Source(1), (pixel * 5) + channel - 7) : (Source(2), (pixel * 7) + channel - 12);
            var (from, to) = (network[source].Quantization!, joined.Quantization!);
            var real = from.Scale * (values[source][at] - from.ZeroPoint);
            var clipped = Math.Clamp(real, to.Scale * (to.Minimum - to.ZeroPoint), to.Scale * (to.Maximum - to.ZeroPoint));

            // Half a step, and what a rounded multiplier adds to the greatest values.
            Assert.InRange(to.Scale * (values["concat1"][i] - to.ZeroPoint), clipped - (0.6 * to.Scale), clipped + (0.6 * to.Scale));
        }
    }

    [Fact]
    public void Tensors_of_one_grid_are_joined_as_they_are()
    {
        var network = Lower(
            Declare.Input(4, 4, 3),
            Declare.Conv(5),
            new ReluDeclaration(),
            Declare.MaxPool(1) with { Name = "pool" },
            new ConcatenateDeclaration { Others = ["relu1"], Axis = Axis.Height });

        Assert.DoesNotContain(network.Nodes, n => n is IntegerAffineNode);
        Assert.Equal(new TensorShape(8, 4, 5), network.Output.Shape);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_product_spreads_the_smaller_tensor_whichever_stands_above(bool gateIsAbove)
    {
        LayerDeclaration map = Declare.Conv(6) with { Name = "map" }, gate = new GlobalAveragePoolDeclaration { Name = "gate", From = "map" };
        LayerDeclaration[] layers = gateIsAbove
            ? [map, gate, new MultiplyDeclaration { Other = "map" }]
            : [map, gate, new MultiplyDeclaration { From = "map", Other = "gate" }];
        var network = Lower(Declare.Input(4, 4, 3), layers);
        var random = new Random(2);
        var values = ReferenceInterpreter.RunAll(network, [.. Enumerable.Range(0, 48).Select(_ => random.Next(256))]);
        var (left, right, grid) = (network["map"].Quantization!, network["gate"].Quantization!, network["mul1"].Quantization!);

        Assert.Equal(["map", "gate"], network["mul1"].Inputs);
        for (var i = 0; i < values["mul1"].Length; i++)
        {
            var real = left.Scale * (values["map"][i] - left.ZeroPoint) * right.Scale * (values["gate"][i % 6] - right.ZeroPoint);
            var clipped = Math.Clamp(real, grid.Scale * grid.Minimum, grid.Scale * grid.Maximum);
            Assert.InRange(grid.Scale * values["mul1"][i], clipped - (0.6 * grid.Scale), clipped + (0.6 * grid.Scale));
        }
    }

    [Fact]
    public void A_border_of_zeros_in_front_of_a_convolution_is_its_padding()
    {
        var layers = new LayerDeclaration[] { new PadDeclaration { Margins = new(0, 0, 1, 1) }, Declare.Conv(4, Declare.Window(3, 2, PaddingMode.Valid)) };
        var folded = Lower(Declare.Input(8, 8, 3), layers);

        Assert.Equal(["input", "conv1"], folded.Nodes.Select(n => n.Name));
        Assert.Equal(new Margins(0, 0, 1, 1), ((IntegerConvolutionNode)folded.Output).Window.Padding);
    }

    [Fact]
    public void A_separable_convolution_is_six_layers()
    {
        var network = Declare.Build(Declare.Network(Declare.Input(8, 8, 3), new SeparableBlockDeclaration { Filters = 16, Stride = 2, Name = "s" }, Declare.Conv(1) with { From = "s" }));

        Assert.Equal(["input", "s.depthwise", "s.bn1", "s.relu1", "s.pointwise", "s.bn2", "s.relu2", "conv1"], network.Nodes.Select(n => n.Name));
        Assert.Equal(new TensorShape(4, 4, 16), network["s.relu2"].Shape);
    }

    [Theory]
    [InlineData(1, 8, 6, "conv.0.0 conv.0.1 conv.0.2 conv.1.0 conv.1.1 conv.1.2 conv.2 conv.3 add")]
    [InlineData(2, 8, 6, "conv.0.0 conv.0.1 conv.0.2 conv.1.0 conv.1.1 conv.1.2 conv.2 conv.3")]
    [InlineData(1, 9, 6, "conv.0.0 conv.0.1 conv.0.2 conv.1.0 conv.1.1 conv.1.2 conv.2 conv.3")]
    [InlineData(1, 8, 1, "conv.0.0 conv.0.1 conv.0.2 conv.1 conv.2 add")]
    public void An_inverted_residual_has_the_names_of_torchvision(int stride, int filters, int expansion, string parts)
    {
        var block = new InvertedResidualDeclaration { Filters = filters, Stride = stride, Expansion = expansion };
        var network = Declare.Build(Declare.Network(Declare.Input(6, 6, 8), block));

        Assert.Equal(parts.Split(' ').Select(p => "ir1." + p).Prepend("input"), network.Nodes.Select(n => n.Name));
        Assert.Equal(filters, network.Output.Shape.Channels);
        Assert.Equal(8 * expansion, network[expansion > 1 ? "ir1.conv.1.0" : "ir1.conv.0.0"].Shape.Channels);
    }

    [Fact]
    public void A_residual_block_projects_its_shortcut_where_shapes_change()
    {
        var network = Declare.Build(Declare.Network(
            Declare.Input(6, 6, 8), new ResidualBlockDeclaration { Filters = 8, Name = "layer1.0" }, new ResidualBlockDeclaration { Filters = 16, Stride = 2, Name = "layer2.0" }));

        Assert.Equal(
            ["conv1", "bn1", "relu1", "conv2", "bn2", "add", "relu2"], network.Nodes.Select(n => n.Name).Where(n => n.StartsWith("layer1.0.", StringComparison.Ordinal)).Select(n => n[9..]));
        Assert.Equal(
            ["conv1", "bn1", "relu1", "conv2", "bn2", "downsample.0", "downsample.1", "add", "relu2"],
            network.Nodes.Select(n => n.Name).Where(n => n.StartsWith("layer2.0.", StringComparison.Ordinal)).Select(n => n[9..]));
        Assert.Equal(["layer1.0.relu2"], network["layer2.0.downsample.0"].Inputs);
        Assert.Equal(["layer2.0.bn2", "layer2.0.downsample.1"], network["layer2.0.add"].Inputs);
        Assert.Equal(["layer1.0.bn2", "input"], network["layer1.0.add"].Inputs);
        Assert.Equal(new TensorShape(3, 3, 16), network.Output.Shape);
    }

    [Fact]
    public void A_layer_named_as_a_part_of_a_block_is_refused() => Declare.Refused(
        Declare.Network(Declare.Input(6, 6, 8), Declare.Conv(8) with { Name = "res1.add" }, new ResidualBlockDeclaration { Filters = 8 }),
        Pkr.DuplicateLayerName, Site.OfLayer(0, "Name"), "'res1.add'");

    [Fact]
    public void A_one_dimensional_kernel_is_read_from_three_dimensions()
    {
        var layer = Declare.Conv(2, new WindowDeclaration { KernelHeight = 1, KernelWidth = 2, Padding = PaddingMode.Valid }) with { Bias = false };
        var network = Declare.Bind(Declare.Request(Declare.Network(Declare.Input(1, 5, 2), layer), Tensors.F32("conv1.weight", [2, 2, 2], 0, 1, 2, 3, 4, 5, 6, 7)));

        Assert.Equal([0.0, 2, 1, 3, 4, 6, 5, 7], ((WeightedNode)network.Output).Weights!.Values.ToArray());
    }

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        var input = Declare.Input(8, 8, 3);
        Declare.Refused(Declare.Network(input, Declare.Conv(4), new MultiplyDeclaration { Other = "input" }), Pkr.MultiplyShapesDiffer, Site.OfLayer(1), "'mul1'", "8x8x4", "8x8x3", "1x1xC");
        Declare.Refused(Declare.Network(input, Declare.MaxPool(2), new ConcatenateDeclaration { Others = ["input"] }), Pkr.ConcatenatedShapesDiffer, Site.OfLayer(1), "'concat1'", "channels");
        Declare.Refused(Declare.Network(input, new ConcatenateDeclaration()), Pkr.NothingToJoin, Site.OfLayer(0), "'concat1'");
        Declare.Refused(Declare.Network(input, new CropDeclaration { Margins = new(4, 0, 4, 0) }), Pkr.CropTooLarge, Site.OfLayer(0), "'crop1'", "(4,0,4,0)");
        Declare.Refused(Declare.Network(input, new CropDeclaration { Margins = new(-1, 0, 0, 0) }), Pkr.CropTooLarge, Site.OfLayer(0), "0 or more");
        Declare.Refused(Declare.Network(input, new UpsampleDeclaration { FactorHeight = 0, FactorWidth = 1 }), Pkr.Contradiction, Site.OfLayer(0), "at least 1");
        Declare.Refused(Declare.Network(input, new UpsampleDeclaration { FactorHeight = int.MaxValue, FactorWidth = int.MaxValue }), Pkr.TensorTooLarge, Site.OfLayer(0));
        Declare.Refused(Declare.Network(input, new DepthToSpaceDeclaration { Block = 2 }), Pkr.Contradiction, Site.OfLayer(0), "multiple of 4 channels");
        Declare.Refused(Declare.Network(input, Transposed(3, 2, outputPadding: 2)), Pkr.OutputPaddingTooLarge, Site.OfLayer(0, "OutputPadding"), "stride (2)");
        Declare.Refused(Declare.Network(Declare.Input(1, 1, 3), Transposed(2, 1, padding: 1)), Pkr.TransposedOutputEmpty, Site.OfLayer(0, "Padding"));
        Declare.Refused(Declare.Network(input, Transposed(int.MaxValue, int.MaxValue)), Pkr.TensorTooLarge, Site.OfLayer(0));
        Declare.Refused(Declare.Network(input, Transposed(3, 0)), Pkr.NonPositiveSize, Site.OfLayer(0, "Stride"));
        Declare.Refused(Declare.Network(input, new InvertedResidualDeclaration { Filters = 8, Expansion = 0 }), Pkr.NonPositiveSize, Site.OfLayer(0, "Expansion"));
        Declare.Refused(Declare.Network(input, new InvertedResidualDeclaration { Filters = 8, Expansion = int.MaxValue }), Pkr.TensorTooLarge, Site.OfLayer(0));
        Declare.Refused(Declare.Network(input, new ResidualBlockDeclaration { Filters = 8, Padding = PaddingMode.Explicit }), Pkr.Contradiction, Site.OfLayer(0, "Padding"));
    }

    private static TransposedConvolutionDeclaration Transposed(int kernel, int stride, int padding = 0, int outputPadding = 0) => new()
    {
        Filters = 4,
        OutputPaddingHeight = outputPadding,
        OutputPaddingWidth = outputPadding,
        Window = new()
        {
            KernelHeight = kernel, KernelWidth = kernel, StrideHeight = stride, StrideWidth = stride, Padding = PaddingMode.Explicit, Margins = new(padding, padding, padding, padding),
        },
    };

    private static Network Lower(InputDeclaration input, params LayerDeclaration[] layers) =>
        PassPipeline.Run(Declare.Build(Declare.Network(input, layers)), new(new(), new ParametersSource.Seed(5), Model: null), default, verify: true);
}
