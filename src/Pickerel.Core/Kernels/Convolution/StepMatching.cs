using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>Pairs groups of steps that fit words together.</summary>
internal static class StepMatching
{
    /// <summary>Partners are sought among so many neighbours: the effort is then linear in the steps.</summary>
    private const int Neighbourhood = 128;

    /// <summary>Pairs as many as a greedy choice does, which takes the one with the fewest partners first; what finds none stays as it is.</summary>
    public static List<StepGroup> Pair(List<StepGroup> groups, bool centred)
    {
        var paired = new List<StepGroup>();
        for (var first = 0; first < groups.Count; first += Neighbourhood)
            paired.AddRange(PairNeighbours([.. groups.Skip(first).Take(Neighbourhood)], centred));
        return paired;
    }

    private static IEnumerable<StepGroup> PairNeighbours(IReadOnlyList<StepGroup> groups, bool centred)
    {
        var partners = groups.Select((a, i) => new HashSet<int>(Enumerable.Range(0, groups.Count).Where(j => j != i && a.FitsWith(groups[j], centred)))).ToList();
        var left = new SortedSet<int>(Enumerable.Range(0, groups.Count));
        while (left.Count > 0)
        {
            var one = Fewest(left, partners);
            var other = partners[one].Count == 0 ? one : Fewest(partners[one], partners);
            foreach (var taken in new[] { one, other }.Distinct())
            {
                left.Remove(taken);
                foreach (var partner in partners[taken])
                    partners[partner].Remove(taken);
            }

            yield return other == one ? groups[one] : groups[one].With(groups[other]);
        }
    }

    /// <summary>The one with the fewest partners; of several, the first.</summary>
    private static int Fewest(IEnumerable<int> candidates, List<HashSet<int>> partners)
    {
        var (fewest, least) = (-1, int.MaxValue);
        foreach (var candidate in candidates.OrderBy(c => c))
        {
            if (partners[candidate].Count < least)
                (fewest, least) = (candidate, partners[candidate].Count);
        }

        return fewest;
    }
}
