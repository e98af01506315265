using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Tests.Quantizers;

namespace Pickerel.Core.Tests.Passes;

/// <summary>The same tensors through PyTorch's definitions on CHW data, written out here, and through the bound network on HWC data.</summary>
public class TorchLayoutTests
{
    private readonly Random _random = new(7);

    [Theory]
    [InlineData(3, 4, 1)]
    [InlineData(4, 6, 2)]
    [InlineData(1, 5, 1)]
    public void A_convolution_gives_what_PyTorch_gives(int channels, int filters, int groups)
    {
        var (weight, bias) = (Random("conv1.weight", filters, channels / groups, 3, 2), Random("conv1.bias", filters));
        var layer = Declare.Conv(filters, Declare.Window(3) with { KernelWidth = 2 }) with { Groups = groups };
        var network = Bind(Declare.Input(5, 4, channels), [layer], weight, bias);
        var image = Image(channels, 5, 4);

        // Same padding of a 3x2 kernel: one row above and below, one column right.
        var expected = Convolve(image, weight.Floats(), bias.Floats(), filters, groups, 3, 2, top: 1, left: 0, height: 5, width: 4);

        Assert.Equal(Hwc(expected), RealExecutor.Run(network, Integers(image)));
    }

    [Fact]
    public void A_depthwise_convolution_with_multiplier_gives_what_PyTorch_gives()
    {
        var (weight, bias) = (Random("dw1.weight", 6, 1, 3, 3), Random("dw1.bias", 6));
        var network = Bind(Declare.Input(4, 5, 3), [Declare.Depthwise() with { DepthMultiplier = 2 }], weight, bias);
        var image = Image(3, 4, 5);

        var expected = Convolve(image, weight.Floats(), bias.Floats(), filters: 6, groups: 3, 3, 3, top: 1, left: 1, height: 4, width: 5);

        Assert.Equal(Hwc(expected), RealExecutor.Run(network, Integers(image)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_dense_layer_on_an_image_reads_it_channels_first(bool flattens)
    {
        var (weight, bias) = (Random("fc1.weight", 5, 3 * 4 * 2), Random("fc1.bias", 5));
        LayerDeclaration[] layers = flattens ? [new FlattenDeclaration(), Declare.Dense(5)] : [Declare.Dense(5)];
        var network = Bind(Declare.Input(4, 2, 3), layers, weight, bias);
        var image = Image(3, 4, 2);

        Assert.Equal(Linear(Chw(image), weight.Floats(), bias.Floats()), RealExecutor.Run(network, Integers(image)));
    }

    [Fact]
    public void The_flattened_order_is_followed_through_elementwise_layers()
    {
        const int count = 2 * 3 * 4;
        var (weight, bias) = (Random("fc1.weight", 5, count), Random("fc1.bias", 5));
        float[] gamma = Values(count), beta = Values(count), mean = Values(count);
        var norm = Tensors.Norm("bn1", gamma, beta, mean, [.. Enumerable.Repeat(3f, count)]);
        var network = Bind(
            Declare.Input(2, 3, 4), [new FlattenDeclaration(), new BatchNormDeclaration { Epsilon = 1 }, new ReluDeclaration(), Declare.Dense(5)], [.. norm, weight, bias]);
        var image = Image(4, 2, 3);

        // Variance and epsilon are 4 together, so that the root is exact.
        var normalized = Chw(image).Select((x, i) => Math.Max((gamma[i] * (x - mean[i]) / 2) + beta[i], 0)).ToArray();

        Assert.Equal(Linear(normalized, weight.Floats(), bias.Floats()), RealExecutor.Run(network, Integers(image)));
    }

    [Fact]
    public void A_dense_layer_behind_a_dense_layer_keeps_its_order()
    {
        ModelTensor[] tensors = [Random("fc1.weight", 6, 8), Random("fc1.bias", 6), Random("fc2.weight", 4, 6), Random("fc2.bias", 4)];
        var network = Bind(Declare.Input(2, 2, 2), [new FlattenDeclaration(), Declare.Dense(6), Declare.Dense(4)], tensors);
        var image = Image(2, 2, 2);

        var hidden = Linear(Chw(image), tensors[0].Floats(), tensors[1].Floats());

        Assert.Equal(Linear(hidden, tensors[2].Floats(), tensors[3].Floats()), RealExecutor.Run(network, Integers(image)));
    }

    [Fact]
    public void A_flattened_image_cannot_be_added_to_a_vector_of_another_order()
    {
        LayerDeclaration[] layers = [new FlattenDeclaration(), Declare.Dense(8), Declare.Add("flatten1")];

        _ = Declare.Refused(
            () => Bind(Declare.Input(2, 2, 2), layers, Random("fc1.weight", 8, 8), Random("fc1.bias", 8)),
            Pkr.FlattenedOrderLost, Site.OfLayer(2), "'add1' reads 'flatten1'", "2x2x2");
    }

    [Fact]
    public void A_flattened_image_cannot_be_convolved_unless_both_orders_are_one()
    {
        LayerDeclaration[] layers = [new FlattenDeclaration(), Declare.Pointwise(2)];

        _ = Declare.Refused(
            () => Bind(Declare.Input(2, 2, 2), layers, Random("pw1.weight", 2, 8, 1, 1), Random("pw1.bias", 2)), Pkr.FlattenedOrderLost, Site.OfLayer(1), "'pw1'");
        Assert.NotNull(Bind(Declare.Input(2, 4, 1), layers, Random("pw1.weight", 2, 8, 1, 1), Random("pw1.bias", 2)));
    }

    private Network Bind(InputDeclaration input, LayerDeclaration[] layers, params ModelTensor[] tensors) =>
        Declare.Bind(Declare.Request(Declare.Network(input with { Scale = 1 }, layers), tensors));

    private ModelTensor Random(string name, params int[] dimensions) => Tensors.Random(_random, name, dimensions);

    private float[] Values(int count) => Tensors.Random(_random, "", count).Floats();

    /// <summary>An image as [channel][row][column].</summary>
    private double[,,] Image(int channels, int height, int width)
    {
        var image = new double[channels, height, width];
        for (var i = 0; i < image.Length; i++)
            image[i / (height * width), i / width % height, i % width] = _random.Next(0, 20);
        return image;
    }

    private static double[] Chw(double[,,] image) => [.. image.Cast<double>()];

    /// <summary>The image as the network takes it; its scale is 1.</summary>
    private static int[] Integers(double[,,] image) => Array.ConvertAll(Hwc(image), v => (int)v);

    private static double[] Hwc(double[,,] image)
    {
        int channels = image.GetLength(0), width = image.GetLength(2);
        return [.. Enumerable.Range(0, image.Length).Select(i => image[i % channels, i / channels / width, i / channels % width])];
    }

    private static double[] Linear(double[] x, float[] weight, float[] bias) =>
        [.. bias.Select((b, o) => b + x.Select((value, i) => value * weight[(o * x.Length) + i]).Sum())];

    /// <summary>torch.nn.functional.conv2d, stride 1: weight is [filter][channel of the group][row][column].</summary>
    private static double[,,] Convolve(
        double[,,] x, float[] weight, float[] bias, int filters, int groups, int rows, int columns, int top, int left, int height, int width)
    {
        var result = new double[filters, height, width];
        var perGroup = x.GetLength(0) / groups;
        for (var i = 0; i < result.Length; i++)
        {
            var (o, oy, ox) = (i / (height * width), i / width % height, i % width);
            result[o, oy, ox] = bias[o];
            for (var w = 0; w < perGroup * rows * columns; w++)
            {
                var (c, ky, kx) = (w / (rows * columns), w / columns % rows, w % columns);
                var (iy, ix) = (oy - top + ky, ox - left + kx);
                if (iy >= 0 && iy < x.GetLength(1) && ix >= 0 && ix < x.GetLength(2))
                    result[o, oy, ox] += weight[(o * perGroup * rows * columns) + w] * x[(o / (filters / groups) * perGroup) + c, iy, ix];
            }
        }

        return result;
    }
}
