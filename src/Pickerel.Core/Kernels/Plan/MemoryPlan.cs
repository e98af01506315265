using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>A buffer and the steps during which it must keep its bytes, first and last included.</summary>
internal sealed record Lifetime(string Name, long Bytes, int FirstStep, int LastStep)
{
    public int Steps => LastStep - FirstStep + 1;

    public bool Overlaps(Lifetime other) => FirstStep <= other.LastStep && other.FirstStep <= LastStep;
}

/// <summary>A buffer and where it lies.</summary>
internal sealed record PlacedBuffer(Lifetime Lifetime, long Offset);

/// <summary>Where each buffer lies in scratch: buffers alive at the same time never overlap.</summary>
internal sealed class MemoryPlan
{
    /// <summary>Offsets are multiples of a cache line.</summary>
    public const int Alignment = 64;

    private readonly Dictionary<string, PlacedBuffer> _placed = new(StringComparer.Ordinal);

    private MemoryPlan()
    {
    }

    /// <summary>Gets the bytes of scratch.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets all buffers in order of their first step.</summary>
    public IEnumerable<PlacedBuffer> Buffers => _placed.Values.OrderBy(p => p.Lifetime.FirstStep).ThenBy(p => p.Offset);

    public long this[string name] => _placed[name].Offset;

    /// <summary>Places buffers one by one, in several orders, and keeps the smallest plan; of equal ones the first.</summary>
    public static MemoryPlan Of(IEnumerable<Lifetime> lifetimes)
    {
        var buffers = lifetimes.OrderBy(l => l.FirstStep).ThenBy(l => l.Name, StringComparer.Ordinal).ToList();
        var least = LeastBytes(buffers);
        MemoryPlan? best = null;
        foreach (var order in Orders(buffers))
        {
            var plan = InOrder(order);
            if (best is null || plan.Bytes < best.Bytes)
                best = plan;
            if (best.Bytes <= least)
                break;
        }

        return best!;
    }

    /// <summary>The largest first, which suits most networks; then as they come, as they go, those that take most for longest, and the longest alive.</summary>
    private static IEnumerable<IEnumerable<Lifetime>> Orders(IReadOnlyList<Lifetime> buffers)
    {
        yield return buffers.OrderByDescending(l => l.Bytes);
        yield return buffers.OrderBy(l => l.FirstStep).ThenByDescending(l => l.Bytes);
        yield return buffers.OrderByDescending(l => l.LastStep).ThenByDescending(l => l.Bytes);
        yield return buffers.OrderByDescending(l => l.Bytes * l.Steps);
        yield return buffers.OrderByDescending(l => l.Steps).ThenByDescending(l => l.Bytes);
    }

    /// <summary>The most bytes alive at one step: no plan is smaller.</summary>
    private static long LeastBytes(IReadOnlyList<Lifetime> buffers) => buffers.Select(b => b.FirstStep).Distinct()
        .Select(step => buffers.Where(b => b.FirstStep <= step && step <= b.LastStep).Sum(b => b.Bytes)).DefaultIfEmpty(0).Max();

    /// <summary>Places each buffer into the tightest gap between those placed and alive with it, else behind them.</summary>
    private static MemoryPlan InOrder(IEnumerable<Lifetime> order)
    {
        var plan = new MemoryPlan();
        foreach (var buffer in order)
        {
            var offset = TightestGap(buffer, plan._placed.Values.Where(p => p.Lifetime.Overlaps(buffer)).OrderBy(p => p.Offset));
            plan._placed.Add(buffer.Name, new(buffer, offset));
            plan.Bytes = Math.Max(plan.Bytes, offset + buffer.Bytes);
        }

        return plan;
    }

    private static long TightestGap(Lifetime buffer, IEnumerable<PlacedBuffer> alive)
    {
        long end = 0, best = -1, bestGap = long.MaxValue;
        foreach (var (other, offset) in alive)
        {
            var gap = offset - end;
            if (gap >= buffer.Bytes && gap < bestGap)
                (best, bestGap) = (end, gap);
            end = Math.Max(end, (offset + other.Bytes + Alignment - 1) / Alignment * Alignment);
        }

        return best >= 0 ? best : end;
    }
}
