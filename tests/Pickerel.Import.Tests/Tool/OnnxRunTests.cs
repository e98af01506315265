using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Import.Arrays;
using Pickerel.Import.Onnx;
using Pickerel.Import.Tests.Onnx;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Tool;

/// <summary><c>pickerel run</c> and <c>verify</c> of quantized ONNX files.</summary>
public sealed class OnnxRunTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Arrays_are_in_the_files_order_and_lines_in_the_networks()
    {
        // A network that returns its three channels of 2x2 pixels as they are.
        File.WriteAllBytes(_folder["net.onnx"], new OnnxFile().Input("x", OnnxType.Float, 1, 3, 2, 2).Floats("s", [], 1).Integers("z", OnnxType.UInt8, [], 0)
            .Node("QuantizeLinear", ["x", "s", "z"], "q").Node("DequantizeLinear", ["q", "s", "z"], "d").Node("MaxPool", ["d"], "r", ("kernel_shape", new long[] { 1, 1 }))
            .Node("QuantizeLinear", ["r", "s", "z"], "p").Node("DequantizeLinear", ["p", "s", "z"], "y").Output("y", OnnxType.Float, 1, 3, 2, 2).Write());
        int[] channelsFirst = [.. Enumerable.Range(0, 24)];
        var array = NumberArray.OfIntegers("", ArrayType.U1, [2, 3, 2, 2], channelsFirst);
        using (var file = File.Create(_folder["x.npy"]))
            ArrayFile.Write("x.npy", [array], file);

        var run = await Pickerel("run", "net.onnx", "-i", "x.npy", "-o", "y.csv");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(["0,4,8,1,5,9,2,6,10,3,7,11", "12,16,20,13,17,21,14,18,22,15,19,23"], File.ReadLines(_folder["y.csv"]));

        // The lines are the same tensors: both are what is expected.
        Assert.Equal(0, (await Pickerel("verify", "net.onnx", "-i", "y.csv", "-e", "y.csv")).ExitCode);
        Assert.Equal(0, (await Pickerel("verify", "net.onnx", "-i", "x.npy", "-e", "x.npy")).ExitCode);
        Assert.Equal(0, (await Pickerel("verify", "net.onnx", "-i", "y.csv", "-e", "x.npy")).ExitCode);
    }

    [Fact]
    public async Task The_import_says_which_nodes_at_the_end_it_leaves_out()
    {
        File.WriteAllBytes(_folder["net.onnx"], new OnnxFile().Input("x", OnnxType.Float, 1, 4).Floats("s", [], 1).Integers("z", OnnxType.UInt8, [], 0)
            .Node("QuantizeLinear", ["x", "s", "z"], "q").Node("DequantizeLinear", ["q", "s", "z"], "d").Node("Relu", ["d"], "r")
            .Node("QuantizeLinear", ["r", "s", "z"], "p").Node("DequantizeLinear", ["p", "s", "z"], "scores").Node("Softmax", ["scores"], "y").Output("y", OnnxType.Float, 1, 4).Write());

        var run = await Pickerel("import", "net.onnx", "-o", "net.pickerel");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("note: The network returns the scores 'scores' and leaves out what reads them, which keeps their order: Softmax_5 (y)", run.Output.Trim());
    }

    [Fact]
    public async Task Finns_binary_network_finds_its_own_digits()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        var folder = SharedData.PathOf("finn/tfc_w1a1_build_dataflow");

        var run = await Pickerel("run", Path.Combine(folder, "model.onnx"), "-i", Path.Combine(folder, "input.npy"), "-o", "y.csv");

        Assert.True(run.ExitCode == 0, run.Errors);
        var expected = ArrayFile.Read(Path.Combine(folder, "expected_output.npy"), ArrayType.U1)[0];
        var found = File.ReadLines(_folder["y.csv"]).Select(l => l.Split(',').Select(int.Parse).ToList()).Select(y => (long)y.IndexOf(y.Max()));
        Assert.Equal(Enumerable.Range(0, expected.Count).Select(i => (long)expected.RealAt(i)), found);
    }

    private Task<ProcessRun> Pickerel(params string[] arguments) => PickerelTool.Run(_folder.Path, arguments);
}
