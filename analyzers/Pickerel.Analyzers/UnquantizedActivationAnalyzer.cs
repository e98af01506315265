using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2002: an activation with parameters executed in floating point, what it costs, and what the network costs with it quantized.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnquantizedActivationAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.UnquantizedActivation, DiagnosticSeverity.Warning);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var layers = network.Declaration.Layers;
        var activations = Enumerable.Range(0, layers.Count).Where(i => layers[i] is ActivationDeclaration { Quantized: false }).ToList();
        if (activations.Count == 0 || network.AceV2After(Quantize, cancellation) is not { } after)
            yield break;
        var (all, which) = (compiled.Cost.Total.AceV2, activations.Count == 1 ? "" : "with all its activations ");
        foreach (var activation in activations)
        {
            var (name, kind) = (network.NameOf(activation), ((ActivationDeclaration)layers[activation]).Kind == ActivationKind.RPRelu ? "RPReLU" : "PReLU");
            if (FloatWork.Of(compiled.Cost, layer => layer.Folded.Contains(name, StringComparer.Ordinal)) is var part and > 0)
                yield return new(Site.OfLayer(activation, "Quantized"), kind, name, CostText.Percent((double)part / all), network.Name, CostText.Short(part), CostText.Short(all), which, after);
        }
    }

    private static NetworkDeclaration Quantize(NetworkDeclaration declaration) =>
        declaration.WithLayers((l, _) => l is ActivationDeclaration activation ? activation with { Quantized = true } : l);
}
