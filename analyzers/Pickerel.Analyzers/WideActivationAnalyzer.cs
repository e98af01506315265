using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2011: a layer's output that has more bits than all its readers keep of it.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WideActivationAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.ActivationTooWide, DiagnosticSeverity.Info);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        foreach (var node in compiled.Network.Nodes.Where(n => n is IntegerWeightedNode or IntegerAffineNode or IntegerAddNode))
        {
            var readers = ReadersOf(compiled.Network, node.Name).ToList();
            if (readers.Count == 0 || !readers.TrueForAll(r => r is IntegerAffineNode or IntegerAddNode) || LastLayerOf(network, compiled, node) is not { } layer)
                continue;
            var (bits, kept) = (node.Quantization!.Bits, readers.Max(r => r.Quantization!.Bits));
            if (bits <= kept || network.AceV2After(d => d.WithLayers((l, i) => i == layer ? l with { ActivationBits = kept } : l), cancellation) is not { } after)
                continue;
            yield return new(Site.OfLayer(layer), network.NameOf(layer), bits, Listing.Of(readers.Select(r => r.Name)), kept, network.Name, CostText.Short(compiled.Cost.Total.AceV2), after)
            {
                Properties = ImmutableProperties.Of("Bits", kept),
            };
        }
    }

    /// <summary>Who reads a tensor, also through pools and reshapes that keep its grid.</summary>
    private static IEnumerable<Node> ReadersOf(Network network, string name) =>
        network.ConsumersOf(name).SelectMany(r => r is MaxPoolNode or FlattenNode ? ReadersOf(network, r.Name) : [r]);

    /// <summary>The declared layer whose bits count: the last of those that became the node.</summary>
    private static int? LastLayerOf(NetworkInspection network, CompilationResult.Success compiled, Node node)
    {
        var folded = compiled.Cost.AsQuantized.Find(node.Name)?.Folded;
        var last = folded is { IsEmpty: false } names ? names[names.Count - 1] : node.Name;
        var layers = network.Declaration.Layers;
        return Enumerable.Range(0, layers.Count).Where(i => string.Equals(network.NameOf(i), last, StringComparison.Ordinal)).Cast<int?>().FirstOrDefault();
    }
}
