using System;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The exact extremes of what a register holds while it sums bytes times weights, over all inputs: of every pair (whose sum
/// saturates at 16 bits), of every word's total and of every lane's total (which wrap, so that only totals matter).
/// </summary>
/// <param name="Pair">Of the sum of two neighbouring products.</param>
/// <param name="Word">Of a word's total.</param>
/// <param name="Lane">Of a lane's total.</param>
/// <param name="Run">The longest run of steps, a divisor of the steps in a row of contiguous bytes, whose totals fit words; 0 when none does.</param>
internal sealed record AccumulatorBounds(IntegerRange Pair, IntegerRange Word, IntegerRange Lane, int Run)
{
    /// <summary>Gets the pairs that saturate; null when none does.</summary>
    public PairMiss? Miss { get; private init; }

    /// <summary>Gets the channel of the word that reaches farthest.</summary>
    public int WidestChannel { get; private init; }

    /// <summary>Gets why byte products may not be summed in pairs, or null when they may.</summary>
    public string? PairsObjection => Miss?.Text;

    /// <summary>Gets why words do not hold the totals, or null when they do.</summary>
    public string? WordsObjection => WordObjection(Word) is { } objection ? InvariantText.Of($"channel {WidestChannel}: {objection}") : null;

    /// <summary>Gets why lanes do not hold the totals, or null when they do.</summary>
    public string? LaneObjection => LaneObjectionOf(Lane);

    /// <summary>Computes the bounds of weights in steps of four bytes, two words a channel.</summary>
    /// <param name="packed">The weights, [step][channel][4].</param>
    /// <param name="channels">Channels a step.</param>
    /// <param name="inputMaximum">The greatest stored input.</param>
    /// <param name="steps">The steps in a row of contiguous bytes.</param>
    public static AccumulatorBounds Of(sbyte[] packed, int channels, int inputMaximum, int steps)
    {
        var words = new (long Negative, long Positive)[channels * 2];
        var pair = default(IntegerRange);
        var misses = new PairMisses(inputMaximum);
        for (var i = 0; i < packed.Length; i += 2)
        {
            var (a, b) = (packed[i], packed[i + 1]);
            misses.Add(a, b, i / 4 % channels);
            long negative = Math.Min(a, (sbyte)0) + Math.Min(b, (sbyte)0), positive = Math.Max(a, (sbyte)0) + Math.Max(b, (sbyte)0);
            pair = Widen(pair, negative, positive);
            ref var word = ref words[(i / 2) % words.Length];
            word = (word.Negative + negative, word.Positive + positive);
        }

        IntegerRange total = default, lane = default;
        var (widest, reach) = (0, 0L);
        for (var c = 0; c < channels; c++)
        {
            var (even, odd) = (words[2 * c], words[(2 * c) + 1]);
            var far = Math.Max(Math.Max(even.Positive, odd.Positive), -Math.Min(even.Negative, odd.Negative));
            if (far > reach)
                (widest, reach) = (c, far);
            total = Widen(Widen(total, even.Negative, even.Positive), odd.Negative, odd.Positive);
            lane = Widen(lane, even.Negative + odd.Negative, even.Positive + odd.Positive);
        }

        var pairs = Times(pair, inputMaximum);
        var run = FitsWord(pairs) ? LongestRun(packed, channels, inputMaximum, steps) : 0;
        return new AccumulatorBounds(pairs, Times(total, inputMaximum), Times(lane, inputMaximum), run) { Miss = misses.Worst, WidestChannel = widest };
    }

    /// <summary>Why byte products may not be summed in pairs, or null when they may.</summary>
    public static string? PairObjection(IntegerRange pair) => FitsWord(pair) ? null : "pairs in " + Text(pair) + " saturate 16 bits";

    /// <summary>Why words do not hold the totals, or null when they do.</summary>
    public static string? WordObjection(IntegerRange total) => FitsWord(total) ? null : "totals in " + Text(total) + " overflow 16 bits";

    /// <summary>Why lanes do not hold the totals, or null when they do.</summary>
    public static string? LaneObjectionOf(IntegerRange total) =>
        total.Minimum >= int.MinValue && total.Maximum <= int.MaxValue ? null : "totals in " + Text(total) + " overflow 32 bits";

    public static bool FitsWord(IntegerRange range) => range.Minimum >= short.MinValue && range.Maximum <= short.MaxValue;

    public static string Text(IntegerRange range) => InvariantText.Of($"[{range.Minimum}, {range.Maximum}]");

    private static int LongestRun(sbyte[] packed, int channels, int inputMaximum, int steps) =>
        Enumerable.Range(1, steps).Reverse().FirstOrDefault(run => steps % run == 0 && RunsFitWords(packed, channels * 4 * run, channels * 4, inputMaximum));

    /// <summary>Whether every word's total over every run of so many bytes of weights fits 16 bits.</summary>
    private static bool RunsFitWords(sbyte[] packed, int runBytes, int stepBytes, int inputMaximum)
    {
        for (var run = 0; run < packed.Length; run += runBytes)
        {
            for (var word = 0; word < stepBytes; word += 2)
            {
                long negative = 0, positive = 0;
                for (var i = run + word; i < run + runBytes; i += stepBytes)
                {
                    negative += Math.Min(packed[i], (sbyte)0) + Math.Min(packed[i + 1], (sbyte)0);
                    positive += Math.Max(packed[i], (sbyte)0) + Math.Max(packed[i + 1], (sbyte)0);
                }

                if (!FitsWord(Times(new IntegerRange(negative, positive), inputMaximum)))
                    return false;
            }
        }

        return true;
    }

    private static IntegerRange Widen(IntegerRange range, long low, long high) => new(Math.Min(range.Minimum, low), Math.Max(range.Maximum, high));

    private static IntegerRange Times(IntegerRange range, long factor) => new(range.Minimum * factor, range.Maximum * factor);
}
