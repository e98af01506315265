using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;

namespace Pickerel.Kernels.Tests;

/// <summary>Generated text: it compiles in any project, it is the same in any culture, and kernels compute on integers alone.</summary>
public sealed class GeneratedCodeTests
{
    private static readonly Network Network = EdgeCaseNetworks.Digits;

    [Theory]
    [InlineData(true, NullableContextOptions.Enable)]
    [InlineData(true, NullableContextOptions.Disable)]
    [InlineData(false, NullableContextOptions.Disable)]
    public void It_compiles_without_warnings_whatever_the_project_says(bool checkOverflow, NullableContextOptions nullable) =>
        AssertClean(CompiledNetworks.Compilation(CompiledNetworks.Sources(Network), checkOverflow: checkOverflow, nullable: nullable));

    [Fact]
    public void It_compiles_without_warnings_when_documentation_is_required()
    {
        var sources = CompiledNetworks.Emit(Network).Sources.Select(s => s.Text)
            .Prepend($"namespace Generated {{ /// <summary>Ours.</summary>\npublic static partial class {Network.Name} {{ }} }}");
        AssertClean(CompiledNetworks.Compilation(sources, documentation: DocumentationMode.Diagnose));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Some.Where", "")]
    [InlineData("Some.Where", "partial class Outer")]
    public void It_compiles_wherever_the_class_stands(string space, string outer)
    {
        var type = new TypeDeclaration(space, "Net", outer.Length > 0 ? [outer] : []);
        var user = "public static partial class Net { }";
        if (outer.Length > 0)
            user = "public " + outer + " { " + user + " }";
        if (space.Length > 0)
            user = "namespace " + space + " { " + user + " }";
        var emitted = NetworkEmitter.Emit(type, Network, canInfer: true, CancellationToken.None);
        AssertClean(CompiledNetworks.Compilation(emitted.Sources.Select(s => s.Text).Prepend(user)));
        Assert.Equal(emitted.Sources.Count, emitted.Sources.Select(s => s.HintName).Distinct(StringComparer.Ordinal).Count());
        Assert.All(emitted.Sources, s => Assert.StartsWith(space.Length > 0 ? space + "." : outer.Length > 0 ? "Outer." : "Net.", s.HintName, StringComparison.Ordinal));
    }

    [Fact]
    public void It_compiles_where_the_users_names_are_those_of_the_base_library()
    {
        const string user = "namespace Generated { class Unsafe { } class Vector512 { } class Span { } class Math { } class MemoryMarshal { } class Avx2 { } }";
        AssertClean(CompiledNetworks.Compilation(CompiledNetworks.Sources(Network).Append(user)));
    }

    [Fact]
    public void Two_networks_stand_side_by_side() =>
        AssertClean(CompiledNetworks.Compilation(CompiledNetworks.Sources(Network).Concat(CompiledNetworks.Sources(EdgeCaseNetworks.ManyTaps))));

    [Fact]
    public void It_is_the_same_in_a_culture_with_other_signs()
    {
        var expected = CompiledNetworks.Emit(EdgeCaseNetworks.TwoPaddings).Sources;
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("sv-SE") { NumberFormat = { NegativeSign = "\u2212", NumberDecimalSeparator = ",", NumberGroupSeparator = "\u00A0" } };
            Assert.Equal(expected, CompiledNetworks.Emit(EdgeCaseNetworks.TwoPaddings).Sources);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Kernels_know_no_real_numbers_and_divide_nothing()
    {
        foreach (var network in EdgeCaseNetworks.All)
        {
            foreach (var source in CompiledNetworks.Emit(network).Sources.Where(s => !s.HintName.Contains(".Api.", StringComparison.Ordinal)))
            {
                var nodes = CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().ToList();
                Assert.DoesNotContain(nodes, n => n.IsKind(SyntaxKind.DivideExpression) || n.IsKind(SyntaxKind.ModuloExpression));
                Assert.DoesNotContain(nodes.OfType<PredefinedTypeSyntax>(), t => t.Keyword.Kind() is SyntaxKind.FloatKeyword or SyntaxKind.DoubleKeyword or SyntaxKind.DecimalKeyword);
                Assert.DoesNotContain(nodes.OfType<LiteralExpressionSyntax>(), l => l.Token.Value is float or double or decimal);
            }
        }
    }

    [Fact]
    public void Only_kernels_are_optimized_aggressively()
    {
        foreach (var source in CompiledNetworks.Emit(Network).Sources)
        {
            var methods = CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
                .Where(m => m.AttributeLists.ToString().Contains("AggressiveOptimization", StringComparison.Ordinal));
            Assert.All(methods, m => Assert.StartsWith("Layer_", m.Identifier.Text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Methods_stay_far_below_the_limits_of_the_compiler()
    {
        // 1,024 tracked locals, temporaries included, and 60,000 bytes of IL: a statement takes some 20 bytes and a temporary or two.
        foreach (var network in EdgeCaseNetworks.All)
        {
            var methods = CompiledNetworks.Emit(network).Sources.SelectMany(s => CSharpSyntaxTree.ParseText(s.Text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>());
            Assert.All(methods, m => Assert.True(m.DescendantNodes().OfType<StatementSyntax>().Count() < 700, m.Identifier.Text));
            Assert.All(methods, m => Assert.True(m.DescendantNodes().OfType<VariableDeclaratorSyntax>().Count() < 100, m.Identifier.Text));
        }
    }

    [Fact]
    public void Layers_of_equal_shape_share_a_method()
    {
        var window = TestKit.IntegerNetworkBuilder.Square(1);
        var network = new TestKit.IntegerNetworkBuilder("Twins", new TensorShape(4, 4, 16))
            .Convolution("first", 16, window, weightBits: 4).Convolution("second", 16, window, weightBits: 4, weights: (i, most) => (i % 3) - 1).Convolution("third", 16, window, weightBits: 4).Build();
        var kernels = CompiledNetworks.Emit(network).Sources.Single(s => s.HintName.EndsWith(".Kernels.g.cs", StringComparison.Ordinal)).Text;
        Assert.Contains("// third: ", kernels, StringComparison.Ordinal);
        Assert.DoesNotContain("void Layer_third<", kernels, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_is_called_by_its_name_and_says_what_was_proved()
    {
        var kernels = CompiledNetworks.Emit(Network).Sources.Single(s => s.HintName.EndsWith(".Kernels.g.cs", StringComparison.Ordinal)).Text;
        Assert.Contains("Layer_dw2", kernels, StringComparison.Ordinal);
        Assert.Matches(@"// dw2: pw1 8x8x32 -> 4x4x32, depthwise convolution 3x3 stride 2x2 padding 1,1,1,1, 32 groups, 4-bit weights\n\s+// DepthwiseU8S8Sum16: pairs in \[", kernels);
    }

    [Fact]
    public void Without_weights_the_api_throws_and_there_is_nothing_else()
    {
        var emitted = CompiledNetworks.Emit(Network, canInfer: false);
        Assert.Equal(["Generated.Digits.Api.g.cs", "Generated.Digits.Description.g.cs"], emitted.Sources.Select(s => s.HintName));
        Assert.Contains("throw new global::System.InvalidOperationException(@\"Digits has no weights", emitted.Sources[0].Text, StringComparison.Ordinal);
        AssertClean(CompiledNetworks.Compilation(emitted.Sources.Select(s => s.Text).Prepend("namespace Generated { public static partial class Digits { } }")));
    }

    [Fact]
    public void After_a_mistake_the_api_compiles_and_throws_its_message()
    {
        var declaration = new NetworkDeclaration
        {
            Type = new TypeDeclaration("Some", "Net", []),
            Input = new InputDeclaration { Shape = new TensorShape(8, 8, 1), Element = ElementType.Int8 },
            Parameters = new ParametersSource.Seed(1),
            Layers = EquatableArray.Create<LayerDeclaration>([new DenseDeclaration { Units = 10 }]),
        };
        var sources = NetworkEmitter.EmitThrowing(declaration, Pkr.WideActivation.At(Site.Network, "a \"quoted\" name", 16, "b"));
        const string user = """
            namespace Some
            {
                public static partial class Net { }
                static class Program
                {
                    static int Main()
                    {
                        sbyte[] pixels = new sbyte[Net.InputLength];
                        short[] scores = new short[Net.OutputLength];
                        Net.Infer(pixels, scores);
                        return Net.Classify(pixels);
                    }
                }
            }
            """;
        AssertClean(CompiledNetworks.Compilation(sources.Select(s => s.Text).Prepend(user)));
        Assert.Contains("PKR1090: The output of 'a \"\"quoted\"\" name'", sources[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Emission_is_cancelled_on_demand() =>
        Assert.Throws<OperationCanceledException>(() => NetworkEmitter.Emit(new TypeDeclaration("", "Net", []), Network, canInfer: true, new CancellationToken(canceled: true)));

    [Fact]
    public void A_wide_input_is_a_problem()
    {
        var network = new TestKit.IntegerNetworkBuilder("Wide", new TensorShape(2, 2, 3)).Convolution("first", 3, TestKit.IntegerNetworkBuilder.Square(1)).Build();
        network = network.Replace(network.Input with { Quantization = new Quantization(1, 0, 16, Signed: true) });
        Assert.Equal("PKR1090", Assert.Throws<ProblemException>(() => CompiledNetworks.Emit(network)).Problem.Message.Id);
    }

    private static void AssertClean(CSharpCompilation compilation) =>
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Take(5));
}
