using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2011: outputs of more bits than their readers keep.</summary>
public sealed class WideActivationTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Quantize(Activations = 4)]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [ReLU(Name = "cut")]
        [Conv2D(8, Kernel = 3)] [BatchNorm(ActivationBits = 8)] [Add("cut")] [ReLU]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task An_output_rounded_again_by_its_only_reader_is_information_at_its_last_layer()
    {
        var diagnostic = Assert.Single(await AnalyzerRun.Of<WideActivationAnalyzer>(Source));

        Assert.Equal(("PKR2011", DiagnosticSeverity.Info, "BatchNorm(ActivationBits = 8)"), (diagnostic.Id, diagnostic.Severity, diagnostic.MarkedIn(Source)));
        Assert.Matches("^The output of 'bn2' has 8 bits, but 'add1' round it again and keep 4: with ActivationBits = 4 the ACEv2 of 'Net' falls from [0-9.]+ [kM] to [0-9.]+ [kM]$", diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("ActivationBits = 8", "ActivationBits = 4")]
    [InlineData("ActivationBits = 8", "ActivationBits = 3")]
    [InlineData("[Add(\"cut\")] [ReLU]", "[Add(\"cut\")] [ReLU(ActivationBits = 8)]")]
    [InlineData("[Add(\"cut\")] [ReLU]", "[ReLU]")]
    [InlineData("Dense(10)", "Dense(-1)")]
    public async Task Outputs_that_readers_keep_or_multiply_are_left_alone(string from, string to) =>
        Assert.DoesNotContain(await AnalyzerRun.Of<WideActivationAnalyzer>(Source.Replace(from, to, StringComparison.Ordinal)), d => d.MarkedIn(Source).Contains("BatchNorm", StringComparison.Ordinal));

    [Fact]
    public async Task The_fix_sets_the_bits_that_are_kept()
    {
        var fixedSource = await Fixes.One<WideActivationFix>(Source, await AnalyzerRun.Of<WideActivationAnalyzer>(Source));

        Assert.Equal(Source.Replace("ActivationBits = 8", "ActivationBits = 4", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource!).AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<WideActivationAnalyzer>(fixedSource!));
    }

    [Fact]
    public async Task Fix_All_sets_them_everywhere()
    {
        var source = Source.Replace("(Name = \"cut\")", "(Name = \"cut\", ActivationBits = 8)", StringComparison.Ordinal).Replace("[Conv2D(8, Kernel = 3)] [BatchNorm(", "[Conv2D(8, Kernel = 3, From = \"input\")] [BatchNorm(", StringComparison.Ordinal);
        var found = await AnalyzerRun.Of<WideActivationAnalyzer>(source);
        Assert.Equal(2, found.Count);

        var fixedSource = await Fixes.All<WideActivationFix>(source, found);

        Assert.Equal(source.Replace("ActivationBits = 8", "ActivationBits = 4", StringComparison.Ordinal), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
    }
}
