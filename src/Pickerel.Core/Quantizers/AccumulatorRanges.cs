using System;
using System.Collections.Immutable;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The proved range of every output channel's accumulator, <c>sum of (x - zero) * w</c>, from the actual codes and the input's grid:
/// each weight meets the end of the grid that serves it worst. Tight (some input reaches both ends) wherever a window lies wholly
/// inside the map; where none does, still a bound. Padding holds values of the input's grid, so it never widens a range; a tap that
/// is in padding at every position adds a constant.
/// </summary>
public static class AccumulatorRanges
{
    /// <summary>The ranges of an integer node, one per output channel.</summary>
    /// <param name="node">The node.</param>
    /// <param name="source">The node it reads; its grid and shape are known.</param>
    public static ImmutableArray<IntegerRange> Of(IntegerWeightedNode node, Node source) =>
        Of(FilterGeometry.Of(node, source.Shape), node.Weights, source.Quantization ?? throw new ArgumentException($"Node '{source.Name}' has no grid.", nameof(source)));

    /// <summary>The range that holds all of the given ones.</summary>
    public static IntegerRange Union(ImmutableArray<IntegerRange> ranges)
    {
        var union = ranges[0];
        foreach (var range in ranges)
            union = new(Math.Min(union.Minimum, range.Minimum), Math.Max(union.Maximum, range.Maximum));
        return union;
    }

    /// <summary>The range of the sum of products with values from <paramref name="least"/> to <paramref name="most"/>: each code meets the end that serves it worst.</summary>
    internal static IntegerRange Of(ReadOnlySpan<short> codes, int least, int most)
    {
        long negative = 0, positive = 0;
        foreach (var code in codes)
        {
            negative += Math.Min((int)code, 0);
            positive += Math.Max((int)code, 0);
        }

        return new((positive * least) + (negative * most), (positive * most) + (negative * least));
    }

    internal static ImmutableArray<IntegerRange> Of(FilterGeometry geometry, Constant<short> codes, Quantization grid)
    {
        int least = grid.Minimum - grid.ZeroPoint, most = grid.Maximum - grid.ZeroPoint;
        var ranges = ImmutableArray.CreateBuilder<IntegerRange>(geometry.Outputs);
        var rest = codes.Values;
        for (var o = 0; o < geometry.Outputs; o++)
        {
            long minimum = 0, maximum = 0;
            foreach (var share in geometry.Coverage)
            {
                var tap = rest.Slice(0, geometry.InputsPerGroup);
                rest = rest.Slice(geometry.InputsPerGroup);
                var range = share == 0 ? InPadding(geometry, o, tap, grid) : Of(tap, least, most);
                minimum += range.Minimum;
                maximum += range.Maximum;
            }

            ranges.Add(new(minimum, maximum));
        }

        return ranges.MoveToImmutable();
    }

    /// <summary>What a tap adds that is in padding at every position.</summary>
    private static IntegerRange InPadding(FilterGeometry geometry, int output, ReadOnlySpan<short> codes, Quantization grid)
    {
        long sum = 0;
        for (var i = 0; i < codes.Length; i++)
            sum += (long)codes[i] * (geometry.PaddingOf(geometry.ChannelOf(output, i), grid) - grid.ZeroPoint);
        return new(sum, sum);
    }
}
