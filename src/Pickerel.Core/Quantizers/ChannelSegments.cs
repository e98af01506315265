using System;
using System.Collections.Generic;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// What a multiply and shift must keep to be one channel of a monotone requantizer: <c>x * m + b</c> is at least
/// <c>output * 2^s</c> at some x, and less than that at others. Two ends of each run of equal outputs say it for all of the run.
/// </summary>
internal sealed class ChannelSegments
{
    /// <summary>Products stay below this, and sums with offsets in 64 bits.</summary>
    private const long MostProduct = 1L << 60;

    private readonly List<(long X, long Output)> _atLeast = [], _below = [];
    private readonly Threshold _first;
    private readonly bool _isConstant, _descends;
    private readonly long _reach = 1;

    private ChannelSegments(EquatableArray<Threshold> steps, IntegerRange range, int minimum, int maximum)
    {
        _first = steps[0];
        _isConstant = steps.Count == 1;
        _descends = !_isConstant && steps[1].Output < steps[0].Output;
        for (var i = 0; i < steps.Count && !_isConstant; i++)
        {
            var (low, high) = (steps[i].Accumulator, i + 1 < steps.Count ? steps[i + 1].Accumulator - 1 : range.Maximum);
            var (from, to) = _descends ? (-high, -low) : (low, high);
            if (steps[i].Output > minimum)
                _atLeast.Add((from, steps[i].Output));
            if (steps[i].Output < maximum)
                _below.Add((to, steps[i].Output + 1L));
            _reach = Math.Max(_reach, Math.Max(Math.Abs(low), Math.Abs(high)));
        }

        if (_descends)
        {
            _atLeast.Reverse();
            _below.Reverse();
        }
    }

    /// <summary>Describes a channel; null when it ascends and descends, which no multiply and shift does.</summary>
    /// <param name="steps">Its thresholds.</param>
    /// <param name="range">Its accumulators.</param>
    /// <param name="minimum">The end that clamps below.</param>
    /// <param name="maximum">The end that clamps above.</param>
    public static ChannelSegments? Of(EquatableArray<Threshold> steps, IntegerRange range, int minimum, int maximum)
    {
        for (var i = 2; i < steps.Count; i++)
        {
            if (steps[i].Output > steps[i - 1].Output != steps[1].Output > steps[0].Output)
                return null;
        }

        return new(steps, range, minimum, maximum);
    }

    /// <summary>The multiplier and offset that equal the channel at a shift, or null if none does.</summary>
    public (int Multiplier, long Offset)? Solve(int shift)
    {
        if (_isConstant)
            return (0, (long)_first.Output << shift);

        // The room left for b is concave in m: climb to its top.
        var (least, most) = MultipliersAt(shift);
        while (least < most)
        {
            var middle = least + ((most - least) / 2);
            if (RoomAt(middle + 1, shift) > RoomAt(middle, shift))
                least = middle + 1;
            else
                most = middle;
        }

        var (low, high) = OffsetsAt(least, shift);
        return least == most && low <= high ? ((int)(_descends ? -least : least), low + ((high - low) / 2)) : null;
    }

    /// <summary>The multipliers that the first and the last condition of each kind allow.</summary>
    private (long Least, long Most) MultipliersAt(int shift)
    {
        var (least, most) = (0L, Math.Min(int.MaxValue, MostProduct / _reach));
        if (_atLeast.Count == 0 || _below.Count == 0)
            return (least, most);
        var (rise, over) = (Scaled(_atLeast[_atLeast.Count - 1].Output - _below[0].Output, shift) + 1, _atLeast[_atLeast.Count - 1].X - _below[0].X);
        if (over > 0)
            least = Math.Max(least, Kernels.IntegerDivision.Ceiling(rise, over) is var least64 && least64 <= most ? (long)least64 : most);
        (rise, over) = (Scaled(_below[_below.Count - 1].Output - _atLeast[0].Output, shift) - 1, _below[_below.Count - 1].X - _atLeast[0].X);
        if (over > 0)
            most = (long)System.Numerics.BigInteger.Min(most, Kernels.IntegerDivision.Floor(rise, over));
        return (least, most);
    }

    private long RoomAt(long multiplier, int shift)
    {
        var (low, high) = OffsetsAt(multiplier, shift);
        return high - low;
    }

    private (long Low, long High) OffsetsAt(long multiplier, int shift)
    {
        var (low, high) = (-2 * MostProduct, 2 * MostProduct);
        foreach (var (x, output) in _atLeast)
            low = Math.Max(low, Scaled(output, shift) - (x * multiplier));
        foreach (var (x, output) in _below)
            high = Math.Min(high, Scaled(output, shift) - 1 - (x * multiplier));
        return (low, high);
    }

    private static long Scaled(long output, int shift) => output * (1L << shift);
}
