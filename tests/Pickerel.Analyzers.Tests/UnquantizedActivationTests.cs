using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2002: activations whose parameters are asked for in floating point.</summary>
public sealed class UnquantizedActivationTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [PReLU(Quantized = false)]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [RPReLU(Name = "shifted", Quantized = false)]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task Each_float_activation_is_a_warning_at_its_argument_with_what_it_costs()
    {
        var diagnostics = await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(Source);

        Assert.Equal(2, diagnostics.Count);
        Assert.All(diagnostics, d => Assert.Equal(("PKR2002", DiagnosticSeverity.Warning, "Quantized = false"), (d.Id, d.Severity, d.MarkedIn(Source))));
        Assert.Matches(
            "^PReLU 'prelu1' runs in float32 and is [0-9]+ % of Net's ACEv2 \\([0-9.]+ [kM] of [0-9.]+ [kM]\\); with all its activations quantized to 8 bits the network costs [0-9.]+ [kM]$",
            diagnostics[0].GetMessage(CultureInfo.InvariantCulture));
        Assert.StartsWith("RPReLU 'shifted'", diagnostics[1].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Empty(GeneratorRun.Of(Source).AllDiagnostics);
    }

    [Fact]
    public async Task Behind_an_unquantized_norm_it_is_a_part_of_the_norms_island()
    {
        var source = Source.Replace("[BatchNorm] [PReLU", "[BatchNorm(Quantized = false)] [PReLU", StringComparison.Ordinal);

        Assert.Equal(2, (await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(source)).Count);
        _ = Assert.Single(await AnalyzerRun.Of<UnquantizedBatchNormAnalyzer>(source));
    }

    [Theory]
    [InlineData("Quantized = false", "Quantized = true")]
    [InlineData("Quantized = false", "ActivationBits = 4")]
    [InlineData("Dense(10)", "Dense(-1)")]
    [InlineData("partial class", "class")]
    public async Task Quantized_ones_and_other_mistakes_keep_it_silent(string from, string to) =>
        Assert.Empty(await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public async Task Fix_All_quantizes_them()
    {
        var fixedSource = await Fixes.All<UnquantizedActivationFix>(Source, await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(Source));

        Assert.Equal(Source.Replace("(Quantized = false)", "", StringComparison.Ordinal).Replace(", Quantized = false", "", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
    }
}
