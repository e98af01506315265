using System;
using System.IO;
using System.Linq;
using Google.Protobuf;
using Pickerel.Core.Messages;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Schema;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Onnx;

public sealed class OnnxReaderTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nodes_come_in_the_order_they_run_and_only_if_something_needs_them()
    {
        var file = Unary().Node("Relu", ["b"], "y").Node("Relu", ["x"], "unread").Node("Relu", ["a"], "b").Node("Relu", ["x"], "a");

        Assert.Equal(["a", "b", "y"], Read(file).Nodes.Select(n => n.Outputs[0]));
    }

    [Theory]
    [InlineData(OnnxType.Int4, new[] { -8, 7, 1 })]
    [InlineData(OnnxType.UInt4, new[] { 15, 0, 9 })]
    [InlineData(OnnxType.Int2, new[] { -2, 1, -1, 0, 1 })]
    [InlineData(OnnxType.UInt2, new[] { 3, 0, 1, 2, 3 })]
    [InlineData(OnnxType.Int8, new[] { -128, 127 })]
    [InlineData(OnnxType.UInt16, new[] { 65535, 0 })]
    public void Packed_and_raw_integers_come_out_as_they_went_in(OnnxType type, int[] values)
    {
        var bits = type.Bits();
        var raw = new byte[((values.Length * bits) + 7) / 8];
        for (var i = 0; i < values.Length * bits; i++)
            raw[i / 8] |= (byte)(((values[i / bits] >> (i % bits)) & 1) << (i % 8));
        var tensor = new TensorProto { Name = "w", DataType = (int)type, RawData = ByteString.CopyFrom(raw) };
        tensor.Dims.Add(values.Length);

        Assert.Equal(values.Select(v => (long)v), OnnxTensorReader.Parse(tensor.ToByteArray(), "w").Integers.ToArray());
    }

    [Fact]
    public void External_data_are_read_from_the_folder_of_the_model_and_nowhere_else()
    {
        File.WriteAllBytes(_folder["weights.bin"], [0, 0, 1, 2, 3]);

        Assert.Equal([1L, 2, 3], ReadExternal("weights.bin", "2").Constants["w"].Integers.ToArray());
        foreach (var (location, offset, what) in new[]
        {
            ("../weights.bin", "0", "names no file beside the model"), ("/etc/hostname", "0", "names no file beside the model"), ("", "0", "names no file beside the model"),
            ("absent.bin", "0", "cannot be read"), ("weights.bin", "3", "ends at 5, before 3 bytes at 3"), ("weights.bin", "-1", "must have 3 bytes from an offset"),
        })
        {
            var problem = Assert.Throws<ProblemException>(() => ReadExternal(location, offset)).Problem;
            Assert.Equal("PKR1121", problem.Message.Id);
            Assert.Contains(what, problem.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new long[] { -1 }, "holds a negative size")]
    [InlineData(new[] { 1L << 62, 1L << 62 }, "is too large")]
    [InlineData(new[] { 70_000L, 70_000L }, "is too large")]
    [InlineData(new[] { 3L }, "needs 3 elements, and it has 1")]
    [InlineData(new[] { 1L, 1, 1, 1, 1, 1, 1, 1, 1 }, "is too large")]
    public void Shapes_that_do_not_fit_are_refused_by_tensor(long[] shape, string what)
    {
        var problem = Refuse(Unary().Floats("w", shape, 1).Node("Add", ["x", "w"], "y"));

        Assert.Equal("PKR1094", problem.Message.Id);
        Assert.Contains("'w'", problem.Text, StringComparison.Ordinal);
        Assert.Contains(what, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Cycles_values_made_twice_and_values_nobody_makes_are_refused_by_name()
    {
        Assert.Contains("'b' of model 'model' is malformed, it depends on itself by way of Add_0 (a)", Refuse(Unary().Node("Add", ["x", "b"], "a").Node("Relu", ["a"], "b").Node("Relu", ["b"], "y")).Text, StringComparison.Ordinal);
        Assert.Contains("'y' of model 'model' is malformed, it is made twice", Refuse(Unary().Node("Relu", ["x"], "y").Node("Relu", ["x"], "y")).Text, StringComparison.Ordinal);
        Assert.Contains("'q' of model 'model' is malformed, Relu_0 (y) reads it, and nothing makes it", Refuse(Unary().Node("Relu", ["q"], "y")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(27)]
    [InlineData(long.MaxValue)]
    public void Versions_of_operators_that_are_not_known_are_refused(long opset)
    {
        var file = new OnnxFile(opset).Input("x", OnnxType.Float, 1, 2).Output("y", OnnxType.Float, 1, 2).Node("Relu", ["x"], "y");

        Assert.Equal("PKR1120", Refuse(file).Message.Id);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x3A, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 })]
    public void Bytes_that_are_no_model_are_refused(byte[] file) =>
        Assert.Equal("PKR1093", Assert.Throws<ProblemException>(() => OnnxGraph.Read(file, "model")).Problem.Message.Id);

    [Fact]
    public void Messages_nested_without_end_are_refused()
    {
        // A group inside a group, and so on: field 15, type 3.
        var groups = Enumerable.Repeat((byte)0x7B, 100_000).ToArray();
        Assert.Equal("PKR1093", Assert.Throws<ProblemException>(() => OnnxGraph.Read(groups, "model")).Problem.Message.Id);
    }

    private OnnxGraph ReadExternal(string location, string offset)
    {
        var tensor = new TensorProto { Name = "w", DataType = (int)OnnxType.UInt8, DataLocation = 1 };
        tensor.Dims.Add(3);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
        var file = Unary().Node("Add", ["x", "w"], "y");
        file.Graph.Initializer.Add(tensor);
        return OnnxGraph.Read(file.Write(), "model", Path.GetDirectoryName(_folder["weights.bin"]));
    }

    private static OnnxFile Unary() => new OnnxFile().Input("x", OnnxType.Float, 1, 2).Output("y", OnnxType.Float, 1, 2);

    private static OnnxGraph Read(OnnxFile file) => OnnxGraph.Read(file.Write(), "model");

    private static Problem Refuse(OnnxFile file) => Assert.Throws<ProblemException>(() => Read(file)).Problem;
}
