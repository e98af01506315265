using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Ir.Verification;

/// <summary>
/// No sum leaves 64 bits in the reference interpreter, and each proved accumulator range holds the worst case. The ranges are
/// found again here, channel by channel, from the input's grid to the output.
/// </summary>
internal sealed class AccumulatorPromises
{
    /// <summary>Integers up to here are doubles.</summary>
    private const long MostExact = 1L << 53;

    private readonly Network _network;
    private readonly Promises _promises;
    private readonly bool _mustBeProved;

    /// <summary>What each node's output can be, by element modulo the length: per channel, whatever lies flattened in it.</summary>
    private readonly Dictionary<string, IntegerRange[]> _outputs = new(StringComparer.Ordinal);

    private AccumulatorPromises(Network network, bool mustBeProved, Promises promises) =>
        (_network, _mustBeProved, _promises) = (network, mustBeProved, promises);

    public static void Check(Network network, bool mustBeProved, Promises promises)
    {
        var ranges = new AccumulatorPromises(network, mustBeProved, promises);
        foreach (var node in network.Nodes)
            ranges._outputs.Add(node.Name, ranges.OutputOf(node));
    }

    private IntegerRange[] OutputOf(Node node) => node switch
    {
        InputNode => [new(node.Quantization!.Minimum, node.Quantization.Maximum)],
        IntegerConvolutionNode convolution => Requantize(convolution, Sums(convolution)),
        IntegerDenseNode dense => Requantize(dense, Sums(dense)),
        IntegerAffineNode affine => Requantize(node, affine.Requantizer, Centred(node.Input, node.Shape.Channels)),
        IntegerAddNode add => Sum(add),
        IntegerAveragePoolNode { Rounding: PoolRounding.HalfAwayFromZero } => [Hull(_outputs[node.Input])],
        IntegerAveragePoolNode pool => Average(pool),
        IntegerTableNode table => [Hull(table.Values.Values)],
        IntegerTableSumNode sum => Requantize(node, sum.Requantizer, Repeated(node, Plus(Hull(sum.Left.Values), Hull(sum.Right.Values)))),
        IntegerMultiplyNode multiply => Requantize(node, multiply.Requantizer, Products(multiply)),
        IntegerSoftmaxNode or TfLiteSoftmaxNode => [new(node.Quantization!.Minimum, node.Quantization.Maximum)],
        MovementNode => [Hull(node.Inputs.SelectMany(i => _outputs[i]).Append(BorderOf(node)))],
        _ => _outputs[node.Input],
    };

    private IntegerRange[] Sums(IntegerConvolutionNode node)
    {
        var input = _network[node.Input].Shape;
        var x = Centred(node.Input, input.Channels);
        var (rows, columns) = TapReach.Of(node, input);
        int inputsPerGroup = input.Channels / node.Groups, outputsPerGroup = node.Shape.Channels / node.Groups;
        var sums = new IntegerRange[node.Shape.Channels];
        var weight = 0;
        for (var o = 0; o < sums.Length; o++)
        {
            foreach (var row in rows)
            {
                foreach (var column in columns)
                {
                    for (var i = 0; i < inputsPerGroup; i++)
                    {
                        var channel = (o / outputsPerGroup * inputsPerGroup) + i;
                        sums[o] = Plus(sums[o], Seen(row.And(column), x[channel], PaddingOf(node, channel)), node.Weights[weight++]);
                    }
                }
            }
        }

        return sums;
    }

    /// <summary>What a tap can see: input, padding, or either.</summary>
    private static IntegerRange Seen(TapReach tap, IntegerRange x, long padding) =>
        !tap.SeesPadding ? x : !tap.SeesInput ? new(padding, padding) : Hull(x, padding);

    private long PaddingOf(IntegerConvolutionNode node, int channel) =>
        node.PaddingValues.IsEmpty ? 0 : node.PaddingValues[channel] - _network[node.Input].Quantization!.ZeroPoint;

    private IntegerRange[] Sums(IntegerDenseNode node)
    {
        var x = Centred(node.Input, _outputs[node.Input].Length);
        var sums = new IntegerRange[node.Shape.Channels];
        var inputs = node.Weights.Count / sums.Length;
        for (var o = 0; o < sums.Length; o++)
        {
            for (var i = 0; i < inputs; i++)
                sums[o] = Plus(sums[o], x[i % x.Length], node.Weights[(o * inputs) + i]);
        }

        return sums;
    }

    private IntegerRange[] Products(IntegerMultiplyNode node)
    {
        var right = Centred(node.Inputs[1], node.Shape.Channels);
        return Centred(node.Inputs[0], node.Shape.Channels).Select((x, channel) =>
        {
            var (low, high) = (Times(x, right[channel].Minimum), Times(x, right[channel].Maximum));
            return new IntegerRange(Math.Min(low.Minimum, high.Minimum), Math.Max(low.Maximum, high.Maximum));
        }).ToArray();
    }

    /// <summary>What a border adds to the range of a moved tensor; the zero point elsewhere, which is always on the grid.</summary>
    private static IntegerRange BorderOf(Node node) => node is PadNode { Values: { IsEmpty: false } values }
        ? new(values.Min(), values.Max())
        : new(node.Quantization!.ZeroPoint, node.Quantization.ZeroPoint);

    private static IntegerRange[] Repeated(Node node, IntegerRange range) => Enumerable.Repeat(range, node.Shape.Channels).ToArray();

    private static IntegerRange Hull(ReadOnlySpan<int> values)
    {
        var hull = new IntegerRange(values[0], values[0]);
        foreach (var value in values)
            hull = Hull(hull, value);
        return hull;
    }

    private static IntegerRange Hull(IEnumerable<IntegerRange> ranges) => new(ranges.Min(r => r.Minimum), ranges.Max(r => r.Maximum));

    private static IntegerRange Plus(IntegerRange one, IntegerRange other) => new(one.Minimum + other.Minimum, one.Maximum + other.Maximum);

    private IntegerRange[] Requantize(IntegerWeightedNode node, IntegerRange[] sums)
    {
        if (_mustBeProved)
        {
            var (minimum, maximum) = (sums.Min(s => s.Minimum), sums.Max(s => s.Maximum));
            var isCovered = node.Accumulator.Minimum <= minimum && maximum <= node.Accumulator.Maximum;
            _promises.Check(node, isCovered, $"its accumulator range {node.Accumulator} holds its sums, [{minimum}, {maximum}]");
        }

        return Requantize(node, node.Requantizer, sums);
    }

    private IntegerRange[] Requantize(Node node, Requantizer requantizer, IntegerRange[] sums) => requantizer is Requantization step
        ? Requantize(node, step, sums)
        : sums.Select((sum, channel) => Ends(node, requantizer, sum, channel)).ToArray();

    /// <summary>Steps are monotone, those of two slopes on each side of the knee: the ends of the sums give the ends of the outputs.</summary>
    private IntegerRange Ends(Node node, Requantizer requantizer, IntegerRange sum, int channel)
    {
        if (requantizer.IsFloatIsland)
            _promises.Check(node, sum.Minimum >= -MostExact && sum.Maximum <= MostExact, $"its sums, {sum}, convert to double exactly");
        try
        {
            var ends = EndsOf(requantizer, channel, sum).Select(end => ReferenceRequantizer.Apply(requantizer, channel, end)).ToList();
            if (requantizer is FloatSlopeRequantization island)
                ends.Add(ReferenceRequantizer.AtKnee(island, channel));
            return new(ends.Min(), ends.Max());
        }
        catch (OverflowException)
        {
            _promises.Check(node, holds: false, $"its sums, {sum}, stay within the width of their requantizer");
            throw;
        }
    }

    private static IEnumerable<long> EndsOf(Requantizer requantizer, int channel, IntegerRange sum)
    {
        if (requantizer is TwoSlopeRequantization slopes)
        {
            var knee = slopes.Knees.OfChannel(channel);
            if (sum.Minimum < knee && knee <= sum.Maximum)
                return [sum.Minimum, knee - 1, knee, sum.Maximum];
        }

        return [sum.Minimum, sum.Maximum];
    }

    private IntegerRange[] Requantize(Node node, Requantization step, IntegerRange[] sums) => sums.Select((sum, channel) =>
    {
        var (m, b) = (step.MultiplierOf(channel), step.OffsetOf(channel));
        return Clamp(Shifted(node, ((BigInteger)sum.Minimum * m) + b, ((BigInteger)sum.Maximum * m) + b, step.Shift), step.Minimum, step.Maximum);
    }).ToArray();

    private IntegerRange[] Sum(IntegerAddNode node)
    {
        var (left, right) = (Centred(node.Inputs[0], node.Shape.Channels), Centred(node.Inputs[1], node.Shape.Channels));
        return left.Select((l, channel) =>
        {
            var (a, b) = (Times(l, node.LeftMultiplier), Times(right[channel], node.RightMultiplier));
            var low = (BigInteger)a.Minimum + b.Minimum + node.Offset;
            var high = (BigInteger)a.Maximum + b.Maximum + node.Offset;
            return Clamp(Shifted(node, low, high, node.Shift), node.Minimum, node.Maximum);
        }).ToArray();
    }

    private IntegerRange[] Average(IntegerAveragePoolNode node)
    {
        var grid = node.Quantization!;
        var count = (long)node.Window.KernelHeight * node.Window.KernelWidth;
        return Centred(node.Input, _outputs[node.Input].Length).Select(x =>
        {
            // The interpreter rounds half up by doubling: 2 * sum * numerator + count * denominator.
            var largest = (BigInteger)Math.Max(Math.Abs(x.Minimum), Math.Abs(x.Maximum)) * count;
            CheckFits(node, (2 * largest * node.Numerator) + ((BigInteger)count * node.Denominator));
            var mean = node.CountIncludesPadding ? Hull(x, 0) : x;
            return Clamp(
                new(Rounded(mean.Minimum, node) + grid.ZeroPoint, Rounded(mean.Maximum, node) + grid.ZeroPoint), grid.Minimum, grid.Maximum);
        }).ToArray();
    }

    private static long Rounded(long mean, IntegerAveragePoolNode node)
    {
        var quotient = BigInteger.DivRem((2 * (BigInteger)mean * node.Numerator) + node.Denominator, 2 * (BigInteger)node.Denominator, out var rest);
        return (long)(rest.Sign < 0 ? quotient - 1 : quotient);
    }

    /// <summary>What a node's output, less its zero point, can be, at each of the first <paramref name="length"/> elements.</summary>
    private IntegerRange[] Centred(string name, int length)
    {
        var (ranges, zero) = (_outputs[name], _network[name].Quantization!.ZeroPoint);
        return Enumerable.Range(0, length).Select(i => ranges[i % ranges.Length]).Select(r => new IntegerRange(r.Minimum - zero, r.Maximum - zero)).ToArray();
    }

    private IntegerRange Shifted(Node node, BigInteger one, BigInteger other, int shift)
    {
        CheckFits(node, one);
        CheckFits(node, other);
        var (low, high) = ((long)BigInteger.Min(one, other), (long)BigInteger.Max(one, other));
        return new(low >> shift, high >> shift);
    }

    private void CheckFits(Node node, BigInteger value) =>
        _promises.Check(node, value >= long.MinValue && value <= long.MaxValue, $"its product {value} fits 64 bits");

    private static IntegerRange Plus(IntegerRange sum, IntegerRange x, int weight)
    {
        var product = Times(x, weight);
        return new(checked(sum.Minimum + product.Minimum), checked(sum.Maximum + product.Maximum));
    }

    private static IntegerRange Times(IntegerRange x, long factor) =>
        factor >= 0 ? new(x.Minimum * factor, x.Maximum * factor) : new(x.Maximum * factor, x.Minimum * factor);

    private static IntegerRange Hull(IntegerRange range, long value) => new(Math.Min(range.Minimum, value), Math.Max(range.Maximum, value));

    private static IntegerRange Clamp(IntegerRange range, int minimum, int maximum) =>
        new(Math.Min(Math.Max(range.Minimum, minimum), maximum), Math.Min(Math.Max(range.Maximum, minimum), maximum));
}
