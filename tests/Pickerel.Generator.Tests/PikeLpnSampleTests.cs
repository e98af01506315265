using System;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>What the build of samples/PikeLpn executes, from its own source through the generator.</summary>
public sealed class PikeLpnSampleTests(PikeLpnSampleTests.Sample sample) : IClassFixture<PikeLpnSampleTests.Sample>
{
    [Theory]
    [InlineData("PikeLpn1x")]
    [InlineData("PikeLpn2x")]
    [InlineData("PikeLpnSmall")]
    public void Kernels_and_what_they_call_have_no_real_numbers_and_no_divisions(string network)
    {
        foreach (var file in new[] { "Kernels", "Runtime" })
        {
            var source = sample.Run.Sources.Single(s => string.Equals(s.HintName, $"PikeLpn.{network}.{file}.g.cs", StringComparison.Ordinal));
            var nodes = CSharpSyntaxTree.ParseText(source.SourceText, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).DescendantNodes().ToList();
            Assert.True(nodes.OfType<MethodDeclarationSyntax>().Count() > 10, "There is hardly any code.");
            Assert.DoesNotContain(nodes, n => n.Kind() is SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression or SyntaxKind.DivideAssignmentExpression or SyntaxKind.ModuloAssignmentExpression);
            Assert.DoesNotContain(nodes.OfType<PredefinedTypeSyntax>(), t => t.Keyword.Kind() is SyntaxKind.FloatKeyword or SyntaxKind.DoubleKeyword or SyntaxKind.DecimalKeyword);
            Assert.DoesNotContain(nodes.OfType<SimpleNameSyntax>(), n => n.Identifier.Text is "Single" or "Double" or "Decimal" or "Half" or "MathF");
            Assert.DoesNotContain(nodes.OfType<LiteralExpressionSyntax>(), l => l.Token.Value is float or double or decimal);
        }
    }

    [Theory]
    [InlineData("PikeLpn1x", "u8")]
    [InlineData("PikeLpn2x", "u16")]
    public void Every_layer_has_the_familys_bits_and_a_vector_kernel(string network, string activations)
    {
        var lines = sample.Run.Sources.Single(s => string.Equals(s.HintName, $"PikeLpn.{network}.Description.g.cs", StringComparison.Ordinal)).SourceText.ToString().Split('\n');
        Assert.Equal(13, lines.Count(l => l.Contains($" p4 {activations} ", StringComparison.Ordinal)));
        Assert.Equal(14, lines.Count(l => l.Contains($" w8 {activations} ", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, l => l.Contains("Scalar64", StringComparison.Ordinal));
    }

    /// <summary>The networks of samples/PikeLpn/Networks.cs but the two widest, generated once.</summary>
    public sealed class Sample
    {
        public GeneratorRun Run { get; } = GeneratorRun.Of("#define PIKELPN_2X\n" + File.ReadAllText(Repository.PathOf("samples", "PikeLpn", "Networks.cs")));
    }
}
