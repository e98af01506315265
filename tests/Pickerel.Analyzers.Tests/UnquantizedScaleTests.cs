using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2003: scales left in floating point, with what they cost.</summary>
public sealed class UnquantizedScaleTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Quantize(ScaleQuantization = ScaleQuantization.Float32, Weights = 4)]
        [Conv2D(8, Kernel = 3)] [BatchNorm(Quantized = false)] [ReLU]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [ReLU(Name = "cut")]
        [Conv2D(8, Kernel = 3)] [Add("cut")] [ReLU]
        [MaxPool2D(Kernel = 2)] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task Float_scales_are_one_warning_that_names_their_layers()
    {
        var diagnostic = Assert.Single(await AnalyzerRun.Of<UnquantizedScaleAnalyzer>(Source));

        Assert.Equal(("PKR2003", DiagnosticSeverity.Warning, "ScaleQuantization = ScaleQuantization.Float32"), (diagnostic.Id, diagnostic.Severity, diagnostic.MarkedIn(Source)));
        Assert.Matches("^The scales of 'conv2', 'conv3', 'fc1' run in float32 and are [0-9.]+ % of Net's ACEv2 \\([0-9.]+ [kM] of [0-9.]+ [kM]\\); quantized to 8 bits the network costs [0-9.]+ [kM]$", diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("ScaleQuantization.Float32", "ScaleQuantization.Merged")]
    [InlineData("ScaleQuantization.Float32", "ScaleQuantization.Separate")]
    [InlineData("ScaleQuantization.Float32", "ScaleQuantization.PowerOfTwo")]
    [InlineData("ScaleQuantization = ScaleQuantization.Float32", "Activations = 4")]
    [InlineData("Weights = 4", "ScaleBits = 8")]
    public async Task Quantized_scales_and_mistakes_keep_it_silent(string from, string to) =>
        Assert.Empty(await AnalyzerRun.Of<UnquantizedScaleAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public async Task The_fix_quantizes_the_scales()
    {
        var fixedSource = await Fixes.One<UnquantizedScaleFix>(Source, await AnalyzerRun.Of<UnquantizedScaleAnalyzer>(Source));

        Assert.Equal(Source.Replace("ScaleQuantization = ScaleQuantization.Float32, ", "", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource!).AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<UnquantizedScaleAnalyzer>(fixedSource!));
    }

    [Fact]
    public async Task Fix_All_quantizes_the_scales_of_every_network()
    {
        var source = Source + Source.Replace("using Pickerel;", "", StringComparison.Ordinal).Replace("class Net", "class Other", StringComparison.Ordinal);

        var fixedSource = await Fixes.All<UnquantizedScaleFix>(source, await AnalyzerRun.Of<UnquantizedScaleAnalyzer>(source));

        Assert.Equal(source.Replace("ScaleQuantization = ScaleQuantization.Float32, ", "", StringComparison.Ordinal), fixedSource);
    }
}
