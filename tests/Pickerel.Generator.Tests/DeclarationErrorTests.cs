using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>Every mistake in a declaration is one error, at the text that is wrong.</summary>
public sealed class DeclarationErrorTests
{
    /// <summary>Id and declaration; what is marked <c>«so»</c> is where the error must stand.</summary>
    public static TheoryData<string, string> Mistakes => new()
    {
        { "PKR1001", """[Network(Input = "1x1x1", Seed = 1)] [Dense(1)] class «Net»;""" },
        { "PKR1001", """[Network(Input = "1x1x1", Seed = 1)] [Dense(1)] record «Net»;""" },
        { "PKR1002", """class Outer { [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class «Net»; }""" },
        { "PKR1002", """class A { partial struct B { [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class «Net»; } }""" },
        { "PKR1003", """[Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class «Net»<T>;""" },
        { "PKR1003", """partial class Outer<T> { [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class «Net»; }""" },
        { "PKR1004", """[Network(Input = "1x1x1", Seed = 1)] [Dense(1)] file partial class «Net»;""" },
        { "PKR1004", """file partial class Outer { [Network(Input = "1x1x1", Seed = 1)] [Dense(1)] internal partial class «Net»; }""" },
        { "PKR1005", """[Network(Input = "1x1x1", Seed = 1)] partial class Net; [«Dense(1)»] partial class Net;""" },
        { "PKR1005", """[Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class Net; [«Dense(1)»] [Dense(1)] partial class Net;""" },
        { "PKR1006", """[Network(«Input = "8x8x8x8"», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1006", """[Network(«Input = ""», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1006", """[Network(«Input = "8x8x0"», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1006", """[Network(«Input = "8x8x-1"», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1006", """[Network(«Input = "8x8x2147483648"», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1006", """[Network(«Input = "8,8,1"», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1007", """[Network(Input = "8x8x1", Weights = "a", «Seed = 1»)] [Dense(1)] partial class Net;""" },
        { "PKR1007", """[Network(Model = "b", «Weights = "a"»)] partial class Net;""" },
        { "PKR1008", """[Network(Input = "8x8x1", «InputType = (InputType)2», Seed = 1)] [Dense(1)] partial class Net;""" },
        { "PKR1008", """[Network(Input = "8x8x1", Seed = 1)] [Conv2D(1, Kernel = 3, «Padding = (Padding)(-1)»)] partial class Net;""" },
        { "PKR1009", """[Network(Input = "8x8x1", Seed = 1)] [«Conv2D(1)»] partial class Net;""" },
        { "PKR1009", """[Network(Input = "8x8x1", Seed = 1)] [«MaxPool2D(KernelHeight = 2)»] partial class Net;""" },
        { "PKR1010", """[Network(Input = "8x8x1", Seed = 1)] [Conv2D(1, Kernel = 3, Padding = Padding.Same, «PaddingTop = 1»)] partial class Net;""" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_error_at_its_place(string id, string declaration)
    {
        var start = declaration.IndexOf('«', StringComparison.Ordinal);
        var end = declaration.IndexOf('»', StringComparison.Ordinal) - 1;
        const string usings = "using Pickerel;\n";
        var source = usings + declaration.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);

        var run = GeneratorRun.Of(source);

        var diagnostic = Assert.Single(run.AllDiagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Equal(source[(usings.Length + start)..(usings.Length + end)], source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal(new LinePosition(1, start), diagnostic.Location.GetLineSpan().StartLinePosition);
        Assert.Equal("/project/File0.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.DoesNotContain("{", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Conv2D] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Conv2D("16", Kernel = 3)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Conv2D(16, Kernel = "3")] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Conv2D(16, Kernal = 3)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Conv2D(16, Kernel = 3, Kernel = 5)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Conv2D(16, Kernel = int.MaxValue + 1)] partial class Net;""")]
    [InlineData("""[Network(Input = 8, Seed = 1)] [Dense(1)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Mean = new[] { "x" })] [Dense(1)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Mean = new double[] { 1, Nothing.X })] [Dense(1)] partial class Net;""")]
    [InlineData("""[Network("8x8x1")] [Dense(1)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Network(Input = "8x8x1")] [Dense(1)] partial class Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Dense(1)] partial struct Net;""")]
    [InlineData("""[Network(Input = "8x8x1", Seed = 1)] [Dense(1), Layer] partial class Net;""")]
    public void What_the_compiler_rejects_gets_no_second_error(string declaration)
    {
        var run = GeneratorRun.Of("using Pickerel;\n" + declaration);

        Assert.Empty(run.Diagnostics);
        Assert.Contains(run.AllDiagnostics, d => d.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void Mistakes_in_two_attributes_are_two_errors()
    {
        var run = GeneratorRun.Of("""
            using Pickerel;
            [Network(Input = "8x8x8x8", Seed = 1)] [Conv2D(1)] partial class Net;
            """);

        Assert.Equal(["PKR1006", "PKR1009"], run.Diagnostics.Select(d => d.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Quantize_may_stand_on_another_part()
    {
        var network = Declared.Network("""
            using Pickerel;
            [Network(Input = "8x8x1", Seed = 1)] [Dense(1)] partial class Net;
            [Quantize(Weights = 3)] partial class Net;
            """);

        Assert.Empty(network.Problems);
        Assert.Equal(3, network.Declaration.Quantize.Weights);
    }

    [Theory]
    [InlineData("Grid = WeightGrid.Ternary", 2, WeightGridKind.Ternary, WeightSchemeKind.None, ScaleQuantizationKind.Merged, null)]
    [InlineData("Grid = WeightGrid.PowerOfTwo", 8, WeightGridKind.PowerOfTwo, WeightSchemeKind.None, ScaleQuantizationKind.Merged, null)]
    [InlineData("Weights = 4, Scheme = WeightScheme.PikeLpn, ScaleBits = 6", 4, WeightGridKind.Uniform, WeightSchemeKind.PikeLpn, ScaleQuantizationKind.Merged, 6)]
    [InlineData("ScaleQuantization = ScaleQuantization.Separate", 8, WeightGridKind.Uniform, WeightSchemeKind.None, ScaleQuantizationKind.Separate, null)]
    [InlineData("ScaleQuantization = ScaleQuantization.PowerOfTwo", 8, WeightGridKind.Uniform, WeightSchemeKind.None, ScaleQuantizationKind.PowerOfTwo, null)]
    public void Quantize_takes_grid_scheme_and_scales(
        string arguments, int weights, WeightGridKind grid, WeightSchemeKind scheme, ScaleQuantizationKind scales, int? scaleBits)
    {
        var network = Declared.Network($"""
            using Pickerel;
            [Network(Input = "8x8x1", Seed = 1), Quantize({arguments})] [Dense(1)] partial class Net;
            """);

        Assert.Empty(network.Problems);
        Assert.Equal(new QuantizeDeclaration { Weights = weights, Grid = grid, Scheme = scheme, ScaleQuantization = scales, ScaleBits = scaleBits }, network.Declaration.Quantize);
    }

    [Theory]
    [InlineData("[Quantize(Grid = (WeightGrid)9)] [Dense(1)]", "Uniform, PowerOfTwo, AdditivePowerOfTwo, Ternary")]
    [InlineData("[Quantize(Scheme = (WeightScheme)9)] [Dense(1)]", "None, PikeLpn")]
    [InlineData("[Quantize(ScaleQuantization = (ScaleQuantization)9)] [Dense(1)]", "Merged, Separate, PowerOfTwo")]
    [InlineData("[Dense(1, Grid = (WeightGrid)9)]", "Uniform, PowerOfTwo, AdditivePowerOfTwo, Ternary")]
    public void A_choice_that_is_none_is_refused_with_all_there_are(string attributes, string choices)
    {
        var run = GeneratorRun.Of($"using Pickerel;\n[Network(Input = \"8x8x1\", Seed = 1)] {attributes} partial class Net;");

        var error = Assert.Single(run.Diagnostics);
        Assert.Equal("PKR1008", error.Id);
        Assert.Contains(choices, error.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_to_unroll_that_is_none_is_refused_at_its_argument()
    {
        var error = Assert.Single(GeneratorRun.Of("using Pickerel;\n[Network(Input = \"8x8x1\", Seed = 1,\nUnroll = (Unroll)9)] [Dense(1)] partial class Net;").Diagnostics);

        Assert.Equal("PKR1008", error.Id);
        Assert.Contains("Auto, Full", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(2, error.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void A_network_too_large_to_be_written_without_loops_is_refused_at_the_argument_that_asks_for_it()
    {
        var layers = string.Join('\n', Enumerable.Range(1, 30).Select(i => $"[Conv2D({16 * i}, Kernel = 3), ReLU]"));
        var error = Assert.Single(GeneratorRun.Of($"using Pickerel;\n[Network(Input = \"32x32x3\", Seed = 1,\nUnroll = Unroll.Full)]\n{layers}\npartial class Net;").Diagnostics);

        Assert.Equal("PKR1099", error.Id);
        Assert.Matches("have [0-9]{5,6} statements, more than the limit of 40000", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2, error.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void An_error_message_stays_on_one_line_of_bounded_length_whatever_the_user_wrote()
    {
        var run = GeneratorRun.Of($$"""
            using Pickerel;
            [Network(Input = "a\n\u2028{0}{{new string('x', 100_000)}}", Seed = 1)] [Dense(1)] partial class Net;
            """);

        var message = Assert.Single(run.Diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(message.Length, 2000, 2500);
        Assert.DoesNotContain('\n', message);
        Assert.DoesNotContain('\u2028', message);
    }
}
