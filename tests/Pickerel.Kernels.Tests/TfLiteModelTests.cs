using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Pickerel.TestKit.TfLite;

namespace Pickerel.Kernels.Tests;

/// <summary>Public TensorFlow Lite models, compiled.</summary>
public sealed class TfLiteModelTests(TfLiteModelTests.Models models, ITestOutputHelper output) : IClassFixture<TfLiteModelTests.Models>
{
    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_models_equal_the_reference_interpreter(InstructionLevel level)
    {
        var outputs = await models.Run(level);
        foreach (var model in models.All)
        {
            var rows = outputs[model.Network.Name];
            for (var row = 0; row < model.Expected.Count && row < rows.Count; row++)
                Assert.True(model.Expected[row].AsSpan().SequenceEqual(rows[row]), $"{model.Network.Name} differs on random input {row}.");
        }
    }

    [Fact]
    public async Task Keywords_come_out_as_interpreters_of_both_roundings_had_them()
    {
        var outputs = await models.Run(models.Widest);
        var (goldens, first, firstOnce) = (KeywordGoldens.Read(), models.RandomInputs("Keywords"), models.RandomInputs("KeywordsOnce"));

        Assert.Equal(200, goldens.Count);
        for (var row = 0; row < goldens.Count; row++)
        {
            Assert.Equal(goldens[row].Double, outputs["Keywords"][first + row]);
            Assert.Equal(goldens[row].Single, outputs["KeywordsOnce"][firstOnce + row]);
        }

        var labels = KeywordGoldens.Labels();
        var right = labels.Where((label, row) => Array.IndexOf(outputs["Keywords"][first + row], outputs["Keywords"][first + row].Max()) == label).Count();
        output.WriteLine(FormattableString.Invariant($"{right} of {labels.Count} keywords are right."));
        Assert.InRange(right, 850, 1000);
    }

    [Fact]
    public async Task A_person_is_told_from_none()
    {
        var outputs = (await models.Run(models.Widest))["Persons"];
        var first = models.RandomInputs("Persons");
        var (person, none) = (outputs[first], outputs[first + 1]);

        output.WriteLine($"Person: {string.Join(", ", person)}; none: {string.Join(", ", none)}.");
        Assert.True(person[1] > person[0] && none[0] > none[1]);
    }

    public sealed class Models() : CompiledModels(Files, Meaningful)
    {
        private static readonly ModelFile[] Files =
        [
            new("Keywords", "mlperf_tiny/kws_ref_model.tflite", "", 60),
            new("KeywordsOnce", "mlperf_tiny/kws_ref_model.tflite", ", Rounding = Rounding.TfLiteSingle", 20),
            new("Images", "mlperf_tiny/ic_pretrainedResnet_quant.tflite", "", 20),
            new("ImagesOnce", "mlperf_tiny/ic_pretrainedResnet_quant.tflite", ", Rounding = Rounding.TfLiteSingle", 10),
            new("Sounds", "mlperf_tiny/ad01_int8.tflite", "", 1000),
            new("Persons", "tflm/person_detect.tflite", "", 30),
            new("Speech", "tflm/micro_speech_quantized.tflite", "", 200),
            new("Hello", "tflm/hello_world_int8.tflite", "", 1000),
        ];

        private static IReadOnlyList<int[]> Meaningful(string name) => name switch
        {
            "Keywords" => KeywordGoldens.Inputs(),
            "KeywordsOnce" => [.. KeywordGoldens.Inputs().Take(200)],
            "Persons" => [Bitmap("person"), Bitmap("no_person")],
            _ => [],
        };

        /// <summary>The gray bytes of an image, top row first, taken as signed.</summary>
        private static int[] Bitmap(string name)
        {
            const int side = 96, dataOffset = 10;
            var file = File.ReadAllBytes(SharedData.PathOf($"tflm/testdata/{name}.bmp"));
            var start = BitConverter.ToInt32(file, dataOffset);
            return [.. Enumerable.Range(0, side * side).Select(i => (int)(sbyte)file[start + ((side - 1 - (i / side)) * side) + (i % side)])];
        }
    }
}
