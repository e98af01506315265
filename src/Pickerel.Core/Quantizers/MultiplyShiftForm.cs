using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Quantizers;

/// <summary>A requantizer written as multiply and shift, where one equals it on every accumulator that can occur.</summary>
public static class MultiplyShiftForm
{
    /// <summary>The largest shift tried: outputs of 16 bits on it, and products with them, stay well within 64 bits.</summary>
    public const int MostShift = 40;

    /// <summary>Finds the form with the least shift; null if there is none.</summary>
    /// <param name="requantizer">Any form.</param>
    /// <param name="ranges">The accumulators of each channel.</param>
    /// <param name="cancellation">Observed between channels.</param>
    /// <returns>A form whose thresholds were compared with the requantizer's and found equal.</returns>
    public static Requantization? Of(Requantizer requantizer, IReadOnlyList<IntegerRange> ranges, CancellationToken cancellation = default)
    {
        if (requantizer is TwoSlopeRequantization slopes)
            return OneSlope(slopes, ranges);
        var steps = new List<EquatableArray<Threshold>>(ranges.Count);
        for (var c = 0; c < ranges.Count; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            steps.Add(Thresholds.Of(requantizer, c, ranges[c]).Steps);
        }

        // Outputs that do not occur need not be told apart.
        var (minimum, maximum) = (steps.Min(s => s.Min(t => t.Output)), steps.Max(s => s.Max(t => t.Output)));
        var (channels, shift) = (new List<ChannelSegments>(ranges.Count), 0);
        for (var c = 0; c < ranges.Count; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (ChannelSegments.Of(steps[c], ranges[c], minimum, maximum) is not { } channel)
                return null;

            // What a shift can do, every greater one can: twice m and b.
            while (channel.Solve(shift) is null)
            {
                if (++shift > MostShift)
                    return null;
            }

            channels.Add(channel);
        }

        var solved = channels.Select(c => c.Solve(shift)!.Value).ToList();
        var form = new Requantization(
            Constant<int>.Vector([.. solved.Select(s => s.Multiplier)]), Constant<long>.Vector([.. solved.Select(s => s.Offset)]), shift, minimum, maximum);
        return Enumerable.Range(0, ranges.Count).All(c => Thresholds.Of(form, c, ranges[c]).Steps == steps[c]) ? form : null;
    }

    /// <summary>The slope that alone is met, where no channel's accumulators reach both sides of the knee.</summary>
    private static Requantization? OneSlope(TwoSlopeRequantization step, IReadOnlyList<IntegerRange> ranges)
    {
        var (multipliers, offsets) = (ImmutableArray.CreateBuilder<int>(ranges.Count), ImmutableArray.CreateBuilder<long>(ranges.Count));
        for (var c = 0; c < ranges.Count; c++)
        {
            var (knee, above, below) = (step.Knees.OfChannel(c), step.Multipliers.OfChannel(c), step.LowerMultipliers.OfChannel(c));
            var isOne = above == below && step.Offsets.OfChannel(c) == step.LowerOffsets.OfChannel(c);
            if (!isOne && ranges[c].Minimum < knee && knee <= ranges[c].Maximum)
                return null;
            var isAbove = ranges[c].Minimum >= knee;
            multipliers.Add(isAbove ? above : below);
            offsets.Add(isAbove ? step.Offsets.OfChannel(c) : step.LowerOffsets.OfChannel(c));
        }

        return new(Constant<int>.Vector(multipliers.MoveToImmutable()), Constant<long>.Vector(offsets.MoveToImmutable()), step.Shift, step.Minimum, step.Maximum);
    }
}
