using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>
/// PKR2002: an activation with parameters that is asked for in floating point, what it would cost so, and what the network costs with it
/// quantized. The network does not compile as declared (PKR1064 is its error); this says why that is no loss.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnquantizedActivationAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.UnquantizedActivation, DiagnosticSeverity.Info);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (NetworkInspection.Of((INamedTypeSymbol)context.Symbol, context.Options, context.CancellationToken) is not { } network)
            return;
        var layers = network.Declaration.Layers;
        var activations = Enumerable.Range(0, layers.Count).Where(i => layers[i] is ActivationDeclaration { Quantized: false }).ToList();
        if (activations.Count == 0 || network.Declare(Quantize) is not { } declared || network.CompileChanged(Quantize, context.CancellationToken) is not { } quantized)
            return;
        foreach (var layer in activations)
        {
            var (name, kind, all) = (network.NameOf(layer), ((ActivationDeclaration)layers[layer]).Kind, quantized.Cost.Total.AceV2);
            var part = AceV2.Of(DeclaredOperations.Of([declared[name]]), CostTable.Current);
            context.ReportDiagnostic(Diagnostic.Create(
                Rule,
                network.Locate(Site.OfLayer(layer, "Quantized")),
                kind == ActivationKind.RPRelu ? "RPReLU" : "PReLU",
                name,
                CostText.Percent((double)part / (part + all)),
                network.Name,
                CostText.Short(part),
                CostText.Short(part + all),
                CostText.Short(all)));
        }
    }

    private static NetworkDeclaration Quantize(NetworkDeclaration declaration) =>
        declaration.WithLayers((l, _) => l is ActivationDeclaration activation ? activation with { Quantized = true } : l);
}
