namespace Pickerel.Core.Kernels;

/// <summary>Convolutions of any kind and dense layers, four input bytes a step for a register tile of channels and pixels.</summary>
internal sealed class ConvolutionKernel(ConvolutionTechnique technique) : IKernel
{
    public string Name => "ConvolutionU8S8" + technique.Name;

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = new WeightedProblem(problem);
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        var reduction = new Reduction(weighted);
        var packed = Pack(weighted, reduction);
        var bounds = AccumulatorBounds.Of(packed, problem.Output.ChannelStride, problem.Input.Maximum, reduction.Steps);
        if (technique.Objection(bounds) is { } objection)
            return new KernelOffer.Refused(objection);
        var requantization = RequantizationPlan.Of(weighted.Node.Requantization, problem.Output, weighted.SumRanges(), weighted.Corrections());
        return new KernelOffer.Accepted(new ConvolutionCode(Name, technique, weighted, reduction, packed, bounds, requantization));
    }

    /// <summary>Weights in order of steps, four bytes a stored channel.</summary>
    private static sbyte[] Pack(WeightedProblem problem, Reduction reduction)
    {
        var channels = problem.Output.ChannelStride;
        var packed = new sbyte[checked((long)reduction.TotalSteps * channels * 4)];
        for (var step = 0; step < reduction.TotalSteps; step++)
        {
            for (var channel = 0; channel < problem.Outputs; channel++)
            {
                for (var lane = 0; lane < 4; lane++)
                    packed[(((step * channels) + channel) * 4) + lane] = reduction.Weight(channel, step, lane);
            }
        }

        return packed;
    }
}
