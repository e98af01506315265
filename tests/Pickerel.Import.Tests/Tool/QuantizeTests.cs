using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Pickerel.Core.ModelText;
using Pickerel.Import.Tests.Calibration;
using Pickerel.Import.Tests.SafeTensors;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Tool;

/// <summary><c>pickerel quantize</c>, from an ONNX file and a csv file of images to a network that <c>pickerel run</c> runs.</summary>
public sealed class QuantizeTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_float_ONNX_network_becomes_integers_that_find_the_digits()
    {
        WriteDigits();

        var quantized = await Pickerel("quantize", "digits.onnx", "--calibration", "data.csv", "--weights", "4", "--activations", "8", "--bias-correction", "-o", "digits.pickerel");

        Assert.Equal((0, ""), (quantized.ExitCode, quantized.Errors));
        var lines = quantized.Output.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Matches("^layer +output +bits +range +SQNR dB$", lines[0]);
        Assert.Matches("^conv_0 +8x8x16 +w8 u8 +0 to [0-9.]+ +[0-9][0-9]\\.[0-9]$", lines[2]);
        Assert.Matches("^conv_4 +8x8x32 +w4 u8 ", lines[4]);
        Assert.Matches("^100 samples; [0-9],[0-9]{3} bytes of weights and constants: digits.pickerel$", lines[^1]);

        var images = DigitImages.ReadTest();
        File.WriteAllLines(_folder["test.csv"], images.Select(i => string.Join(',', i.Pixels.Select(p => FormattableString.Invariant($"{p / 16.0:F4}")))));
        Assert.Equal(0, (await Pickerel("run", "digits.pickerel", "-i", "test.csv", "-o", "logits.csv")).ExitCode);
        var right = File.ReadLines(_folder["logits.csv"]).Zip(images, (line, image) => (Logits: line.Split(',').Select(int.Parse).ToList(), image.Label)).Count(r => r.Logits.IndexOf(r.Logits.Max()) == r.Label);
        Assert.InRange(right, FloatDigits.FloatRight - 18, 1797);
    }

    [Fact]
    public async Task The_options_of_calibration_are_taken_and_scripts_get_json()
    {
        WriteDigits();

        var run = await Pickerel(
            "quantize", "digits.onnx", "-c", "data.csv", "-o", "digits.pickerel", "--method", "percentile", "--percentile", "99", "--bias-correction", "none", "--input-scale", "0.0625", "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        var answer = JsonDocument.Parse(run.Output).RootElement;
        var layers = answer.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal(("input", "u8", 0.0625), (layers[0].GetProperty("layer").GetString(), layers[0].GetProperty("grid").GetString(), layers[0].GetProperty("scale").GetDouble()));
        // The pixels are multiples of the scale: they are exact.
        Assert.Equal(JsonValueKind.Null, layers[0].TryGetProperty("sqnrDecibels", out var exact) ? exact.ValueKind : JsonValueKind.Null);
        Assert.All(layers.Skip(1), l => Assert.InRange(l.GetProperty("sqnrDecibels").GetDouble(), 5, 60));
    }

    [Fact]
    public async Task What_cannot_be_quantized_or_calibrated_is_one_line()
    {
        WriteDigits();
        File.WriteAllBytes(_folder["t.safetensors"], SafeTensorsFile.Create("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]));
        File.WriteAllText(_folder["short.csv"], "1,2\n");
        File.WriteAllText(_folder["nan.csv"], string.Join(',', Enumerable.Repeat("0.5", 63)) + ",NaN\n");

        Assert.StartsWith("t.safetensors : error PKR1158: Model 't' holds tensors without layers", (await Quantize("t.safetensors", "data.csv")).Errors, StringComparison.Ordinal);
        Assert.StartsWith("short.csv : error PKR1157: 'short.csv' cannot calibrate model 'digits': it has 2 elements, and each sample has 64 (8x8x1)", (await Quantize("digits.onnx", "short.csv")).Errors, StringComparison.Ordinal);
        Assert.StartsWith("nan.csv : error PKR1157: 'nan.csv' cannot calibrate model 'digits': sample 0 holds what is no finite number", (await Quantize("digits.onnx", "nan.csv")).Errors, StringComparison.Ordinal);
        Assert.StartsWith("digits.onnx : error PKR1031: ", (await Quantize("digits.onnx", "data.csv", "--weights", "9")).Errors, StringComparison.Ordinal);
        Assert.StartsWith("gone.onnx : error PKR1079: ", (await Quantize("gone.onnx", "data.csv")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await Quantize("digits.onnx", "data.csv", "--method", "magic")).ExitCode);
        Assert.False(File.Exists(_folder["x.pickerel"]));
    }

    private void WriteDigits()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        File.WriteAllBytes(_folder["digits.onnx"], DigitsOnnx.Write(fused: true));
        File.WriteAllLines(_folder["data.csv"], FloatDigits.CalibrationImages(100).Select(i => string.Join(',', i.Select(p => FormattableString.Invariant($"{p:F4}")))));
    }

    private Task<ProcessRun> Quantize(string model, string data, params string[] more) => Pickerel(["quantize", model, "-c", data, "-o", "x.pickerel", .. more]);

    private Task<ProcessRun> Pickerel(params string[] arguments) => PickerelTool.Run(_folder.Path, arguments);
}
