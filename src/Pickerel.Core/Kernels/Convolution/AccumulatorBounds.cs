using System;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The exact extremes of what a register holds while it sums bytes times weights, over all inputs: of every pair (whose sum
/// saturates at 16 bits), of every word's total and of every lane's total (which wrap, so that only totals matter).
/// </summary>
internal sealed record AccumulatorBounds(IntegerRange Pair, IntegerRange Word, IntegerRange Lane)
{
    public bool PairsFitWords => FitsWord(Pair);

    public bool WordsFit => FitsWord(Word);

    public bool LanesFit => Lane.Minimum >= int.MinValue && Lane.Maximum <= int.MaxValue;

    /// <summary>Computes the bounds of weights in steps of four bytes, two words a channel.</summary>
    public static AccumulatorBounds Of(sbyte[] packed, int channels, int inputMaximum)
    {
        var words = new (long Negative, long Positive)[channels * 2];
        var pair = default(IntegerRange);
        for (var i = 0; i < packed.Length; i += 2)
        {
            var (a, b) = (packed[i], packed[i + 1]);
            long negative = Math.Min(a, (sbyte)0) + Math.Min(b, (sbyte)0), positive = Math.Max(a, (sbyte)0) + Math.Max(b, (sbyte)0);
            pair = Widen(pair, negative, positive);
            ref var word = ref words[(i / 2) % words.Length];
            word = (word.Negative + negative, word.Positive + positive);
        }

        IntegerRange total = default, lane = default;
        for (var c = 0; c < channels; c++)
        {
            var (even, odd) = (words[2 * c], words[(2 * c) + 1]);
            total = Widen(Widen(total, even.Negative, even.Positive), odd.Negative, odd.Positive);
            lane = Widen(lane, even.Negative + odd.Negative, even.Positive + odd.Positive);
        }

        return new AccumulatorBounds(Times(pair, inputMaximum), Times(total, inputMaximum), Times(lane, inputMaximum));
    }

    public static bool FitsWord(IntegerRange range) => range.Minimum >= short.MinValue && range.Maximum <= short.MaxValue;

    public static string Text(IntegerRange range) => InvariantText.Of($"[{range.Minimum}, {range.Maximum}]");

    private static IntegerRange Widen(IntegerRange range, long low, long high) => new(Math.Min(range.Minimum, low), Math.Max(range.Maximum, high));

    private static IntegerRange Times(IntegerRange range, long factor) => new(range.Minimum * factor, range.Maximum * factor);
}
