using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2001: a batch norm executed in floating point, what it costs, and what the network costs with quantized norms.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnquantizedBatchNormAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.UnquantizedBatchNorm, DiagnosticSeverity.Warning);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var layers = network.Declaration.Layers;
        var norms = Enumerable.Range(0, layers.Count).Where(i => layers[i] is BatchNormDeclaration { Quantized: false }).ToList();
        if (norms.Count == 0 || network.AceV2After(Quantize, cancellation) is not { } after)
            yield break;
        var (all, which) = (compiled.Cost.Total.AceV2, norms.Count == 1 ? "" : "with all its norms ");
        foreach (var norm in norms)
        {
            var name = network.NameOf(norm);
            if (FloatWork.Of(compiled.Cost, layer => layer.Folded.Contains(name, StringComparer.Ordinal)) is var part and > 0)
                yield return new(Site.OfLayer(norm, "Quantized"), name, CostText.Percent((double)part / all), network.Name, CostText.Short(part), CostText.Short(all), which, after);
        }
    }

    private static NetworkDeclaration Quantize(NetworkDeclaration declaration) => declaration with
    {
        Layers = declaration.Layers.Select(l => l is BatchNormDeclaration norm ? norm with { Quantized = true } : l).ToEquatableArray(),
    };
}
