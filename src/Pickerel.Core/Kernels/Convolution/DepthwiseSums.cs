using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Two taps of a window, or one and none, multiplied as bytes and added onto one of two word sums.</summary>
/// <param name="First">The tap multiplied by the even bytes, or -1.</param>
/// <param name="Second">The tap multiplied by the odd bytes, or -1.</param>
/// <param name="Sum">The sum, 0 or 1.</param>
/// <param name="Part">What is multiplied of a weight.</param>
internal sealed record DepthwisePair(int First, int Second, int Sum, Func<int, int> Part);

/// <summary>
/// A depthwise window summed in two words a channel, <c>sum 0 + Factor * sum 1</c>. Words wrap, so it is enough that a word's total
/// spans no more than 16 bits: an offset then shifts it to where words are. Pairs saturate, and must fit as they are.
/// </summary>
internal sealed class DepthwiseSums
{
    /// <summary>Every division of so many pairs among the two sums is tried; of more, only two.</summary>
    private const int MostDividedPairs = 8;

    private readonly WeightedProblem _problem;

    private DepthwiseSums(WeightedProblem problem, IReadOnlyList<DepthwisePair> pairs, int factor)
    {
        (_problem, Pairs, Factor) = (problem, pairs, factor);
        Totals = [TotalsOf(0), TotalsOf(1)];
    }

    public IReadOnlyList<DepthwisePair> Pairs { get; }

    /// <summary>Gets what the second sum is multiplied by.</summary>
    public int Factor { get; }

    /// <summary>Gets the totals of both sums for every channel.</summary>
    public IReadOnlyList<IReadOnlyList<IntegerRange>> Totals { get; }

    /// <summary>Gets whether some total needs an offset to fit its word.</summary>
    public bool HasOffsets => Totals.Any(t => t.Any(r => !AccumulatorBounds.FitsWord(r)));

    /// <summary>Gets the proof in words.</summary>
    public string Proof => InvariantText.Of($"pairs in {AccumulatorBounds.Text(PairHull)} fit 16 bits, totals in {AccumulatorBounds.Text(Hull(0))} and {AccumulatorBounds.Text(Hull(1))} ")
        + (HasOffsets ? "once each channel's are moved by an offset" : "too");

    private IntegerRange PairHull => Pairs.SelectMany(p => Enumerable.Range(0, _problem.Outputs).Select(c => RangeOf(p, c))).Aggregate(default(IntegerRange), Widen);

    /// <summary>Whole weights, the pairs divided among both sums such that the totals fit; without offsets if possible.</summary>
    public static DepthwiseSums Whole(WeightedProblem problem)
    {
        DepthwiseSums? best = null;
        var taps = TapPairs(problem);
        foreach (var division in Divisions(taps.Count))
        {
            var sums = new DepthwiseSums(problem, [.. taps.Select((t, p) => new DepthwisePair(t.First, t.Second, division(p), w => w))], 1);
            best ??= sums;
            if (sums.Objection is not null)
                continue;
            if (!sums.HasOffsets)
                return sums;
            if (best.Objection is not null)
                best = sums;
        }

        return best!;
    }

    /// <summary>Weights as <c>low + 16 * high</c>, low in -8..7: twice the products, but small ones.</summary>
    public static DepthwiseSums Split(WeightedProblem problem)
    {
        static int Low(int weight) => ((weight + 8) & 15) - 8;
        var pairs = TapPairs(problem)
            .SelectMany(t => new[] { new DepthwisePair(t.First, t.Second, 0, Low), new DepthwisePair(t.First, t.Second, 1, w => (w - Low(w)) / 16) });
        return new DepthwiseSums(problem, [.. pairs], 16);
    }

    /// <summary>Gets why bytes and words do not hold the sums, or null when they do.</summary>
    public string? Objection =>
        PairsObjection
        ?? Totals.SelectMany(t => t.Select((range, channel) => (range, channel))).Where(t => t.range.Maximum - t.range.Minimum > ushort.MaxValue)
            .Select(t => InvariantText.Of($"channel {t.channel}: totals in {AccumulatorBounds.Text(t.range)} overflow 16 bits")).FirstOrDefault();

    private string? PairsObjection
    {
        get
        {
            var misses = new PairMisses(_problem.Input.Maximum);
            foreach (var pair in Pairs)
            {
                for (var channel = 0; channel < _problem.Outputs; channel++)
                    misses.Add(WeightOf(pair, pair.First, channel), WeightOf(pair, pair.Second, channel), channel);
            }

            return misses.Worst?.Text;
        }
    }

    /// <summary>What is added to a sum of a channel so that its total fits a word.</summary>
    public int OffsetOf(int sum, int channel)
    {
        var total = Totals[sum][channel];
        return (int)(total.Maximum > short.MaxValue ? short.MaxValue - total.Maximum : total.Minimum < short.MinValue ? short.MinValue - total.Minimum : 0);
    }

    /// <summary>
    /// The taps in pairs: neighbours, or, where <see cref="DepthwiseColumns"/> shares them among outputs, the first two rows of a column
    /// and neighbours of the third row, the last tap as the second of its pair.
    /// </summary>
    private static IReadOnlyList<(int First, int Second)> TapPairs(WeightedProblem problem) => DepthwiseColumns.Serve(problem)
        ? [(0, 3), (1, 4), (2, 5), (6, 7), (-1, 8)]
        : [.. Enumerable.Range(0, (problem.Taps + 1) / 2).Select(p => (2 * p, (2 * p) + 1 < problem.Taps ? (2 * p) + 1 : -1))];

    /// <summary>Ways to divide pairs among the sums, the even ones first: pair to sum.</summary>
    private static IEnumerable<Func<int, int>> Divisions(int pairs) => pairs > MostDividedPairs
        ? [p => p & 1, p => p < pairs / 2 ? 0 : 1]
        : Enumerable.Range(0, 1 << (pairs - 1))
            .OrderBy(bits => Math.Abs((2 * Enumerable.Range(0, pairs).Count(p => (bits >> p & 1) == 0)) - pairs))
            .Select<int, Func<int, int>>(bits => p => bits >> p & 1);

    private IReadOnlyList<IntegerRange> TotalsOf(int sum) => [.. Enumerable.Range(0, _problem.Outputs).Select(c =>
    {
        var ranges = Pairs.Where(p => p.Sum == sum).Select(p => RangeOf(p, c)).ToList();
        return new IntegerRange(ranges.Sum(r => r.Minimum), ranges.Sum(r => r.Maximum));
    })];

    private IntegerRange RangeOf(DepthwisePair pair, int channel)
    {
        int a = WeightOf(pair, pair.First, channel), b = WeightOf(pair, pair.Second, channel);
        return new IntegerRange((long)_problem.Input.Maximum * (Math.Min(a, 0) + Math.Min(b, 0)), (long)_problem.Input.Maximum * (Math.Max(a, 0) + Math.Max(b, 0)));
    }

    /// <summary>The factor of a tap of a pair, 0 of a tap that is not there.</summary>
    public int WeightOf(DepthwisePair pair, int tap, int channel) => tap < 0 ? 0 : pair.Part(_problem.Weight(channel, tap, 0));

    private IntegerRange Hull(int sum) => Totals[sum].Aggregate(default(IntegerRange), Widen);

    private static IntegerRange Widen(IntegerRange a, IntegerRange b) => new(Math.Min(a.Minimum, b.Minimum), Math.Max(a.Maximum, b.Maximum));
}
