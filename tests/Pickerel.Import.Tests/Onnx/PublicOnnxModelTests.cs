using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Reference;
using Pickerel.Import.Onnx;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>Published networks of every dialect, against what their makers say that they compute.</summary>
public sealed class PublicOnnxModelTests(ITestOutputHelper output)
{
    public static TheoryData<string> Models => ["qonnx/TFC_2W2A.onnx", "finn/tutorial_fpga_flow/model.onnx", "dory/residual_1/model.onnx", "dory/TCN_T/model.onnx"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_public_model_is_imported_and_survives_the_text(string file)
    {
        var document = Import(file);

        Assert.True(document.Network!.IsInteger);
        Assert.Equal(document, Assert.IsType<ModelReadResult.Success>(ModelTextReader.Read(ModelTextWriter.ToText(document), "model", TestContext.Current.CancellationToken)).Document);
    }

    [Fact]
    public void TFC_2W2A_reaches_its_published_accuracy_on_MNIST()
    {
        var network = Import("qonnx/TFC_2W2A.onnx").Network!;
        var (images, labels) = (Unzip("mnist/t10k-images-idx3-ubyte.gz").AsSpan(16).ToArray(), Unzip("mnist/t10k-labels-idx1-ubyte.gz").AsSpan(8).ToArray());
        var (correct, pixels) = (0, 28 * 28);
        Assert.Equal(new Quantization(0.5, -1, 2, Signed: true), network.Input.Quantization);
        for (var i = 0; i < labels.Length; i++)
        {
            // Brevitas feeds the pixel over 255; the first quantizer takes 2 x - 1 to -1, 0 or 1.
            var input = images.AsSpan(i * pixels, pixels).ToArray().Select(p => (int)Math.Round((2 * p / 255.0) - 1, MidpointRounding.ToEven)).ToArray();
            var scores = ReferenceInterpreter.Run(network, input, TestContext.Current.CancellationToken);
            correct += Array.IndexOf(scores, scores.Max()) == labels[i] ? 1 : 0;
        }

        output.WriteLine(FormattableString.Invariant($"{correct} of {labels.Length} right."));
        Assert.Equal(10_000, labels.Length);
        Assert.InRange(correct, 9_658, 9_662);
    }

    [Theory]
    [InlineData("finn/tfc_w1a1_build_dataflow")]
    [InlineData("finn/tutorial_fpga_flow")]
    public void The_binary_TFC_gives_FINNs_expected_outputs(string folder)
    {
        var network = Import(folder + "/model.onnx").Network!;
        var (inputs, expected) = (MemoryMarshal.Cast<byte, float>(NumPy(folder + "/input.npy")).ToArray(), MemoryMarshal.Cast<byte, long>(NumPy(folder + "/expected_output.npy")).ToArray());
        Assert.Contains(network.Nodes.OfType<IntegerWeightedNode>(), n => n.WeightBits == 1);
        for (var i = 0; i < expected.Length; i++)
        {
            var scores = ReferenceInterpreter.Run(network, [.. inputs.Skip(i * 784).Take(784).Select(p => (int)p)], TestContext.Current.CancellationToken);
            Assert.Equal(expected[i], Array.IndexOf(scores, scores.Max()));
        }
    }

    [Theory]
    [InlineData("residual_1")]
    [InlineData("TCN_T")]
    public void DORYs_networks_agree_in_every_layer(string name)
    {
        var network = Import($"dory/{name}/model.onnx").Network!;
        var layers = Layers(name);
        var values = ReferenceInterpreter.RunAll(network, layers[0].Values, TestContext.Current.CancellationToken);

        // Layers of the index, but the last, are the nodes that move nothing, in the file's order; the last are the sums of the dense node.
        var nodes = network.Nodes.Where(n => n is not (MovementNode or InputNode)).OrderBy(n => int.Parse(n.Name.Split('_')[1], CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(layers.Count - 1, nodes.Count);
        for (var i = 1; i < layers.Count - 1; i++)
            Assert.True(layers[i].Values.SequenceEqual(values[nodes[i - 1].Name]), $"Layer {i}, {nodes[i - 1].Name}, differs.");
        var dense = Assert.IsType<IntegerDenseNode>(nodes[^1]);
        var (read, zero) = (values[dense.Input], network[dense.Input].Quantization!.ZeroPoint);
        var sums = Enumerable.Range(0, dense.Shape.Channels).Select(o => read.Select((x, i) => (x - zero) * dense.Weights[(o * read.Length) + i]).Sum()).ToArray();
        Assert.Equal(layers[^1].Values, sums);
        var scale = dense.Quantization!.Scale;
        Assert.All(values[dense.Name].Zip(sums), p => Assert.True(Math.Abs((p.First * scale) - p.Second) <= scale / 2, $"{p.First} is not {p.Second} at scale {scale}."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{layers.Count - 1} layers agree; outputs at scale {scale}."));
    }

    private static List<(string Name, int[] Values)> Layers(string name)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf($"dory/{name}/index.json")));
        var bytes = File.ReadAllBytes(SharedData.PathOf($"dory/{name}/tensors.bin"));
        return [.. index.RootElement.GetProperty("tensors").EnumerateObject().Select(t => (t.Name, Values(t.Value, bytes)))];
    }

    private static int[] Values(JsonElement tensor, byte[] bytes)
    {
        var (offset, count) = (tensor.GetProperty("offset").GetInt32(), tensor.GetProperty("count").GetInt32());
        return tensor.GetProperty("dtype").GetString() switch
        {
            "uint8" => [.. bytes.Skip(offset).Take(count).Select(b => (int)b)],
            "int16" => [.. Enumerable.Range(0, count).Select(i => (int)BitConverter.ToInt16(bytes, offset + (2 * i)))],
            "int32" => [.. Enumerable.Range(0, count).Select(i => BitConverter.ToInt32(bytes, offset + (4 * i)))],
            var other => throw new InvalidDataException($"The index has type {other}."),
        };
    }

    private static byte[] NumPy(string file)
    {
        var bytes = File.ReadAllBytes(SharedData.PathOf(file));
        return bytes[(10 + BitConverter.ToUInt16(bytes, 8))..];
    }

    private static byte[] Unzip(string file)
    {
        using var zipped = new GZipStream(File.OpenRead(SharedData.PathOf(file)), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        zipped.CopyTo(whole);
        return whole.ToArray();
    }

    private static ModelDocument Import(string file)
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        var result = ModelImporter.Read(SharedData.PathOf(file), "model", TestContext.Current.CancellationToken);
        Assert.True(result is ModelReadResult.Success, (result as ModelReadResult.Failure)?.Problem.Text);
        return ((ModelReadResult.Success)result).Document;
    }
}
