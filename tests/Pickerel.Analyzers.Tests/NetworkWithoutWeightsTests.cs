using System;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR1100: a network that cannot infer yet.</summary>
public sealed class NetworkWithoutWeightsTests
{
    private const string Weightless = """
        using Pickerel;
        [Network(Input = "2x2x1")]
        [Dense(3, Bias = false)]
        partial class Net;
        """;

    [Fact]
    public async Task A_network_without_weights_is_a_warning_at_its_attribute()
    {
        var diagnostic = Assert.Single(await AnalyzerRun.Of<NetworkWithoutWeightsAnalyzer>(Weightless));

        Assert.Equal(("PKR1100", DiagnosticSeverity.Warning), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal("""Network(Input = "2x2x1")""", diagnostic.MarkedIn(Weightless));
    }

    [Fact]
    public async Task It_can_be_suppressed_where_it_stands() =>
        Assert.Empty(await AnalyzerRun.Of<NetworkWithoutWeightsAnalyzer>("#pragma warning disable PKR1100\n" + Weightless));

    [Theory]
    [InlineData("Input = \"2x2x1\"", "Input = \"2x2x1\", Seed = 1")]
    [InlineData("Input = \"2x2x1\"", "Input = \"2x2x1\", Weights = \"missing\"")]
    [InlineData("Input = \"2x2x1\"", "Input = \"2x2x1x1\"")]
    [InlineData("Dense(3", "Dense(0")]
    [InlineData("Dense(3", "Dense(\"3\"")]
    [InlineData("partial class", "class")]
    public async Task Weights_or_another_mistake_keep_it_silent(string from, string to) =>
        Assert.Empty(await AnalyzerRun.Of<NetworkWithoutWeightsAnalyzer>(Weightless.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public async Task The_fix_seeds_the_weights()
    {
        var fixedSource = await Fixes.One<SeedWeightsFix>(Weightless, await AnalyzerRun.Of<NetworkWithoutWeightsAnalyzer>(Weightless));

        Assert.Equal(Weightless.Replace("\"2x2x1\"", "\"2x2x1\", Seed = 1", StringComparison.Ordinal), fixedSource);
        Assert.Empty(await AnalyzerRun.Of<NetworkWithoutWeightsAnalyzer>(fixedSource!));
    }

    [Fact]
    public async Task Fix_All_seeds_every_network()
    {
        var source = Weightless + "\n" + Weightless.Replace("using Pickerel;\n", "", StringComparison.Ordinal).Replace("class Net", "class Other", StringComparison.Ordinal);

        var fixedSource = await Fixes.All<SeedWeightsFix>(source, await AnalyzerRun.Of<NetworkWithoutWeightsAnalyzer>(source));

        Assert.Equal(source.Replace("\"2x2x1\"", "\"2x2x1\", Seed = 1", StringComparison.Ordinal), fixedSource);
    }
}
