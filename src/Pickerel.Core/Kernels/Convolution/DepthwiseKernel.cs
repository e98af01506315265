using System;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>How a depthwise kernel sums its taps, taken in pairs.</summary>
internal enum DepthwiseTechnique
{
    /// <summary>Byte products, pairs summed into two words a channel.</summary>
    Sum16,

    /// <summary>The same with weights in two parts of four bits, a word for each.</summary>
    Split16,

    /// <summary>Word products, pairs summed into one lane a channel.</summary>
    Wide32,
}

/// <summary>Depthwise convolutions: channels in a register, taps written out.</summary>
internal sealed class DepthwiseKernel(DepthwiseTechnique technique) : IKernel
{
    /// <summary>Multiplications written out in one method; more taps are left to the general kernel.</summary>
    private const int MostMultiplies = 64;

    /// <summary>Whether one of the techniques takes a convolution, if its border serves.</summary>
    public static bool Takes(IntegerConvolutionNode node, TensorShape input) =>
        node.Groups > 1 && node.Groups == input.Channels && node.Groups == node.Shape.Channels
        && Multiplies(DepthwiseTechnique.Wide32, node.Window.KernelHeight * node.Window.KernelWidth) <= MostMultiplies;

    public string Name => InvariantText.Of($"DepthwiseU8S8{technique.ToString()}");

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        if (weighted.Node is not IntegerConvolutionNode || !weighted.IsDepthwise || weighted.Inputs == 1)
            return new KernelOffer.NotMeant();
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        var multiplies = Multiplies(technique, weighted.Taps);
        if (multiplies > MostMultiplies)
            return new KernelOffer.Refused(InvariantText.Of($"{weighted.Taps} taps take {multiplies} multiplications, more than {MostMultiplies}"));
        var ranges = weighted.SumRanges();
        var requantization = RequantizationPlan.Of(weighted.LaneStep, problem.Output, ranges, weighted.Corrections());
        if (technique == DepthwiseTechnique.Wide32)
        {
            var range = new IntegerRange(ranges.Min(r => r.Minimum), ranges.Max(r => r.Maximum));
            if (AccumulatorBounds.LaneObjectionOf(range) is { } overflow)
                return new KernelOffer.Refused(overflow);
            return new KernelOffer.Accepted(new DepthwiseWideCode(Elements.Named(Name, problem.Input), weighted, "totals in " + AccumulatorBounds.Text(range) + " fit 32 bits", requantization));
        }

        var sums = technique == DepthwiseTechnique.Sum16 ? DepthwiseSums.Whole(weighted) : DepthwiseSums.Split(weighted);
        return (sums.Objection ?? BlockRequantizeWriter.Objection(requantization)) is { } objection
            ? new KernelOffer.Refused(objection)
            : new KernelOffer.Accepted(new DepthwiseCode(Name, weighted, sums, requantization));
    }

    private static int Multiplies(DepthwiseTechnique technique, int taps) => (taps + 1) / 2 * (technique == DepthwiseTechnique.Split16 ? 4 : 2);
}
