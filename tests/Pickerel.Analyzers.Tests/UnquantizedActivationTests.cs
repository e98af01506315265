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
    public async Task Each_float_activation_is_information_at_its_argument_with_what_it_would_cost()
    {
        var diagnostics = await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(Source);

        Assert.Equal(2, diagnostics.Count);
        Assert.All(diagnostics, d => Assert.Equal(("PKR2002", DiagnosticSeverity.Info, "Quantized = false"), (d.Id, d.Severity, d.MarkedIn(Source))));
        Assert.Matches("^PReLU 'prelu1' in float32 would be [0-9]+ % of Net's ACEv2 \\([0-9.]+ k of [0-9.]+ [kM]\\); quantized, the network costs [0-9.]+ [kM]$", diagnostics[0].GetMessage(CultureInfo.InvariantCulture));
        Assert.StartsWith("RPReLU 'shifted'", diagnostics[1].GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Quantized = false", "Quantized = true")]
    [InlineData("Quantized = false", "ActivationBits = 4")]
    [InlineData("Dense(10)", "Dense(-1)")]
    [InlineData("partial class", "class")]
    public async Task Quantized_ones_and_other_mistakes_keep_it_silent(string from, string to) =>
        Assert.Empty(await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public async Task Fix_All_quantizes_them_from_the_information()
    {
        var fixedSource = await Fixes.All<UnquantizedActivationFix>(Source, await AnalyzerRun.Of<UnquantizedActivationAnalyzer>(Source));

        Assert.Equal(Source.Replace("(Quantized = false)", "", StringComparison.Ordinal).Replace(", Quantized = false", "", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
    }

    [Fact]
    public async Task The_fix_quantizes_the_first_from_the_error() =>
        Assert.Equal(Source.Replace("(Quantized = false)", "", StringComparison.Ordinal), await Fixes.One<UnquantizedActivationFix>(Source, GeneratorRun.Of(Source).Diagnostics));
}
