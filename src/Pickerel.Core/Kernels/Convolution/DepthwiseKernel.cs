using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>How a depthwise kernel sums its taps, taken in pairs.</summary>
internal enum DepthwiseTechnique
{
    /// <summary>Byte products, pairs summed into one word a channel.</summary>
    Sum16,

    /// <summary>Word products, pairs summed into one lane a channel.</summary>
    Wide32,
}

/// <summary>Depthwise convolutions: channels in a register, taps written out.</summary>
internal sealed class DepthwiseKernel(DepthwiseTechnique technique) : IKernel
{
    /// <summary>More taps than this are left to the general kernel: the code would be long.</summary>
    private const int MostTaps = 64;

    public string Name => InvariantText.Of($"DepthwiseU8S8{technique.ToString()}");

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        if (weighted.Node is not IntegerConvolutionNode || !weighted.IsDepthwise || weighted.Inputs == 1)
            return new KernelOffer.NotMeant();
        if (weighted.Taps > MostTaps)
            return new KernelOffer.Refused(InvariantText.Of($"{weighted.Taps} taps are more than {MostTaps}"));
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        var ranges = weighted.SumRanges();
        var (range, pair) = (Hull(ranges), PairRange(weighted));
        if (technique == DepthwiseTechnique.Sum16
            && (AccumulatorBounds.PairObjection(pair) ?? AccumulatorBounds.WordObjection(range)) is { } objection)
        {
            return new KernelOffer.Refused(objection);
        }

        var proof = technique == DepthwiseTechnique.Sum16
            ? "pairs in " + AccumulatorBounds.Text(pair) + " and totals in " + AccumulatorBounds.Text(range) + " fit 16 bits"
            : "totals in " + AccumulatorBounds.Text(range) + " fit 32 bits";
        var requantization = RequantizationPlan.Of(weighted.Node.Requantization, problem.Output, ranges, weighted.Corrections());
        return new KernelOffer.Accepted(new DepthwiseCode(Name, technique, weighted, proof, requantization));
    }

    private static IntegerRange Hull(IReadOnlyList<IntegerRange> ranges) => new(ranges.Min(r => r.Minimum), ranges.Max(r => r.Maximum));

    /// <summary>The range of the sum of two neighbouring taps.</summary>
    private static IntegerRange PairRange(WeightedProblem problem)
    {
        long least = 0, most = 0;
        for (var channel = 0; channel < problem.Outputs; channel++)
        {
            for (var tap = 0; tap < problem.Taps; tap += 2)
            {
                int a = problem.Weight(channel, tap, 0), b = tap + 1 < problem.Taps ? problem.Weight(channel, tap + 1, 0) : 0;
                least = Math.Min(least, Math.Min(a, 0) + Math.Min(b, 0));
                most = Math.Max(most, Math.Max(a, 0) + Math.Max(b, 0));
            }
        }

        return new IntegerRange(least * problem.Input.Maximum, most * problem.Input.Maximum);
    }
}
