using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR3001: which kernel each layer got, the bound that permits it, and why no faster one. Hidden; read on demand.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelReportAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.KernelChosen, DiagnosticSeverity.Hidden);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (NetworkInspection.Of((INamedTypeSymbol)context.Symbol, context.CancellationToken) is not { } network
            || network.Compile(context.Options, context.CancellationToken) is not { } compiled)
        {
            return;
        }

        foreach (var layer in compiled.Layers)
        {
            var site = compiled.Network.Nodes.FirstOrDefault(n => string.Equals(n.Name, layer.Layer, System.StringComparison.Ordinal))?.Site;
            context.ReportDiagnostic(Diagnostic.Create(
                Rule, network.Locate(site ?? Site.Network), layer.Layer, layer.Kernel, layer.Bound, Refusals(layer)));
        }
    }

    private static string Refusals(LayerReport layer) => layer.Refused.IsEmpty ? "" : "; not " + string.Join("; not ", layer.Refused);
}
