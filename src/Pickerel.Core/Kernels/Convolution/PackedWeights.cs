namespace Pickerel.Core.Kernels;

/// <summary>Weights in the order in which <see cref="ConvolutionKernel"/> sums, and what its techniques must prove of them.</summary>
internal sealed class PackedWeights
{
    public PackedWeights(WeightedProblem problem)
    {
        Reduction = new Reduction(problem);
        Codes = Pack(problem, Reduction);
        Bounds = AccumulatorBounds.Of(Codes, problem.Output.ChannelStride, problem.Input.Maximum, Reduction.Steps);
    }

    public Reduction Reduction { get; }

    /// <summary>Gets the weights in order of steps, four bytes a stored channel.</summary>
    public sbyte[] Codes { get; }

    public AccumulatorBounds Bounds { get; }

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
