using System;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR1026: a misspelled layer name is corrected to the nearest above it.</summary>
public sealed class CorrectLayerNameTests
{
    [Theory]
    [InlineData("""[ReLU(From = "conv2")]""", "\"conv2\"", "\"conv1\"")]
    [InlineData("""[ReLU(From = "Stemm")]""", "\"Stemm\"", "\"stem\"")]
    [InlineData("""[ReLU(From = "inputs")]""", "\"inputs\"", "\"input\"")]
    [InlineData("""[Add("STEM")]""", "\"STEM\"", "\"stem\"")]
    public async Task A_near_name_is_corrected(string layer, string from, string to)
    {
        var source = Source(layer);

        var fixedSource = await Fixes.One<CorrectLayerNameFix>(source, GeneratorRun.Of(source).Diagnostics);

        Assert.Equal(source.Replace(from, to, StringComparison.Ordinal), fixedSource);
    }

    [Fact]
    public async Task A_name_like_no_other_is_left_to_the_user()
    {
        var source = Source("""[ReLU(From = "backbone")]""");

        Assert.Null(await Fixes.One<CorrectLayerNameFix>(source, GeneratorRun.Of(source).Diagnostics));
    }

    [Fact]
    public async Task Fix_All_corrects_one_name_in_two_networks()
    {
        var source = Source("""[ReLU(From = "conv2")]""") + Source("""[Add("stm")]""")
            .Replace("using Pickerel;", "", StringComparison.Ordinal).Replace("class Net", "class Other", StringComparison.Ordinal);
        var diagnostics = GeneratorRun.Of(source).Diagnostics;
        Assert.Equal(2, diagnostics.Count(d => d.Id is "PKR1026"));

        var fixedSource = await Fixes.All<CorrectLayerNameFix>(source, diagnostics);

        Assert.Equal(source.Replace("conv2", "conv1", StringComparison.Ordinal).Replace("stm", "stem", StringComparison.Ordinal), fixedSource);
    }

    private static string Source(string layer) => $$"""
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(4, Kernel = 3)]
        [ReLU(Name = "stem")]
        {{layer}}
        partial class Net;
        """;
}
