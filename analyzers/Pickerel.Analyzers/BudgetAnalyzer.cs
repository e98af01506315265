using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2020: a network that costs more than its <c>[Budget]</c> allows.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BudgetAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = Descriptors.Create(Pkr.BudgetExceeded, DiagnosticSeverity.Error);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol.GetAttributes().FirstOrDefault(AttributeNames.IsBudget) is not { } budget
            || NetworkInspection.Of((INamedTypeSymbol)context.Symbol, context.Options, context.CancellationToken) is not { } network
            || network.Compile(context.CancellationToken) is not { } compiled)
        {
            return;
        }

        foreach (var limit in budget.NamedArguments.Where(a => a.Value.Kind == TypedConstantKind.Primitive && Budget.Names.Contains(a.Key, StringComparer.Ordinal)))
        {
            if (Budget.Exceeded(compiled, limit.Key, Convert.ToDouble(limit.Value.Value, CultureInfo.InvariantCulture)) is { } excess)
                context.ReportDiagnostic(Diagnostic.Create(Rule, PlaceOf(budget, limit.Key, context.CancellationToken), context.Symbol.Name, excess.Measure, excess.Cost, excess.Limit, string.Join(", ", excess.Dearest)));
        }
    }

    private static Location? PlaceOf(AttributeData budget, string measure, CancellationToken cancellation)
    {
        var syntax = AttributeReader.SyntaxOf(budget, cancellation);
        SyntaxNode? argument = syntax?.ArgumentList?.Arguments.FirstOrDefault(a => string.Equals(a.NameEquals?.Name.Identifier.ValueText, measure, StringComparison.Ordinal));
        return (argument ?? syntax)?.GetLocation();
    }
}
