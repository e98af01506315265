using System;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Import.Onnx;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>What is refused, by which message and under which name; and what numbers that are no powers of two come to.</summary>
public sealed class OnnxImportTests
{
    [Fact]
    public void A_model_of_reals_is_told_to_be_quantized_first()
    {
        var file = new OnnxFile().Input("x", OnnxType.Float, 1, 1, 4, 4).Output("y", OnnxType.Float).Floats("w", [1, 1, 1, 1], 0.3f).Node("Conv", ["x", "w"], "y");

        Refused(file, "PKR1122", "'Conv_0 (y)' (Conv)", "pickerel quantize");
    }

    [Fact]
    public void Weights_and_tensors_that_nothing_quantizes_are_named()
    {
        Refused(Bytes().Floats("w", [2, 4], 0.3f, 1, 2, 3, 4, 5, 6, 7).Node("Gemm", ["r", "w"], "y", ("transB", 1)), "PKR1122", "'Gemm_1 (y)' (Gemm)", "its weights 'w' are real");
        Refused(Bytes().Node("Relu", ["r"], "a").Node("Sigmoid", ["a"], "b").Floats("w", [4, 1], 1, 2, 3, 4).Node("MatMul", ["b", "w"], "y"), "PKR1122", "'MatMul_3 (y)' (MatMul)", "Sigmoid_2 (b) is not quantized");
    }

    [Theory]
    [InlineData("Nothing", "PKR1095", "Node 'Nothing_1 (y)' of model 'model' is a Nothing", "QLinearConv")]
    [InlineData("Erf", "PKR1095", "is a Erf", "Add, AveragePool, BatchNormalization")]
    [InlineData("com.microsoft.Gelu", "PKR1095", "is a com.microsoft.Gelu", "qonnx.Quant")]
    [InlineData("DynamicQuantizeLinear", "PKR1096", "its scale depends on every input", "statically")]
    public void An_operator_that_is_not_imported_is_named_with_those_that_are(string kind, string id, string named, string also) =>
        Refused(Bytes().Node(kind, ["r"], "y"), id, named, also);

    [Theory]
    [InlineData(0f)]
    [InlineData(-0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Scales_that_are_no_scales_are_refused_by_name(float scale)
    {
        Refused(Bytes().Floats("ys", [], scale).Integers("yz", OnnxType.UInt8, [], 0).Node("QuantizeLinear", ["r", "ys", "yz"], "y"), "PKR1097", "'ys'", "must be positive and finite");
        Refused(
            new OnnxFile().Input("x", OnnxType.Float, 1, 4).Output("y", OnnxType.Float).Floats("s", [], scale).Floats("z", [], 0).Floats("b", [], 4).Node("qonnx.custom_op.general.Quant", ["x", "s", "z", "b"], "q")
                .Floats("w", [4, 1], 1, 2, 3, 4).Node("MatMul", ["q", "w"], "y"),
            "PKR1097",
            "'s'",
            "must be positive and finite");
    }

    [Fact]
    public void Zero_points_of_another_type_are_refused_by_name()
    {
        Refused(Bytes(zero: OnnxType.Int8).Node("Relu", ["r"], "y"), "PKR1097", "'z'", "is of type Int8");
        Refused(Bytes().Floats("ys", [], 1).Floats("yz", [], 0).Node("QuantizeLinear", ["r", "ys", "yz"], "y"), "PKR1096", "QuantizeLinear_1 (y)", "it quantizes to Float");
    }

    [Theory]
    [InlineData("Quant")]
    [InlineData("BipolarQuant")]
    public void Weights_quantized_by_no_scale_are_refused_by_node(string kind)
    {
        var file = Bytes().Floats("w", [4, 1], 1, 2, 3, 4).Node("qonnx.custom_op.general." + kind, ["w"], "q").Node("MatMul", ["r", "q"], "y");

        Refused(file, "PKR1096", $"'qonnx.{kind}_1 (q)'", "it has no input 1");
    }

    [Fact]
    public void Graphs_of_several_inputs_or_outputs_are_refused()
    {
        Refused(Bytes().Input("second", OnnxType.UInt8, 1, 4).Node("Add", ["r", "second"], "y"), "PKR1093", "it has 2 inputs (x, second)", "one of each");
        Refused(Bytes().Output("r", OnnxType.Float).Node("Relu", ["r"], "y"), "PKR1093", "2 outputs", "one of each");
    }

    [Fact]
    public void Attributes_out_of_range_are_refused_by_node()
    {
        foreach (var value in new[] { 0L, -1, 1L << 40, long.MinValue })
        {
            var file = new OnnxFile().Input("x", OnnxType.UInt8, 1, 1, 4, 4).Output("y", OnnxType.Float).Floats("s", [], 1).Node("DequantizeLinear", ["x", "s"], "r");
            Refused(file.Node("MaxPool", ["r"], "y", ("kernel_shape", new[] { value, 2 })), "PKR1096", "'MaxPool_1 (y)' (MaxPool)", "its window has a size");
        }
    }

    [Fact]
    public void Scales_turned_negative_or_zero_are_refused_where_order_or_quotients_need_them()
    {
        OnnxFile Image() => new OnnxFile().Input("x", OnnxType.UInt8, 1, 1, 4, 4).Output("y", OnnxType.Float).Floats("s", [], 1).Node("DequantizeLinear", ["x", "s"], "r");

        Refused(Image().Node("Neg", ["r"], "n").Node("MaxPool", ["n"], "y", ("kernel_shape", new long[] { 2, 2 })), "PKR1096", "'MaxPool_2 (y)' (MaxPool)", "negative scale");
        Refused(Image().Floats("k", [], 0).Node("Mul", ["r", "k"], "n").Node("MaxPool", ["n"], "y", ("kernel_shape", new long[] { 2, 2 })), "PKR1096", "'Mul_1 (n)' (Mul)", "multiplies with 0");
    }

    [Fact]
    public void Sums_with_scales_of_no_common_unit_are_rounded_once_from_exact_fractions()
    {
        const float left = 0.0173f, right = 0.0311f, result = 0.0417f;
        var file = new OnnxFile().Input("x", OnnxType.Int8, 1, 2, 256, 256).Output("y", OnnxType.Int8)
            .Floats("one", [], 1).Floats("a", [], left).Floats("b", [], right).Floats("o", [], result).Integers("z", OnnxType.Int8, [], -3)
            .Node("Split", ["x"], "p", ("axis", 1)).Node("DequantizeLinear", ["p", "a", "z"], "l").Node("DequantizeLinear", ["q", "b"], "r").Node("Add", ["l", "r"], "s").Node("QuantizeLinear", ["s", "o", "z"], "y");
        file.Graph.Node[0].Output.Add("q");
        var network = Import(file);

        // All pairs of integers: rows on the left, columns on the right.
        var pairs = Enumerable.Range(0, 65_536).Select(i => ((i / 256) - 128, (i % 256) - 128)).ToArray();
        var input = OnnxTensor.OfIntegers(OnnxType.Int8, [1, 2, 256, 256], [.. pairs.Select(p => (long)p.Item1), .. pairs.Select(p => (long)p.Item2)]);
        var outputs = OnnxComparison.Run(network, input, [1, 1, 256, 256]);
        for (var i = 0; i < pairs.Length; i++)
        {
            // Scales are whole numbers of a small power of two: their sums are exact in 64 bits.
            var sum = ((pairs[i].Item1 + 3) * Mantissa(left)) + (pairs[i].Item2 * Mantissa(right));
            Assert.Equal(Math.Clamp(HalfEven(sum, Mantissa(result)) - 3, -128, 127), outputs[i]);
        }
    }

    [Fact]
    public void A_convolutions_bias_in_units_of_its_own_is_exact()
    {
        const float s = 0.0173f, w = 0.0311f, b = 0.0005f, o = 0.21f;
        var file = new OnnxFile().Input("x", OnnxType.UInt8, 1, 1, 16, 16).Output("y", OnnxType.UInt8).Floats("s", [], s).Integers("z", OnnxType.UInt8, [], 119).Integers("w", OnnxType.Int8, [1, 1, 1, 1], 93).Floats("ws", [], w)
            .Integers("b", OnnxType.Int32, [1], 12345).Floats("bs", [], b).Floats("o", [], o).Integers("oz", OnnxType.UInt8, [], 77).Node("DequantizeLinear", ["x", "s", "z"], "r")
            .Node("DequantizeLinear", ["w", "ws"], "wr").Node("DequantizeLinear", ["b", "bs"], "br").Node("Conv", ["r", "wr", "br"], "c").Node("QuantizeLinear", ["c", "o", "oz"], "y");
        var outputs = OnnxComparison.Run(Import(file), OnnxTensor.OfIntegers(OnnxType.UInt8, [1, 1, 16, 16], [.. Enumerable.Range(0, 256).Select(i => (long)i)]), [1, 1, 16, 16]);
        for (var q = 0; q < 256; q++)
        {
            var sum = ((Int128)((q - 119) * 93) * Mantissa(s) * Mantissa(w)) + ((Int128)12345 * Mantissa(b) << 40);
            Assert.Equal(Math.Clamp(HalfEven(sum, (Int128)Mantissa(o) << 40) + 77, 0, 255), outputs[q]);
        }
    }

    /// <summary>A real as a whole number of 2^-40; those here have no finer bits.</summary>
    private static long Mantissa(float value)
    {
        var scaled = (double)value * (1L << 40);
        Assert.Equal(Math.Floor(scaled), scaled);
        return (long)scaled;
    }

    private static long HalfEven(Int128 numerator, Int128 denominator)
    {
        var quotient = numerator / denominator;
        if (numerator % denominator < 0)
            quotient--;
        var twice = 2 * (numerator - (quotient * denominator));
        return (long)(twice > denominator || (twice == denominator && quotient % 2 != 0) ? quotient + 1 : quotient);
    }

    /// <summary>A file that begins with bytes, the reals <c>r</c>.</summary>
    private static OnnxFile Bytes(OnnxType zero = OnnxType.UInt8) => new OnnxFile().Input("x", OnnxType.UInt8, 1, 4).Output("y", OnnxType.Float)
        .Floats("s", [], 0.5f).Integers("z", zero, [], 3).Node("DequantizeLinear", ["x", "s", "z"], "r");

    private static Network Import(OnnxFile file) => OnnxImporter.Import(file.Write(), "model", cancellation: TestContext.Current.CancellationToken).Network!;

    private static void Refused(OnnxFile file, string id, params string[] texts)
    {
        var problem = Assert.Throws<ProblemException>(() => Import(file)).Problem;
        Assert.Equal(id, problem.Message.Id);
        Assert.All(texts, t => Assert.Contains(t, problem.Text, StringComparison.Ordinal));
        Assert.Contains("'model'", problem.Text, StringComparison.Ordinal);
    }
}
