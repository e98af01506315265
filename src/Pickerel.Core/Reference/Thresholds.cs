using System;
using System.Collections.Generic;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>The accumulator from which on, upwards, a requantizer gives an output.</summary>
public readonly record struct Threshold(long Accumulator, int Output);

/// <summary>
/// One channel of a requantizer over a range of accumulators, as the outputs it gives and where each begins. The step is monotone, so
/// this is all of it: two requantizers are equal on a range if and only if their thresholds are.
/// </summary>
/// <param name="Steps">Ascending accumulators; the first is the range's minimum. At most one step an output, so 2^bits.</param>
public sealed record Thresholds(EquatableArray<Threshold> Steps)
{
    /// <summary>Finds the thresholds of one channel.</summary>
    /// <param name="requantizer">The step.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="range">The accumulators that count.</param>
    public static Thresholds Of(Requantizer requantizer, int channel, IntegerRange range) =>
        Of(accumulator => ReferenceRequantizer.Apply(requantizer, channel, accumulator), range);

    /// <summary>Finds the thresholds of any monotone step.</summary>
    /// <param name="step">The output of an accumulator.</param>
    /// <param name="range">The accumulators that count.</param>
    public static Thresholds Of(Func<long, int> step, IntegerRange range)
    {
        var steps = new List<Threshold>();
        var (start, output, length) = (range.Minimum, step(range.Minimum), 0L);
        while (true)
        {
            steps.Add(new(start, output));
            var end = LastWith(step, start, range.Maximum, output, length);
            if (end == range.Maximum)
                return new(steps.ToEquatableArray());
            (start, length) = (end + 1, end + 1 - start);
            output = step(start);
        }
    }

    /// <summary>Whether two requantizers give the same outputs in every channel.</summary>
    /// <param name="one">The one.</param>
    /// <param name="other">The other.</param>
    /// <param name="ranges">The accumulators of each channel.</param>
    public static bool AreEqual(Requantizer one, Requantizer other, IReadOnlyList<IntegerRange> ranges)
    {
        for (var channel = 0; channel < ranges.Count; channel++)
        {
            if (Of(one, channel, ranges[channel]) != Of(other, channel, ranges[channel]))
                return false;
        }

        return true;
    }

    /// <summary>
    /// The last accumulator of a run of equal outputs: about as many as in the run before, if steps are even; else by doubling steps,
    /// then by halving.
    /// </summary>
    private static long LastWith(Func<long, int> apply, long start, long maximum, int output, long length)
    {
        bool Holds(long accumulator) => apply(accumulator) == output;
        for (var end = start + length - 2; length > 2 && end <= start + length && end < maximum && Holds(end); end++)
        {
            if (!Holds(end + 1))
                return end;
        }

        var (inside, step) = (start, 1L);
        while (inside + step <= maximum && Holds(inside + step))
        {
            inside += step;
            step *= 2;
        }

        // The run ends within the next step; maximum - start is far below 2^62, so nothing overflows.
        for (; step > 0; step /= 2)
        {
            if (inside + step <= maximum && Holds(inside + step))
                inside += step;
        }

        return inside;
    }
}
