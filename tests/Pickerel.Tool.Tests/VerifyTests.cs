using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Pickerel.Core.Reference;
using Pickerel.Import.Arrays;
using Pickerel.TestKit;
using Pickerel.TestKit.TfLite;

namespace Pickerel.Tool.Tests;

/// <summary><c>pickerel verify</c>: equal or not, and where not first.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public VerifyTests() => SmallModels.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Equal_outputs_are_exit_code_0()
    {
        WriteExpected(expected => expected);

        var run = await Verify("e.csv");

        Assert.Equal(new ProcessRun(0, "20 of 20 rows equal, 'fc1' compared\n", ""), run with { Output = run.Output.ReplaceLineEndings("\n") });
    }

    [Fact]
    public async Task The_first_element_that_differs_is_named_with_exit_code_4()
    {
        WriteExpected(expected =>
        {
            expected[7][1]++;
            expected[9][0]--;
            return expected;
        });
        var got = ReferenceInterpreter.Run(SmallModels.Network, SmallModels.Samples[7])[1];

        var run = await Verify("e.csv");

        Assert.Equal((4, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            FormattableString.Invariant($"'fc1' differs first: sample 7, element 1 (row 0, column 0, channel 1): expected {got + 1}, got {got}\n18 of 20 rows equal, 'fc1' compared\n"),
            run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task An_archive_of_layers_names_the_first_layer_that_differs()
    {
        var all = SmallModels.Samples.Select(s => ReferenceInterpreter.RunAll(SmallModels.Network, s)).ToList();
        var layers = new[] { "fc1", "gap", "conv1" }.ToDictionary(n => n, n => all.SelectMany(values => values[n]).ToArray());
        WriteArchive(layers);
        Assert.Contains("20 of 20 rows equal, 3 layers compared", (await Verify("e.npz")).Output, StringComparison.Ordinal);

        layers["fc1"][0]++;
        layers["gap"][(3 * 2) + 3]++;
        WriteArchive(layers);
        var run = await Verify("e.npz", "--json");

        Assert.Equal(4, run.ExitCode);
        var answer = JsonDocument.Parse(run.Output).RootElement;
        var first = answer.GetProperty("first");
        Assert.Equal(("gap", 3, 0), (first.GetProperty("layer").GetString(), first.GetProperty("sample").GetInt32(), first.GetProperty("element").GetInt32()));
        Assert.Equal(first.GetProperty("expected").GetInt32(), first.GetProperty("got").GetInt32() + 1);
        Assert.Equal((false, 20, 18), (answer.GetProperty("equal").GetBoolean(), answer.GetProperty("rows").GetInt32(), answer.GetProperty("equalRows").GetInt32()));
        Assert.Equal(["conv1 20", "gap 19", "fc1 19"], answer.GetProperty("layers").EnumerateArray().Select(l => $"{l.GetProperty("layer").GetString()} {l.GetProperty("equalRows").GetInt32()}"));
    }

    [Fact]
    public async Task An_array_of_no_layer_and_another_number_of_samples_are_problems()
    {
        WriteArchive(new() { ["fc1"] = new int[40], ["conv9"] = new int[1] });
        Assert.StartsWith("e.npz : error PKR1156: 'e.npz' holds an array 'conv9', but model 'small' has no layer of that name; it has 'input', 'conv1', 'gap', 'fc1'", (await Verify("e.npz")).Errors, StringComparison.Ordinal);

        File.WriteAllText(_folder["e.csv"], "1,2\n");
        Assert.StartsWith("e.csv : error PKR1153: 'e.csv' does not fit model 'small': it has 1 samples of 'fc1', and the input has 20", (await Verify("e.csv")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_published_outputs_of_the_keyword_model_are_verified_with_the_rounding_they_were_made_with()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        var rows = KeywordGoldens.Read();
        File.WriteAllBytes(_folder["features.bin"], [.. rows.SelectMany(r => r.Input).Select(v => unchecked((byte)v))]);
        File.WriteAllLines(_folder["double.csv"], rows.Select(r => string.Join(',', r.Double)));
        File.WriteAllLines(_folder["single.csv"], rows.Select(r => string.Join(',', r.Single)));
        var model = SharedData.PathOf("mlperf_tiny/kws_ref_model.tflite");

        foreach (var (rounding, expected, code) in new[] { ("double", "double.csv", 0), ("single", "single.csv", 0), ("double", "single.csv", 4) })
        {
            var run = await PickerelTool.Run(_folder.Path, "verify", model, "-i", "features.bin", "-e", expected, "--rounding", rounding);
            Assert.True(run.ExitCode == code, run.Output + run.Errors);
            Assert.Contains(code == 0 ? "200 of 200 rows equal, 'softmax_12' compared" : "'softmax_12' differs first: sample", run.Output, StringComparison.Ordinal);
        }
    }

    private void WriteExpected(Func<List<int[]>, List<int[]>> change) => File.WriteAllLines(
        _folder["e.csv"], change([.. SmallModels.Samples.Select(s => ReferenceInterpreter.Run(SmallModels.Network, s))]).Select(o => string.Join(',', o)));

    private void WriteArchive(Dictionary<string, int[]> layers)
    {
        using var file = File.Create(_folder["e.npz"]);
        using var archive = new ZipArchive(file, ZipArchiveMode.Create);
        foreach (var (name, values) in layers)
        {
            using var entry = archive.CreateEntry(name + ".npy").Open();
            ArrayFile.Write("x.npy", [NumberArray.OfIntegers(name, ArrayType.I4, [values.Length], values)], entry);
        }
    }

    private Task<ProcessRun> Verify(string expected, params string[] more) =>
        PickerelTool.Run(_folder.Path, ["verify", "small.pickerel", "--input", "input.bin", "--expected", expected, .. more]);
}
