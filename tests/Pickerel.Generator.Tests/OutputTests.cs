using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Pickerel.Core;
using Pickerel.Core.Reference;
using Pickerel.Generator.Declaring;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>Networks with several outputs, from attributes to members.</summary>
public sealed class OutputTests
{
    private const string Detector = """
        using Pickerel;
        [Network(Input = "6x6x2", Seed = 3)]
        [Conv2D(4, Kernel = 3)] [BatchNorm] [ReLU(Name = "features", Output = true)]
        [Dense(4, Name = "boxes", Output = true)]
        [Dense(3, From = "features", Name = "classes")]
        static partial class Net;
        """;

    public delegate void InferThree(ReadOnlySpan<byte> input, Span<byte> features, Span<short> boxes, Span<short> classes);

    [Fact]
    public void The_members_are_those_verified() =>
        Snapshot.Verify("OutputsApi", Assert.Single(GeneratorRun.Of(Detector).Sources, s => string.Equals(s.HintName, "Net.Api.g.cs", StringComparison.Ordinal)).SourceText.ToString());

    [Fact]
    public void All_outputs_are_what_the_reference_defines_and_the_class_is_the_last_ones()
    {
        var run = GeneratorRun.Of(Detector);
        Assert.Empty(run.AllDiagnostics);
        var reference = Assert.IsType<CompilationResult.Success>(ModelCompilation.Run(
            new(run.Outputs<DeclaredNetwork>(TrackingNames.Declared).Single().Declaration, Model: null, []))).Network;
        var network = LoadedNetwork.Load(run, "Net");
        var (infer, classify) = (network.InferAs<InferThree>(), network.Classify());
        Assert.Equal((72, 144, 4, 3), (network.Constant<int>("InputLength"), network.Constant<int>("FeaturesLength"), network.Constant<int>("BoxesLength"), network.Constant<int>("ClassesLength")));
        Assert.Equal(reference.Outputs.Select(o => o.Quantization!.Scale), new[] { "FeaturesScale", "BoxesScale", "ClassesScale" }.Select(network.Constant<double>));
        var (random, seen) = (new Random(1), new HashSet<string>(StringComparer.Ordinal));
        byte[] input = new byte[72], features = new byte[144];
        short[] boxes = new short[4], classes = new short[3];
        for (var i = 0; i < 20; i++)
        {
            random.NextBytes(input);
            infer(input, features, boxes, classes);

            var expected = ReferenceInterpreter.RunOutputs(reference, [.. input.Select(b => (int)b)], TestContext.Current.CancellationToken);
            Assert.Equal(expected[0], features.Select(o => (int)o));
            Assert.Equal(expected[1], boxes.Select(o => (int)o));
            Assert.Equal(expected[2], classes.Select(o => (int)o));
            Assert.Equal(Array.IndexOf(expected[2], expected[2].Max()), classify(input));
            _ = seen.Add(string.Join(',', boxes));
        }

        Assert.True(seen.Count > 15, $"Only {seen.Count} different outputs.");
        Assert.Equal("classes", Assert.Throws<ArgumentException>(() => infer(input, features, boxes, new short[4])).ParamName);
        Assert.Equal("features", Assert.Throws<ArgumentException>(() => infer(input, [], boxes, classes)).ParamName);
    }

    [Fact]
    public void Layers_of_awkward_names_give_members_that_compile()
    {
        // Keywords, names of what the methods have already, names that differ in case or in signs only, and locals'.
        var names = new[] { "class", "scratch", "i", "q", "Input", "best", "workspace", "quantizedInput", "a-b", "a.b", "a_b", "A_b", "1st", "quantizedHead", "head", "OutputLength", "Infer", "Cost", "Address", "nameof", "headLength", "InputLength", "global" };
        var layers = string.Join(' ', names.Select(n => $"""[Dense(2, Name = "{n}", From = "input", Output = true)]"""));

        var run = GeneratorRun.Of($$"""using Pickerel; [Network(Input = "1x1x4", Seed = 1)] {{layers}} static partial class Net;""");

        Assert.Empty(run.AllDiagnostics);
        var infer = LoadedNetwork.Load(run, "Net").Methods("Infer").MaxBy(m => m.GetParameters().Length)!;
        Assert.Equal(names.Length + 2, infer.GetParameters().Select(p => p.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("Seed = 3", "")]
    [InlineData("Seed = 3", "WeightBits = 9, ")]
    public void With_a_mistake_or_without_weights_the_members_exist_and_throw(string weights, string mistake)
    {
        var run = GeneratorRun.Of(Detector.Replace(", " + weights, "", StringComparison.Ordinal).Replace("Name = \"boxes\"", mistake + "Name = \"boxes\"", StringComparison.Ordinal));

        if (mistake.Length > 0)
            Assert.Equal("PKR1031", Assert.Single(run.AllDiagnostics).Id);
        else
            Assert.Empty(run.AllDiagnostics);
        var use = run.Output.AddSyntaxTrees(Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText(
            "class Use { int Call(byte[] x) { Net.Infer(x, new byte[Net.FeaturesLength], new short[Net.BoxesLength], classes: new short[Net.ClassesLength]); return Net.Classify(x); } }",
            UserProject.ParseOptions, cancellationToken: TestContext.Current.CancellationToken));
        Assert.DoesNotContain(use.GetDiagnostics(TestContext.Current.CancellationToken), d => d.Severity == DiagnosticSeverity.Error && !d.Id.StartsWith("PKR", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_output_compiles_its_own_network_only()
    {
        var first = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small", "First"), SmallModel.Network("small", "Second")), SmallModel.Text("small"));

        var second = first.Again(first.Project.Edit(1, text => text.Replace("[ReLU]", "[ReLU(Output = true)]", StringComparison.Ordinal)));

        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Modified], second.Reasons(TrackingNames.Compiled));
        Assert.Contains("Second.Api.g.cs", second.Reemitted());
        Assert.All(second.Reemitted(), hint => Assert.StartsWith("Second.", hint, StringComparison.Ordinal));
    }
}
