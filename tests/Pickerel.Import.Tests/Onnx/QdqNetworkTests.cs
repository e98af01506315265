using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>One operator between quantized tensors, as exporters write it, against the evaluator.</summary>
public sealed class QdqNetworkTests
{
    private static readonly long[] Image = [1, 4, 6, 8];

    [Theory]
    [InlineData(1, 3, 1, 1)]
    [InlineData(1, 1, 2, 1)]
    [InlineData(2, 3, 1, 2)]
    [InlineData(4, 3, 2, 1)]
    public void A_convolution(int groups, int kernel, int stride, int dilation)
    {
        var random = new Random(1);
        var file = Quantized(Image)
            .Integers("w", OnnxType.Int8, [8, 4 / groups, kernel, kernel], Integers(random, 8 * 4 / groups * kernel * kernel, -127, 127)).Floats("ws", [8], Powers(random, 8, -9, -6))
            .Integers("b", OnnxType.Int32, [8], Integers(random, 8, -4000, 4000)).Floats("bs", [8], Powers(random, 8, -9, -7))
            .Node("DequantizeLinear", ["w", "ws"], "wr", ("axis", 0)).Node("DequantizeLinear", ["b", "bs"], "br", ("axis", 0))
            .Node("Conv", ["r", "wr", "br"], "c", ("group", groups), ("strides", new long[] { stride, stride }), ("dilations", new long[] { dilation, dilation }), ("pads", Enumerable.Repeat((long)(kernel / 2), 4).ToArray()))
            .Node("Relu", ["c"], "o");

        var network = OnnxComparison.AssertEqual(Requantized(file, "o", -3));

        Assert.Single(network.Nodes.OfType<IntegerConvolutionNode>());
    }

    [Theory]
    [InlineData("Relu")]
    [InlineData("LeakyRelu")]
    [InlineData("HardSigmoid")]
    [InlineData("HardSwish")]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("Neg")]
    [InlineData("Identity")]
    [InlineData("Floor")]
    [InlineData("GlobalAveragePool")]
    [InlineData("GlobalMaxPool")]
    public void A_function_of_one_tensor(string kind) => OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node(kind, ["r"], "o", Slopes(kind)), "o", -5));

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    [InlineData("Div")]
    [InlineData("PRelu")]
    [InlineData("Max")]
    [InlineData("Min")]
    public void Arithmetic_with_a_constant_of_a_channel(string kind) =>
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Floats("k", [4, 1, 1], 0.5f, 2, 1, 0.25f).Node(kind, ["r", "k"], "o"), "o", -4));

    [Theory]
    [InlineData("Add")]
    [InlineData("Sub")]
    [InlineData("Mul")]
    public void Arithmetic_of_two_tensors(string kind)
    {
        var file = Quantized(Image).Floats("k", [], 0.25f).Node("Mul", ["r", "k"], "m");
        OnnxComparison.AssertEqual(Requantized(Requantized(file, "m", -6, "n").Floats("ns", [], 0.03125f).Integers("nz", OnnxType.UInt8, [], 128)
            .Node("DequantizeLinear", ["n", "ns", "nz"], "s").Node(kind, ["r", "s"], "o"), "o", -3));
    }

    [Fact]
    public void A_product_with_a_pixel_that_every_pixel_is_multiplied_by() =>
        OnnxComparison.AssertEqual(Requantized(
            Requantized(Quantized(Image).Node("GlobalAveragePool", ["r"], "g"), "g", -5, "n").Floats("ns", [], 0.0625f).Integers("nz", OnnxType.UInt8, [], 128)
                .Node("DequantizeLinear", ["n", "ns", "nz"], "s").Node("Mul", ["r", "s"], "o"),
            "o",
            -2));

    [Fact]
    public void A_norm_behind_a_convolution_as_steps_of_its_sums()
    {
        var random = new Random(3);
        var file = Quantized(Image).Integers("w", OnnxType.Int8, [4, 4, 1, 1], Integers(random, 16, -7, 7)).Floats("ws", [], 0.125f).Node("DequantizeLinear", ["w", "ws"], "wr")
            .Node("Conv", ["r", "wr"], "c").Floats("g", [4], 0.5f, -2, 1, 0.25f).Floats("h", [4], 1, 0, -3, 0.5f).Floats("mean", [4], 0.5f, 1, 0, -2).Floats("var", [4], 0.25f, 1, 4, 0.0625f)
            .Node("BatchNormalization", ["c", "g", "h", "mean", "var"], "o", ("epsilon", 0f));

        OnnxComparison.AssertEqual(Requantized(file, "o", -2));
    }

    [Fact]
    public void Pools_of_windows()
    {
        (string, object)[] window = [("kernel_shape", new long[] { 2, 3 }), ("strides", new long[] { 2, 1 })];
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node("MaxPool", ["r"], "o", [.. window, ("ceil_mode", 1)]), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node("MaxPool", ["r"], "o", [.. window, ("pads", new long[] { 1, 1, 1, 1 })]), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Floats("three", [], 3).Node("AveragePool", ["r"], "a", window).Node("Mul", ["a", "three"], "o"), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node("AveragePool", ["r"], "o", ("kernel_shape", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 0, 0 }), ("count_include_pad", 1)), "o", -5));
    }

    [Fact]
    public void What_moves_elements()
    {
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Integers("to", OnnxType.Int64, [4], 1, 8, 3, 8).Node("Reshape", ["r", "to"], "o"), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Integers("to", OnnxType.Int64, [2], 1, -1).Node("Reshape", ["r", "to"], "o"), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node("Transpose", ["r"], "o", ("perm", new long[] { 0, 2, 3, 1 })), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node("DepthToSpace", ["r"], "o", ("blocksize", 2), ("mode", "CRD")), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Node("DepthToSpace", ["r"], "o", ("blocksize", 2)), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Floats("s", [4], 1, 1, 2, 3).Node("Resize", ["r", "", "s"], "o", ("mode", "nearest")), "o", -5));
        OnnxComparison.AssertEqual(Requantized(Quantized(Image).Integers("p", OnnxType.Int64, [8], 0, 0, 1, 2, 0, 0, 0, 3).Node("Pad", ["r", "p"], "o"), "o", -5));
        OnnxComparison.AssertEqual(Requantized(
            Quantized(Image).Integers("from", OnnxType.Int64, [2], 1, -7).Integers("to", OnnxType.Int64, [2], 3, -1).Integers("axes", OnnxType.Int64, [2], 1, 3).Integers("steps", OnnxType.Int64, [2], 1, 2)
                .Node("Slice", ["r", "from", "to", "axes", "steps"], "o"),
            "o",
            -5));
        var parts = Quantized(Image).Node("Split", ["r"], "l", ("axis", 1));
        parts.Graph.Node[^1].Output.Add("m");
        OnnxComparison.AssertEqual(Requantized(parts.Floats("k", [], 0.5f).Node("Mul", ["m", "k"], "n").Node("Concat", ["n", "l", "r"], "o", ("axis", 1)), "o", -4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_dense_layer_behind_flattening_takes_the_files_order(int transposed)
    {
        var random = new Random(5);
        long[] shape = transposed == 1 ? [5, 192] : [192, 5];
        var file = Quantized(Image).Node("Flatten", ["r"], "f").Integers("w", OnnxType.Int8, shape, Integers(random, 960, -31, 31)).Floats("ws", [], 0.0078125f)
            .Floats("b", [5], 1, -2, 3, 0.5f, 0).Node("DequantizeLinear", ["w", "ws"], "wr").Node("Gemm", ["f", "wr", "b"], "o", ("transB", transposed));

        OnnxComparison.AssertEqual(Requantized(file, "o", -1));
    }

    [Fact]
    public void Pixels_times_a_matrix()
    {
        var file = Quantized([1, 5, 6]).Integers("w", OnnxType.Int8, [6, 3], Integers(new Random(6), 18, -31, 31)).Floats("ws", [], 0.03125f)
            .Node("DequantizeLinear", ["w", "ws"], "wr").Node("MatMul", ["r", "wr"], "o");

        OnnxComparison.AssertEqual(Requantized(file, "o", -3));
    }

    [Fact]
    public void A_clip_of_integers_means_fewer_bits()
    {
        var file = Quantized(Image).Floats("qs", [], 0.5f).Integers("qz", OnnxType.Int8, [], 0).Integers("low", OnnxType.Int8, [], -8).Integers("high", OnnxType.Int8, [], 7)
            .Node("QuantizeLinear", ["r", "qs", "qz"], "q").Node("Clip", ["q", "low", "high"], "k").Node("DequantizeLinear", ["k", "qs", "qz"], "d")
            .Integers("w", OnnxType.Int4, [2, 4, 1, 1], 0x1F, 0x72, 0x93, 0x4E).Floats("ws", [], 0.25f).Node("DequantizeLinear", ["w", "ws"], "wr").Node("Conv", ["d", "wr"], "o");

        var network = OnnxComparison.AssertEqual(Requantized(file, "o", -1));

        var convolution = Assert.Single(network.Nodes.OfType<IntegerConvolutionNode>());
        Assert.Equal(4, network[convolution.Input].Quantization!.Bits);
        Assert.Equal(4, convolution.WeightBits);
    }

    [Fact]
    public void Ties_go_to_even_and_the_zero_point_comes_behind_them()
    {
        var file = new OnnxFile().Input("x", OnnxType.Int8, 1, 8).Output("y", OnnxType.Int8, 1, 8)
            .Floats("xs", [], 0.5f).Floats("ys", [], 1).Integers("z", OnnxType.Int8, [], 1)
            .Node("DequantizeLinear", ["x", "xs"], "r").Node("QuantizeLinear", ["r", "ys", "z"], "y");
        var graph = OnnxGraph.Read(file.Write(), "model");
        var network = OnnxImporter.Import(graph, TestContext.Current.CancellationToken).Network!;

        var input = OnnxTensor.OfIntegers(OnnxType.Int8, [1, 8], [1, 3, 5, -1, -3, 2, 127, -128]);
        Assert.Equal([1, 3, 3, 1, -1, 2, 65, -63], OnnxComparison.Run(network, input, [1, 8]));
    }

    /// <summary>A file that begins with bytes of scale 1/8 and zero point 100, the reals <c>r</c>.</summary>
    private static OnnxFile Quantized(long[] shape) => new OnnxFile().Input("x", OnnxType.UInt8, shape)
        .Floats("xs", [], 0.125f).Integers("xz", OnnxType.UInt8, [], 100).Node("DequantizeLinear", ["x", "xs", "xz"], "r");

    /// <summary>The file with a tensor quantized to bytes of a power of two and zero point 128; it is the output, unless it is named.</summary>
    private static OnnxFile Requantized(OnnxFile file, string real, int exponent, string? name = null)
    {
        file.Floats(real + "_scale", [], MathF.ScaleB(1, exponent)).Integers(real + "_zero", OnnxType.UInt8, [], 128).Node("QuantizeLinear", [real, real + "_scale", real + "_zero"], name ?? "y");
        return name is null ? file.Output("y", OnnxType.UInt8) : file;
    }

    private static (string Name, object Value)[] Slopes(string kind) => kind switch
    {
        "LeakyRelu" => [("alpha", 0.25f)],
        "HardSigmoid" => [("alpha", 0.25f), ("beta", 0.5f)],
        _ => [],
    };

    private static int[] Integers(Random random, int count, int least, int most) => [.. Enumerable.Range(0, count).Select(_ => random.Next(least, most + 1))];

    private static float[] Powers(Random random, int count, int least, int most) => [.. Enumerable.Range(0, count).Select(_ => MathF.ScaleB(1, random.Next(least, most + 1)))];
}
