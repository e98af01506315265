using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Quantizers;

/// <summary>A sum of looked-up terms written as two multipliers and a shift, where that equals it for every pair of inputs.</summary>
public static class SumForm
{
    /// <summary>Inputs of more bits have too many pairs to compare.</summary>
    private const int MostBits = 8;

    /// <summary>The bits of the larger multiplier tried, fewest first; the last is as much as two words hold.</summary>
    private static readonly int[] MultiplierBits = [15, 20, 25, 30];

    /// <summary>
    /// What the multipliers are stretched by, in parts of 2^28: rounding half away from zero, as TensorFlow Lite does, is rounding half up
    /// of sums that are a little further from zero.
    /// </summary>
    private static readonly int[] Stretches = [0, 2, -2, 8, -8, 32, 128];

    /// <summary>Finds the form with the fewest multiplier bits.</summary>
    /// <param name="node">The sum.</param>
    /// <param name="left">The grid of its first input.</param>
    /// <param name="right">The grid of its second input.</param>
    /// <param name="ranges">The sums of each channel, or of one where all channels are alike.</param>
    /// <returns>A node whose output was compared with the sum's on every pair of inputs and found equal; null if none was found.</returns>
    public static IntegerAddNode? Of(IntegerTableSumNode node, Quantization left, Quantization right, IReadOnlyList<IntegerRange> ranges)
    {
        if (left.Bits > MostBits || right.Bits > MostBits || left.IsBipolar || right.IsBipolar || node.Quantization!.IsBipolar)
            return null;
        var steps = StepsOf(node, ranges);
        if (steps.Count < 3)
            return null;

        // From the first threshold to the last, rounding is least of it.
        var (first, last) = (steps[1], steps[steps.Count - 1]);
        var gain = (double)(last.Output - first.Output) / (last.Accumulator - first.Accumulator);
        var (leftRatio, rightRatio) = (gain * Slope(node.Left), gain * Slope(node.Right));
        var pairs = new Pairs(node, left, right);
        foreach (var bits in MultiplierBits)
        {
            var shift = ShiftFor(Math.Max(Math.Abs(leftRatio), Math.Abs(rightRatio)), bits);
            if (shift is < 0 or > MultiplyShiftForm.MostShift)
                continue;
            foreach (var stretch in Stretches)
            {
                var unit = (1L << shift) * (1 + (stretch / (double)(1 << 28)));
                var (m1, m2) = (Nearest(leftRatio * unit), Nearest(rightRatio * unit));
                if (pairs.OffsetFor(m1, m2, shift) is { } offset)
                    return pairs.Form(m1, m2, offset, shift);
            }
        }

        return null;
    }

    /// <summary>The thresholds of the sum's requantizer, when all channels share them; else none.</summary>
    private static EquatableArray<Threshold> StepsOf(IntegerTableSumNode node, IReadOnlyList<IntegerRange> ranges)
    {
        var steps = Thresholds.Of(node.Requantizer, 0, ranges[0]).Steps;
        return Enumerable.Range(1, ranges.Count - 1).All(c => Thresholds.Of(node.Requantizer, c, ranges[c]).Steps == steps) ? steps : [];
    }

    private static double Slope(Constant<int> terms) => ((double)terms[terms.Count - 1] - terms[0]) / Math.Max(1, terms.Count - 1);

    private static int ShiftFor(double ratio, int bits)
    {
        var shift = 0;
        while (ratio > 0 && shift <= MultiplyShiftForm.MostShift && ratio * (1L << shift) < 1L << (bits - 1))
            shift++;
        return shift - 1;
    }

    private static int Nearest(double value) => (int)Math.Floor(value + 0.5);

    /// <summary>Every pair of inputs and its output.</summary>
    private sealed class Pairs
    {
        private readonly IntegerTableSumNode _node;
        private readonly Quantization _left, _right;
        private readonly int[] _outputs;

        public Pairs(IntegerTableSumNode node, Quantization left, Quantization right)
        {
            (_node, _left, _right) = (node, left, right);
            _outputs = new int[left.Span * right.Span];
            for (var i = 0; i < _outputs.Length; i++)
                _outputs[i] = ReferenceRequantizer.Apply(node.Requantizer, 0, (long)node.Left[i / right.Span] + node.Right[i % right.Span]);

            // Outputs that do not occur need not be told apart.
            (Minimum, Maximum) = (_outputs.Min(), _outputs.Max());
        }

        private int Minimum { get; }

        private int Maximum { get; }

        /// <summary>An offset with which multipliers and shift give every pair's output: each pair bounds it from below, above, or both.</summary>
        public long? OffsetFor(int m1, int m2, int shift)
        {
            var (least, greatest) = (long.MinValue, long.MaxValue);
            for (var a = 0; a < _left.Span && least <= greatest; a++)
            {
                var product = (long)(_left.Minimum + a - _left.ZeroPoint) * m1;
                for (var b = 0; b < _right.Span; b++)
                {
                    var sum = product + ((long)(_right.Minimum + b - _right.ZeroPoint) * m2);
                    var output = _outputs[(a * _right.Span) + b];
                    if (output > Minimum)
                        least = Math.Max(least, ((long)output << shift) - sum);
                    if (output < Maximum)
                        greatest = Math.Min(greatest, ((output + 1L) << shift) - 1 - sum);
                }
            }

            return least <= greatest ? least + ((greatest - least) / 2) : null;
        }

        public IntegerAddNode Form(int m1, int m2, long offset, int shift) => new()
        {
            Name = _node.Name,
            Inputs = _node.Inputs,
            Shape = _node.Shape,
            Quantization = _node.Quantization,
            Site = _node.Site,
            LeftMultiplier = m1,
            RightMultiplier = m2,
            Offset = offset,
            Shift = shift,
            Minimum = Minimum,
            Maximum = Maximum,
        };
    }
}
