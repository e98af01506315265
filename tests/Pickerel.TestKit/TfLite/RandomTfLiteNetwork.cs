using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.TestKit.TfLite;

/// <summary>Random networks whose sums are all requantized as TensorFlow Lite does: every rounding, shifts to both sides, clamps at the zero point and elsewhere.</summary>
public static class RandomTfLiteNetwork
{
    public static Network Create(int seed)
    {
        var random = new Random(seed);
        var network = RandomIntegerNetwork.Create(seed);
        var made = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            made[node.Name] = node switch
            {
                IntegerWeightedNode weighted => weighted with { Requantizer = Step(random, node, [.. AccumulatorRanges.Of(weighted, made[node.Input])]) },
                IntegerAffineNode affine => affine with { Requantizer = Step(random, node, [RangeOf(made[node.Input].Quantization!)]) },
                _ => node,
            };
        }

        return network with { Name = $"TfLite{seed}", Nodes = network.Nodes.Select(n => made[n.Name]).ToEquatableArray() };
    }

    private static IntegerRange RangeOf(Quantization grid) => new(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint);

    private static TfLiteRequantization Step(Random random, Node node, IReadOnlyList<IntegerRange> sums)
    {
        var (grid, channels) = (node.Quantization!, node.Shape.Channels);
        var rounding = (TfLiteRounding)random.Next(3);
        var (biases, multipliers, shifts) = (new List<long>(), new List<int>(), new List<int>());
        for (var c = 0; c < channels; c++)
        {
            var range = sums[sums.Count == 1 ? 0 : c];
            var spread = Math.Max(1, Math.Max(-range.Minimum, range.Maximum));
            biases.Add(random.NextInt64(-spread, spread + 1) / random.Next(1, 4));
            multipliers.Add(random.Next(20) == 0 ? 0 : random.Next(1 << 30, int.MaxValue));

            // About as many outputs as the grid has, now and then far fewer or more; what is shifted left must fit 32 bits.
            var room = 29 - (int)Math.Ceiling(Math.Log2(spread * 2.0));
            var shift = (int)Math.Round(Math.Log2(grid.Span / (2.0 * spread))) + (random.Next(8) == 0 ? random.Next(-20, 20) : random.Next(-2, 3));
            shifts.Add(Math.Clamp(shift, -31, Math.Clamp(room, 0, rounding == TfLiteRounding.Word ? 14 : 30)));
        }

        var isRelu = random.Next(2) == 0;
        return new(
            Constant<long>.Vector([.. biases]),
            Constant<int>.Vector([.. multipliers]),
            Constant<int>.Vector([.. shifts]),
            rounding,
            grid.ZeroPoint,
            isRelu ? grid.ZeroPoint : grid.Minimum,
            random.Next(4) == 0 ? Math.Max(grid.ZeroPoint, grid.Maximum - 3) : grid.Maximum);
    }
}
