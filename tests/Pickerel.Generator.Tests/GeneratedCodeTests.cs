using System;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pickerel.Core;
using Pickerel.Core.Reference;
using Pickerel.Generator.Declaring;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>The generated code as a user meets it: it compiles anywhere, runs, and says what it is.</summary>
public sealed class GeneratedCodeTests
{
    public static TheoryData<NullableContextOptions, bool, LanguageVersion> Settings => new()
    {
        { NullableContextOptions.Enable, true, LanguageVersion.CSharp12 },
        { NullableContextOptions.Disable, false, LanguageVersion.CSharp12 },
        { NullableContextOptions.Annotations, true, LanguageVersion.Latest },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void It_compiles_without_warnings_whatever_the_project_says(NullableContextOptions nullable, bool overflowChecks, LanguageVersion version)
    {
        var project = UserProject.Create();
        project = project
            .WithOptions(project.Options.WithNullableContextOptions(nullable).WithOverflowChecks(overflowChecks).WithAllowUnsafe(false))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Declarations.Digits, UserProject.ParseOptions.WithLanguageVersion(version), "/project/File0.cs"));

        Assert.Empty(GeneratorRun.Of(project).AllDiagnostics);
    }

    [Fact]
    public void It_does_not_depend_on_names_the_user_chose()
    {
        // Every simple name that generated code might be tempted to use means something else here.
        var run = GeneratorRun.Of("""
            using Pickerel;
            namespace Hostile.System { class Span; class Math; class Unsafe; class Byte; }
            namespace Hostile.Pickerel { class Network; }
            namespace Hostile
            {
                static class Outer { public class Kernels; public class Weights; public class Vector128; public class String; }
                static partial class Holder
                {
                    [global::Pickerel.Network(Input = "4x4x2", Seed = 1)]
                    [global::Pickerel.Conv2D(3, Kernel = 3), global::Pickerel.ReLU, global::Pickerel.GlobalAveragePool, global::Pickerel.Dense(2)]
                    static partial class Net;
                }
            }
            """);

        Assert.DoesNotContain(run.AllDiagnostics, d => d.Severity >= DiagnosticSeverity.Warning && d.Id is not "CS8019");
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("ar-SA")]
    [InlineData("tr-TR")]
    public void It_is_the_same_to_the_byte_in_every_culture(string name)
    {
        var (culture, uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            // The names differ, so that neither run can take the other's result from the cache.
            var invariant = TextsOf(CultureInfo.InvariantCulture, Declarations.Digits);
            var foreign = TextsOf(CultureInfo.GetCultureInfo(name), Declarations.Digits.Replace("DigitNet", "DigitNat", StringComparison.Ordinal));
            Assert.Equal(invariant.Select(t => t.Replace("DigitNet", "DigitNat", StringComparison.Ordinal)), foreign);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);
        }

        static string[] TextsOf(CultureInfo culture, string source)
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, culture);
            return [.. GeneratorRun.Of(source).Sources.Select(s => s.SourceText.ToString())];
        }
    }

    [Fact]
    public void It_infers_what_the_reference_defines()
    {
        var run = GeneratorRun.Of(Declarations.Digits);
        Assert.Empty(run.AllDiagnostics);
        var network = LoadedNetwork.Load(run, "Sample.DigitNet");
        var reference = Assert.IsType<CompilationResult.Success>(ModelCompilation.Run(
            new(run.Outputs<DeclaredNetwork>(TrackingNames.Declared).Single().Declaration, Model: null, []))).Network;
        var (infer, classify) = (network.Infer<short>(), network.Classify());
        Assert.Equal((64, 10), (network.Constant<int>("InputLength"), network.Constant<int>("OutputLength")));
        var random = new Random(1);
        var (input, output, seen) = (new byte[64], new short[10], new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal));

        for (var i = 0; i < 50; i++)
        {
            random.NextBytes(input);
            infer(input, output);
            var expected = ReferenceInterpreter.Run(reference, [.. input.Select(b => (int)b)]);
            Assert.Equal(expected, output.Select(o => (int)o));
            Assert.Equal(Array.IndexOf(expected, expected.Max()), classify(input));
            _ = seen.Add(string.Join(',', output));
        }

        // A network that gave one output for every input would prove nothing.
        Assert.True(seen.Count > 40, $"Only {seen.Count} different outputs.");
    }

    [Fact]
    public void A_network_without_weights_has_its_shape_and_throws()
    {
        var run = GeneratorRun.Of("""
            using Pickerel;
            [Network(Input = "2x3x4")] [Dense(5)] static partial class Net;
            """);

        Assert.Empty(run.AllDiagnostics);
        var network = LoadedNetwork.Load(run, "Net");
        Assert.Equal((24, 5), (network.Constant<int>("InputLength"), network.Constant<int>("OutputLength")));
        var thrown = Assert.Throws<InvalidOperationException>(() => network.Classify()(new byte[24]));
        Assert.StartsWith("Net has no weights", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[Network(Input = "2x3x4", Seed = 1)] [Dense(5, WeightBits = 9)]""")]
    [InlineData("""[Network(Input = "2x3x4", Seed = 1)] [Conv2D(5)] [Dense(5)]""")]
    [InlineData("""[Network(Input = "2x3x4", Weights = "missing")] [Dense(5)]""")]
    [InlineData("""[Network(Input = "2x3x4", Seed = 1)] [Dense(5, From = "nowhere")]""")]
    public void With_a_mistake_the_members_exist_and_the_mistake_is_the_only_error(string attributes)
    {
        var run = GeneratorRun.Of($$"""
            using System;
            using Pickerel;
            namespace Sample;
            {{attributes}}
            static partial class Net;
            static class Use
            {
                public static int Call(byte[] pixels)
                {
                    Span<short> output = stackalloc short[Net.OutputLength];
                    Span<byte> scratch = new byte[Net.ScratchBytes];
                    Net.Infer(pixels, output);
                    Net.Infer(pixels, output, scratch);
                    Net.Infer(new float[Net.InputLength], new float[Net.OutputLength]);
                    return Net.Classify(pixels) + Net.ModelBytes + Net.InputZeroPoint + Net.OutputZeroPoint + (int)(Net.InputScale + Net.OutputScale);
                }
            }
            """);

        Assert.StartsWith("PKR1", Assert.Single(run.AllDiagnostics).Id, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_five_files()
    {
        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), SmallModel.Text("small"));

        Assert.Equal(
            ["Net.Api.g.cs", "Net.Description.g.cs", "Net.Kernels.g.cs", "Net.Runtime.g.cs", "Net.Weights.g.cs"],
            run.Sources.Select(s => s.HintName).Order(StringComparer.Ordinal));
    }
}
