using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2001: norms left in floating point, with what they cost.</summary>
public sealed class UnquantizedBatchNormTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(8, Kernel = 3)] [BatchNorm(Quantized = false)] [ReLU]
        [Conv2D(8, Kernel = 3)] [BatchNorm(Epsilon = 1e-3, Quantized = false)] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task Each_float_norm_is_a_warning_at_the_argument_that_asks_for_it()
    {
        var diagnostics = await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(Source);

        Assert.Equal(2, diagnostics.Count);
        Assert.All(diagnostics, d => Assert.Equal(("PKR2001", DiagnosticSeverity.Warning, "Quantized = false"), (d.Id, d.Severity, d.MarkedIn(Source))));
    }

    [Fact]
    public async Task The_message_says_what_share_it_is_and_what_the_network_would_cost()
    {
        var message = (await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(Source))[1].GetMessage(CultureInfo.InvariantCulture);

        // 8x8x8 sums: a conversion of 19 bits, a product of 32 by 32, two additions and a comparison of 32, a conversion to 8.
        Assert.Matches("^BatchNorm 'bn2' runs in float32 and is [0-9.]+ % of Net's ACEv2 \\([0-9.]+ [kM] of [0-9.]+ [kM]\\); with all its norms quantized to 8 bits the network costs [0-9.]+ [kM]$", message);
    }

    [Fact]
    public async Task A_single_norm_needs_no_word_about_others() =>
        Assert.Contains("); quantized to 8 bits", (await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(Source.Replace("Epsilon = 1e-3, Quantized = false", "", StringComparison.Ordinal)))[0].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    [Theory]
    [InlineData("Quantized = false", "Quantized = true")]
    [InlineData("Quantized = false", "Bits = 4")]
    [InlineData("Quantized = false", "PowerOfTwo = true")]
    [InlineData("Dense(10)", "Dense(-1)")]
    [InlineData("BatchNorm", "ReLU")]
    public async Task Quantized_norms_and_other_mistakes_keep_it_silent(string from, string to) =>
        Assert.Empty(await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public async Task It_can_be_suppressed_where_it_stands() =>
        Assert.Empty(await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>("#pragma warning disable PKR2001\n" + Source));

    [Fact]
    public async Task The_fix_quantizes_one_norm()
    {
        var fixedSource = await Fixes.One<UnquantizedBatchNormFix>(Source, await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(Source));

        Assert.Equal(Source.Replace("BatchNorm(Quantized = false)", "BatchNorm", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource!).AllDiagnostics);
    }

    [Fact]
    public async Task Fix_All_quantizes_every_norm()
    {
        var fixedSource = await Fixes.All<UnquantizedBatchNormFix>(Source, await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(Source));

        Assert.Equal(Source.Replace("(Quantized = false)", "", StringComparison.Ordinal).Replace(", Quantized = false", "", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(fixedSource));
    }
}
