using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Convolutions of byte products whose pair sums stay words for a group of steps and are then widened: a multiplication less for
/// every step but the last, by the order of <see cref="StepGroups"/>.
/// </summary>
internal sealed class GroupConvolutionKernel : IKernel
{
    public string Name => "ConvolutionU8S8Group32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        var bounds = weighted.Packed.Bounds;
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        if (weighted.OutputGrid == (1, 1))
            return new KernelOffer.Refused("a single output waits for weights, not for multiplications");
        if ((bounds.PairsObjection ?? bounds.LaneObjection) is { } objection)
            return new KernelOffer.Refused(objection);
        var panel = ConvolutionTile.WideRegisters(problem.Output.ChannelStride, weighted.OutputGrid.Columns, weighted.Groups > 1) * StoragePlanner.ChannelQuantum;
        if (StepGroups.Of(weighted.Packed.Codes, weighted.Packed.Reduction.TotalSteps, problem.Output.ChannelStride, panel, problem.Input.Maximum) is not { } groups)
            return new KernelOffer.Refused("too few steps have totals that fit 16 bits together");
        var sums = ChannelSums.Of(weighted).Plus(groups.Surplus());
        return AccumulatorBounds.LaneObjectionOf(sums.Hull) is { } centred
            ? new KernelOffer.Refused(centred)
            : new KernelOffer.Accepted(new GroupConvolutionCode(Name, weighted, groups, sums));
    }
}
