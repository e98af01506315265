using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>A loop of a move: how often, and the bytes from one step to the next in what is read and in what is written.</summary>
internal readonly record struct MoveLoop(long Count, long From, long To);

/// <summary>Runs of bytes that are copied in nested loops: what moving elements from one layout to another comes down to.</summary>
/// <param name="Source">The name of the reference read.</param>
/// <param name="From">Where the first run is read.</param>
/// <param name="To">Where the first run is written.</param>
/// <param name="Loops">The loops, outermost first.</param>
/// <param name="Run">The bytes of a run.</param>
internal sealed record Move(string Source, long From, long To, IReadOnlyList<MoveLoop> Loops, long Run)
{
    /// <summary>Gets the same bytes in fewer and longer runs: loops whose steps touch are one run, or one loop. One loop remains at least.</summary>
    public Move Merged
    {
        get
        {
            var (loops, run) = (new List<MoveLoop>(), Run);
            foreach (var loop in Loops.Where(l => l.Count != 1).Reverse())
            {
                if (loops.Count == 0 && loop.From == run && loop.To == run)
                    run *= loop.Count;
                else if (loops.Count > 0 && loops[0] is var inner && loop.From == inner.From * inner.Count && loop.To == inner.To * inner.Count)
                    loops[0] = inner with { Count = inner.Count * loop.Count };
                else
                    loops.Insert(0, loop);
            }

            return this with { Loops = loops.Count == 0 ? [new(1, 0, 0)] : loops, Run = run };
        }
    }

    /// <summary>Gets whether nothing is moved.</summary>
    public bool IsEmpty => Run == 0 || Loops.Any(l => l.Count == 0);
}
