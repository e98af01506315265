using System;
using System.Diagnostics;
using System.Linq;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>No declaration makes the generator throw, or takes it long: what cannot be compiled is an error with an id.</summary>
public sealed class HostileDeclarationTests
{
    private const string Input = """[Network(Input = "8x8x4", Seed = 1)] """;

    public static TheoryData<string, string> Hostile => new()
    {
        { "PKR1043", Input + "[Conv2D(int.MaxValue, Kernel = 1)]" },
        { "PKR1043", Input + "[Dense(int.MaxValue)]" },
        { "PKR1044", Input + "[Conv2D(1 << 20, Kernel = 3, Padding = Padding.Valid, StrideHeight = 9, StrideWidth = 9)] [Dense(1 << 9)]" },
        { "PKR1030", Input + "[Dense(int.MinValue)]" },
        { "PKR1040", Input + "[Conv2D(1, Kernel = int.MaxValue, Padding = Padding.Valid)]" },
        { "PKR1040", Input + "[Conv2D(1, Kernel = 3, Dilation = int.MaxValue, Padding = Padding.Valid)]" },
        { "PKR1039", Input + "[Conv2D(1, Kernel = 3, PaddingTop = int.MaxValue, PaddingBottom = int.MaxValue)]" },
        { "PKR1038", Input + "[Conv2D(1, Kernel = 3, PaddingTop = int.MinValue)]" },
        { "PKR1030", Input + "[MaxPool2D(Kernel = 2, Stride = 0)]" },
        { "PKR1043", Input + "[DepthwiseConv2D(Kernel = 3, DepthMultiplier = int.MaxValue)]" },
        { "PKR1043", """[Network(Input = "2147483647x2147483647x2147483647", Seed = 1)] [Dense(1)]""" },
        { "PKR1036", """[Network(Input = "8x8x4", Seed = 1, Mean = new double[] { 0 })] [Dense(1)]""" },
        { "PKR1035", """[Network(Input = "1x1x1", Seed = 1, Mean = new[] { double.NaN })] [Dense(1)]""" },
        { "PKR1035", """[Network(Input = "1x1x1", Seed = 1, Std = new[] { 0.0 })] [Dense(1)]""" },
        { "PKR1035", """[Network(Input = "1x1x1", Seed = 1, Std = new[] { double.PositiveInfinity })] [Dense(1)]""" },
        { "PKR1033", """[Network(Input = "1x1x1", Seed = 1, InputScale = double.NaN)] [Dense(1)]""" },
        { "PKR1033", """[Network(Input = "1x1x1", Seed = 1, InputScale = -0.0)] [Dense(1)]""" },
        { "PKR1034", """[Network(Input = "1x1x1", Seed = 1, InputZeroPoint = int.MinValue)] [Dense(1)]""" },
        { "PKR1031", Input + "[Quantize(Weights = int.MaxValue)] [Dense(1)]" },
        { "PKR1031", Input + "[Dense(1, WeightBits = -1)]" },
        { "PKR1045", Input + "[BatchNorm(Epsilon = double.NegativeInfinity)]" },
        { "PKR1024", Input + "[Dense(1, Name = \"\")]" },
        { "PKR1024", Input + "[Dense(1, Name = \"a\\0\\n\\\"*/ \\ud800\")]" },
        { "PKR1024", Input + $"[Dense(1, Name = \"{new string('x', 1_000_000)}\")]" },
        { "PKR1026", Input + $"[Dense(1, From = \"{new string('\u00e9', 100_000)}\")]" },
        { "PKR1026", Input + "[Add(null!)]" },
        { "PKR1026", Input + "[Add(\"\")]" },
        { "PKR1020", Input },
        { "PKR1021", "[Network(Seed = 1)] [Dense(1)]" },
        { "PKR1051", """[Network(Input = "1x1x1", Weights = "")] [Dense(1)]""" },
        { "PKR1051", """[Network(Model = "\0")]""" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_declaration_is_one_error_in_bounded_time(string id, string attributes)
    {
        var clock = Stopwatch.StartNew();

        var run = GeneratorRun.Of($"using Pickerel;\n{attributes} static partial class Net;\nclass Use {{ int Input => Net.InputLength; int Output => Net.OutputLength; }}");

        Assert.Null(run.Result.Exception);
        Assert.Equal(id, Assert.Single(run.AllDiagnostics).Id);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"It took {clock.Elapsed}.");
    }

    [Theory]
    [InlineData("partial class Net; [Network(Input = \"1x1x1\", Seed = 1)] [Dense(1)] partial record Net;")]
    [InlineData("partial class Net; namespace A { partial class B { [Network(Input = \"1x1x1\", Seed = 1)] [Dense(1)] partial class Net; } } namespace A.B { [Network(Input = \"1x1x1\", Seed = 1)] [Dense(1)] partial class Net; }")]
    public void Two_classes_of_one_name_are_the_compilers_error_alone(string declarations)
    {
        var run = GeneratorRun.Of("using Pickerel;\n[Network(Input = \"1x1x1\", Seed = 1)] [Dense(1)] " + declarations);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.Contains(run.AllDiagnostics, d => d.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("Net", "NET")]
    [InlineData("N\u0435t", "Net")]
    [InlineData("na\u0301me", "n\u00e1me")]
    [InlineData("\u0915\u094d\u0937", "@class")]
    [InlineData("A_very_long_name_that_no_file_system_would_take_as_it_is_because_two_hundred_and_fifty_five_bytes_are_the_limit_of_most_of_them_and_this_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on", "B")]
    public void Any_two_names_of_C_sharp_make_two_sets_of_files(string first, string second)
    {
        var run = GeneratorRun.Of($$"""
            using Pickerel;
            [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] static partial class {{first}};
            [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] static partial class {{second}};
            class Use { int Sum => {{first}}.InputLength + {{second}}.InputLength; }
            """);

        Assert.Null(run.Result.Exception);
        Assert.Empty(run.AllDiagnostics);
        Assert.All(run.Sources, s => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(s.HintName), 1, 255));
        Assert.Equal(run.Sources.Count, run.Sources.Select(s => s.HintName).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void A_thousand_layers_are_read_in_bounded_time()
    {
        var clock = Stopwatch.StartNew();
        var layers = string.Concat(Enumerable.Repeat("[ReLU] ", 1000));

        var run = GeneratorRun.Of($"using Pickerel;\n[Network(Input = \"1x1x1\", Seed = 1)] {layers} [Dense(0)] static partial class Net;");

        Assert.Equal("PKR1030", Assert.Single(run.AllDiagnostics).Id);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed}.");
    }
}
