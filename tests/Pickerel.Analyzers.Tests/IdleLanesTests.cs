using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2012: channels that leave lanes idle.</summary>
public sealed class IdleLanesTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(60, Kernel = 3)] [BatchNorm] [ReLU(Name = "cut")]
        [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(24)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task A_count_between_multiples_of_16_is_information_at_its_layer()
    {
        var diagnostics = await AnalyzerRun.Of<IdleLanesAnalyzer>(Source);

        Assert.All(diagnostics, d => Assert.Equal(("PKR2012", DiagnosticSeverity.Info), (d.Id, d.Severity)));
        Assert.Equal(["Conv2D(60, Kernel = 3)", "PointwiseConv2D(24)"], diagnostics.Select(d => d.MarkedIn(Source)));
        Assert.Equal("The 60 channels of 'conv1' are padded to 64, and 4 lanes idle: 64 channels cost no more time", diagnostics[0].GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("Conv2D(60", "Conv2D(64")]
    [InlineData("Conv2D(60", "Conv2D(8")]
    [InlineData("Conv2D(60", "Conv2D(3")]
    [InlineData("Conv2D(60", "Conv2D(-60")]
    [InlineData("Dense(10)", "Dense(-1)")]
    public async Task Full_lanes_few_channels_and_mistakes_keep_it_silent(string from, string to) =>
        Assert.DoesNotContain(await AnalyzerRun.Of<IdleLanesAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)), d => d.GetMessage(CultureInfo.InvariantCulture).Contains("conv1", StringComparison.Ordinal));

    [Fact]
    public async Task The_classes_of_the_result_are_left_alone() =>
        Assert.DoesNotContain(await AnalyzerRun.Of<IdleLanesAnalyzer>(Source), d => d.MarkedIn(Source).StartsWith("Dense", StringComparison.Ordinal));

    [Fact]
    public async Task Weights_that_cost_by_channel_are_left_alone() =>
        Assert.Empty(await AnalyzerRun.Of<IdleLanesAnalyzer>(Source.Replace("[BatchNorm]", "[BatchNorm(Quantized = false)]", StringComparison.Ordinal)));

    [Fact]
    public async Task The_fix_fills_the_lanes()
    {
        var fixedSource = await Fixes.One<IdleLanesFix>(Source, await AnalyzerRun.Of<IdleLanesAnalyzer>(Source));

        Assert.Equal(Source.Replace("Conv2D(60", "Conv2D(64", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource!).AllDiagnostics);
    }

    [Fact]
    public async Task What_is_added_is_changed_together()
    {
        var source = Source.Replace("[PointwiseConv2D(24)] [BatchNorm]", "[PointwiseConv2D(60)] [Add(\"cut\")]", StringComparison.Ordinal);

        var fixedSource = await Fixes.One<IdleLanesFix>(source, await AnalyzerRun.Of<IdleLanesAnalyzer>(source));

        Assert.Equal(source.Replace("Conv2D(60", "Conv2D(64", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource!).AllDiagnostics);
    }

    [Fact]
    public async Task Weights_of_a_file_fix_the_counts()
    {
        var model = SmallModel.TextOf(
            "wide",
            ("conv1.weight", [12, 2, 3, 3], i => (i % 7) - 3),
            ("conv1.bias", [12], i => i / 8f),
            ("fc1.weight", [3, 12], i => (i % 5) - 2),
            ("fc1.bias", [3], i => i / 4f));
        var source = SmallModel.Network("wide").Replace("Conv2D(4", "Conv2D(12", StringComparison.Ordinal);

        var diagnostic = Assert.Single(await AnalyzerRun.Of<IdleLanesAnalyzer>(source, model));

        Assert.Empty(diagnostic.AdditionalLocations);
        Assert.Null(await Fixes.One<IdleLanesFix>(source, [diagnostic]));
    }

    [Fact]
    public async Task Fix_All_fills_all_lanes()
    {
        var fixedSource = await Fixes.All<IdleLanesFix>(Source, await AnalyzerRun.Of<IdleLanesAnalyzer>(Source));

        Assert.Equal(Source.Replace("Conv2D(60", "Conv2D(64", StringComparison.Ordinal).Replace("(24)", "(32)", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<IdleLanesAnalyzer>(fixedSource));
    }
}
