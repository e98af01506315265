using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Pickerel.Core.ModelText;
using Pickerel.Core.Reference;
using Pickerel.Import.Arrays;
using Pickerel.TestKit;

namespace Pickerel.Tool.Tests;

/// <summary><c>pickerel run</c>: what it writes is what the reference interpreter gives.</summary>
public sealed class RunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public RunTests() => SmallModels.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Raw_elements_become_a_line_of_integers_a_sample()
    {
        var run = await Pickerel("run", "small.pickerel", "--input", "input.bin", "--output", "out/o.csv");

        Assert.Equal(new ProcessRun(0, "20 samples, 2 integers each of 'fc1': out/o.csv\n", ""), run with { Output = run.Output.ReplaceLineEndings("\n") });
        Assert.Equal(Expected.Select(o => string.Join(',', o.Select(v => v.ToString(CultureInfo.InvariantCulture)))), File.ReadLines(_folder["out/o.csv"]));
        Assert.Contains(Expected.SelectMany(o => o), v => v < 0);
    }

    [Fact]
    public async Task Every_kind_of_file_gives_the_same()
    {
        File.WriteAllLines(_folder["input.csv"], SmallModels.Samples.Select(s => string.Join(',', s)));
        var array = NumberArray.OfIntegers("", ArrayType.I4, [20, 4, 4, 2], SmallModels.Samples.SelectMany(s => s).ToArray());
        using (var file = File.Create(_folder["input.npy"]))
            ArrayFile.Write("input.npy", [array], file);

        foreach (var input in new[] { "input.csv", "input.npy" })
        {
            Assert.Equal(0, (await Pickerel("run", "small.pickerel", "-i", input, "-o", "o.npy")).ExitCode);
            var output = Assert.Single(ArrayFile.Read(_folder["o.npy"], ArrayType.U1));
            Assert.Equal((ArrayType.I2, 20, 2), (output.Type, output.Shape[0], output.Shape[1]));
            Assert.Equal(Expected.SelectMany(o => o), Enumerable.Range(0, output.Count).Select(i => (int)output.IntegerAt(i)));
        }
    }

    [Fact]
    public async Task Real_numbers_are_quantized_half_up_and_clamped()
    {
        // The input's scale is 1/16: 1.5 steps become 2, -1.5 become -1, and what is beyond the ends the ends.
        double[] reals = [1.5 / 16, -1.5 / 16, 100, -100, .. Enumerable.Repeat(0.25, 28)];
        int[] integers = [2, -1, 127, -128, .. Enumerable.Repeat(4, 28)];
        var bytes = new byte[reals.Length * sizeof(double)];
        for (var i = 0; i < reals.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), reals[i]);
        using (var file = File.Create(_folder["r.npy"]))
            ArrayFile.Write("r.npy", [new NumberArray("", ArrayType.F8, [32], bytes)], file);

        Assert.Equal(0, (await Pickerel("run", "small.pickerel", "-i", "r.npy", "-o", "o.csv")).ExitCode);

        Assert.Equal(string.Join(',', ReferenceInterpreter.Run(SmallModels.Network, integers)), Assert.Single(File.ReadLines(_folder["o.csv"])));
    }

    [Theory]
    [InlineData("o.csv")]
    [InlineData("o.npy")]
    [InlineData("o.npz")]
    public async Task Several_outputs_stand_one_behind_another_or_under_their_names_and_verify(string output)
    {
        var run = await Pickerel("run", "two.pickerel", "-i", "input.bin", "-o", output);

        Assert.Equal((0, $"20 samples, 48 integers each of 'conv1', 2 integers each of 'fc1': {output}\n"), (run.ExitCode, run.Output.ReplaceLineEndings("\n")));
        var arrays = ArrayFile.Read(_folder[output], ArrayType.U1);
        Assert.Equal(output.EndsWith('z') ? ["conv1 U1 48", "fc1 I2 2"] : [output.EndsWith('y') ? "o.npy I4 50" : " I8 50"], arrays.Select(a => $"{a.Name} {a.Type} {a.Shape[1]}"));
        var last = ReferenceInterpreter.RunOutputs(SmallModels.WithTwoOutputs, SmallModels.Samples[^1]).SelectMany(o => o);
        Assert.Equal(last, arrays.SelectMany(a => Enumerable.Range(a.Count - a.Shape[1], a.Shape[1]).Select(i => (int)a.IntegerAt(i))));

        var verified = await Pickerel("verify", "two.pickerel", "-i", "input.bin", "-e", output);
        Assert.Equal((0, "20 of 20 rows equal, 2 layers compared\n"), (verified.ExitCode, verified.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Scripts_get_json()
    {
        var run = await Pickerel("run", "small.pickerel", "-i", "input.bin", "-o", "o.csv", "--json");

        var answer = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(("small", "fc1", 20, 2), (answer.GetProperty("model").GetString(), answer.GetProperty("outputs")[0].GetProperty("layer").GetString(), answer.GetProperty("samples").GetInt32(), answer.GetProperty("outputs")[0].GetProperty("elements").GetInt32()));
    }

    [Theory]
    [InlineData("1,2\n", "short.csv : error PKR1153: 'short.csv' does not fit model 'small': it has 2 elements, and each sample of 'input' has 32 (4x4x2)")]
    [InlineData("300,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n", "short.csv : error PKR1154: 'short.csv' holds 300 at sample 0, element 0, but 'input' of model 'small' holds -128 to 127")]
    [InlineData("NaN,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n", "short.csv : error PKR1154: 'short.csv' holds NaN at sample 0, element 0")]
    [InlineData("", "short.csv : error PKR1153: 'short.csv' does not fit model 'small': it has 0 elements")]
    public async Task Data_that_does_not_fit_is_one_line_and_exit_code_1(string text, string error)
    {
        File.WriteAllText(_folder["short.csv"], text);

        var run = await Pickerel("run", "small.pickerel", "-i", "short.csv", "-o", "o.csv");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(error, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd().Split('\n'));
        Assert.False(File.Exists(_folder["o.csv"]));
    }

    [Fact]
    public async Task Axes_in_another_order_are_refused_and_axes_of_one_element_may_be_left_out()
    {
        void Write(string file, params int[] shape)
        {
            using var stream = File.Create(_folder[file]);
            ArrayFile.Write(file, [NumberArray.OfIntegers("", ArrayType.I1, [.. shape], SmallModels.Samples.Take(shape[0] == 1 ? 1 : 20).SelectMany(s => s).ToArray())], stream);
        }

        Write("first.npy", 20, 2, 4, 4);
        Write("count.npy", 5, 4, 32);
        Write("one.npy", 1, 4, 4, 2);
        Write("line.npy", 20, 32, 1);

        Assert.Contains("PKR1153: 'first.npy' does not fit model 'small': its samples have the axes (2, 4, 4), and (4, 4, 2) are taken", (await Pickerel("run", "small.pickerel", "-i", "first.npy", "-o", "o.csv")).Errors, StringComparison.Ordinal);
        Assert.Contains("PKR1153: 'count.npy' does not fit model 'small': it has the shape (5, 4, 32), and its first axis must count the samples", (await Pickerel("run", "small.pickerel", "-i", "count.npy", "-o", "o.csv")).Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await Pickerel("run", "small.pickerel", "-i", "one.npy", "-o", "o.csv")).ExitCode);
        Assert.Equal(0, (await Pickerel("run", "small.pickerel", "-i", "line.npy", "-o", "o.csv")).ExitCode);
    }

    [Fact]
    public async Task A_model_that_cannot_run_says_what_to_do()
    {
        File.WriteAllText(_folder["t.pickerel"], ModelTextWriter.ToText(new ModelDocument("t", Network: null, [])));

        Assert.StartsWith(
            "t.pickerel : error PKR1155: Model 't' holds tensors without layers",
            (await Pickerel("run", "t.pickerel", "-i", "input.bin", "-o", "o.csv")).Errors,
            StringComparison.Ordinal);
        Assert.Contains("PKR1015", (await Pickerel("run", "small.pickerel", "-i", "input.bin", "-o", "o.csv", "--rounding", "single")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await Pickerel("run", "small.pickerel", "-i", "input.bin", "-o", "o.txt")).ExitCode);
    }

    private static IEnumerable<int[]> Expected => SmallModels.Samples.Select(s => ReferenceInterpreter.Run(SmallModels.Network, s));

    private Task<ProcessRun> Pickerel(params string[] arguments) => PickerelTool.Run(_folder.Path, arguments);
}
