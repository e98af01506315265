using System;
using System.IO;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Reference;
using Pickerel.Import.TfLite;
using Pickerel.TestKit;
using Pickerel.TestKit.TfLite;

namespace Pickerel.Import.Tests.TfLite;

public sealed class TfLiteImportTests
{
    public static TheoryData<string> PublicModels =>
    [
        "mlperf_tiny/kws_ref_model.tflite", "mlperf_tiny/ic_pretrainedResnet_quant.tflite", "mlperf_tiny/ad01_int8.tflite",
        "tflm/person_detect.tflite", "tflm/micro_speech_quantized.tflite", "tflm/hello_world_int8.tflite",
    ];

    [Theory]
    [MemberData(nameof(PublicModels))]
    public void A_public_model_is_imported_and_survives_the_text(string file)
    {
        SkipWithoutData();

        var document = Import(File.ReadAllBytes(SharedData.PathOf(file)));

        Assert.True(document.Network!.IsInteger);
        Assert.Equal(document, Assert.IsType<ModelReadResult.Success>(ModelTextReader.Read(ModelTextWriter.ToText(document), "model", TestContext.Current.CancellationToken)).Document);
    }

    [Fact]
    public void Keywords_come_out_as_interpreters_of_both_roundings_had_them()
    {
        SkipWithoutData();
        var document = Import(File.ReadAllBytes(SharedData.PathOf("mlperf_tiny/kws_ref_model.tflite")));
        var once = TfLiteRoundings.Single(document);

        foreach (var golden in KeywordGoldens.Read().Where((_, row) => row % 20 == 0))
        {
            Assert.Equal(golden.Double, ReferenceInterpreter.Run(document.Network!, golden.Input, TestContext.Current.CancellationToken));
            Assert.Equal(golden.Single, ReferenceInterpreter.Run(once, golden.Input, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void A_float_model_is_refused_by_its_first_tensor()
    {
        SkipWithoutData();

        var problem = Refuse(File.ReadAllBytes(SharedData.PathOf("mlperf_tiny/ic_pretrainedResnet_float.tflite")));

        Assert.Equal("PKR1097", problem.Message.Id);
        Assert.Contains("Float32", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsupported_operator_is_named_with_all_that_are_supported()
    {
        const int squaredDifference = 99;
        var problem = Refuse(Unary(squaredDifference));

        Assert.Equal("PKR1095", problem.Message.Id);
        Assert.Contains("'squared_difference_0 (y)'", problem.Text, StringComparison.Ordinal);
        Assert.Contains("SQUARED_DIFFERENCE, which", problem.Text, StringComparison.Ordinal);
        Assert.Contains("ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_operator_that_nothing_needs_is_left_out()
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "x");
        var unread = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3);
        var y = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "y");
        (file.Inputs, file.Outputs) = ([x], [y]);

        Assert.Equal(["input", "relu_1"], Import(file.Operator(99, [x], [unread]).Operator(19, [x], [y]).Write()).Network!.Nodes.Select(n => n.Name));
    }

    [Fact]
    public void Several_outputs_are_returned_in_the_files_order()
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3);
        var y = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3);
        var z = file.Tensor(TfLiteFile.Int8, [1, 4], 0.25f, -8);
        (file.Inputs, file.Outputs) = ([x], [z, y]);

        var document = Import(file.Operator(19, [x], [y]).Operator(114, [y], [z]).Write());

        Assert.Equal(["quantize_1", "relu_0"], document.Network!.Outputs.Cast<OutputNode>().Select(o => o.Layer));
        Assert.Equal([[-8, -8, -6, 127], [3, 3, 4, 127]], ReferenceInterpreter.RunOutputs(document.Network, [-128, 3, 4, 127], TestContext.Current.CancellationToken));
        Assert.Equal(document, Assert.IsType<ModelReadResult.Success>(ModelTextReader.Read(ModelTextWriter.ToText(document), "model", TestContext.Current.CancellationToken)).Document);
    }

    [Theory]
    [InlineData(new int[0], "1 inputs and 0 outputs")]
    [InlineData(new[] { 0 }, "its output is its input")]
    [InlineData(new[] { 1, 1 }, "two of its outputs are the tensor of 'relu_0'")]
    public void Outputs_that_are_none_are_refused(int[] outputs, string message)
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3);
        var y = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3);
        (file.Inputs, file.Outputs) = ([x], outputs);

        var problem = Refuse(file.Operator(19, [x], [y]).Write());

        Assert.Equal("PKR1093", problem.Message.Id);
        Assert.Contains(message, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f, 0, "its scale is 0")]
    [InlineData(-1f, 0, "its scale is -1")]
    [InlineData(float.NaN, 0, "its scale is NaN")]
    [InlineData(float.PositiveInfinity, 0, "its scale is")]
    [InlineData(1f, 128, "its zero point is 128")]
    [InlineData(1f, -129, "its zero point is -129")]
    [InlineData(1f, long.MaxValue, "its zero point is 9223372036854775807")]
    public void Scales_and_zero_points_out_of_range_are_refused_by_tensor(float scale, long zero, string message)
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "x");
        var y = file.Tensor(TfLiteFile.Int8, [1, 4], [scale], [zero], 0, name: "y");
        (file.Inputs, file.Outputs) = ([x], [y]);

        var problem = Refuse(file.Operator(19, [x], [y]).Write());

        Assert.Equal("PKR1097", problem.Message.Id);
        Assert.Contains("'y'", problem.Text, StringComparison.Ordinal);
        Assert.Contains(message, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_a_tensor_read_before_it_is_made()
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3);
        var a = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "a");
        var b = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "b");
        (file.Inputs, file.Outputs) = ([x], [b]);

        var problem = Refuse(file.Operator(0, [x, b], [a]).Operator(19, [a], [b]).Write());

        Assert.Equal("PKR1094", problem.Message.Id);
        Assert.Contains("'b'", problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 2, 4, 4, 1 }, "PKR1096", "a batch of 1")]
    [InlineData(new[] { -1, 4 }, "PKR1094", "negative size")]
    [InlineData(new[] { 1, 1 << 30, 1 << 30, 1 << 30 }, "PKR1094", "too large")]
    [InlineData(new[] { 1, 0 }, "PKR1096", "known sizes")]
    public void Shapes_of_no_single_sample_are_refused(int[] shape, string id, string message)
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, shape, 0.5f, 3);
        var y = file.Tensor(TfLiteFile.Int8, shape, 0.5f, 3);
        (file.Inputs, file.Outputs) = ([x], [y]);

        var problem = Refuse(file.Operator(19, [x], [y]).Write());

        Assert.Equal(id, problem.Message.Id);
        Assert.Contains(message, problem.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 8, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3' })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, (byte)'T', (byte)'F', (byte)'L', (byte)'3' })]
    [InlineData(new byte[] { 8, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3', 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 8, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3', 0, 0, 0, 0x80 })]
    [InlineData(new byte[] { 8, 0, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3', 0, 0, 0, 0 })]
    public void Bytes_that_are_no_model_are_refused(byte[] file) => Assert.Equal("PKR1093", Refuse(file).Message.Id);

    private static byte[] Unary(int code)
    {
        var file = new TfLiteFile();
        var x = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "x");
        var y = file.Tensor(TfLiteFile.Int8, [1, 4], 0.5f, 3, name: "y");
        (file.Inputs, file.Outputs) = ([x], [y]);
        return file.Operator(code, [x], [y]).Write();
    }

    private static ModelDocument Import(byte[] file) => TfLiteImporter.Import(file, "model", TestContext.Current.CancellationToken);

    private static Problem Refuse(byte[] file) => Assert.Throws<ProblemException>(() => Import(file)).Problem;

    private static void SkipWithoutData()
    {
        if (SharedData.IsMissing)
            Assert.Skip("shared/data is not there.");
    }
}
