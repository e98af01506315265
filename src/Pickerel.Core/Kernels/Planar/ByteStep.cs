using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Kernels;

/// <summary>
/// A requantization from sums of 8 bits to few levels, as thresholds: the stored output is how many of them the sum exceeds.
/// Its definition was evaluated for every sum there can be, so there is nothing to prove.
/// </summary>
/// <param name="Falls">Whether the output falls with the sum: the kernel then sums with opposite signs, and thresholds are of that sum.</param>
/// <param name="Thresholds">Ascending, each of 8 bits.</param>
internal sealed record ByteStep(bool Falls, IReadOnlyList<sbyte> Thresholds)
{
    /// <summary>Sums lie within ± this: one less than a byte holds, so that "always" has a threshold too.</summary>
    public const int MostSum = sbyte.MaxValue;

    /// <summary>The step of one channel.</summary>
    /// <param name="step">The definition, monotone.</param>
    /// <param name="channel">The output channel.</param>
    /// <param name="sums">The range of the raw sum, within ±<see cref="MostSum"/>.</param>
    /// <param name="correction">What to subtract from the raw sum.</param>
    /// <param name="output">Where results go.</param>
    public static ByteStep Of(Requantizer step, int channel, IntegerRange sums, long correction, TensorStorage output)
    {
        var falls = LevelOf(sums.Maximum) < LevelOf(sums.Minimum);
        var (first, last) = falls ? (-sums.Maximum, -sums.Minimum) : (sums.Minimum, sums.Maximum);
        var levels = Enumerable.Range((int)first, (int)(last - first) + 1).Select(sum => (Sum: sum, Level: LevelOf(falls ? -sum : sum))).ToList();
        return new ByteStep(falls, [.. Enumerable.Range(0, output.Maximum).Select(below =>
            (sbyte)levels.Where(l => l.Level <= below).Select(l => l.Sum).DefaultIfEmpty((int)first - 1).Max())]);

        int LevelOf(long sum) => ReferenceRequantizer.Apply(step, channel, sum - correction) - output.Least;
    }
}
