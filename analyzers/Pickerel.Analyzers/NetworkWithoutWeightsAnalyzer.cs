using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR1100: a correct network that cannot infer because nothing gives its weights.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkWithoutWeightsAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.NetworkWithoutWeights, DiagnosticSeverity.Warning);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        // A network with a mistake has its error; that it has no weights either can wait.
        if (NetworkInspection.Of((INamedTypeSymbol)context.Symbol, context.CancellationToken) is { } network
            && network.Declared.Declaration.Parameters is ParametersSource.None
            && network.Compile(context.Options, context.CancellationToken) is not null)
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, network.Locate(Site.Network), context.Symbol.Name));
        }
    }
}
