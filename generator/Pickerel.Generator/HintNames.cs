using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using Pickerel.Core;
using Pickerel.Core.Collections;

namespace Pickerel.Generator;

/// <summary>
/// File names of generated sources. Roslyn refuses some letters of C# names and two names that differ in case only, and file
/// systems refuse long ones; each such name ends in a digest of the network's key.
/// </summary>
/// <param name="Shared">Stems that several networks would have, in lower case.</param>
internal sealed record HintNames(EquatableArray<string> Shared)
{
    private const int MaxStem = 120;

    public static HintNames Of(ImmutableArray<string> keys, CancellationToken cancellation) => new(
        keys.GroupBy(k => Stem(k).ToLowerInvariant(), StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToEquatableArray());

    public IEnumerable<GeneratedSource> Rename(CompiledNetwork network)
    {
        var stem = Stem(network.Key);
        var full = Shared.Contains(stem.ToLowerInvariant(), StringComparer.Ordinal) ? stem + Mark(network.Key) : stem;
        return network.Sources.Select(s => s with { HintName = $"{full}.{Part(s.HintName)}" });
    }

    /// <summary>The part of a network a source holds, with its extensions: <c>Kernels.g.cs</c>.</summary>
    private static string Part(string hintName)
    {
        var parts = hintName.Split('.');
        return string.Join(".", parts.Skip(Math.Max(0, parts.Length - 3)));
    }

    private static string Stem(string key)
    {
        var stem = new StringBuilder(key.Length);
        foreach (var c in key)
            _ = stem.Append(char.IsLetterOrDigit(c) || c is '.' or '_' or '+' ? c : '-');
        var altered = stem.Length > MaxStem || !string.Equals(stem.ToString(), key, StringComparison.Ordinal);
        return altered ? stem.ToString(0, Math.Min(stem.Length, MaxStem)) + Mark(key) : key;
    }

    private static string Mark(string key) => "-" + Digest.Of(key).Hex.Substring(0, 8);
}
