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

/// <summary>PKR2003: scales left in floating point, what they cost, and what the network costs with quantized ones.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnquantizedScaleAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.UnquantizedScale, DiagnosticSeverity.Warning);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        if (network.Declaration.Quantize.ScaleQuantization != ScaleQuantizationKind.Float32)
            yield break;

        // A norm that is itself left in floating point has its own warning.
        var layers = network.Declaration.Layers;
        var norms = new HashSet<string>(
            Enumerable.Range(0, layers.Count).Where(i => layers[i] is BatchNormDeclaration { Quantized: false }).Select(network.NameOf), StringComparer.Ordinal);
        var names = compiled.Cost.AsQuantized.Layers.Where(l => IsMeant(l) && l.Operations.Any(o => o.Left.IsFloat)).Select(l => l.Name).ToList();
        if (FloatWork.Of(compiled.Cost, IsMeant) is var part and > 0 && network.AceV2After(Quantize, cancellation) is { } after)
        {
            var all = compiled.Cost.Total.AceV2;
            yield return new(
                Site.Quantize.At("ScaleQuantization"), Listing.Of(names), CostText.Percent((double)part / all), network.Name, CostText.Short(part), CostText.Short(all), after);
        }

        bool IsMeant(LayerCost layer) => !layer.Folded.Any(norms.Contains);
    }

    private static NetworkDeclaration Quantize(NetworkDeclaration declaration) =>
        declaration with { Quantize = declaration.Quantize with { ScaleQuantization = ScaleQuantizationKind.Merged } };
}
