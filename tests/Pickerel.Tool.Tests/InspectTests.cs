using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Spectre.Console;

namespace Pickerel.Tool.Tests;

/// <summary><c>pickerel inspect</c> of models with layers; <see cref="Core"/>'s own figures are tested there.</summary>
public sealed class InspectTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public InspectTests() => SmallModels.Write(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_lists_layers_with_bits_and_costs_in_plain_lines_where_another_program_reads()
    {
        var run = await PickerelTool.Run(_folder.Path, "inspect", "small.pickerel");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            """
            layer     kind                  output  bits    parameters  MACs  bytes
            input     input                 4x4x2   s8               0     0      0
            conv1     integer_convolution   4x4x3   w8 u8           60   864     69
            gap       integer_average_pool  1x1x3   u8               0     0      0
            fc1       integer_dense         1x1x2   w4 s16          10     6     13
            4 layers                                                70   870     82
            input 'input': sbyte, real = 0.0625 * (q - 0)
            output 'fc1': short, real = 0.0625 * (q - 0)

            """.ReplaceLineEndings("\n"),
            run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Scripts_get_json()
    {
        var run = await PickerelTool.Run(_folder.Path, "inspect", "small.pickerel", "--json");

        var answer = JsonDocument.Parse(run.Output).RootElement;
        var layers = answer.GetProperty("layers").EnumerateArray().ToList();
        Assert.Equal(["input", "conv1", "gap", "fc1"], layers.Select(l => l.GetProperty("name").GetString()));
        Assert.Equal("[4,4,3] w8 u8 864", $"[{string.Join(',', layers[1].GetProperty("shape").EnumerateArray())}] {layers[1].GetProperty("weights").GetString()} {layers[1].GetProperty("grid").GetString()} {layers[1].GetProperty("macs")}");
        Assert.Equal((870, "sbyte", 0.0625), (answer.GetProperty("macs").GetInt64(), answer.GetProperty("input").GetProperty("element").GetString(), answer.GetProperty("outputs")[0].GetProperty("scale").GetDouble()));
    }

    [Fact]
    public async Task A_TensorFlow_Lite_file_shows_the_layers_it_becomes()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");

        var run = await PickerelTool.Run(_folder.Path, "inspect", SharedData.PathOf("mlperf_tiny/kws_ref_model.tflite"));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\ndepthwise_conv_2d_1  integer_convolution   25x5x64  w8 s8         768     72,000   1,152\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("2,656,768", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_real_numbers_shows_the_layers_that_can_be_quantized()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");

        var run = await PickerelTool.Run(_folder.Path, "inspect", SharedData.PathOf("mlperf_tiny/ic_pretrainedResnet_float.tflite"));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains("\nconv_2d_0           convolution   32x32x16  float32         448     442,368    1,792\n", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("12,501,632", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("real = ", run.Output, StringComparison.Ordinal);
        Assert.Contains("conv_2d_0.weight           F32   [16, 3, 3, 3]", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_a_frame_and_colours()
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(text) });
        var table = new TextTable(new("layer"), new("MACs", IsNumber: true)) { Total = ["[all]", "7"] };
        table.Add("conv[1]", "7");

        table.PrintTo(console);

        Assert.Contains("\u001b[", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("conv[1]", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("[all]", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("╭", text.ToString(), StringComparison.Ordinal);
    }
}
