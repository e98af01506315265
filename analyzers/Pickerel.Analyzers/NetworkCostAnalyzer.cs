using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR3000: what one inference of a network costs, one message a network.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NetworkCostAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.NetworkCost, DiagnosticSeverity.Info);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var cost = compiled.Cost;
        yield return new(
            Site.Network,
            network.Name,
            CostText.Short(cost.Total.AceV2) + " " + CostText.Measure(cost.Table),
            CostText.Percent(cost.Total.ElementwiseShare),
            CostText.Short(cost[Baseline.FixedPoint32].Total.AceV2),
            CostText.Short(cost[Baseline.FloatFolded].Total.AceV2),
            CostText.Short(cost.Total.Macs),
            cost.ModelBytes.ToString("N0", CultureInfo.InvariantCulture),
            compiled.ScratchBytes.ToString("N0", CultureInfo.InvariantCulture));
    }
}
