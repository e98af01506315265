using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>The examples on the rules' pages are true: what is called wrong is that error and nothing else, what is called right is none.</summary>
public sealed class RulePageTests
{
    /// <summary>Gets the pages with a C# example that needs no model file.</summary>
    public static TheoryData<string> Pages =>
        [.. Directory.GetFiles(Repository.PathOf("analyzers", "rules"), "PKR?*.md").Where(IsSelfContained).Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_wrong_example_is_the_rules_error(string id)
    {
        var run = GeneratorRun.Of(Example(id, "Wrong"));

        var analyzed = await AnalyzerRun.Of<LayersWithoutNetworkAnalyzer>(run.Output);
        var compiled = await Analyze(run.Output, id);
        Assert.Equal([id], run.AllDiagnostics.Concat(analyzed).Concat(compiled).Select(d => d.Id).Distinct());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_right_example_is_no_error(string id)
    {
        var run = GeneratorRun.Of(Example(id, "Right"));

        Assert.Empty(run.AllDiagnostics);
        Assert.Empty(await AnalyzerRun.Of<LayersWithoutNetworkAnalyzer>(run.Output));
        Assert.DoesNotContain(await Analyze(run.Output, id), d => string.Equals(d.Id, id, StringComparison.Ordinal));
    }

    /// <summary>What all rules about compiled networks report: warnings, and the information of the page's own rule.</summary>
    private static async Task<IEnumerable<Diagnostic>> Analyze(CSharpCompilation project, string id)
    {
        var analyzers = typeof(CompiledNetworkAnalyzer).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(CompiledNetworkAnalyzer))).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!);
        var found = await AnalyzerRun.Of(project, [.. analyzers]);
        return found.Where(d => d.Severity >= DiagnosticSeverity.Warning || string.Equals(d.Id, id, StringComparison.Ordinal));
    }

    private static bool IsSelfContained(string page)
    {
        var text = File.ReadAllText(page);
        return Code(text, "Wrong") is { } wrong && Code(text, "Right") is { } right
            && (Path.GetFileName(page).StartsWith("PKR1", StringComparison.Ordinal) || wrong.Contains("[Network", StringComparison.Ordinal))
            && !(wrong + right).Contains("Weights = \"", StringComparison.Ordinal) && !(wrong + right).Contains("Model = \"", StringComparison.Ordinal)
            && !wrong.Contains("// CS", StringComparison.Ordinal);
    }

    /// <summary>The example as a file: pages leave out what all examples have in common.</summary>
    private static string Example(string id, string heading)
    {
        var code = Code(File.ReadAllText(Repository.PathOf("analyzers", "rules", $"{id}.md")), heading)!;
        var network = code.Contains("[Network", StringComparison.Ordinal) || code.Contains("class", StringComparison.Ordinal) ? "" : "[Network(Input = \"8x8x4\", Seed = 1)]\n";
        var layer = code.Contains("[Network", StringComparison.Ordinal) && !code.Contains("class", StringComparison.Ordinal) ? "\n[Dense(10)]" : "";
        var type = code.Contains("class", StringComparison.Ordinal) ? "" : "\npartial class Net;";
        return $"using Pickerel;\n{network}{code}{layer}{type}";
    }

    private static string? Code(string page, string heading) =>
        Regex.Match(page, $@"## {heading}\n\n```csharp\n(?<code>.*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5)) is { Success: true } match
            ? match.Groups["code"].Value : null;
}
