using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>Integers whose ranges are proved.</summary>
/// <param name="Channels">The range of each channel, or one for all.</param>
/// <param name="Count">How many there are, over all channels.</param>
internal sealed record Values(IReadOnlyList<IntegerRange> Channels, long Count)
{
    public Values(IntegerRange range, long count)
        : this([range], count)
    {
    }

    /// <summary>Gets the range over all channels: one circuit serves them all.</summary>
    public IntegerRange Range { get; } = new(Channels.Min(c => c.Minimum), Channels.Max(c => c.Maximum));

    public int Bits => BitWidth.Of(Range);
}

/// <summary>What one node executes, in parts that baselines put together.</summary>
/// <param name="Core">Products and their sums, pooling sums, maxima: the same integers under every baseline.</param>
/// <param name="Inputs">What the step to the output's grid reads: sums, or the tensors of an elementwise node.</param>
/// <param name="Step">The step as quantized here.</param>
internal sealed record NodeWork(IReadOnlyList<Operation> Core, IReadOnlyList<Values> Inputs, IReadOnlyList<Operation> Step)
{
    /// <summary>Gets the clamps behind a multiplier, in integers; null where no multiplier can stand in for the step.</summary>
    public IReadOnlyList<Operation>? Clamps { get; init; }

    /// <summary>Gets whether the step is no scale and offset in float either, but what the declared layers compute.</summary>
    public bool IsNonlinear { get; init; }

    /// <summary>Nothing to do.</summary>
    public static NodeWork None { get; } = new([], [], []);
}
