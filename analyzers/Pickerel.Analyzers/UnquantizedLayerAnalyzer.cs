using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;

namespace Pickerel.Analyzers;

/// <summary>
/// A rule about layers with <c>Quantized = false</c>: what each costs in floating point, and what the network costs with all of them quantized.
/// </summary>
/// <typeparam name="TLayer">The layers it is about.</typeparam>
public abstract class UnquantizedLayerAnalyzer<TLayer> : CompiledNetworkAnalyzer
    where TLayer : LayerDeclaration
{
    /// <summary>What several of them are called.</summary>
    private protected abstract string Plural { get; }

    private protected abstract bool IsQuantized(TLayer layer);

    private protected abstract TLayer Quantize(TLayer layer);

    /// <summary>What stands in the message before the layer's name.</summary>
    private protected virtual IEnumerable<object> Introduction(TLayer layer) => [];

    private protected sealed override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var layers = network.Declaration.Layers;
        var found = Enumerable.Range(0, layers.Count).Where(i => layers[i] is TLayer layer && !IsQuantized(layer)).ToList();
        if (found.Count == 0 || network.AceV2After(d => d.WithLayers((l, _) => l is TLayer layer ? Quantize(layer) : l), cancellation) is not { } after)
            yield break;
        var (all, which) = (compiled.Cost.Total.AceV2, found.Count == 1 ? "" : $"with all its {Plural} ");
        foreach (var i in found)
        {
            var name = network.NameOf(i);
            if (FloatWork.Of(compiled.Cost, layer => layer.Folded.Contains(name, StringComparer.Ordinal)) is var part and > 0)
            {
                yield return new(
                    Site.OfLayer(i, "Quantized"),
                    [.. Introduction((TLayer)layers[i]), name, CostText.Percent((double)part / all), network.Name, CostText.Short(part), CostText.Short(all), which, after]);
            }
        }
    }
}
