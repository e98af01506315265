using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>What a kernel's lanes hold of each output channel when the reduction is done: a sum of stored inputs times weights, plus constants.</summary>
/// <param name="Ranges">The exact range over all inputs.</param>
/// <param name="Corrections">What to subtract to get the sum of <c>(x - zero) * w</c>.</param>
internal sealed record ChannelSums(IReadOnlyList<IntegerRange> Ranges, IReadOnlyList<long> Corrections)
{
    /// <summary>Gets the range of all channels.</summary>
    public IntegerRange Hull => new(Ranges.Min(r => r.Minimum), Ranges.Max(r => r.Maximum));

    /// <summary>The sums <c>u * w</c> of a problem, nothing added.</summary>
    public static ChannelSums Of(WeightedProblem problem) => new(problem.SumRanges(), problem.Corrections());

    /// <summary>The sums with a constant added to each channel's.</summary>
    public ChannelSums Plus(IReadOnlyList<long> constants) => new(
        [.. Ranges.Zip(constants, (r, c) => new IntegerRange(r.Minimum + c, r.Maximum + c))],
        [.. Corrections.Zip(constants, (r, c) => r + c)]);

    /// <summary>The step function from these sums to outputs.</summary>
    public RequantizationPlan Requantize(WeightedProblem problem) =>
        RequantizationPlan.Of(problem.LaneStep, problem.Output, Ranges, Corrections);
}
