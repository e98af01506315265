using System;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>The operators of QONNX between tensors, against the evaluator.</summary>
public sealed class QonnxNetworkTests
{
    [Theory]
    [InlineData("ROUND", 1, 0)]
    [InlineData("FLOOR", 1, 1)]
    [InlineData("CEIL", 0, 0)]
    [InlineData("ROUND_TO_ZERO", 1, 0)]
    public void Quant_has_any_bits_and_rounding(string rounding, int isSigned, int isNarrow)
    {
        var file = Input(4).Quant("d", "o", 0.75f, 3, rounding, isSigned, isNarrow).Output("o", OnnxType.Float);

        var network = OnnxComparison.AssertReal(file);

        Assert.Equal(3, network.Output.Quantization!.Bits);
        Assert.Equal(isSigned != 0, network.Output.Quantization.Signed);
    }

    [Fact]
    public void Quant_adds_its_zero_point_before_it_rounds()
    {
        var file = Input(4).Floats("scale", [], 0.5f).Floats("zero", [], 3).Floats("bits", [], 4)
            .Node("qonnx.custom_op.general.Quant", ["d", "scale", "zero", "bits"], "o", ("signed", 0), ("rounding_mode", "ROUND")).Output("o", OnnxType.Float);

        var network = OnnxComparison.AssertReal(file);

        Assert.Equal(3, network.Output.Quantization!.ZeroPoint);
        Assert.Equal(4, network.Output.Quantization.Bits);
    }

    [Fact]
    public void Scales_of_channels_reach_a_depthwise_convolution()
    {
        var file = new OnnxFile().Input("x", OnnxType.Float, 1, 3, 4, 4).Quant("x", "q", 0.25f, 6).Floats("cs", [1, 3, 1, 1], 0.5f, 1, 0.25f).Floats("z", [], 0).Floats("four", [], 4)
            .Node("qonnx.custom_op.general.Quant", ["q", "cs", "z", "four"], "c", ("signed", 1)).Floats("w", [3, 1, 2, 2], [.. Enumerable.Range(0, 12).Select(i => (i % 5) - 2f)]).Quant("w", "wq", 1, 3)
            .Node("Conv", ["c", "wq"], "d", ("group", 3), ("pads", new long[] { 1, 1, 0, 0 })).Quant("d", "o", 2, 5).Output("o", OnnxType.Float);

        Assert.Contains(OnnxComparison.AssertReal(file).Nodes.OfType<IntegerConvolutionNode>(), n => n.Convolution == ConvolutionKind.Depthwise);
    }

    [Fact]
    public void Bipolar_tensors_meet_bipolar_weights_as_signs()
    {
        var file = Input(8).Floats("s", [], 0.5f).Node("qonnx.custom_op.general.BipolarQuant", ["d", "s"], "b").Floats("w", [8, 3], [.. Enumerable.Range(0, 24).Select(i => (i * 7 % 11) - 5f)])
            .Node("qonnx.custom_op.general.BipolarQuant", ["w", "s"], "wq").Node("MatMul", ["b", "wq"], "m").Quant("m", "o", 0.5f, 4).Output("o", OnnxType.Float);

        var network = OnnxComparison.AssertReal(file);

        var dense = Assert.Single(network.Nodes.OfType<IntegerDenseNode>());
        Assert.Equal(1, dense.WeightBits);
        Assert.True(network[dense.Input].Quantization!.IsBipolar);
    }

    [Fact]
    public void Thresholds_of_channels_count_and_their_offset_reaches_the_next_sums()
    {
        var file = Input(4).Floats("t", [4, 3], -3, 0, 2, -2, -1, 5, 0, 0, 0, 1, 2, 3).Node("finn.custom_op.general.MultiThreshold", ["d", "t"], "c", ("out_scale", 0.5f), ("out_bias", 0.75f))
            .Floats("w", [4, 2], 1, -2, 3, 1, 0, 2, -1, 1).Quant("w", "wq", 1, 3).Node("MatMul", ["c", "wq"], "m").Quant("m", "o", 0.25f, 6).Output("o", OnnxType.Float);

        _ = OnnxComparison.AssertReal(file);
    }

    [Fact]
    public void Padding_is_the_integer_that_stands_for_0_where_0_does_not()
    {
        var file = new OnnxFile().Input("x", OnnxType.Float, 1, 2, 4, 4).Quant("x", "q", 0.25f, 6).Floats("t", [2, 3], -3, 0, 2, -2, -1, 5).Node("finn.custom_op.general.MultiThreshold", ["q", "t"], "c", ("out_scale", 2f), ("out_bias", -4f))
            .Node("AveragePool", ["c"], "a", ("kernel_shape", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 0, 0 }), ("count_include_pad", 1)).Quant("a", "o", 0.5f, 5).Output("o", OnnxType.Float);

        _ = OnnxComparison.AssertReal(file);
    }

    [Fact]
    public void Trunc_cuts_low_bits_off()
    {
        var file = Input(4).Quant("d", "q", 0.5f, 6).Floats("s", [], 0.5f).Floats("z", [], 0).Floats("six", [], 6).Floats("four", [], 4)
            .Node("qonnx.custom_op.general.Trunc", ["q", "s", "z", "six", "four"], "o").Output("o", OnnxType.Float);

        Assert.Equal(4, OnnxComparison.AssertReal(file).Output.Quantization!.Bits);
    }

    [Fact]
    public void Operators_of_ONNX_Runtime_are_dequantize_compute_quantize()
    {
        foreach (var kind in new[] { "QLinearAdd", "QLinearMul" })
        {
            OnnxComparison.AssertEqual(Bytes().Node("com.microsoft.QLinearLeakyRelu", ["x", "s", "z", "t", "u"], "l", ("alpha", 0.25f))
                .Node("com.microsoft." + kind, ["x", "s", "z", "l", "t", "u", "v", "u"], "y").Output("y", OnnxType.UInt8));
        }

        OnnxComparison.AssertEqual(Bytes().Node("com.microsoft.QLinearSigmoid", ["x", "s", "z", "p", "o"], "y").Output("y", OnnxType.UInt8));
        OnnxComparison.AssertEqual(Bytes().Node("com.microsoft.QLinearGlobalAveragePool", ["x", "s", "z", "t", "u"], "y").Output("y", OnnxType.UInt8));
        OnnxComparison.AssertEqual(Bytes().Node("com.microsoft.QLinearAveragePool", ["x", "s", "z", "t", "u"], "y", ("kernel_shape", new long[] { 2, 2 })).Output("y", OnnxType.UInt8));
        OnnxComparison.AssertEqual(Bytes().Node("com.microsoft.QLinearLeakyRelu", ["x", "s", "z", "t", "u"], "l", ("alpha", 0.25f))
            .Node("com.microsoft.QLinearConcat", ["v", "u", "x", "s", "z", "l", "t", "u"], "y", ("axis", 1)).Output("y", OnnxType.UInt8));
    }

    private static OnnxFile Bytes() => new OnnxFile().Input("x", OnnxType.UInt8, 1, 2, 4, 4)
        .Floats("s", [], 0.125f).Integers("z", OnnxType.UInt8, [], 100).Floats("t", [], 0.0625f).Integers("u", OnnxType.UInt8, [], 60).Floats("v", [], 0.25f).Floats("p", [], 0.00390625f).Integers("o", OnnxType.UInt8, [], 0);

    /// <summary>A file whose real input is quantized to 8 bits of scale 1/8, the reals <c>d</c>.</summary>
    private static OnnxFile Input(int channels) => new OnnxFile().Input("x", OnnxType.Float, 1, channels).Quant("x", "d", 0.125f, 8);
}
