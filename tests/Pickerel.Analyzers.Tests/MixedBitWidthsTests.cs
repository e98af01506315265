using System;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2010: weights of several bit widths, beside one width at equal size.</summary>
public sealed class MixedBitWidthsTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "16x16x4", Seed = 1)]
        [Quantize(Weights = 8)]
        [Conv2D(16, Kernel = 3)] [BatchNorm] [ReLU]
        [Conv2D(32, Kernel = 3, WeightBits = 2)] [BatchNorm] [ReLU(Name = "cut")]
        [Conv2D(32, WeightBits = 4, Kernel = 3)] [BatchNorm] [Add("cut")] [ReLU]
        [PointwiseConv2D(48)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task Several_widths_are_told_the_one_width_of_equal_size()
    {
        var diagnostic = Assert.Single(await AnalyzerRun.Of<MixedBitWidthsAnalyzer>(Source));

        Assert.Equal(("PKR2010", DiagnosticSeverity.Info, "WeightBits = 2"), (diagnostic.Id, diagnostic.Severity, diagnostic.MarkedIn(Source)));
        var message = diagnostic.GetMessage(CultureInfo.InvariantCulture);
        var figures = Regex.Match(message, @"^The weights of 'Net' have 2, 4 and 8 bits: (?<mixed>[0-9.]+) k bytes, an ACEv2 of [0-9.]+ M; of the same size is a network of 4-bit weights throughout and (?<width>[0-9.]+) times the channels: (?<single>[0-9.]+) k bytes, an ACEv2 of [0-9.]+ M$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.True(figures.Success, message);

        // Rounding channels to 8 alone misses by more.
        double mixed = Figure("mixed"), single = Figure("single");
        Assert.InRange(single / mixed, 0.95, 1.05);
        Assert.InRange(Figure("width"), 0.5, 1.5);
        Assert.DoesNotContain("accura", message, StringComparison.Ordinal);

        double Figure(string name) => double.Parse(figures.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("WeightBits = 2", "Stride = 2, Padding = Padding.SameTorch", "WeightBits = 4, ", "Stride = 1, ")]
    [InlineData("WeightBits = 2", "WeightBits = 8", "WeightBits = 4", "WeightBits = 8")]
    [InlineData("WeightBits = 2", "WeightBits = 7", "WeightBits = 4", "WeightBits = 7")]
    [InlineData("Weights = 8", "Scheme = WeightScheme.PikeLpn", ", WeightBits = 2", "", "WeightBits = 4, ", "")]
    [InlineData("Weights = 8", "Weights = 4", ", WeightBits = 2", "", "WeightBits = 4, ", "")]
    [InlineData("Dense(10)", "Dense(-1)")]
    public async Task One_width_named_schemes_protected_ends_and_mistakes_keep_it_silent(params string[] edits) =>
        Assert.Empty(await AnalyzerRun.Of<MixedBitWidthsAnalyzer>(Edited(edits)));

    [Fact]
    public async Task The_fix_leaves_one_width()
    {
        var fixedSource = await Fixes.One<MixedBitWidthsFix>(Source, await AnalyzerRun.Of<MixedBitWidthsAnalyzer>(Source));

        Assert.Equal(Edited("Weights = 8", "Weights = 4", ", WeightBits = 2", "", "WeightBits = 4, ", ""), fixedSource);
        Assert.Empty(GeneratorRun.Of(fixedSource!).AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<MixedBitWidthsAnalyzer>(fixedSource!));
    }

    [Fact]
    public async Task Fix_All_leaves_one_width_in_every_network_with_or_without_an_attribute_for_it()
    {
        var source = Source + Source.Replace("using Pickerel;", "", StringComparison.Ordinal).Replace("class Net", "class Other", StringComparison.Ordinal).Replace("[Quantize(Weights = 8)]", "", StringComparison.Ordinal);

        var fixedSource = await Fixes.All<MixedBitWidthsFix>(source, await AnalyzerRun.Of<MixedBitWidthsAnalyzer>(source));

        Assert.DoesNotContain("WeightBits", fixedSource, StringComparison.Ordinal);
        Assert.Equal(2, fixedSource.Split("Quantize(Weights = 4)").Length - 1);
        Assert.Empty(GeneratorRun.Of(fixedSource).AllDiagnostics);
    }

    private static string Edited(params string[] edits) =>
        edits.Chunk(2).Aggregate(Source, (source, edit) => source.Replace(edit[0], edit[1], StringComparison.Ordinal));
}
