using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Pickerel.TestKit.Roslyn;

/// <summary>Runs analyzers behind the generator, as a build does.</summary>
public static class AnalyzerRun
{
    /// <summary>What the analyzer reports, by place; suppressed diagnostics are left out, hidden ones are in.</summary>
    public static Task<IReadOnlyList<Diagnostic>> Of<TAnalyzer>(string source, params AdditionalText[] models)
        where TAnalyzer : DiagnosticAnalyzer, new() => Of<TAnalyzer>(GeneratorRun.Of(UserProject.Create(source), models).Output, models);

    public static Task<IReadOnlyList<Diagnostic>> Of<TAnalyzer>(CSharpCompilation project, params AdditionalText[] models)
        where TAnalyzer : DiagnosticAnalyzer, new() => Of(project, [new TAnalyzer()], models);

    /// <summary>Runs several analyzers together, as a build does.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> Of(CSharpCompilation project, ImmutableArray<DiagnosticAnalyzer> analyzers, params AdditionalText[] models)
    {
        var analyzed = project.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([.. models]),
            onAnalyzerException: (exception, _, _) => throw new InvalidOperationException("The analyzer threw.", exception),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false));
        var diagnostics = await analyzed.GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.OrderBy(d => d.Location.SourceSpan.Start)];
    }

    /// <summary>The text a diagnostic marks.</summary>
    public static string MarkedIn(this Diagnostic diagnostic, string source) =>
        source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
}
