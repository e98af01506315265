using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Passes;

/// <summary>
/// Chooses the scale of each 16-bit output of the network from the proved range of its accumulator, so that no input can clip: the
/// logits of a classifier keep their order and their distances. A scale given by the model file stays.
/// </summary>
public static class ScaleOutput
{
    /// <summary>Room for the rounding of multipliers: half a step of an 8-bit mantissa's 64 to 127.</summary>
    private const double Room = 1 + (1.0 / 128);

    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        foreach (var output in network.OutputSums().Where(o => o is { ActivationScale: null, Quantization.Bits: PropagateQuantization.OutputBits }).ToList())
            network = Scale(network, output, context, cancellation);
        return network;
    }

    private static Network Scale(Network network, WeightedNode output, PassContext context, CancellationToken cancellation)
    {
        var scales = WeightedScales.Of(network, output, NetworkStatistics.Of(network, cancellation));
        var multiplier = MergedScales.FormOf(context.Quantize);

        // Where weight scales were chosen for the multiplier, or all scales are powers of two, the scale may only be doubled.
        var doubles = ExactProducts.Serve(output.Multiplier ?? multiplier) || context.Quantize.ScaleQuantization.HasPowerOfTwoActivations();
        var scale = scales.LargestMagnitude / output.Quantization!.Maximum * Room;
        if (!(scale > 0))
            scale = 1; // The output is always 0.
        if (doubles)
            scale = output.Quantization.Scale * Binary.Power(Binary.Exponent(scale / output.Quantization.Scale) + 1);

        // Channels with small multipliers and long accumulators may be rounded up by more: widen until all ends are seen to fit.
        var grid = output.Quantization with { Scale = scale };
        while (!Fits(scales.Quantize(grid, output.Activation, multiplier), scales.Ranges))
        {
            cancellation.ThrowIfCancellationRequested();
            grid = grid with { Scale = grid.Scale * (doubles ? 2 : Room) };
        }

        // Nodes behind it that only move elements have its grid.
        return network.Select(n => IsOrMoves(network, n, output) ? n with { Quantization = grid } : n);
    }

    private static bool IsOrMoves(Network network, Node node, Node output) =>
        ReferenceEquals(node, output) || (node.OnlyMoves() && IsOrMoves(network, network[node.Input], output));

    /// <summary>Whether no accumulator in its range reaches beyond the clamp. The step is monotone, so the ends tell.</summary>
    private static bool Fits(Requantizer step, ImmutableArray<IntegerRange> ranges)
    {
        var unclamped = step with { Minimum = int.MinValue, Maximum = int.MaxValue };
        for (var c = 0; c < ranges.Length; c++)
        {
            var (first, last) = (ReferenceRequantizer.Apply(unclamped, c, ranges[c].Minimum), ReferenceRequantizer.Apply(unclamped, c, ranges[c].Maximum));
            if (Math.Min(first, last) < step.Minimum || Math.Max(first, last) > step.Maximum)
                return false;
        }

        return true;
    }
}
