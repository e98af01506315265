using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR3000: what one inference of a network costs, one message a network.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkCostAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.NetworkCost, DiagnosticSeverity.Info);

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

        var cost = compiled.Cost;
        string Text(double value) => CostText.Short(value);
        context.ReportDiagnostic(Diagnostic.Create(
            Rule,
            network.Locate(Site.Network),
            context.Symbol.Name,
            Text(cost.Total.AceV2) + " " + CostText.Measure(cost.Table),
            CostText.Percent(cost.Total.ElementwiseShare),
            Text(cost[Baseline.FixedPoint32].Total.AceV2),
            Text(cost[Baseline.FloatFolded].Total.AceV2),
            Text(cost.Total.Macs),
            cost.ModelBytes.ToString("N0", System.Globalization.CultureInfo.InvariantCulture),
            compiled.ScratchBytes.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
