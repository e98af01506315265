using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Passes;

/// <summary>
/// Replaces requantizers by cheaper equal ones, on the accumulators that can occur: multiply and shift for any form whose thresholds
/// it has; a table for what remains of a change of grid of up to 8 bits; nothing for a change of grid that changes nothing; and two
/// multipliers for a sum of looked-up terms that they give for every pair of inputs.
/// </summary>
public static class SimplifyRequantizers
{
    /// <summary>As many comparisons cost a register about what a product, an offset and a shift cost it.</summary>
    private const int FewThresholds = 1;

    /// <summary>More thresholds than this are dearer than a look into a table.</summary>
    private const int ManyThresholds = 15;

    public static Network Run(Network network, PassContext context, CancellationToken cancellation) => Run(network, cancellation);

    /// <summary>Simplifies an integer network; needs nothing but the network.</summary>
    public static Network Run(Network network, CancellationToken cancellation)
    {
        network = network.Select(node =>
        {
            cancellation.ThrowIfCancellationRequested();
            return node is RequantizedNode requantized ? Simplify(network, requantized, cancellation) : node;
        });
        foreach (var node in network.Nodes.OfType<IntegerAffineNode>().Where(n => IsIdentity(network, n)).ToList())
            network = network.Bypass(node);
        return network;
    }

    private static Node Simplify(Network network, RequantizedNode node, CancellationToken cancellation)
    {
        if (node is IntegerTableSumNode sum && SumForm.Of(sum, network[sum.Inputs[0]].Quantization!, network[sum.Inputs[1]].Quantization!, RangesOf(sum, network)) is { } add)
            return add;
        if (IsCheap(node.Requantizer))
            return node;
        if (!node.Quantization!.IsBipolar && MultiplyShiftForm.Of(node.Requantizer, RangesOf(node, network), cancellation) is { } step)
            return node with { Requantizer = step };
        return node is IntegerAffineNode affine && network[node.Input].Quantization! is { Bits: <= 8 } grid && PrefersTable(node.Requantizer) ? Tabulate(affine, grid) : node;
    }

    /// <summary>The accumulators of each channel; of one where all have the same step and the same accumulators.</summary>
    private static IReadOnlyList<IntegerRange> RangesOf(RequantizedNode node, Network network)
    {
        var ranges = RequantizerRanges.Of(node, network);
        return IsUniform(node.Requantizer) && ranges.All(r => r == ranges[0]) ? [ranges[0]] : ranges;
    }

    /// <summary>Whether a step has one constant of each kind for all channels.</summary>
    private static bool IsUniform(Requantizer requantizer) => requantizer switch
    {
        Requantization step => step.Multipliers.Count == 1 && step.Offsets.Count == 1,
        ThresholdRequantization step => step.Values.Dimensions[0] == 1 && step.Firsts.Count == 1 && step.Steps.Count == 1,
        TfLiteRequantization step => step.Biases.Count == 1 && step.Multipliers.Count == 1 && step.Shifts.Count == 1,
        ExactRequantization step => step.Biases.Count == 1 && step.Numerators.Count == 1 && step.Denominators.Count == 1,
        _ => false,
    };

    /// <summary>Whether nothing is cheaper: a multiply and shift, or a comparison; a float island stays what the user asked for.</summary>
    private static bool IsCheap(Requantizer step) => step.IsFloatIsland || step is Requantization or ThresholdRequantization { Count: <= FewThresholds };

    private static bool PrefersTable(Requantizer step) => step is not (TwoSlopeRequantization or ThresholdRequantization { Count: <= ManyThresholds });

    /// <summary>Every input of the grid, requantized; one table for all channels if theirs are the same.</summary>
    private static IntegerTableNode Tabulate(IntegerAffineNode node, Quantization grid)
    {
        var rows = Enumerable.Range(0, IsUniform(node.Requantizer) ? 1 : node.Shape.Channels)
            .Select(c => Enumerable.Range(grid.Minimum, grid.Span).Select(q => ReferenceRequantizer.Apply(node.Requantizer, c, q - grid.ZeroPoint)).ToEquatableArray())
            .ToList();
        if (rows.TrueForAll(row => row == rows[0]))
            rows.RemoveRange(1, rows.Count - 1);
        return new()
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Shape = node.Shape,
            Quantization = node.Quantization,
            Site = node.Site,
            Values = new([rows.Count, grid.Span], [.. rows.SelectMany(row => row)]),
        };
    }

    /// <summary>Whether a change of grid leaves grid and every integer as they are. What a network returns keeps its node.</summary>
    private static bool IsIdentity(Network network, IntegerAffineNode node)
    {
        var grid = network[node.Input].Quantization!;
        return grid == node.Quantization && !network.Returns(node) && Enumerable.Range(0, IsUniform(node.Requantizer) ? 1 : node.Shape.Channels)
            .All(c => Enumerable.Range(grid.Minimum, grid.Span).All(q => ReferenceRequantizer.Apply(node.Requantizer, c, q - grid.ZeroPoint) == q));
    }
}
