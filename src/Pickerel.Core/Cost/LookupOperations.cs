using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>What nodes with tables execute, one method a kind.</summary>
internal static class LookupOperations
{
    public static NodeWork Of(IntegerTableNode node, Node source) =>
        new([], [InputOf(source)], [Operation.Lookup(source.Quantization!.Bits, node.Quantization!.Bits, node.Shape.Count)]) { IsNonlinear = true };

    public static NodeWork Of(IntegerTableSumNode node, Node left, Node right)
    {
        IntegerRange first = RangeOf(node.Left.Values.ToArray()), second = RangeOf(node.Right.Values.ToArray());
        var count = node.Shape.Count;
        var sum = new Values([.. Enumerable.Repeat(new IntegerRange(first.Minimum + second.Minimum, first.Maximum + second.Maximum), node.Shape.Channels)], count);
        IReadOnlyList<Operation> sums =
        [
            Operation.Lookup(left.Quantization!.Bits, BitWidth.Of(first), count),
            Operation.Lookup(right.Quantization!.Bits, BitWidth.Of(second), count),
            Operation.Add(BitWidth.Of(first), BitWidth.Of(second), count),
        ];
        var work = NodeOperations.Requantized(node, [], sum);
        return work with { Inputs = [InputOf(left), InputOf(right)], Step = [.. sums, .. work.Step] };
    }

    /// <summary>
    /// A pixel's greatest, the differences from it, their exponentials and the sum of those; then a quotient each, by as many
    /// subtractions of the divisor as the output has bits.
    /// </summary>
    public static NodeWork Of(IntegerSoftmaxNode node, Node source)
    {
        var (channels, count, outputBits) = (node.Shape.Channels, node.Shape.Count, node.Quantization!.Bits);
        long pixels = count / channels, pairs = pixels * (channels - 1);
        var exponentials = node.Exponentials.Values.ToArray();
        int inputBits = source.Quantization!.Bits, entryBits = BitWidth.Of(exponentials.Min(), exponentials.Max());
        var sumBits = BitWidth.Of(0, (System.Numerics.BigInteger)exponentials.Max() * channels);
        return new(
            [],
            [InputOf(source)],
            [
                Operation.Compare(inputBits, pairs),
                Operation.Add(inputBits, inputBits, count),
                Operation.Lookup(inputBits, entryBits, count),
                Operation.Add(sumBits, entryBits, pairs),
                Operation.Multiply(entryBits, BitWidth.Of(0, node.Levels), count),
                Operation.Add(sumBits, sumBits, outputBits * count),
            ])
        {
            IsNonlinear = true,
        };
    }

    /// <summary>The same with one reciprocal a pixel instead of quotients: three steps of Newton's method, two products each, and a product for each element.</summary>
    public static NodeWork Of(TfLiteSoftmaxNode node, Node source)
    {
        const int entryBits = 31, wordBits = 32, reciprocalProducts = 7;
        var (channels, count) = (node.Shape.Channels, node.Shape.Count);
        long pixels = count / channels, pairs = pixels * (channels - 1);
        var inputBits = source.Quantization!.Bits;
        return new(
            [],
            [InputOf(source)],
            [
                Operation.Compare(inputBits, pairs),
                Operation.Add(inputBits, inputBits, count),
                Operation.Lookup(inputBits, entryBits, count),
                Operation.Add(wordBits, wordBits, count + pairs + (reciprocalProducts * pixels)),
                Operation.Multiply(wordBits, wordBits, count + (reciprocalProducts * pixels)),
                Operation.Compare(node.Quantization!.Bits, count),
            ])
        {
            IsNonlinear = true,
        };
    }

    private static Values InputOf(Node source) => new(NodeOperations.RangeOf(source.Quantization!), source.Shape.Count);

    private static IntegerRange RangeOf(int[] values) => new(values.Min(), values.Max());
}
