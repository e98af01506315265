using System.Collections.Generic;
using System.Linq;
using Pickerel.Import.Onnx;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>Small quantized models of every dialect.</summary>
internal static class OnnxSamples
{
    public static IEnumerable<OnnxFile> All() => [Convolution(), Residual(), Linear(), Qonnx(), Plain()];

    /// <summary>QDQ: a convolution with weights of its channels' scales, a ReLU, a pool and a dense layer.</summary>
    public static OnnxFile Convolution() => new OnnxFile().Input("x", OnnxType.UInt8, 1, 2, 5, 5).Output("y", OnnxType.Int8, 1, 3)
        .Floats("s", [], 0.1f).Integers("z", OnnxType.UInt8, [], 7).Integers("w", OnnxType.Int8, [4, 2, 3, 3], [.. Enumerable.Range(0, 72).Select(i => (i * 37 % 255) - 127)])
        .Floats("ws", [4], 0.01f, 0.02f, 0.03f, 0.04f).Integers("b", OnnxType.Int32, [4], 100, -200, 300, 0).Floats("bs", [4], 0.001f, 0.002f, 0.003f, 0.004f)
        .Floats("cs", [], 0.2f).Integers("cz", OnnxType.UInt8, [], 0).Integers("m", OnnxType.Int4, [16, 3], [.. Enumerable.Range(0, 24).Select(i => i * 91 % 256)]).Floats("ms", [], 0.05f)
        .Floats("os", [], 0.3f).Integers("oz", OnnxType.Int8, [], -4)
        .Node("DequantizeLinear", ["x", "s", "z"], "r").Node("DequantizeLinear", ["w", "ws"], "wr", ("axis", 0)).Node("DequantizeLinear", ["b", "bs"], "br", ("axis", 0))
        .Node("Conv", ["r", "wr", "br"], "c", ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", ["c"], "a").Node("QuantizeLinear", ["a", "cs", "cz"], "q").Node("DequantizeLinear", ["q", "cs", "cz"], "d")
        .Node("MaxPool", ["d"], "p", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 })).Node("Flatten", ["p"], "f").Node("DequantizeLinear", ["m", "ms"], "mr")
        .Node("MatMul", ["f", "mr"], "o").Node("QuantizeLinear", ["o", "os", "oz"], "y");

    /// <summary>QDQ: a tensor and its mean, added, joined and repeated.</summary>
    public static OnnxFile Residual() => new OnnxFile().Input("x", OnnxType.Int8, 1, 3, 4, 4).Output("y", OnnxType.Int8, 1, 6, 8, 8)
        .Floats("s", [], 0.1f).Integers("z", OnnxType.Int8, [], 1).Floats("t", [], 0.07f).Integers("u", OnnxType.Int8, [], -3).Floats("f", [4], 1, 1, 2, 2)
        .Node("DequantizeLinear", ["x", "s", "z"], "r").Node("GlobalAveragePool", ["r"], "g").Node("QuantizeLinear", ["g", "t", "u"], "gq").Node("DequantizeLinear", ["gq", "t", "u"], "gd")
        .Node("Add", ["r", "gd"], "a").Node("QuantizeLinear", ["a", "s", "z"], "aq").Node("DequantizeLinear", ["aq", "s", "z"], "ad").Node("LeakyRelu", ["ad"], "l", ("alpha", 0.1f))
        .Node("Concat", ["l", "r"], "c", ("axis", 1)).Node("QuantizeLinear", ["c", "t", "u"], "cq").Node("DequantizeLinear", ["cq", "t", "u"], "cd")
        .Node("Resize", ["cd", "", "f"], "e", ("mode", "nearest")).Node("QuantizeLinear", ["e", "t", "u"], "y");

    /// <summary>Operators that are quantized themselves.</summary>
    public static OnnxFile Linear() => new OnnxFile().Input("x", OnnxType.UInt8, 1, 2, 4, 4).Output("y", OnnxType.UInt8, 1, 2)
        .Floats("s", [], 0.1f).Integers("z", OnnxType.UInt8, [], 7).Integers("w", OnnxType.UInt8, [2, 2, 1, 1], 1, 200, 30, 128).Floats("ws", [2], 0.02f, 0.03f).Integers("wz", OnnxType.UInt8, [2], 128, 127)
        .Integers("b", OnnxType.Int32, [2], 100, -200).Integers("m", OnnxType.UInt8, [32, 2], [.. Enumerable.Range(0, 64).Select(i => i * 53 % 256)])
        .Node("QLinearConv", ["x", "s", "z", "w", "ws", "wz", "s", "z", "b"], "c").Node("com.microsoft.QLinearAdd", ["x", "s", "z", "c", "s", "z", "s", "z"], "a")
        .Node("com.microsoft.QLinearSigmoid", ["a", "s", "z", "s", "z"], "g").Node("Flatten", ["g"], "f").Node("QLinearMatMul", ["f", "s", "z", "m", "s", "z", "s", "z"], "y");

    /// <summary>QONNX: few bits, thresholds, a norm between them.</summary>
    public static OnnxFile Qonnx() => new OnnxFile().Input("x", OnnxType.Float, 1, 8).Output("y", OnnxType.Float, 1, 2)
        .Floats("s", [], 0.25f).Floats("z", [], 0).Floats("four", [], 4).Floats("two", [], 2).Floats("w", [8, 4], [.. Enumerable.Range(0, 32).Select(i => (i * 7 % 13) - 6f)])
        .Floats("g", [4], 1, -2, 3, 0.5f).Floats("h", [4], 0, 1, 0, -1).Floats("n", [4], 0.5f, 0, 2, 1).Floats("v", [4], 1, 4, 2, 0.5f).Floats("t", [4, 3], -1, 0, 1, -2, 0, 2, -3, 0, 3, -4, 0, 4)
        .Floats("k", [4, 2], 1, -1, 1, 1, -1, -1, 1, -1)
        .Node("qonnx.custom_op.general.Quant", ["x", "s", "z", "four"], "q", ("signed", 1), ("narrow", 0), ("rounding_mode", "ROUND"))
        .Node("qonnx.custom_op.general.Quant", ["w", "s", "z", "two"], "wq", ("signed", 1), ("narrow", 1), ("rounding_mode", "ROUND"))
        .Node("MatMul", ["q", "wq"], "m").Node("BatchNormalization", ["m", "g", "h", "n", "v"], "b", ("epsilon", 0.001f))
        .Node("qonnx.custom_op.general.MultiThreshold", ["b", "t"], "c", ("out_scale", 2f), ("out_bias", -3f))
        .Node("qonnx.custom_op.general.BipolarQuant", ["k", "s"], "kq").Node("MatMul", ["c", "kq"], "y");

    /// <summary>Integers in floating point, with divisions.</summary>
    public static OnnxFile Plain() => new OnnxFile(opset: 9).Input("x", OnnxType.Float, 1, 1, 6).Output("y", OnnxType.Float, 1, 3)
        .Floats("w", [2, 1, 3], 1, -2, 3, 4, 5, -6).Floats("k", [1, 2, 1], 100, 200).Floats("l", [1, 2, 1], -1000, 3000).Floats("d", [], 1024).Floats("m", [8, 3], [.. Enumerable.Range(0, 24).Select(i => (i * 5 % 11) - 5f)])
        .Node("Conv", ["x", "w"], "c").Node("Mul", ["c", "k"], "a").Node("Add", ["a", "l"], "b").Node("Div", ["b", "d"], "q").Node("Floor", ["q"], "f").Node("Clip", ["f"], "r", ("min", 0f), ("max", 255f))
        .Node("Flatten", ["r"], "e").Node("MatMul", ["e", "m"], "y");
}
