using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>What the user sets is honoured: severities of .editorconfig and suppression in the source.</summary>
public sealed class SeverityTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4")]
        [Quantize(ScaleQuantization = ScaleQuantization.Float32)]
        [Conv2D(24, Kernel = 3)] [BatchNorm(Quantized = false)] [ReLU(Name = "cut")]
        [Conv2D(24, Kernel = 3, WeightBits = 2)] [BatchNorm(Bits = 8)] [Add("cut")] [ReLU(ActivationBits = 4)]
        [Conv2D(24, Kernel = 3)] [BatchNorm(Bits = 8)] [PReLU(Quantized = false)]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net
        {
            static int Largest(byte[] pixels)
            {
                var x = new float[256];
                for (int i = 0; i < 256; i++)
                    x[i] = pixels[i] / 255f;
                var y = new float[10];
                Infer(x, y);
                return (int)y[0];
            }
        }
        [Network(Input = "8x8x4", Seed = 3)]
        [Conv2D(32, Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(32)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Bytes;
        """;

    public static TheoryData<string> Rules => ["PKR1100", "PKR2001", "PKR2002", "PKR2003", "PKR2005", "PKR2010", "PKR2011", "PKR2012", "PKR2013", "PKR3001", "PKR3002"];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Severities_of_editorconfig_count(string id)
    {
        Assert.Contains(await Analyze(id, Source, ReportDiagnostic.Error), d => d.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await Analyze(id, Source, ReportDiagnostic.Suppress));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task A_pragma_counts(string id) =>
        Assert.Empty(await Analyze(id, $"#pragma warning disable {id}\n{Source}", ReportDiagnostic.Default));

    private static async Task<Diagnostic[]> Analyze(string id, string source, ReportDiagnostic severity)
    {
        var analyzer = typeof(CompiledNetworkAnalyzer).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(DiagnosticAnalyzer).IsAssignableFrom(t)).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)
            .Single(a => a.SupportedDiagnostics.Any(d => string.Equals(d.Id, id, StringComparison.Ordinal)));
        var project = GeneratorRun.Of(source).Output;
        var options = project.Options.WithSyntaxTreeOptionsProvider(new EditorConfig(severity == ReportDiagnostic.Default ? "" : $"""
            [*.cs]
            dotnet_diagnostic.{id}.severity = {(severity == ReportDiagnostic.Error ? "error" : "none")}
            """));
        return [.. await AnalyzerRun.Of(project.WithOptions(options), [analyzer])];
    }

    /// <summary>The compiler's own reading of an .editorconfig.</summary>
    private sealed class EditorConfig(string text) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet _set = AnalyzerConfigSet.Create((AnalyzerConfig[])[AnalyzerConfig.Parse("root = true\n" + text, "/project/.editorconfig")]);

        public override GeneratedKind IsGenerated(SyntaxTree tree, CancellationToken cancellationToken) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(SyntaxTree tree, string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            _set.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(diagnosticId, out severity);

        public override bool TryGetGlobalDiagnosticValue(string diagnosticId, CancellationToken cancellationToken, out ReportDiagnostic severity) =>
            _set.GlobalConfigOptions.TreeOptions.TryGetValue(diagnosticId, out severity);
    }
}
