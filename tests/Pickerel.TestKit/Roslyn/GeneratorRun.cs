using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Generator;

namespace Pickerel.TestKit.Roslyn;

/// <summary>One run of the generator on a project, and what it made of it.</summary>
public sealed class GeneratorRun
{
    private readonly GeneratorDriver _driver;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation project)
    {
        _driver = driver.RunGeneratorsAndUpdateCompilation(project, out var output, out _);
        Project = project;
        Output = (CSharpCompilation)output;
        Result = _driver.GetRunResult().Results.Single();
    }

    public CSharpCompilation Project { get; }

    /// <summary>Gets the project with the generated sources.</summary>
    public CSharpCompilation Output { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>Gets what the generator reports.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>Gets what the generator and the C# compiler report together, hidden information aside.</summary>
    public IReadOnlyList<Diagnostic> AllDiagnostics =>
        [.. Diagnostics.Concat(Output.GetDiagnostics()).Where(d => d.Severity > DiagnosticSeverity.Hidden)];

    /// <summary>Gets the generated sources other than the attributes.</summary>
    public IReadOnlyList<GeneratedSourceResult> Sources =>
        [.. Result.GeneratedSources.Where(s => !s.HintName.StartsWith("Pickerel.", StringComparison.Ordinal) && !s.HintName.StartsWith("Microsoft.", StringComparison.Ordinal))];

    public static GeneratorRun Of(params string[] sources) => Of(UserProject.Create(sources));

    public static GeneratorRun Of(CSharpCompilation project, params AdditionalText[] models) => Of(project, options: null, models);

    public static GeneratorRun Of(CSharpCompilation project, AnalyzerConfigOptionsProvider? options, params AdditionalText[] models) => new(
        CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()],
            models,
            (CSharpParseOptions)project.SyntaxTrees[0].Options,
            options,
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)),
        project);

    /// <summary>Runs again on an edited project.</summary>
    public GeneratorRun Again(CSharpCompilation project) => new(_driver, project);

    /// <summary>Runs again with one model file's text changed.</summary>
    public GeneratorRun Again(AdditionalText from, AdditionalText to) => new(_driver.ReplaceAdditionalText(from, to), Project);

    /// <summary>Why each output of a step was made, in order.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) =>
        Result.TrackedSteps.TryGetValue(step, out var runs) ? [.. runs.SelectMany(r => r.Outputs).Select(o => o.Reason)] : [];

    /// <summary>The values a step made.</summary>
    public IReadOnlyList<T> Outputs<T>(string step) =>
        Result.TrackedSteps.TryGetValue(step, out var runs) ? [.. runs.SelectMany(r => r.Outputs).Select(o => (T)o.Value)] : [];

    /// <summary>The names of the sources that were not taken from the run before.</summary>
    public IReadOnlyList<string> Reemitted() => [.. Result.TrackedOutputSteps
        .SelectMany(s => s.Value).SelectMany(r => r.Outputs.Select(o => (o, r)))
        .Where(x => x.o.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified)
        .SelectMany(x => x.r.Inputs.Select(i => i.Source.Outputs[i.OutputIndex].Value))
        .OfType<Core.GeneratedSource>().Select(s => s.HintName)];
}
