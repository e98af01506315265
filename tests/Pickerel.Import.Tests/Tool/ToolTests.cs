using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.ModelText;
using Pickerel.Import.Tests.SafeTensors;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Import.Tests.Tool;

/// <summary>Runs <c>pickerel</c> as a process, as the build does.</summary>
public sealed class ToolTests : IDisposable
{
    private const string Header = """{"a b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Import_writes_the_text_of_the_model()
    {
        Save("model.safetensors", Header, [0, 0, 128, 63, 0, 0, 0, 192]);

        var run = await Pickerel("import", "model.safetensors", "-o", "out/deep/model.pickerel");

        Assert.Equal(new ProcessRun(0, "", ""), run);
        var read = Assert.IsType<ModelReadResult.Success>(ModelTextReader.Read(Text("out/deep/model.pickerel"), "model", TestContext.Current.CancellationToken));
        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 192], Assert.Single(read.Document.Tensors).Bytes.ToArray());
        Assert.Equal(["model.pickerel"], Directory.GetFiles(_folder["out/deep"]).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Import_leaves_an_output_that_is_right_but_renews_its_date()
    {
        Save("model.safetensors", Header, new byte[8]);
        _ = await Pickerel("import", "model.safetensors", "-o", "model.pickerel");
        var before = Text("model.pickerel");
        File.SetLastWriteTimeUtc(_folder["model.pickerel"], DateTime.UnixEpoch);
        using var opened = new FileStream(_folder["model.pickerel"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        Assert.Equal(0, (await Pickerel("import", "model.safetensors", "-o", "model.pickerel")).ExitCode);

        Assert.Equal(before, Text("model.pickerel"));
        Assert.True(File.GetLastWriteTimeUtc(_folder["model.pickerel"]) > DateTime.UnixEpoch);
        // It is the same file still: what is appended now shows where it was opened before.
        await File.AppendAllTextAsync(_folder["model.pickerel"], "x");
        Assert.Equal(before.Length + 1, opened.Length);
    }

    [Fact]
    public async Task Import_verifies_text_and_copies_it()
    {
        Save("model.safetensors", Header, new byte[8]);
        _ = await Pickerel("import", "model.safetensors", "-o", "model.pickerel");
        File.WriteAllText(_folder["windows.pickerel"], Text("model.pickerel").Replace("\n", "\r\n", StringComparison.Ordinal));
        File.WriteAllText(_folder["changed.pickerel"], Text("model.pickerel").Replace("AAAA", "AAAB", StringComparison.Ordinal));

        Assert.Equal(0, (await Pickerel("import", "windows.pickerel", "-o", "copy.pickerel")).ExitCode);
        var changed = await Pickerel("import", "changed.pickerel", "-o", "no.pickerel");

        Assert.Equal(Text("model.pickerel"), Text("copy.pickerel"));
        Assert.Equal(1, changed.ExitCode);
        Assert.StartsWith("changed.pickerel(4): error PKR1074: Model 'changed' was changed", changed.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["no.pickerel"]));
    }

    [Fact]
    public async Task A_bad_file_is_one_canonical_line_and_exit_code_1_in_any_culture()
    {
        Save("modell åäö.safetensors", """{"line\nbreak":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", new byte[8]);

        var run = await Pickerel("import", "modell åäö.safetensors", "-o", "x.pickerel", "--name", "my model");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Matches(
            "^modell åäö.safetensors : error PKR1078: Tensor 'line\\?break' of model 'my model' has elements of type 'F64', [^\n]*\n$",
            run.Errors.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("missing.safetensors", "PKR1079")]
    [InlineData("folder.safetensors", "PKR1079")]
    [InlineData("model.pt", "PKR1085")]
    [InlineData("model", "PKR1085")]
    public async Task A_file_that_is_not_there_or_of_no_known_kind_is_a_problem(string file, string id)
    {
        _ = Directory.CreateDirectory(_folder["folder.safetensors"]);
        _ = _folder.Write("model.pt", "x");
        _ = _folder.Write("model", "x");

        var run = await Pickerel("import", file, "-o", "x.pickerel");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"{file} : error {id}: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_that_cannot_be_written_is_a_problem_at_the_output()
    {
        Save("model.safetensors", Header, new byte[8]);
        _ = Directory.CreateDirectory(_folder["taken.pickerel"]);

        var run = await Pickerel("import", "model.safetensors", "-o", "taken.pickerel");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("taken.pickerel : error PKR1079: Model 'model' cannot be written", run.Errors, StringComparison.Ordinal);
        Assert.Equal(["model.safetensors"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("import", "model.safetensors")]
    [InlineData("import")]
    [InlineData("import", "a.pickerel", "-o", "./a.pickerel")]
    [InlineData("import", "a.pickerel", "-o", "")]
    [InlineData("export")]
    public async Task A_wrong_command_line_is_exit_code_2(params string[] arguments)
    {
        var run = await Pickerel(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("pickerel: ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_lists_the_tensors()
    {
        Save("model.safetensors", Header, new byte[8]);

        var run = await Pickerel("inspect", "model.safetensors");

        Assert.Equal("tensor     type  shape  bytes\na b        F32   [2]        8\n1 tensors                   8\n", run.Output.ReplaceLineEndings("\n"));
    }

    private string Text(string file) => File.ReadAllText(_folder[file]);

    private void Save(string file, string header, byte[] data) => File.WriteAllBytes(_folder[file], SafeTensorsFile.Create(header, data));

    private Task<ProcessRun> Pickerel(params string[] arguments) => PickerelTool.Run(_folder.Path, arguments);
}
