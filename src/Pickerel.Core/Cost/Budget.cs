using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>A limit of a network's budget that it exceeds.</summary>
/// <param name="Measure">What is limited, as the attribute's property is called.</param>
/// <param name="Cost">What the network costs, in words.</param>
/// <param name="Limit">The limit, in words.</param>
/// <param name="Dearest">The layers that cost most of it, dearest first, with their cost in words.</param>
public sealed record BudgetExcess(string Measure, string Cost, string Limit, EquatableArray<string> Dearest);

/// <summary>What can be limited, and what a network and its layers cost by each measure.</summary>
public static class Budget
{
    /// <summary>The layers that an excess names.</summary>
    private const int Named = 3;

    private static readonly Measure[] Measures =
    [
        new("AceV2", s => s.Cost.Total.AceV2, (s, n) => Figures(s, n).AceV2),
        new("Macs", s => s.Cost.Total.Macs, (s, n) => Figures(s, n).Macs),
        new("ModelBytes", s => s.Cost.ModelBytes, (_, n) => ModelSize.Bytes(n)),
        new("ScratchBytes", s => s.ScratchBytes, (s, n) => BytesAt(s.Network, n)),
        new("Energy", s => s.Cost.Total.EnergyPicojoules, (s, n) => Figures(s, n).EnergyPicojoules),
    ];

    /// <summary>The limit that a network exceeds, or null.</summary>
    /// <param name="network">The network.</param>
    /// <param name="measure">The measure's name.</param>
    /// <param name="limit">The most that is allowed.</param>
    public static BudgetExcess? Exceeded(CompilationResult.Success network, string measure, double limit)
    {
        var found = Measures.Single(m => string.Equals(m.Name, measure, StringComparison.Ordinal));
        var cost = found.OfNetwork(network);
        if (cost <= limit)
            return null;
        var dearest = network.Network.Nodes
            .Select(n => (n.Name, Cost: n is InputNode ? 0 : found.OfLayer(network, n)))
            .Where(l => l.Cost > 0).OrderByDescending(l => l.Cost).Take(Named)
            .Select(l => $"{l.Name} ({Text(l.Cost)})");
        return new(measure, Text(cost), Text(limit), dearest.ToEquatableArray());
    }

    /// <summary>The names of all measures.</summary>
    public static IEnumerable<string> Names => Measures.Select(m => m.Name);

    private static CostFigures Figures(CompilationResult.Success network, Node node) => network.Cost.AsQuantized.Find(node.Name)?.Figures ?? default;

    /// <summary>The bytes a node reads and writes.</summary>
    private static long BytesAt(Network network, Node node) => node.Inputs.Distinct(StringComparer.Ordinal).Select(i => network[i]).Append(node).Sum(n => n.Shape.Count * (n.Quantization!.Bits > 8 ? 2 : 1));

    private static string Text(double value) => value.ToString(value == Math.Floor(value) ? "N0" : "N2", CultureInfo.InvariantCulture);

    private sealed record Measure(string Name, Func<CompilationResult.Success, double> OfNetwork, Func<CompilationResult.Success, Node, double> OfLayer);
}
