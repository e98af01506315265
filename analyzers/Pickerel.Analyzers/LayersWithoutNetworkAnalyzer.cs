using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR1013: layer attributes on a class without <c>[Network]</c>, which the generator never looks at.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LayersWithoutNetworkAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule =
        Descriptors.Create(Pkr.LayersWithoutNetwork, DiagnosticSeverity.Error, WellKnownDiagnosticTags.NotConfigurable);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var attributes = context.Symbol.GetAttributes();
        var lone = attributes.FirstOrDefault(a => AttributeNames.IsLayer(a) || AttributeNames.IsQuantize(a) || AttributeNames.IsBudget(a));
        if (lone is null || attributes.Any(AttributeNames.IsNetwork))
            return;
        if (AttributeReader.SyntaxOf(lone, context.CancellationToken) is { } syntax)
            context.ReportDiagnostic(Diagnostic.Create(Rule, syntax.GetLocation(), context.Symbol.Name, AttributeNames.ShortName(lone)));
    }
}
