using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Analyzers;

/// <summary>The network with one weight bit width and channels scaled until the model has the same size.</summary>
/// <param name="Bits">The bit width.</param>
/// <param name="Multiplier">What channels are multiplied by, before they are rounded.</param>
/// <param name="Compiled">The network so changed, with pseudo-random weights.</param>
internal sealed record EqualSize(int Bits, double Multiplier, CompilationResult.Success Compiled)
{
    private const int MostAttempts = 3;
    private const double CloseEnough = 0.02;

    private static readonly int[] Widths = [1, 2, 4, 8];

    /// <summary>Takes the bit width nearest to the average of all weights; null when no such network can be declared.</summary>
    public static EqualSize? Of(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var weighted = compiled.Network.Nodes.OfType<IntegerWeightedNode>().ToList();
        var average = weighted.Sum(n => (double)n.Weights.Count * n.WeightBits) / weighted.Sum(n => (double)n.Weights.Count);
        var bits = Widths.OrderBy(b => Math.Max(b / average, average / b)).First();
        var scaling = new ChannelScaling(network, compiled, bits);
        for (var attempt = 1; ; attempt++)
        {
            if (scaling.Find(cancellation) is not { } multiplier || network.CompileChanged(scaling.Declare, cancellation) is not { } single)
                return null;
            if (attempt == MostAttempts || Math.Abs(single.Cost.ModelBytes - compiled.Cost.ModelBytes) < compiled.Cost.ModelBytes * CloseEnough)
                return new(bits, multiplier, single);

            // Multipliers and offsets of another bit width have other widths themselves.
            scaling.CountChannelsOf(single);
        }
    }
}

/// <summary>
/// Scales channels to a model size: a multiplier by bisection, counts rounded to multiples of 8, then single counts adjusted by 4, because
/// rounding alone misses. Multipliers and offsets of every channel count. The classifier's outputs stay.
/// </summary>
internal sealed class ChannelScaling
{
    private const int Rounding = 8;
    private const int Step = 4;
    private const int Bisections = 20;
    private const int MostAdjustments = 16;

    private readonly NetworkInspection _network;
    private readonly int _bits;
    private readonly double _target;
    private double _channelBits;

    /// <summary>The channels declared and those found, by layer.</summary>
    private readonly Dictionary<int, int> _declared, _found;

    public ChannelScaling(NetworkInspection network, CompilationResult.Success compiled, int bits)
    {
        (_network, _bits) = (network, bits);
        var layers = network.Declaration.Layers;
        var last = Enumerable.Range(0, layers.Count).Last(i => layers[i].IsWeighted());
        _declared = Enumerable.Range(0, last).Where(i => layers[i].Channels() is not null).ToDictionary(i => i, i => layers[i].Channels()!.Value);
        _found = new(_declared);
        _target = 8.0 * compiled.Cost.ModelBytes;
        CountChannelsOf(compiled);
    }

    /// <summary>Takes what a channel has besides weights from a compiled network.</summary>
    public void CountChannelsOf(CompilationResult.Success compiled)
    {
        var weighted = compiled.Network.Nodes.OfType<IntegerWeightedNode>().ToList();
        var besides = (8.0 * compiled.Cost.ModelBytes) - weighted.Sum(n => (double)n.Weights.Count * n.WeightBits);
        _channelBits = Math.Max(0, besides) / weighted.Sum(n => (double)n.Shape.Channels);
    }

    /// <summary>Finds the multiplier and sets the counts; null when the network cannot be declared with such counts.</summary>
    public double? Find(CancellationToken cancellation)
    {
        var (low, high) = (1.0 / 16, 16.0);
        for (var i = 0; i < Bisections; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var middle = (low + high) / 2;
            if (SizeAt(middle) is not { } size)
                return null;
            (low, high) = size > _target ? (low, middle) : (middle, high);
        }

        _ = SizeAt(low);
        Adjust(cancellation);
        return low;
    }

    /// <summary>The network with the counts found.</summary>
    public NetworkDeclaration Declare(NetworkDeclaration declaration) =>
        declaration.WithLayers((l, i) => (_found.TryGetValue(i, out var count) ? l.WithChannels(count) : l).WithWeightBits(null)) with
        {
            Quantize = declaration.Quantize with { Weights = _bits, Grid = WeightGridKind.Uniform, Scheme = WeightSchemeKind.None },
            Parameters = new ParametersSource.Seed(1),
        };

    private double? SizeAt(double multiplier)
    {
        foreach (var layer in _declared)
            _found[layer.Key] = Math.Max(Rounding, (int)Math.Floor((layer.Value * multiplier / Rounding) + 0.5) * Rounding);
        return Size();
    }

    /// <summary>Moves single counts, or all that were declared equal, as long as that brings the size nearer.</summary>
    private void Adjust(CancellationToken cancellation)
    {
        IReadOnlyList<int>[] movable = [.. _declared.Keys.Select(l => new[] { l }), .. _declared.GroupBy(l => l.Value).Select(g => g.Select(l => l.Key).ToArray())];
        for (var i = 0; i < MostAdjustments; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = Miss();
            var best = movable.SelectMany(layers => new[] { -Step, Step }.Select(step => (Layers: layers, By: step, Miss: MissAfter(layers, step)))).OrderBy(m => m.Miss).FirstOrDefault();
            if (best.Layers is null || best.Miss >= now)
                return;
            Move(best.Layers, best.By);
        }
    }

    private double MissAfter(IReadOnlyList<int> layers, int step)
    {
        if (layers.Any(l => _found[l] + step < Rounding))
            return double.MaxValue;
        Move(layers, step);
        var miss = Miss();
        Move(layers, -step);
        return miss;
    }

    private void Move(IReadOnlyList<int> layers, int step)
    {
        foreach (var layer in layers)
            _found[layer] += step;
    }

    private double Miss() => Size() is { } bits ? Math.Abs(bits - _target) : double.MaxValue;

    private double? Size()
    {
        if (_network.Declare(Declare) is not { } declared)
            return null;
        var weighted = declared.Nodes.OfType<WeightedNode>().ToList();
        var ends = Math.Max(_bits, _network.Declaration.Quantize.FirstAndLast);
        return weighted.Select((n, i) => (WeightsOf(n, declared[n.Input].Shape) * (i == 0 || i == weighted.Count - 1 ? ends : _bits)) + (n.Shape.Channels * _channelBits)).Sum();
    }

    private static double WeightsOf(WeightedNode node, TensorShape input) => node is ConvolutionNode convolution
        ? (double)convolution.Window.KernelHeight * convolution.Window.KernelWidth * (input.Channels / convolution.Groups) * node.Shape.Channels
        : (double)input.Count * node.Shape.Channels;
}
