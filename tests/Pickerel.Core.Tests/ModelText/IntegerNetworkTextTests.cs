using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.ModelText;

public sealed class IntegerNetworkTextTests
{
    private static readonly Quantization Bytes = new(0.5, 3, 8, Signed: true);

    private static readonly ModelDocument Small = new("small", new Network("tiny",
    [
        new InputNode { Name = "input", Shape = new(2, 2, 2), Quantization = new(0.25, -5, 8, Signed: true) },
        new IntegerConvolutionNode
        {
            Name = "conv",
            Inputs = ["input"],
            Shape = new(2, 2, 2),
            Quantization = Bytes,
            Convolution = ConvolutionKind.Pointwise,
            Groups = 1,
            Window = Window.Point,
            Weights = new([2, 1, 1, 2], [1, -2, 3, 7]),
            WeightBits = 4,
            WeightScales = Constant<double>.Vector([0.5, 0.25]),
            Requantizer = new TfLiteRequantization(Constant<long>.Vector([-9, 100000]), Constant<int>.Vector([1 << 30, 1500000000]), Constant<int>.Vector([-3, -1]), TfLiteRounding.Double, 3, 3, 127),
        },
        new IntegerTableNode { Name = "table", Inputs = ["conv"], Shape = new(2, 2, 2), Quantization = Bytes, Values = new([1, 256], [.. Enumerable.Range(-128, 256)]) },
    ]), [])
    {
        SingleRounding = [new IntegerTableNode { Name = "table", Inputs = ["conv"], Shape = new(2, 2, 2), Quantization = Bytes, Values = new([1, 256], [.. Enumerable.Range(-128, 256).Reverse()]) }],
    };

    [Fact]
    public void A_network_is_one_line_a_node_and_its_constants_are_tensors()
    {
        var lines = ModelTextWriter.ToText(Small).Split('\n');

        Assert.Equal("integer-network tiny", lines[1]);
        Assert.Equal("  input = input() : 2x2x2 grid=s8(0x3FD0000000000000,-5)", lines[2]);
        Assert.StartsWith("  conv = integer_convolution(input) : 2x2x2 grid=s8(0x3FE0000000000000,3) kind=pointwise groups=1 kernel=1x1 stride=1x1 dilation=1x1 padding=0,0,0,0 weights=s4[2,1,1,2]#", lines[3], StringComparison.Ordinal);
        Assert.Contains(" rounding=tflite_double biases=i64[2]#", lines[3], StringComparison.Ordinal);
        Assert.Equal("single-rounding", lines[5]);
        Assert.Contains("tensor conv.weights I8 [2, 1, 1, 2]", lines);
        Assert.Contains("tensor conv.biases I64 [2]", lines);
        Assert.Contains("tensor single:table.values I32 [1, 256]", lines);
    }

    [Fact]
    public void A_document_of_integers_survives_the_text_exactly() => Assert.Equal(Small, Read(ModelTextWriter.ToText(Small), "small"));

    [Fact]
    public void Networks_of_every_kind_of_node_survive_the_text_exactly()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 400; seed++)
        {
            var network = seed % 4 == 0 ? RandomIntegerNetwork.CreateLowBit(seed) : RandomIntegerNetwork.Create(seed);
            kinds.UnionWith(network.Nodes.Select(n => n.Kind));

            Assert.Equal(network, Read(ModelTextWriter.ToText(new("net", network, []))).Network);
        }

        Assert.True(kinds.Count >= 8, string.Join(", ", kinds));
    }

    [Fact]
    public void Every_requantizer_and_every_movement_survives_the_text_exactly()
    {
        var grid = new Quantization(1, 0, 8, Signed: false);
        Constant<long> longs = Constant<long>.Vector([1, 2, -3]);
        Constant<int> ints = Constant<int>.Vector([1, 2, 3]);
        Requantizer[] steps =
        [
            new Requantization(ints, longs, 7, 0, 255),
            new FloatRequantization(Constant<float>.Vector([1.5f]), Constant<float>.Vector([-0.1f]), 0, 255),
            new FloatSlopeRequantization(Constant<float>.Vector([1.5f]), Constant<float>.Vector([-0.1f]), Constant<float>.Vector([0.25f, -1f, 0f]), Constant<float>.Vector([3f]), 0, 255),
            new TwoSlopeRequantization(longs, ints, longs, ints, longs, 3, 0, 200),
            new ThresholdRequantization(new([3, 2], [1, 2, 3, 4, 5, long.MaxValue]), ints, ints, 0, 255),
            new TfLiteRequantization(longs, ints, ints, TfLiteRounding.Word, 0, 0, 255),
            new ExactRequantization(longs, longs, Constant<long>.Vector([3]), -4, RoundingMode.HalfEven, 0, RoundsZeroPoint: true, 0, 255),
        ];
        var nodes = new List<Node> { new InputNode { Name = "input", Shape = new(2, 2, 3), Quantization = grid } };
        void Add(Node node) => nodes.Add(node with { Name = $"n{nodes.Count}", Inputs = node is ConcatenateNode or IntegerTableSumNode ? [nodes[^1].Name, nodes[^1].Name] : [nodes[^1].Name], Quantization = grid });
        foreach (var step in steps)
            Add(new IntegerAffineNode { Name = "", Shape = new(2, 2, 3), Requantizer = step });
        Constant<int> table = Constant<int>.Vector([.. Enumerable.Range(0, 256)]);
        Add(new IntegerTableSumNode { Name = "", Shape = new(2, 2, 3), Left = table, Right = table, Requantizer = steps[0] });
        Add(new IntegerSoftmaxNode { Name = "", Shape = new(2, 2, 3), Exponentials = Constant<int>.Vector([.. Enumerable.Range(1, 256).Reverse()]), Levels = 255 });
        Add(new UpsampleNode { Name = "", Shape = new(4, 2, 3), FactorHeight = 2, FactorWidth = 1 });
        Add(new TransposeNode { Name = "", Shape = new(3, 2, 4), Height = Axis.Channels, Width = Axis.Width, Channels = Axis.Height });
        Add(new DepthToSpaceNode { Name = "", Shape = new(6, 4, 1), BlockHeight = 2, BlockWidth = 2, Order = DepthToSpaceOrder.ChannelFirst });
        Add(new PadNode { Name = "", Shape = new(7, 6, 1), Padding = new(1, 2, 0, 0), Values = [9] });
        Add(new SliceNode { Name = "", Shape = new(3, 6, 1), FirstRow = 1, StepHeight = 2, Size = new(3, 6, 1) });
        Add(new ConcatenateNode { Name = "", Shape = new(3, 12, 1), Axis = Axis.Width });
        Add(new ReshapeNode { Name = "", Shape = new(1, 6, 6), Target = new(1, 6, 6) });
        Add(new TfLiteSoftmaxNode { Name = "", Shape = new(1, 6, 6), Exponentials = Constant<int>.Vector([int.MaxValue, .. Enumerable.Repeat(7, 255)]) });
        var network = new Network("all", nodes.ToEquatableArray());
        NetworkVerifier.Verify(network, NetworkStage.Integer, "test");

        Assert.Equal(network, Read(ModelTextWriter.ToText(new("net", network, []))).Network);
    }

    [Theory]
    [InlineData("integer-network tiny", "integer-network tiny twice", "PKR1080", 2)]
    [InlineData("kind=pointwise", "kind=sideways", "PKR1080", 4)]
    [InlineData("kind=pointwise", "kind=pointwise extra=1", "PKR1080", 4)]
    [InlineData(" shift", " schift", "PKR1080", 4)]
    [InlineData("weights=s4[2,1,1,2]", "weights=s4[2,1,2,1]", "PKR1080", 4)]
    [InlineData("weights=s4[2,1,1,2]", "weights=i32[2,1,1,2]", "PKR1080", 4)]
    [InlineData("weights=s4[2,1,1,2]#", "weights=s4[2,1,1,2]#0", "PKR1080", 4)]
    [InlineData("weights=s4", "weights=s3", "PKR1081", 7)]
    [InlineData("tflite_double", "tflite_triple", "PKR1080", 4)]
    [InlineData("clamp=3..127", "clamp=3..128", "PKR1081", 7)]
    [InlineData("clamp=3..127", "clamp=3..99999999999", "PKR1081", 4)]
    [InlineData("grid=s8(0x3FE0000000000000,3) kind", "grid=s8(0x7FF8000000000000,3) kind", "PKR1081", 7)]
    [InlineData("grid=s8(0x3FE0000000000000,3) kind", "grid=s99(0x3FE0000000000000,3) kind", "PKR1080", 4)]
    [InlineData("groups=1", "groups=0", "PKR1081", 7)]
    [InlineData("kernel=1x1", "kernel=2x1", "PKR1081", 7)]
    [InlineData("integer_table(conv)", "integer_table(nothing)", "PKR1081", 7)]
    [InlineData("  table = ", "  conv = ", "PKR1080", 5)]
    [InlineData("  input = input()", "  start = input()", "PKR1080", 3)]
    [InlineData("tensor conv.biases", "tensor conv.bias", "PKR1080", 4)]
    public void A_well_signed_network_that_is_wrong_is_a_problem_with_its_line(string old, string @new, string id, int line)
    {
        var text = ModelTextWriter.ToText(Small);
        Assert.Contains(old, text, StringComparison.Ordinal);

        var failure = Assert.IsType<ModelReadResult.Failure>(ModelTextReader.Read(Sign(Replace(text, old, @new)), "small", TestContext.Current.CancellationToken));

        Assert.Equal(id, failure.Problem.Message.Id);
        Assert.Equal(line, failure.Line);
    }

    [Fact]
    public void Two_thousand_damaged_and_signed_texts_give_a_network_or_a_problem()
    {
        var (random, watch) = (new Random(3), Stopwatch.StartNew());
        var (read, refused) = (0, 0);
        for (var n = 0; n < 2000; n++)
        {
            var text = new StringBuilder(ModelTextWriter.ToText(Small));
            var networkEnd = text.ToString().IndexOf("tensor ", StringComparison.Ordinal);
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(20, networkEnd);
                text[at] = random.Next(3) switch
                {
                    0 => "0123456789"[random.Next(10)],
                    1 => text[random.Next(20, networkEnd)],
                    _ => (char)(text[at] ^ (1 << random.Next(5))),
                };
            }

            switch (ModelTextReader.Read(Sign(text.ToString()), "small", TestContext.Current.CancellationToken))
            {
                case ModelReadResult.Success success:
                    read++;
                    NetworkVerifier.Verify(success.Document.Network!, NetworkStage.Integer, "test");
                    break;
                case ModelReadResult.Failure failure:
                    refused++;
                    Assert.Matches("^PKR10(7[0-5]|8[01])$", failure.Problem.Message.Id);
                    Assert.InRange(failure.Line, 1, 100);
                    break;
            }
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"Two thousand small texts took {watch.Elapsed}.");
        Assert.True(read > 20 && refused > 1000, $"The damage tests nothing: {read} read, {refused} refused.");
    }

    private static ModelDocument Read(string text, string name = "net") => ModelTextReader.Read(text, name, TestContext.Current.CancellationToken) switch
    {
        ModelReadResult.Failure failure => throw new InvalidOperationException(failure.Problem.ToString()),
        var read => ((ModelReadResult.Success)read).Document,
    };

    private static string Replace(string text, string old, string @new)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return text[..at] + @new + text[(at + old.Length)..];
    }

    /// <summary>The text with the digest it ought to have, as a hostile writer would make it.</summary>
    private static string Sign(string text)
    {
        var end = text.LastIndexOf("end sha256 ", StringComparison.Ordinal);
        var body = end < 0 ? text : text[..end];
        return $"{body}end sha256 {Digest.Of(body).Hex}\n";
    }
}
