using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Quantizers;

/// <summary>A monotone requantizer written as its thresholds.</summary>
public static class ThresholdForm
{
    /// <summary>The thresholds that equal a requantizer on the accumulators that can occur.</summary>
    /// <param name="requantizer">Any form that is monotone in each channel.</param>
    /// <param name="ranges">The accumulators of each channel.</param>
    /// <exception cref="ArgumentException">A channel ascends and descends.</exception>
    public static ThresholdRequantization Of(Requantizer requantizer, IReadOnlyList<IntegerRange> ranges) =>
        Of([.. ranges.Select((range, c) => Thresholds.Of(requantizer, c, range))], requantizer.Minimum, requantizer.Maximum);

    /// <summary>The thresholds of all channels as one requantizer.</summary>
    /// <param name="thresholds">Of each channel.</param>
    /// <param name="minimum">The least output.</param>
    /// <param name="maximum">The greatest output.</param>
    /// <exception cref="ArgumentException">A channel ascends and descends.</exception>
    public static ThresholdRequantization Of(IReadOnlyList<Thresholds> thresholds, int minimum, int maximum)
    {
        var channels = thresholds.Select(t => t.Steps).ToList();
        var unit = channels.SelectMany(Differences).Aggregate(0, GreatestCommonDivisor);
        unit = unit == 0 ? 1 : unit;
        var count = channels.Max(c => Differences(c).Sum(d => Math.Abs(d) / unit));
        var values = ImmutableArray.CreateBuilder<long>(channels.Count * count);
        foreach (var steps in channels)
        {
            if (Differences(steps).Select(Math.Sign).Distinct().Count() > 1)
                throw new ArgumentException("Only monotone steps have thresholds.", nameof(thresholds));
            var before = values.Count;
            for (var i = 1; i < steps.Count; i++)
                values.AddRange(Enumerable.Repeat(steps[i].Accumulator, Math.Abs(steps[i].Output - steps[i - 1].Output) / unit));
            values.AddRange(Enumerable.Repeat(long.MaxValue, count - (values.Count - before)));
        }

        return new(
            new Constant<long>([channels.Count, count], values.MoveToImmutable()),
            Constant<int>.Vector([.. channels.Select(c => c[0].Output)]),
            Constant<int>.Vector([.. channels.Select(c => Descends(c) ? -unit : unit)]),
            minimum,
            maximum);
    }

    private static bool Descends(EquatableArray<Threshold> steps) => steps.Count > 1 && steps[1].Output < steps[0].Output;

    private static IEnumerable<int> Differences(EquatableArray<Threshold> steps) =>
        Enumerable.Range(1, Math.Max(0, steps.Count - 1)).Select(i => steps[i].Output - steps[i - 1].Output);

    private static int GreatestCommonDivisor(int one, int other)
    {
        (one, other) = (Math.Abs(one), Math.Abs(other));
        while (other != 0)
            (one, other) = (other, one % other);
        return one;
    }
}
