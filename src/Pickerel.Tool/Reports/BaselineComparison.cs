using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Tool.Reports;

/// <summary>Something that costs more, or less, than it did.</summary>
/// <param name="Network">The network's full name.</param>
/// <param name="Layer">The layer, or null for the network as a whole.</param>
/// <param name="Measure">What is measured.</param>
/// <param name="Before">The cost before.</param>
/// <param name="Now">The cost now.</param>
internal sealed record CostChange(string Network, string? Layer, string Measure, double Before, double Now)
{
    public bool IsDearer => Now > Before;

    /// <summary>Such as <c>ACEv2 of layer 'pw3' 1.02 M -> 1.31 M (+28 %)</c>.</summary>
    public override string ToString() =>
        $"{Measure}{(Layer is null ? "" : $" of layer '{Layer}'")} {CostText.Short(Before)} -> {CostText.Short(Now)}{(Before > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({100 * (Now - Before) / Before:+0.#;-0.#} %)") : "")}";
}

/// <summary>A network beside what it cost before.</summary>
internal static class BaselineComparison
{
    /// <summary>A last digit of the sum of energies is no change.</summary>
    private const double Noise = 1e-9;

    private static readonly (string Name, Func<NetworkReport, double> Of)[] Measures =
    [
        ("ACEv2", r => r.Total.AceV2),
        ("MACs", r => r.Total.Macs),
        ("energy", r => r.Total.Energy),
        ("model bytes", r => r.ModelBytes),
        ("scratch bytes", r => r.ScratchBytes),
    ];

    /// <summary>What changed: the network by each measure, then its layers' ACEv2.</summary>
    /// <param name="before">The report to compare with; of the same table.</param>
    /// <param name="now">The network's report.</param>
    public static IReadOnlyList<CostChange> Of(NetworkReport before, NetworkReport now)
    {
        var totals = Measures.Select(m => new CostChange(now.Network, Layer: null, m.Name, m.Of(before), m.Of(now)));
        var (then, present) = (LayersOf(before), LayersOf(now));
        var layers = then.Keys.Union(present.Keys, StringComparer.Ordinal)
            .Select(name => new CostChange(now.Network, name, "ACEv2", then.GetValueOrDefault(name), present.GetValueOrDefault(name)))
            .OrderByDescending(c => c.Now - c.Before);
        return [.. totals.Concat(layers).Where(c => Math.Abs(c.Now - c.Before) > Noise * Math.Max(c.Now, c.Before))];
    }

    private static Dictionary<string, double> LayersOf(NetworkReport report) =>
        (report.Find(NetworkReport.AsQuantized)?.Layers ?? []).ToDictionary(l => l.Layer, l => (double)l.AceV2, StringComparer.Ordinal);
}
