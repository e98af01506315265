using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>
/// Sums of two tensors on grids of their own. Their exact terms are integers in a common unit, of up to 62 bits. Where these do not fit
/// tables of 32 bits, rounded ones take their place, and every pair of integers is checked to keep its output.
/// </summary>
internal static class Additions
{
    private const int TermBits = 61, TableBits = 29;

    /// <summary>The sum of two tensors, as integers in a unit that makes all terms whole.</summary>
    public static (Addition Sum, Exact Unit) Of(OnnxBuilder builder, OnnxNode at, Quantized left, Quantized right)
    {
        if (!left.IsUniform || !right.IsUniform)
            throw builder.Problems.Unsupported(at, "an input of it has a scale for each channel, and sums need one for all");
        if (left.Node.Quantization!.Bits > 8 || right.Node.Quantization!.Bits > 8)
            throw builder.Problems.Unsupported(at, "an input of it has more than 8 bits");
        var (one, other) = (Terms(left), Terms(right));
        var denominator = one.Concat(other).Aggregate(BigInteger.One, (d, t) => d / BigInteger.GreatestCommonDivisor(d, t.Denominator) * t.Denominator);
        BigInteger[] Whole(List<Exact> terms) => [.. terms.Select(t => t.Numerator * (denominator / t.Denominator))];
        var (a, b) = (Whole(one), Whole(other));
        if (a.Concat(b).Any(t => t.GetBitLength() > TermBits))
            throw builder.Problems.Unsupported(at, FormattableString.Invariant($"the scales of its inputs have no common unit of {TermBits} bits"));
        return (new(at, left.Node, right.Node, [.. a.Select(t => (long)t)], [.. b.Select(t => (long)t)]), new(BigInteger.One, denominator));
    }

    public static Node Close(OnnxBuilder builder, Addition sum, Activation x, CodeRange codes, Quantization grid, bool isUniform, Func<int, long, int> output)
    {
        long[] sums = [.. sum.LeftTerms.SelectMany(_ => sum.RightTerms, (a, b) => a + b).Distinct().Order()];
        var largest = sum.LeftTerms.Concat(sum.RightTerms).Max(t => BigInteger.Abs(t)).GetBitLength();
        var shift = (int)Math.Max(0, largest - TableBits);
        var (left, right) = (Rounded(sum.LeftTerms, shift), Rounded(sum.RightTerms, shift));
        var thresholds = new List<Thresholds>();
        for (var c = 0; c < (isUniform ? 1 : x.Channels); c++)
        {
            // Of the sums that occur, which are few beside all the integers between them.
            var steps = Thresholds.Of(at => output(c, sums[at]), new IntegerRange(0, sums.Length - 1)).Steps;
            var exact = new Thresholds(steps.Select(s => s with { Accumulator = sums[s.Accumulator] }).ToEquatableArray());
            thresholds.Add(shift == 0 ? exact : Moved(builder, exact, sum, left, right));
        }

        var form = ThresholdForm.Of(thresholds, codes.Least, codes.Greatest);
        var node = new IntegerTableSumNode
        {
            Name = "",
            Left = Constant<int>.Vector(left),
            Right = Constant<int>.Vector(right),
            Requantizer = codes.IsBipolar && form.Count == 0 ? form with { Steps = Constant<int>.Vector([2]) } : form,
            Quantization = grid,
        };
        return builder.Add(sum.At, node, x.Layout.Shape, sum.Left, sum.Right);
    }

    private static List<Exact> Terms(Quantized x)
    {
        var grid = x.Node.Quantization!;
        return [.. Enumerable.Range(grid.Minimum, grid.Span).Select(q => x.Meaning.Apply(0, q - grid.ZeroPoint).Reduced())];
    }

    private static ImmutableArray<int> Rounded(ImmutableArray<long> terms, int shift) =>
        [.. terms.Select(t => shift == 0 ? checked((int)t) : (int)((t + (1L << (shift - 1))) >> shift))];

    /// <summary>The same outputs by the rounded terms: those of each output must lie below all of the next.</summary>
    private static Thresholds Moved(OnnxBuilder builder, Thresholds exact, Addition sum, ImmutableArray<int> left, ImmutableArray<int> right)
    {
        var starts = exact.Steps.Select(s => s.Accumulator).ToArray();
        var (least, most) = (Enumerable.Repeat(long.MaxValue, starts.Length).ToArray(), Enumerable.Repeat(long.MinValue, starts.Length).ToArray());
        for (var i = 0; i < left.Length; i++)
        {
            for (var j = 0; j < right.Length; j++)
            {
                var found = Array.BinarySearch(starts, sum.LeftTerms[i] + sum.RightTerms[j]);
                var step = found >= 0 ? found : ~found - 1;
                var rounded = (long)left[i] + right[j];
                (least[step], most[step]) = (Math.Min(least[step], rounded), Math.Max(most[step], rounded));
            }
        }

        var (steps, before) = (new List<Threshold>(), long.MinValue);
        for (var step = 0; step < starts.Length; step++)
        {
            // Some sum is there: each step starts at one that occurs.
            if (least[step] <= before)
                throw builder.Problems.Unsupported(sum.At, "two sums of it lie so close that 32 bits do not tell them apart");
            steps.Add(new(steps.Count == 0 ? (long)left.Min() + right.Min() : least[step], exact.Steps[step].Output));
            before = most[step];
        }

        return new(steps.ToEquatableArray());
    }
}
