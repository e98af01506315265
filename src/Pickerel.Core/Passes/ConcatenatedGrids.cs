using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// Tensors that are joined share a grid. It is the one among theirs with the least expected squared error, if that is not far from the best there
/// is, else the best; who has another is rescaled on the way in.
/// </summary>
internal static class ConcatenatedGrids
{
    /// <summary>How many times the least error a grid may have that is there already: to round all tensors anew has a price and an error, too.</summary>
    private const double Tolerance = 1.5;

    /// <summary>Gives a concatenation its grid, and puts a <see cref="RescaleNode"/> in front of it for each input that has another.</summary>
    public static Network Align(Network network, ConcatenateNode node, NetworkStatistics statistics, ScaleQuantizationKind scales)
    {
        var inputs = node.Inputs.Distinct(StringComparer.Ordinal).Select(i => network[i]).ToList();
        var grid = GridOf([.. inputs.Select(i => i.Quantization!).Distinct()], statistics[node.Name], scales);
        var (nodes, joined) = (new List<Node>(), (Node)(node with { Quantization = grid }));
        foreach (var input in inputs.Where(i => i.Quantization != grid))
        {
            // A name that no layer can have.
            var rescaled = new RescaleNode { Name = $"{input.Name} for {node.Name}", Inputs = [input.Name], Shape = input.Shape, Quantization = grid, Site = node.Site };
            nodes.Add(rescaled);
            joined = joined.Rewire(input.Name, rescaled.Name);
        }

        return network.With(network.Nodes.SelectMany(n => string.Equals(n.Name, node.Name, StringComparison.Ordinal) ? [.. nodes, joined] : new[] { n }));
    }

    private static Quantization GridOf(IReadOnlyList<Quantization> grids, TensorStatistics statistics, ScaleQuantizationKind scales)
    {
        if (grids.Count == 1)
            return grids[0];
        var best = PropagateQuantization.Own(statistics, Math.Max(2, grids.Max(g => g.Bits)), scale: null, scales);
        var nearest = grids.Where(g => g.ZeroPoint == 0 && g.Bits == best.Bits && g.Signed == best.Signed).OrderBy(statistics.SquaredError).FirstOrDefault();
        return nearest is not null && statistics.SquaredError(nearest) <= Tolerance * statistics.SquaredError(best) ? nearest : best;
    }
}
