using System;
using System.IO;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;
using Pickerel.Import.Arrays;
using Pickerel.Import.Calibration;
using Pickerel.Import.TfLite.Reals;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Calibration;

/// <summary>MLPerf Tiny's ResNet-8 in float, beside the int8 file that others made of it.</summary>
public sealed class TfLiteRealImporterTests(ITestOutputHelper output)
{
    private const string Float = "mlperf_tiny/ic_pretrainedResnet_float.tflite", Integer = "mlperf_tiny/ic_pretrainedResnet_quant.tflite";
    private const int Side = 32, Channels = 3, Cat = 3;

    [Fact]
    public void The_float_network_finds_the_cat_and_agrees_with_the_int8_file()
    {
        SkipWithoutData();
        var (bound, others) = (Bound(), Others());

        Assert.Equal(Cat, Greatest(FloatInterpreter.RunAll(bound, CatImage())[bound.Output.Name]));
        var images = Enumerable.Range(0, 24).Select(Image).ToList();
        var agree = images.AsParallel().Count(image => Greatest(FloatInterpreter.RunAll(bound, image)[bound.Output.Name]) == Greatest(Reals(others, image)));
        output.WriteLine(FormattableString.Invariant($"{agree} of {images.Count} classes are the int8 file's"));
        Assert.InRange(agree, 20, 24);
    }

    [Fact]
    public void Quantized_here_it_is_as_near_to_the_float_network_as_the_int8_file()
    {
        SkipWithoutData();
        var (bound, others) = (Bound(), Others());
        var model = TfLiteRealImporter.Read(SharedData.PathOf(Float), "resnet");
        var input = new Quantization(1, 0, 8, Signed: false);
        var ours = PostTrainingQuantizer.Quantize(model, [.. Enumerable.Range(100, 24).Select(Image)], new() { Input = input }).Model.Network!;

        double Distance(Network network, double[] image) =>
            FloatInterpreter.RunAll(bound, image)[bound.Output.Name].Zip(Reals(network, image), (a, b) => Math.Abs(a - b)).Sum();
        var images = Enumerable.Range(0, 24).Select(Image).Append(CatImage()).ToList();
        var (own, theirs) = (images.AsParallel().Sum(i => Distance(ours, i)) / images.Count, images.AsParallel().Sum(i => Distance(others, i)) / images.Count);

        output.WriteLine(FormattableString.Invariant($"mean distance of probabilities from float: {own:F3} quantized here, {theirs:F3} the int8 file"));
        Assert.Equal(Cat, Greatest(Reals(ours, CatImage())));
        Assert.True(own < theirs * 1.25, FormattableString.Invariant($"{own} and {theirs}"));
    }

    [Fact]
    public void A_model_of_integers_and_a_damaged_file_are_problems()
    {
        SkipWithoutData();
        Assert.Equal("PKR1158", Assert.Throws<ProblemException>(() => TfLiteRealImporter.Read(SharedData.PathOf(Integer), "net")).Problem.Message.Id);
        var whole = File.ReadAllBytes(SharedData.PathOf(Float));
        var refused = 0;
        foreach (var n in Enumerable.Range(0, 400))
        {
            var (random, bytes) = (new Random(n), whole.ToArray());
            for (var i = 0; i < 4; i++)
                bytes[bytes.Length - 1 - random.Next(9000)] = (byte)random.Next(256);
            try
            {
                _ = NetworkBuilder.Build(Request(TfLiteRealImporter.Import(bytes, "resnet")));
            }
            catch (ProblemException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 20, 380);
    }

    private static Network Bound()
    {
        var model = TfLiteRealImporter.Read(SharedData.PathOf(Float), "resnet");
        return PassPipeline.RunThrough(nameof(ExpandTransposedConvolutions), NetworkBuilder.Build(Request(model)), new PassContext(new(), new ParametersSource.Model("resnet"), model));
    }

    private static CompilationRequest Request(ModelDocument model) =>
        new(new NetworkDeclaration { Type = new TypeDeclaration("", "resnet", []), Parameters = new ParametersSource.Model("resnet") }, model, ["resnet"]);

    private static Network Others() => Assert.IsType<ModelReadResult.Success>(ModelImporter.Read(SharedData.PathOf(Integer), "others")).Document.Network!;

    private static double[] Reals(Network network, double[] image) =>
        Array.ConvertAll(ReferenceInterpreter.Run(network, Array.ConvertAll(image, network.Input.Quantization!.Of)), network.Output.Quantization!.RealOf);

    private static int Greatest(double[] values) => Array.IndexOf(values, values.Max());

    /// <summary>A picture of CIFAR-10's class 3, channels last.</summary>
    private static double[] CatImage()
    {
        var array = Assert.Single(ArrayFile.Read(SharedData.PathOf("finn/cifar10-test-data-class3.npz"), ArrayType.U1));
        return [.. Enumerable.Range(0, Side * Side * Channels).Select(i => array.RealAt((i % Channels * Side * Side) + (i / Channels)))];
    }

    /// <summary>Waves in three colours.</summary>
    private static double[] Image(int seed)
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, 6).Select(_ => (X: random.NextDouble() - 0.5, Y: random.NextDouble() - 0.5, Phase: random.NextDouble() * 6, Size: 20 + (random.NextDouble() * 40))).ToList();
        double At(int x, int y, int c) => 128 + waves.Sum(w => w.Size * Math.Sin((w.X * x) + (w.Y * y) + w.Phase + (c * 0.7)));
        return [.. Enumerable.Range(0, Side * Side * Channels).Select(i => Math.Clamp(Math.Round(At(i / Channels % Side, i / Channels / Side, i % Channels)), 0, 255))];
    }

    private static void SkipWithoutData() => Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
}
