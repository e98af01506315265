using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>PKR2012: a channel count that leaves vector lanes idle: the next multiple of them costs no more time.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IdleLanesAnalyzer : CompiledNetworkAnalyzer
{
    /// <summary>The lanes of the widest register, to which stored channels are padded.</summary>
    public const int Lanes = 16;

    /// <summary>The channels up to which a pixel is stored in half of that.</summary>
    private const int Narrow = 8;

    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.IdleLanes, DiagnosticSeverity.Info);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var layers = network.Declaration.Layers;
        var wasteful = Enumerable.Range(0, layers.Count)
            .Where(i => layers[i].Channels() is > Narrow and var channels && channels % Lanes != 0 && RunsInLanes(compiled, network.NameOf(i))).ToList();
        foreach (var layer in wasteful)
        {
            var channels = layers[layer].Channels()!.Value;
            var full = Full(channels);
            yield return new(Site.OfLayer(layer), network.NameOf(layer), channels, full, full - channels)
            {
                Also = ChangedTogether(network, layer, [.. wasteful.Where(i => layers[i].Channels() == channels)]),
            };
        }
    }

    /// <summary>The next count without idle lanes.</summary>
    public static int Full(int channels) => (channels + Lanes - 1) / Lanes * Lanes;

    /// <summary>Whether a layer's channels lie in lanes for itself and all who read them, and are not the network's result.</summary>
    private static bool RunsInLanes(CompilationResult.Success compiled, string layer)
    {
        var (pending, hasReader) = (new Queue<string>([layer]), false);
        while (pending.Count > 0)
        {
            var name = pending.Dequeue();
            if (compiled.Layers.FirstOrDefault(l => string.Equals(l.Layer, name, StringComparison.Ordinal))?.Kernel is { } kernel && IsByElement(kernel))
                return false;
            foreach (var reader in compiled.Network.ConsumersOf(name))
            {
                if (reader is OutputNode)
                    return false;
                hasReader |= IsMix(reader);
                if (!IsMix(reader))
                    pending.Enqueue(reader.Name);
                else if (compiled.Layers.FirstOrDefault(l => string.Equals(l.Layer, reader.Name, StringComparison.Ordinal))?.Kernel is { } its && IsByElement(its))
                    return false;
            }
        }

        return hasReader && compiled.Network.Nodes.Any(n => string.Equals(n.Name, layer, StringComparison.Ordinal));
    }

    /// <summary>Whether a node sums all channels, so that its own count is its own affair.</summary>
    private static bool IsMix(Node node) => node is IntegerDenseNode or IntegerConvolutionNode { Groups: 1 };

    /// <summary>Whether a kernel's time is that of its channels one by one.</summary>
    private static bool IsByElement(string kernel) => kernel.StartsWith("Planar", StringComparison.Ordinal) || kernel.Contains("Scalar");

    /// <summary>The layers to change with one: itself, or all of its count where it is added to others; none where weights of a file fix the counts.</summary>
    private static IReadOnlyList<Site> ChangedTogether(NetworkInspection network, int layer, IReadOnlyList<int> alike)
    {
        if (network.Declaration.Parameters is ParametersSource.Weights)
            return [];
        IReadOnlyList<int>[] choices = [[layer], alike];
        var choice = choices.FirstOrDefault(c => network.Builds(d => d.WithLayers((l, i) => c.Contains(i) ? l.WithChannels(Full(l.Channels()!.Value)) : l)));
        return choice is null ? [] : [.. choice.Select(i => Site.OfLayer(i))];
    }
}
