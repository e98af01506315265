namespace Pickerel.Core.Kernels;

/// <summary>Weights in the order in which a convolution kernel sums, and what its techniques must prove of them.</summary>
internal sealed class PackedWeights
{
    private PackedWeights(Reduction reduction, int channels, sbyte[] codes, AccumulatorBounds bounds)
    {
        (Reduction, Channels, Codes, Bounds) = (reduction, channels, codes, bounds);
    }

    public Reduction Reduction { get; }

    /// <summary>Gets the stored channels: those of the output's stride.</summary>
    public int Channels { get; }

    /// <summary>Gets the weights [step][channel][element of the step].</summary>
    public sbyte[] Codes { get; }

    public AccumulatorBounds Bounds { get; }

    /// <summary>Packs for products of bytes, four a step.</summary>
    public static PackedWeights Of(WeightedProblem problem)
    {
        var (reduction, channels) = (new Reduction(problem, problem.Input, stepElements: 4), problem.Output.ChannelStride);
        var codes = Pack(problem, reduction);
        return new(reduction, channels, codes, AccumulatorBounds.Of(codes, channels, problem.Input.Maximum, reduction.Steps));
    }

    /// <summary>The weights [step][channel][element] of any reduction; channel padding has zeros.</summary>
    public static sbyte[] Pack(WeightedProblem problem, Reduction reduction)
    {
        var (channels, elements) = (problem.Output.ChannelStride, reduction.StepElements);
        var packed = new sbyte[checked((long)reduction.TotalSteps * channels * elements)];
        for (var step = 0; step < reduction.TotalSteps; step++)
        {
            for (var channel = 0; channel < problem.Outputs; channel++)
            {
                for (var lane = 0; lane < elements; lane++)
                    packed[(((step * channels) + channel) * elements) + lane] = reduction.Weight(channel, step, lane);
            }
        }

        return packed;
    }
}
