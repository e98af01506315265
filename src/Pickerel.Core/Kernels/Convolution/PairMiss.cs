using System;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>The worst of the pairs of weights whose products with the largest input saturate 16 bits.</summary>
/// <param name="Channel">Its output channel.</param>
/// <param name="First">Its first weight.</param>
/// <param name="Second">Its second weight; the two have one sign, or one of them alone is too large.</param>
/// <param name="Limit">The largest sum of magnitudes that fits.</param>
/// <param name="Count">How many pairs saturate.</param>
/// <param name="Of">Out of how many with some weight that is not 0.</param>
internal sealed record PairMiss(int Channel, int First, int Second, int Limit, int Count, int Of)
{
    public string Text => InvariantText.Of(
        $"channel {Channel}: |{First}| + |{Second}| = {Math.Abs(First) + Math.Abs(Second)} > {Limit} ({Count} of {Of} pairs saturate 16 bits)");
}

/// <summary>Finds the pairs that saturate.</summary>
internal sealed class PairMisses(int inputMaximum)
{
    private PairMiss? _worst;
    private int _pairs;
    private int _count;

    /// <summary>Gets the worst pair so far.</summary>
    public PairMiss? Worst => _worst is null ? null : _worst with { Count = _count, Of = _pairs };

    public void Add(int first, int second, int channel)
    {
        if (first != 0 || second != 0)
            _pairs++;
        int positive = Math.Max(first, 0) + Math.Max(second, 0), negative = -Math.Min(first, 0) - Math.Min(second, 0);
        var (reach, end) = positive > negative ? (positive, short.MaxValue) : (negative, -(int)short.MinValue);
        if ((long)positive * inputMaximum <= short.MaxValue && (long)negative * inputMaximum <= -(int)short.MinValue)
            return;
        _count++;

        // Of weights with two signs only those of one add up.
        var isPositive = positive > negative;
        int Part(int weight) => weight > 0 == isPositive ? weight : 0;
        if (_worst is null || reach > Math.Abs(_worst.First) + Math.Abs(_worst.Second))
            _worst = new(channel, Part(first), Part(second), end / inputMaximum, Count: 0, Of: 0);
    }
}
