using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>A buffer and the steps during which it must keep its bytes, first and last included.</summary>
internal sealed record Lifetime(string Name, long Bytes, int FirstStep, int LastStep)
{
    public bool Overlaps(Lifetime other) => FirstStep <= other.LastStep && other.FirstStep <= LastStep;
}

/// <summary>Where each buffer lies in scratch: buffers alive at the same time never overlap.</summary>
internal sealed class MemoryPlan
{
    /// <summary>Offsets are multiples of a cache line.</summary>
    public const int Alignment = 64;

    private readonly Dictionary<string, long> _offsets = new(StringComparer.Ordinal);

    private MemoryPlan()
    {
    }

    /// <summary>Gets the bytes of scratch.</summary>
    public long Bytes { get; private set; }

    public long this[string name] => _offsets[name];

    /// <summary>Places the largest buffers first, each into the tightest gap between those alive with it.</summary>
    public static MemoryPlan Of(IEnumerable<Lifetime> lifetimes)
    {
        var plan = new MemoryPlan();
        var placed = new List<(Lifetime Buffer, long Offset)>();
        foreach (var buffer in lifetimes.OrderByDescending(l => l.Bytes).ThenBy(l => l.FirstStep).ThenBy(l => l.Name, StringComparer.Ordinal))
        {
            var offset = TightestGap(buffer, placed.Where(p => p.Buffer.Overlaps(buffer)).OrderBy(p => p.Offset));
            placed.Add((buffer, offset));
            plan._offsets.Add(buffer.Name, offset);
            plan.Bytes = Math.Max(plan.Bytes, offset + buffer.Bytes);
        }

        return plan;
    }

    private static long TightestGap(Lifetime buffer, IEnumerable<(Lifetime Buffer, long Offset)> alive)
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
