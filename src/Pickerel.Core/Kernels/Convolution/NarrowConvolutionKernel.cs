using System;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>How a convolution with few outputs sums byte products.</summary>
internal enum NarrowTechnique
{
    /// <summary>Two words a channel to the end.</summary>
    Sum16,

    /// <summary>The same for each of two parts of a weight, four bits each: pairs cannot saturate.</summary>
    Split16,

    /// <summary>Two parts, their words widened to a lane every few steps: always exact while lanes hold the totals.</summary>
    Split32,
}

/// <summary>Convolutions onto tensors of 8 stored channels: a register of 256 bits is a pixel, and several are stored at once.</summary>
internal sealed class NarrowConvolutionKernel(NarrowTechnique technique) : IKernel
{
    public string Name => InvariantText.Of($"NarrowConvolutionU8S8{technique.ToString()}");

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        if (problem.Output.ChannelStride != StoragePlanner.NarrowChannels || weighted.Groups > 1)
            return new KernelOffer.NotMeant();
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        var sums = new NarrowSums(weighted, technique);
        if (sums.Objection is { } objection)
            return new KernelOffer.Refused(objection);
        var requantization = RequantizationPlan.Of(weighted.LaneStep, problem.Output, weighted.SumRanges(), weighted.Corrections());
        return new KernelOffer.Accepted(new NarrowConvolutionCode(Name, weighted, sums, requantization));
    }
}

/// <summary>The weights of a <see cref="NarrowConvolutionKernel"/>, whole or in two parts, and whether words hold their sums.</summary>
internal sealed class NarrowSums
{
    /// <summary>Steps whose words hold any sum of parts: 16 products of 255 and 8.</summary>
    private const int SafeSteps = 8;

    private readonly NarrowTechnique _technique;
    private readonly AccumulatorBounds[] _bounds;

    public NarrowSums(WeightedProblem problem, NarrowTechnique technique)
    {
        _technique = technique;
        var (codes, reduction) = (problem.Packed.Codes, problem.Packed.Reduction);
        Parts = technique == NarrowTechnique.Sum16 ? [codes] : [[.. codes.Select(Low)], [.. codes.Select(High)]];
        _bounds = [.. Parts.Select(p => AccumulatorBounds.Of(p, problem.Output.ChannelStride, problem.Input.Maximum, reduction.Steps))];
        Lane = problem.Packed.Bounds;
        Run = technique == NarrowTechnique.Split32
            ? Enumerable.Range(1, Math.Min(SafeSteps, reduction.Steps)).Last(run => reduction.Steps % run == 0)
            : 0;
    }

    /// <summary>Gets the weights [step][channel][4]: all of them, or what is left over 16ths, and the 16ths.</summary>
    public sbyte[][] Parts { get; }

    /// <summary>Gets the steps after which words are widened to lanes, a divisor of the steps in a row of contiguous bytes; 0 for never.</summary>
    public int Run { get; }

    public string? Objection =>
        _bounds.Select(b => b.PairsObjection).FirstOrDefault(o => o is not null)
        ?? (Run > 0 ? null : _bounds.Select(b => b.WordsObjection).FirstOrDefault(o => o is not null))
        ?? (_technique == NarrowTechnique.Sum16 ? null : Lane.LaneObjection);

    public string Proof =>
        string.Join(", of 16ths ", _bounds.Select(b => "pairs in " + AccumulatorBounds.Text(b.Pair) + (Run > 0 ? "" : " and totals in " + AccumulatorBounds.Text(b.Word)))) + " fit 16 bits"
        + (Parts.Length == 1 ? "" : (Run > 0 ? InvariantText.Of($", as do totals of {Run} steps") : "") + ", totals in " + AccumulatorBounds.Text(Lane.Lane) + " 32");

    private AccumulatorBounds Lane { get; }

    private static sbyte Low(sbyte weight) => (sbyte)(((weight + 8) & 15) - 8);

    private static sbyte High(sbyte weight) => (sbyte)((weight - Low(weight)) / 16);
}
