using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2013: layers that one bit keeps from a faster kernel.</summary>
public sealed class FasterKernelTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(32, Kernel = 3, Name = "stem")] [BatchNorm] [ReLU]
        [PointwiseConv2D(32, Name = "wide")] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10, WeightBits = 4)]
        partial class Net;
        """;

    [Fact]
    public async Task Weights_whose_pairs_saturate_are_information_that_names_the_kernel_of_7_bits()
    {
        var diagnostics = await AnalyzerRun.Of<FasterKernelAnalyzer>(Source);

        Assert.All(diagnostics, d => Assert.Equal(("PKR2013", DiagnosticSeverity.Info), (d.Id, d.Severity)));
        var wide = diagnostics.Single(d => d.MarkedIn(Source).Contains("wide", StringComparison.Ordinal));
        Assert.Matches(
            "^Layer 'wide' runs on kernel '[A-Za-z0-9]+'; with WeightBits = 7 it would run on '[A-Za-z0-9]+', which its weights now keep it from: channel [0-9]+: .* > 128 \\([0-9]+ of [0-9]+ pairs saturate 16 bits\\)$",
            wide.GetMessage(CultureInfo.InvariantCulture));
        Assert.DoesNotContain(diagnostics, d => d.MarkedIn(Source).StartsWith("Dense", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Name = \"wide\"", "WeightBits = 7, Name = \"wide\"")]
    [InlineData("Name = \"wide\"", "WeightBits = 4, Name = \"wide\"")]
    [InlineData("Name = \"wide\"", "Grid = WeightGrid.Ternary, Name = \"wide\"")]
    [InlineData("[ReLU]", "[ReLU(ActivationBits = 4)]")]
    [InlineData("Dense(10", "Dense(-1")]
    public async Task Fewer_bits_and_mistakes_keep_it_silent(string from, string to) =>
        Assert.DoesNotContain(await AnalyzerRun.Of<FasterKernelAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)), d => d.GetMessage(CultureInfo.InvariantCulture).Contains("'wide'", StringComparison.Ordinal));

    [Fact]
    public async Task The_fix_takes_7_bits_and_the_kernel_is_the_one_named()
    {
        var fixedSource = await Fixes.All<FasterKernelFix>(Source, await AnalyzerRun.Of<FasterKernelAnalyzer>(Source));

        Assert.Contains("PointwiseConv2D(32, Name = \"wide\", WeightBits = 7)", fixedSource, StringComparison.Ordinal);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<FasterKernelAnalyzer>(fixedSource));

        var kernels = await AnalyzerRun.Of<KernelReportAnalyzer>(fixedSource);
        foreach (var promised in await AnalyzerRun.Of<FasterKernelAnalyzer>(Source))
        {
            var words = promised.GetMessage(CultureInfo.InvariantCulture).Split('\'');
            Assert.Contains(kernels, k => k.GetMessage(CultureInfo.InvariantCulture).StartsWith($"Layer '{words[1]}' runs on kernel '{words[5]}'", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task One_fix_changes_one_layer()
    {
        var fixedSource = await Fixes.One<FasterKernelFix>(Source, await AnalyzerRun.Of<FasterKernelAnalyzer>(Source));

        Assert.Equal(1, fixedSource!.Split("WeightBits = 7").Length - 1);
    }
}
