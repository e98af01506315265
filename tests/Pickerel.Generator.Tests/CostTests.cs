using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Generator.Declaring;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>What a network costs, where its users see it.</summary>
public sealed class CostTests
{
    private const string Source = """
        [Pickerel.Network(Input = "8x8x4", Seed = 1)]
        [Pickerel.Conv2D(8, Kernel = 3), Pickerel.BatchNorm, Pickerel.ReLU, Pickerel.GlobalAveragePool, Pickerel.Dense(10)]
        static partial class Net { }
        """;

    [Fact]
    public void The_constants_are_the_cost_models_figures()
    {
        var run = GeneratorRun.Of(Source);
        var (type, cost) = (LoadedNetwork.Load(run, "Net").Nested("Cost"), Compiled(run).Cost);

        Assert.Equal(
            (cost.Table, cost.Total.Macs, cost.Total.Ace, cost.Total.AceV2, cost.Total.Accumulators, cost.Total.Bops, cost.Total.ElementwiseShare, cost.Total.EnergyPicojoules),
            (Of<int>(type, "Table"), Of<long>(type, "Macs"), Of<long>(type, "Ace"), Of<long>(type, "AceV2"), Of<long>(type, "Accumulators"), Of<long>(type, "Bops"), Of<double>(type, "ElementwiseShare"), Of<double>(type, "EnergyPicojoules")));
        Assert.All(cost.Baselines.Where(b => b.Baseline != Baseline.AsQuantized), baseline =>
        {
            var nested = type.GetNestedType(baseline.Baseline.ToString())!;
            Assert.Equal((baseline.Total.AceV2, baseline.Total.ElementwiseShare, baseline.Total.EnergyPicojoules), (Of<long>(nested, "AceV2"), Of<double>(nested, "ElementwiseShare"), Of<double>(nested, "EnergyPicojoules")));
        });
        Assert.True(cost.Total.AceV2 > cost.Total.Ace);
    }

    [Theory]
    [InlineData("static partial class Net { }", "static partial class Net { public static int Cost; }")]
    [InlineData("static partial class Net { }", "static partial class Net { static void Cost() { } }")]
    [InlineData("static partial class Net { }", "partial class Net : Priced { } class Priced { protected int Cost; }")]
    [InlineData("partial class Net", "partial class Cost")]
    public void Where_the_name_is_taken_the_class_has_another(string from, string to)
    {
        var run = GeneratorRun.Of(Source.Replace(from, to, StringComparison.Ordinal));

        Assert.DoesNotContain(run.AllDiagnostics, d => d.Severity >= DiagnosticSeverity.Warning && !d.Id.StartsWith("CS0", StringComparison.Ordinal) || d.Severity == DiagnosticSeverity.Error);
        Assert.Contains("public static class NetworkCost", run.Sources.First(s => s.HintName.EndsWith("Api.g.cs", StringComparison.Ordinal)).SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_generated_class_does_not_take_its_own_name()
    {
        // Analyzers read the declaration with the generated members present; the cache must know it again.
        var run = GeneratorRun.Of(Source);

        Assert.Equal(run.Outputs<BoundNetwork>(TrackingNames.Bound).Single().Declared.Declaration, DeclarationParser.Parse(run.Output.GetTypeByMetadataName("Net")!, default)!.Declared.Declaration);
    }

    [Fact]
    public void A_network_with_a_mistake_has_the_constants_too()
    {
        var run = GeneratorRun.Of(Source.Replace("Dense(10)", "Dense(-1)", StringComparison.Ordinal), "class User { long cost = Net.Cost.AceV2 + Net.Cost.FloatFolded.AceV2; }");

        Assert.DoesNotContain(run.AllDiagnostics, d => d.Severity == DiagnosticSeverity.Error && !d.Id.StartsWith("PKR", StringComparison.Ordinal));
    }

    [Fact]
    public void The_description_says_what_the_tool_needs()
    {
        var run = GeneratorRun.Of(Source);
        var success = Compiled(run);
        var text = run.Sources.Single(s => s.HintName.EndsWith("Description.g.cs", StringComparison.Ordinal)).SourceText.ToString();
        var records = text.Split('\n').Where(l => l.StartsWith("//| ", StringComparison.Ordinal)).Select(l => JsonDocument.Parse(l[4..]).RootElement).ToList();
        IEnumerable<JsonElement> Of(string kind) => records.Where(r => string.Equals(r.EnumerateObject().First().Name, kind, StringComparison.Ordinal));

        var head = Assert.Single(Of("pickerel"));
        Assert.Equal((1, "Net", 1), (head.GetProperty("pickerel").GetInt32(), head.GetProperty("network").GetString(), head.GetProperty("table").GetInt32()));
        Assert.Equal(success.Cost.ModelBytes, head.GetProperty("modelBytes").GetInt64());
        Assert.Equal(success.ScratchBytes, head.GetProperty("scratchBytes").GetInt32());
        Assert.Equal(success.Layers.Select(l => (l.Layer, l.Kernel, l.Bound)), Of("layer").Select(l => (l.GetProperty("layer").GetString()!, l.GetProperty("kernel").GetString()!, l.GetProperty("bound").GetString()!)));
        foreach (var baseline in success.Cost.Baselines)
        {
            var layers = Of("baseline").Where(b => string.Equals(b.GetProperty("baseline").GetString(), baseline.Baseline.ToString(), StringComparison.OrdinalIgnoreCase)).ToList();
            Assert.Equal(baseline.Layers.Select(l => l.Figures.AceV2), layers.Select(l => l.GetProperty("aceV2").GetInt64()));
            Assert.All(layers, l => Assert.Equal(l.GetProperty("aceV2").GetInt64(), l.GetProperty("kinds").EnumerateObject().Sum(k => k.Value.GetInt64())));
        }

        Assert.Equal(success.Cost.AsQuantized.Layers.Sum(l => l.Operations.Count), Of("operation").Count());
        Assert.All(Of("buffer"), b => Assert.True(b.GetProperty("offset").GetInt64() + b.GetProperty("bytes").GetInt64() <= success.ScratchBytes));
        Assert.Equal(["input", "conv1", "gap1", "fc1"], Of("buffer").Select(b => b.GetProperty("buffer").GetString()!).Where(b => !b.StartsWith("workspace", StringComparison.Ordinal)));
        Assert.Equal(7, Of("declared").Count());
    }

    [Fact]
    public void Hovering_shows_cost_and_baselines()
    {
        var api = GeneratorRun.Of(Source).Sources.Single(s => s.HintName.EndsWith("Api.g.cs", StringComparison.Ordinal)).SourceText.ToString();

        Assert.Contains("ACEv2  elementwise", api, StringComparison.Ordinal);
        Assert.Contains("ACEv2 (Pickerel's reading, table 1)", api, StringComparison.Ordinal);
        Assert.Contains("folded into 32-bit multipliers", api, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(999.6, "1.00 k")]
    [InlineData(12_345, "12.3 k")]
    [InlineData(1_729_012, "1.73 M")]
    [InlineData(9_996_000, "10.0 M")]
    [InlineData(19_140_000_000, "19.1 G")]
    public void Costs_are_short_in_words(double value, string text) => Assert.Equal(text, CostText.Short(value));

    [Theory]
    [InlineData(0, "0 pJ")]
    [InlineData(999.4, "999 pJ")]
    [InlineData(12_345, "12.3 nJ")]
    [InlineData(76_024_390, "76.0 µJ")]
    [InlineData(1.5e9, "1.50 mJ")]
    public void Energies_are_short_in_words(double picojoules, string text) => Assert.Equal(text, CostText.Energy(picojoules));

    private static CompilationResult.Success Compiled(GeneratorRun run) =>
        Assert.IsType<CompilationResult.Success>(ModelCompilation.Run(run.Outputs<BoundNetwork>(TrackingNames.Bound).Single().Request));

    private static T Of<T>(Type type, string name) => (T)type.GetField(name, BindingFlags.Public | BindingFlags.Static)!.GetRawConstantValue()!;
}
