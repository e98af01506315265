using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The steps of a reduction in groups whose sums fit words: the order is chosen for each panel of channels from the actual
/// weights, so that the few that reach far meet others that do not.
/// </summary>
/// <param name="Size">The steps of a group.</param>
/// <param name="Centred">Whether words start where their range is centred, rather than at zero.</param>
/// <param name="Panels">Each panel's groups, all of one count; a short group adds nothing for the steps it lacks.</param>
internal sealed record StepGroups(int Size, bool Centred, IReadOnlyList<IReadOnlyList<StepGroup>> Panels)
{
    /// <summary>A step's cycles on its own, of which groups must need fewer. All cycles are those of 16 channels on Zen 4.</summary>
    private const double StepCycles = 2.1;

    /// <summary>The kinds of groups, by what a group costs.</summary>
    private static readonly (int Size, bool Centred, double Cycles)[] Kinds = [(4, false, 6.0), (4, true, 6.5), (2, false, 3.1), (2, true, 3.6)];

    /// <summary>Gets the groups of every panel.</summary>
    public int Count => Panels[0].Count;

    /// <summary>Finds the groups that take the fewest cycles, or null when steps are as fast on their own.</summary>
    /// <param name="codes">The weights [step][channel][4].</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="channels">Stored channels.</param>
    /// <param name="panelChannels">Channels that share an order.</param>
    /// <param name="inputMaximum">The greatest stored input.</param>
    public static StepGroups? Of(sbyte[] codes, int steps, int channels, int panelChannels, int inputMaximum)
    {
        StepGroups? best = null;
        var (least, panels) = (steps * StepCycles, new List<List<StepGroup>>());
        for (var first = 0; first < channels; first += panelChannels)
            panels.Add([.. Enumerable.Range(0, steps).Select(s => StepGroup.Of(s, codes, ((s * channels) + first) * 4, panelChannels * 2, inputMaximum))]);
        foreach (var (size, centred, cycles) in Kinds)
        {
            if ((steps + size - 1) / size * cycles >= least)
                continue;
            var grouped = panels.Select(p => Group(p, size, centred)).ToList();
            var count = grouped.Max(g => g.Count);
            if (count * cycles < least)
                (best, least) = (new StepGroups(size, centred, [.. grouped.Select(g => Fill(g, count))]), count * cycles);
        }

        return best;
    }

    /// <summary>What the starts of all words add to each stored channel.</summary>
    public IReadOnlyList<long> Surplus()
    {
        var words = Panels.SelectMany(groups => groups.Select(g => g.Starts(Centred)).Aggregate(
            new long[groups[0].Words], (sum, starts) => [.. sum.Zip(starts, (a, b) => a + b)]));
        return [.. words.Select((value, i) => (value, i)).GroupBy(w => w.i / 2).Select(g => g.Sum(w => w.value))];
    }

    private static List<StepGroup> Group(List<StepGroup> steps, int size, bool centred)
    {
        for (; size > 1; size /= 2)
            steps = StepMatching.Pair(steps, centred);
        return steps;
    }

    /// <summary>Adds groups without steps.</summary>
    private static IReadOnlyList<StepGroup> Fill(List<StepGroup> groups, int count) =>
        [.. groups, .. Enumerable.Repeat(groups[0].Nothing, count - groups.Count)];
}
