using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;
using Pickerel.Import.Calibration;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Reals;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Calibration;

/// <summary>Quantization after training, on the digits.</summary>
public sealed class PostTrainingQuantizerTests(ITestOutputHelper output)
{
    private const int Images = 100;

    [Fact]
    public void The_float_network_finds_the_digits_that_PyTorch_finds()
    {
        SkipWithoutData();
        var model = FloatDigits.Read();
        var bound = PassPipeline.RunThrough(nameof(ExpandTransposedConvolutions), model.Network!, new PassContext(new(), new ParametersSource.Model("digits"), model));

        var right = DigitImages.ReadTest().AsParallel().Count(i => Greatest(FloatInterpreter.RunAll(bound, FloatDigits.Real(i.Pixels))[bound.Output.Name]) == i.Label);

        Assert.Equal(FloatDigits.FloatRight, right);
    }

    [Theory]
    [InlineData(RangeMethod.MinMax)]
    [InlineData(RangeMethod.Percentile)]
    [InlineData(RangeMethod.LeastError)]
    public void Eight_bits_lose_less_than_half_a_point_whatever_the_method(RangeMethod method)
    {
        var accuracy = Accuracy(new() { Method = method });

        Assert.InRange(accuracy, Percent(FloatDigits.FloatRight) - 0.5, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_ONNX_file_with_norms_or_without_keeps_its_accuracy_at_eight_bits(bool fused)
    {
        SkipWithoutData();
        var model = OnnxRealImporter.Import(OnnxGraph.Read(DigitsOnnx.Write(fused), "digits"));

        Assert.InRange(Accuracy(new(), model), Percent(FloatDigits.FloatRight) - 0.5, 100);
        Assert.InRange(Accuracy(new() { Quantize = new() { Weights = 4, Activations = 8 } }, model), Percent(FloatDigits.FloatRight) - 1, 100);
    }

    [Theory]
    [InlineData(BiasCorrectionMethod.Measured)]
    [InlineData(BiasCorrectionMethod.Expected)]
    [InlineData(BiasCorrectionMethod.None)]
    public void Four_bits_lose_less_than_two_points_whatever_biases_are_corrected_by(BiasCorrectionMethod correction)
    {
        var accuracy = Accuracy(new() { Quantize = new() { Weights = 4, Activations = 4 }, BiasCorrection = correction });

        Assert.InRange(accuracy, Percent(FloatDigits.FloatRight) - 2, 100);
    }

    [Fact]
    public void Biases_corrected_by_measured_means_give_sums_of_the_real_means()
    {
        SkipWithoutData();
        var (model, samples) = (FloatDigits.Read(), FloatDigits.CalibrationImages(Images));
        double Shift(BiasCorrectionMethod correction)
        {
            var integer = PostTrainingQuantizer.Quantize(model, samples, new() { Quantize = new() { Weights = 2, FirstAndLast = 0 }, BiasCorrection = correction }).Model.Network!;
            var bound = PassPipeline.RunThrough(nameof(ExpandTransposedConvolutions), model.Network!, new PassContext(new(), new ParametersSource.Model("digits"), model));
            var (real, quantized) = (new double[16], new double[16]);
            foreach (var sample in samples)
            {
                var integers = ReferenceInterpreter.RunAll(integer, Array.ConvertAll(sample, integer.Input.Quantization!.Of))["conv1"];
                var reals = FloatInterpreter.RunAll(bound, sample)["conv1"];
                for (var i = 0; i < reals.Length; i++)
                    (real[i % 16], quantized[i % 16]) = (real[i % 16] + reals[i], quantized[i % 16] + integer["conv1"].Quantization!.RealOf(integers[i]));
            }

            return real.Zip(quantized, (r, q) => Math.Abs(r - q)).Sum() / real.Sum();
        }

        var (corrected, uncorrected) = (Shift(BiasCorrectionMethod.Measured), Shift(BiasCorrectionMethod.None));
        output.WriteLine(FormattableString.Invariant($"the first layer's means are off by {corrected:P2} corrected, {uncorrected:P2} uncorrected"));
        Assert.True(corrected < uncorrected / 2);
    }

    [Fact]
    public void Min_max_clips_nothing_that_was_measured_and_least_error_has_the_least_error()
    {
        SkipWithoutData();
        var (model, samples) = (FloatDigits.Read(), FloatDigits.CalibrationImages(Images));
        IReadOnlyList<LayerError> Errors(RangeMethod method) =>
            PostTrainingQuantizer.Quantize(model, samples, new() { Quantize = new() { Activations = 4 }, Method = method }).Errors;
        var bound = PassPipeline.RunThrough(nameof(ExpandTransposedConvolutions), model.Network!, new PassContext(new(), new ParametersSource.Model("digits"), model));
        var most = samples.Select(s => FloatInterpreter.RunAll(bound, s)["dw2"].Max()).Max();

        var (minMax, least) = (Errors(RangeMethod.MinMax), Errors(RangeMethod.LeastError));

        var grid = minMax.Single(e => string.Equals(e.Node.Name, "dw2", StringComparison.Ordinal)).Node.Quantization!;
        Assert.Equal(most, grid.RealOf(grid.Maximum), 9);
        Assert.Equal(["input", "conv1", "dw2", "pw2", "dw3", "pw3", "gap", "fc"], minMax.Select(e => e.Node.Name));
        foreach (var (one, other) in minMax.Zip(least))
            output.WriteLine(FormattableString.Invariant($"{one.Node.Name}: {one.Decibels:F1} dB min-max, {other.Decibels:F1} dB least-error"));
        Assert.True(minMax.Zip(least).Count(e => e.Second.Decibels >= e.First.Decibels) >= 6);
        Assert.All(least.Skip(1), e => Assert.InRange(e.Decibels, 10, 60));
    }

    [Fact]
    public void What_is_quantized_can_be_written_read_and_compiled_and_is_the_same_every_time()
    {
        SkipWithoutData();
        var (model, samples, options) = (FloatDigits.Read(), FloatDigits.CalibrationImages(8), new CalibrationOptions { Input = new Quantization(1.0 / 16, 0, 8, Signed: false) });

        var quantized = PostTrainingQuantizer.Quantize(model, samples, options).Model;

        var text = ModelTextWriter.ToText(quantized);
        Assert.Equal(text, ModelTextWriter.ToText(PostTrainingQuantizer.Quantize(model, samples, options).Model));
        Assert.Equal(quantized, Assert.IsType<ModelReadResult.Success>(ModelTextReader.Read(text, "digits")).Document);
        Assert.Equal(options.Input, quantized.Network!.Input.Quantization);
        var declaration = new NetworkDeclaration { Type = new TypeDeclaration("", "Net", []), Parameters = new ParametersSource.Model("digits") };
        var compiled = Assert.IsType<CompilationResult.Success>(ModelCompilation.Run(new CompilationRequest(declaration, quantized, ["digits"])));
        Assert.Equal(quantized.Network.Nodes.Select(n => n.Name), compiled.Network.Nodes.Select(n => n.Name));
    }

    private double Accuracy(CalibrationOptions options, ModelDocument? model = null)
    {
        SkipWithoutData();
        var network = PostTrainingQuantizer.Quantize(model ?? FloatDigits.Read(), FloatDigits.CalibrationImages(Images), options).Model.Network!;
        var grid = network.Input.Quantization!;
        var right = DigitImages.ReadTest().AsParallel().Count(i => Greatest(ReferenceInterpreter.Run(network, Array.ConvertAll(FloatDigits.Real(i.Pixels), grid.Of))) == i.Label);
        output.WriteLine(FormattableString.Invariant($"{options.Quantize.Weights}/{options.Quantize.Activations}, {options.Method}, biases by {options.BiasCorrection}: {Percent(right):F2} % ({right}), float {Percent(FloatDigits.FloatRight):F2} %"));
        return Percent(right);
    }

    private static double Percent(int right) => 100.0 * right / 1797;

    private static int Greatest<T>(IReadOnlyList<T> outputs)
        where T : IComparable<T> => Enumerable.Range(0, outputs.Count).MaxBy(i => outputs[i]);

    private static void SkipWithoutData() => Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
}
