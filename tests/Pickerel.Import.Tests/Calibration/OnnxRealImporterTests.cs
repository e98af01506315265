using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Import.Calibration;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Evaluation;
using Pickerel.Import.Onnx.Reals;
using Pickerel.Import.Tests.Onnx;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Calibration;

/// <summary>Models of real numbers become layers that give what the graph gives.</summary>
public sealed class OnnxRealImporterTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_digits_network_gives_what_its_graph_gives(bool fused)
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        AssertSame(DigitsOnnx.Write(fused), new(8, 8, 1), 1e-4);
    }

    [Fact]
    public void Every_operator_gives_what_its_graph_gives()
    {
        AssertSame(EveryOperator(), new(6, 5, 4), 1e-5);
    }

    [Fact]
    public void A_line_and_several_outputs_keep_their_places()
    {
        var file = new OnnxFile(13).Input("x", OnnxType.Float, 1, 3, 9)
            .Floats("w", [4, 3, 3], Weights(36))
            .Node("Conv", ["x", "w"], "conv", ("kernel_shape", new long[] { 3 }), ("strides", new long[] { 2 }), ("pads", new long[] { 1, 1 }))
            .Node("Relu", ["conv"], "relu")
            .Integers("axes", OnnxType.Int64, [1], 2).Node("ReduceMean", ["relu"], "y", ("axes", new long[] { 2 }))
            .Output("relu", OnnxType.Float, 1, 4, 5).Output("y", OnnxType.Float, 1, 4, 1);

        AssertSame(file.Write(), new(1, 9, 3), 1e-5);
    }

    [Fact]
    public void Damaged_files_are_quantized_or_refused_and_never_crash_or_hang()
    {
        const int Mutations = 1500;
        var (whole, quantized, ids) = (EveryOperator(), 0, new ConcurrentDictionary<string, int>(StringComparer.Ordinal));
        var slowest = TimeSpan.Zero;
        _ = Parallel.For(0, Mutations, n =>
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                var model = OnnxRealImporter.Import(OnnxGraph.Read(Damage(whole, new Random(n)), "net"));
                _ = PostTrainingQuantizer.Quantize(model, [[.. Enumerable.Range(0, (int)model.Network!.Input.Shape.Count).Select(i => Math.Sin(i))]], new());
                _ = Interlocked.Increment(ref quantized);
            }
            catch (ProblemException stopped)
            {
                _ = ids.AddOrUpdate(stopped.Problem.Message.Id, 1, (_, count) => count + 1);
            }

            lock (ids)
                slowest = Stopwatch.GetElapsedTime(start) is var took && took > slowest ? took : slowest;
        });

        output.WriteLine(FormattableString.Invariant($"{quantized} of {Mutations} quantized, the slowest in {slowest}; refused {string.Join(", ", ids.Select(i => $"{i.Value} with {i.Key}"))}"));
        Assert.InRange(quantized, Mutations / 20, Mutations * 19 / 20);
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"One file took {slowest}.");
    }

    [Theory]
    [InlineData("Erf", "PKR1095", "is a Erf, which Pickerel does not import; it imports in real numbers Add, ")]
    [InlineData("Transpose", "PKR1095", "is a Transpose")]
    [InlineData("Clip", "PKR1096", "it clips to ")]
    public void What_is_not_supported_is_named(string kind, string id, string what)
    {
        var file = new OnnxFile(17).Input("x", OnnxType.Float, 1, 3, 4, 4).Node(kind, ["x"], "y").Output("y", OnnxType.Float, 1, 3, 4, 4).Write();

        var problem = Assert.Throws<ProblemException>(() => OnnxRealImporter.Import(OnnxGraph.Read(file, "net"))).Problem;

        Assert.Equal(id, problem.Message.Id);
        Assert.Contains("_0 (y)", problem.Text, StringComparison.Ordinal);
        Assert.Contains(what, problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_of_unknown_sizes_and_a_constant_out_of_place_are_problems()
    {
        var open = new OnnxFile(17).Input("x", OnnxType.Float, 1, 3, 0, 4).Node("Relu", ["x"], "y").Output("y", OnnxType.Float);
        var constant = new OnnxFile(17).Input("x", OnnxType.Float, 1, 3, 4, 4).Floats("c", [1], 2).Node("Add", ["x", "c"], "y").Output("y", OnnxType.Float);

        Assert.Contains("one sample of known sizes", Assert.Throws<ProblemException>(() => OnnxRealImporter.Import(OnnxGraph.Read(open.Write(), "net"))).Message, StringComparison.Ordinal);
        Assert.Contains("a constant can be added as the bias", Assert.Throws<ProblemException>(() => OnnxRealImporter.Import(OnnxGraph.Read(constant.Write(), "net"))).Message, StringComparison.Ordinal);
    }

    /// <summary>A network of nearly all operators.</summary>
    private static byte[] EveryOperator() => new OnnxFile(17).Input("x", OnnxType.Float, 1, 4, 6, 5)
        .Floats("w1", [6, 2, 3, 2], Weights(72)).Floats("b1", [6], Weights(6))
        .Node("Conv", ["x", "w1", "b1"], "conv", ("group", 2), ("auto_pad", "SAME_LOWER"), ("strides", new long[] { 1, 1 }))
        .Floats("zero", [], 0).Floats("six", [], 1.5f)
        .Node("Clip", ["conv", "zero", "six"], "clip")
        .Node("MaxPool", ["clip"], "maximum", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1))
        .Node("AveragePool", ["clip"], "average", ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 0, 0, 0, 1 }), ("count_include_pad", 1))
        .Node("Concat", ["maximum", "average"], "joined", ("axis", 1))
        .Node("LeakyRelu", ["joined"], "leaky", ("alpha", 0.2f))
        .Node("HardSwish", ["leaky"], "swish")
        .Floats("slopes", [12, 1, 1], Weights(12)).Node("PRelu", ["swish", "slopes"], "prelu")
        .Node("DepthToSpace", ["prelu"], "spread", ("blocksize", 2), ("mode", "CRD"))
        .Floats("wt", [3, 2, 2, 2], Weights(24)).Node("ConvTranspose", ["spread", "wt"], "up", ("strides", new long[] { 2, 2 }))
        .Node("Tanh", ["up"], "tanh").Node("Sigmoid", ["up"], "sigmoid").Node("Mul", ["tanh", "sigmoid"], "product").Node("Add", ["product", "up"], "sum")
        .Node("GlobalAveragePool", ["sum"], "mean").Node("Mul", ["mean", "sum"], "scaled")
        .Integers("size", OnnxType.Int64, [4], 1, 2, 24, 6).Node("Reshape", ["scaled", "size"], "reshaped")
        .Node("Flatten", ["reshaped"], "vector")
        .Floats("w2", [288, 5], Weights(1440)).Floats("b2", [5], Weights(5))
        .Node("MatMul", ["vector", "w2"], "matrix").Node("Add", ["matrix", "b2"], "biased")
        .Node("Softmax", ["biased"], "y").Output("y", OnnxType.Float, 1, 5).Write();

    [Theory]
    [InlineData(1e25f, "PKR1157: 'the data' cannot calibrate model 'net': layer 'conv_1' gives values that are no numbers, or beyond 1E+30")]
    [InlineData(float.NaN, "PKR1058: ")]
    [InlineData(1e-38f, null)]
    public void Weights_that_leave_the_range_of_numbers_are_problems_and_those_next_to_zero_are_not(float weight, string? problem)
    {
        var file = new OnnxFile(17).Input("x", OnnxType.Float, 1, 1, 2, 2).Floats("w", [1, 1, 1, 1], weight).Floats("half", [1, 1, 1, 1], 0.5f)
            .Node("Conv", ["x", "w"], "a").Node("Conv", ["a", "w"], "b").Node("Conv", ["b", "half"], "c").Node("Relu", ["c"], "y").Output("y", OnnxType.Float, 1, 1, 2, 2);
        var model = OnnxRealImporter.Import(OnnxGraph.Read(file.Write(), "net"));

        var stopped = Record.Exception(() => PostTrainingQuantizer.Quantize(model, [[1, 2, 3, 4]], new()));

        if (problem is null)
            Assert.Null(stopped);
        else
            Assert.StartsWith(problem, Assert.IsType<ProblemException>(stopped).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quantized_model_is_to_be_compiled_as_it_is()
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");

        var problem = Assert.Throws<ProblemException>(() => OnnxRealImporter.Read(SharedData.PathOf("qonnx/TFC_2W2A.onnx"), "tfc")).Problem;

        Assert.Equal("PKR1158: Model 'tfc' is quantized already, and what is quantized are layers of real numbers: compile it as it is, with [Network(Model = …)]", problem.ToString());
    }

    private static float[] Weights(int count) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin((i * 1.7) + count) / 2)];

    private static byte[] Damage(byte[] whole, Random random)
    {
        var bytes = random.Next(10) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (var i = random.Next(1, 4); i > 0 && bytes.Length > 0; i--)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }

    /// <summary>Runs the graph and the layers made of it on the same input.</summary>
    private static void AssertSame(byte[] file, TensorShape shape, double tolerance)
    {
        var graph = OnnxGraph.Read(file, "net");
        var model = OnnxRealImporter.Import(graph);
        var declaration = new NetworkDeclaration { Type = new TypeDeclaration("", "net", []), Parameters = new ParametersSource.Model("net") };
        var declared = NetworkBuilder.Build(new CompilationRequest(declaration, model, ["net"]));
        var bound = PassPipeline.RunThrough(nameof(ExpandTransposedConvolutions), declared, new PassContext(new(), declaration.Parameters, model));
        var (random, count) = (new Random(1), (int)shape.Count);
        double[] channelsFirst = [.. Enumerable.Range(0, count).Select(_ => (double)(float)((random.NextDouble() * 2) - 0.7))];
        var sizes = graph.Inputs[0].Dimensions!.Value.Select(d => d!.Value);

        var expected = OnnxEvaluator.Run(graph, new Dictionary<string, OnnxTensor>(StringComparer.Ordinal) { [graph.Inputs[0].Name] = OnnxTensor.OfReals(OnnxType.Float, [.. sizes], [.. channelsFirst]) });
        var values = FloatInterpreter.RunAll(bound, ToChannelsLast(channelsFirst, shape));

        Assert.Equal(graph.Outputs.Count, bound.Outputs.Count);
        foreach (var (output, node) in graph.Outputs.Zip(bound.Outputs))
        {
            var (real, layer) = (expected[output.Name], values[node.Name]);
            Assert.Equal(real.Count, layer.Length);
            Assert.True(real.Reals.ToArray().Distinct().Count() > 1);
            foreach (var (e, a) in ToChannelsLast(real.Reals.ToArray(), node.Shape).Zip(layer))
                Assert.Equal(e, a, tolerance);
        }
    }

    private static double[] ToChannelsLast(double[] values, TensorShape shape)
    {
        var pixels = shape.Height * shape.Width;
        return [.. Enumerable.Range(0, values.Length).Select(i => values[((i % shape.Channels) * pixels) + (i / shape.Channels)])];
    }
}
