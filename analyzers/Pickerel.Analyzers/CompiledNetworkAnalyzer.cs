using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Messages;

namespace Pickerel.Analyzers;

/// <summary>A rule about networks that compile: it says, where one is declared, what its compilation found. All such rules share one compilation.</summary>
public abstract class CompiledNetworkAnalyzer : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    protected abstract DiagnosticDescriptor Rule { get; }

    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    /// <summary>Finds what the rule is about in one network.</summary>
    private protected abstract IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation);

    private void Analyze(SymbolAnalysisContext context)
    {
        // A network with a mistake has its error; the rest can wait.
        if (NetworkInspection.Of((INamedTypeSymbol)context.Symbol, context.Options, context.CancellationToken) is not { } network
            || network.Compile(context.CancellationToken) is not { } compiled)
        {
            return;
        }

        foreach (var finding in Find(network, compiled, context.CancellationToken))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, network.Locate(finding.Site), finding.Also.Select(network.Locate), finding.Properties, [.. finding.Arguments]));
        }
    }
}

/// <summary>One thing found in a network.</summary>
/// <param name="Site">The attribute or argument it is about.</param>
/// <param name="Arguments">The message's.</param>
internal sealed record Finding(Site Site, params IReadOnlyList<object> Arguments)
{
    /// <summary>Gets what the code fix needs to know.</summary>
    public ImmutableDictionary<string, string?>? Properties { get; init; }

    /// <summary>Gets the other places that the code fix changes.</summary>
    public IReadOnlyList<Site> Also { get; init; } = [];
}
