using System;
using System.Threading.Tasks;
using Pickerel.CodeFixes;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR1010 has a fix: the amounts given are made to count.</summary>
public sealed class ExplicitPaddingTests
{
    [Fact]
    public async Task The_padding_is_made_explicit()
    {
        var fixedSource = await Fixes.One<ExplicitPaddingFix>(Source, GeneratorRun.Of(Source).Diagnostics);

        Assert.Equal(Source.Replace("Padding.Same", "Padding.Explicit", StringComparison.Ordinal), fixedSource);
    }

    [Fact]
    public async Task Fix_All_makes_every_padding_explicit()
    {
        var source = Source + Source.Replace("using Pickerel;", "", StringComparison.Ordinal)
            .Replace("Net;", "Other;", StringComparison.Ordinal).Replace("Same", "Valid", StringComparison.Ordinal);

        var fixedSource = await Fixes.All<ExplicitPaddingFix>(source, GeneratorRun.Of(source).Diagnostics);

        Assert.Equal(source.Replace("Padding.Same", "Padding.Explicit", StringComparison.Ordinal).Replace("Padding.Valid", "Padding.Explicit", StringComparison.Ordinal), fixedSource);
    }

    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(4, Kernel = 3, PaddingTop = 1, Padding = Padding.Same, PaddingLeft = 1)]
        partial class Net;
        """;
}
