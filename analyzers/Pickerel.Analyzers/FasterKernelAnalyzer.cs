using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2013: the few weights, or the one bit, that keep a layer from a faster kernel: 7-bit weights whose pairs never saturate.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FasterKernelAnalyzer : CompiledNetworkAnalyzer
{
    private const int FullBits = 8;

    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.FasterKernel, DiagnosticSeverity.Info);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var layers = network.Declaration.Layers;
        var candidates = new HashSet<int>(Enumerable.Range(0, layers.Count).Where(i => layers[i].IsWeighted() && IsFull(compiled, network.NameOf(i))));
        if (candidates.Count == 0 || !compiled.Layers.Any(l => !l.Refused.IsEmpty))
            yield break;

        // What the kernels would be is not estimated but tried, for all layers at once.
        var changed = network.CompileChanged(d => d.WithLayers((l, i) => candidates.Contains(i) ? l.WithWeightBits(FullBits - 1) : l), cancellation);
        foreach (var layer in candidates.OrderBy(i => i))
        {
            var name = network.NameOf(layer);
            if (ReportOf(compiled, name) is not { } now || (changed is null ? null : ReportOf(changed, name)) is not { } then)
                continue;
            if (now.Refused.FirstOrDefault(r => r.StartsWith(then.Kernel + ": ", StringComparison.Ordinal)) is { } miss)
                yield return new(Site.OfLayer(layer), name, now.Kernel, FullBits - 1, then.Kernel, miss.Substring(then.Kernel.Length + 2));
        }
    }

    private static bool IsFull(CompilationResult.Success compiled, string layer) =>
        compiled.Network.Nodes.OfType<IntegerWeightedNode>().Any(n => n.WeightBits == FullBits && string.Equals(n.Name, layer, StringComparison.Ordinal));

    private static LayerReport? ReportOf(CompilationResult.Success compiled, string layer) =>
        compiled.Layers.FirstOrDefault(l => string.Equals(l.Layer, layer, StringComparison.Ordinal));
}
