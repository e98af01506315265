using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A layer's transformed weights, and the extremes over all inputs of what registers hold while they are used.</summary>
internal sealed class WinogradWeights
{
    private readonly WeightedProblem _problem;
    private readonly short[] _values;

    public WinogradWeights(WeightedProblem problem)
    {
        _problem = problem;
        _values = new short[WinogradTransform.Points * problem.Inputs * problem.Outputs];
        var (taps, points) = (new int[9], new int[WinogradTransform.Points]);
        for (var output = 0; output < problem.Outputs; output++)
        {
            for (var input = 0; input < problem.Inputs; input++)
            {
                for (var tap = 0; tap < taps.Length; tap++)
                    taps[tap] = problem.Weight(output, tap, input);
                WinogradTransform.Weights(taps, points);
                for (var point = 0; point < points.Length; point++)
                    _values[Index(point, input, output)] = (short)points[point];
            }
        }
    }

    /// <summary>Gets the least and the greatest transformed weight.</summary>
    public IntegerRange Range
    {
        get
        {
            short least = 0, greatest = 0;
            foreach (var value in _values)
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
            return new IntegerRange(least, greatest);
        }
    }

    /// <summary>Gets the range of the sum of two neighbouring products, of transformed inputs that are shifted to start at 0.</summary>
    public IntegerRange Pair
    {
        get
        {
            long least = 0, greatest = 0;
            for (var point = 0; point < WinogradTransform.Points; point++)
            {
                var input = WinogradTransform.InputRange(point, _problem.Input.Maximum);
                var span = input.Maximum - input.Minimum;
                for (var channel = 0; channel < _problem.Inputs; channel += 2)
                {
                    for (var output = 0; output < _problem.Outputs; output++)
                    {
                        int a = this[point, channel, output], b = this[point, channel + 1, output];
                        least = Math.Min(least, span * (Math.Min(a, 0) + Math.Min(b, 0)));
                        greatest = Math.Max(greatest, span * (Math.Max(a, 0) + Math.Max(b, 0)));
                    }
                }
            }

            return new IntegerRange(least, greatest);
        }
    }

    /// <summary>A transformed weight; 0 beyond the channels there are.</summary>
    public short this[int point, int input, int output] =>
        input < _problem.Inputs && output < _problem.Outputs ? _values[Index(point, input, output)] : (short)0;

    /// <summary>
    /// The range of the total at an output, four times the direct sum, over the input channels of a class: those whose number
    /// divided by <paramref name="run"/> leaves a remainder when divided by <paramref name="classes"/>.
    /// </summary>
    public IntegerRange Totals(int run, int classes)
    {
        long least = 0, greatest = 0;
        var sums = new (long Negative, long Positive)[classes];
        for (var output = 0; output < _problem.Outputs; output++)
        {
            Array.Clear(sums, 0, classes);
            for (var tap = 0; tap < 9; tap++)
            {
                for (var input = 0; input < _problem.Inputs; input++)
                {
                    var weight = _problem.Weight(output, tap, input);
                    ref var sum = ref sums[input / run % classes];
                    sum = (sum.Negative + Math.Min(weight, (sbyte)0), sum.Positive + Math.Max(weight, (sbyte)0));
                }
            }

            foreach (var (negative, positive) in sums)
                (least, greatest) = (Math.Min(least, negative), Math.Max(greatest, positive));
        }

        long scale = (long)WinogradTransform.Factor * _problem.Input.Maximum;
        return new IntegerRange(least * scale, greatest * scale);
    }

    private int Index(int point, int input, int output) => (((point * _problem.Inputs) + input) * _problem.Outputs) + output;
}
