using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2020: a network that costs more than its <c>[Budget]</c> allows.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class BudgetAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.BudgetExceeded, DiagnosticSeverity.Error);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var limits = network.Attributes.FirstOrDefault(AttributeNames.IsBudget)?.NamedArguments ?? [];
        foreach (var limit in limits.Where(a => a.Value.Kind == TypedConstantKind.Primitive && Budget.Names.Contains(a.Key, StringComparer.Ordinal)))
        {
            if (Budget.Exceeded(compiled, limit.Key, Convert.ToDouble(limit.Value.Value, CultureInfo.InvariantCulture)) is { } excess)
                yield return new(Site.Budget.At(limit.Key), network.Name, excess.Measure, excess.Cost, excess.Limit, string.Join(", ", excess.Dearest));
        }
    }
}
