using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Cost;

/// <summary>What the nodes of an integer network execute, one method a kind.</summary>
internal static class NodeOperations
{
    /// <summary>What a node executes in one inference.</summary>
    /// <exception cref="NotSupportedException">The cost of such a node is not known.</exception>
    public static NodeWork Of(Network network, Node node) => node switch
    {
        InputNode or FlattenNode or MovementNode or Kernels.LayoutNode => NodeWork.None,
        IntegerWeightedNode n => Weighted(n, network[n.Input]),
        IntegerAffineNode n => Affine(n, network[n.Input]),
        IntegerAddNode n => Add(n, network[n.Inputs[0]], network[n.Inputs[1]]),
        IntegerAveragePoolNode n => AveragePool(n, network[n.Input]),
        MaxPoolNode n => MaxPool(n, network[n.Input]),
        IntegerTableNode n => LookupOperations.Of(n, network[n.Input]),
        IntegerTableSumNode n => LookupOperations.Of(n, network[n.Inputs[0]], network[n.Inputs[1]]),
        IntegerMultiplyNode n => Multiply(n, network[n.Inputs[0]], network[n.Inputs[1]]),
        IntegerSoftmaxNode n => LookupOperations.Of(n, network[n.Input]),
        TfLiteSoftmaxNode n => LookupOperations.Of(n, network[n.Input]),
        _ => throw new NotSupportedException($"The cost model knows no {node.Kind} (node '{node.Name}')."),
    };

    private static NodeWork Weighted(IntegerWeightedNode node, Node source)
    {
        var sums = new Values(AccumulatorRanges.Of(node, source), node.Shape.Count);
        var core = Enumerable.Range(0, node.Shape.Channels).SelectMany(o => WeightOperations.Of(node, o, source.Quantization!.Bits, sums.Bits));
        return Requantized(node, [.. core], sums);
    }

    private static NodeWork Affine(IntegerAffineNode node, Node source) =>
        Requantized(node, [], new([.. Enumerable.Repeat(RangeOf(source.Quantization!), node.Shape.Channels)], node.Shape.Count));

    private static NodeWork Multiply(IntegerMultiplyNode node, Node left, Node right)
    {
        IntegerRange a = RangeOf(left.Quantization!), b = RangeOf(right.Quantization!);
        IntegerRange one = RequantizerOperations.Times(a, b.Minimum), other = RequantizerOperations.Times(a, b.Maximum);
        IntegerRange product = new(Math.Min(one.Minimum, other.Minimum), Math.Max(one.Maximum, other.Maximum));
        var core = Operation.Multiply(BitWidth.Of(a), BitWidth.Of(b), node.Shape.Count);
        return Requantized(node, [core], new([.. Enumerable.Repeat(product, node.Shape.Channels)], node.Shape.Count));
    }

    /// <summary>Sums and the step behind them.</summary>
    public static NodeWork Requantized(RequantizedNode node, IReadOnlyList<Operation> core, Values sums)
    {
        var clamps = RequantizerOperations.Clamp(node.Requantizer, sums);
        return new(core, [sums], [.. RequantizerOperations.Of(node.Requantizer, sums)]) { Clamps = [.. clamps] };
    }

    private static NodeWork Add(IntegerAddNode node, Node left, Node right)
    {
        var count = node.Shape.Count;
        IntegerRange a = RangeOf(left.Quantization!), b = RangeOf(right.Quantization!);
        IntegerRange first = RequantizerOperations.Times(a, node.LeftMultiplier), second = RequantizerOperations.Times(b, node.RightMultiplier);
        IntegerRange sum = new(first.Minimum + second.Minimum, first.Maximum + second.Maximum);
        var scaled = new Values(new IntegerRange((sum.Minimum + node.Offset) >> node.Shift, (sum.Maximum + node.Offset) >> node.Shift), count);
        IReadOnlyList<Values> inputs = [new(a, count), new(b, count)];
        List<Operation> step =
        [
            .. RequantizerOperations.Multiply([node.LeftMultiplier], inputs[0]),
            .. RequantizerOperations.Multiply([node.RightMultiplier], inputs[1]),
            Operation.Add(BitWidth.Of(first), BitWidth.Of(second), count),
        ];
        if (node.Offset != 0)
            step.Add(Operation.Add(BitWidth.Of(sum), BitWidth.Of(node.Offset, node.Offset), count));
        IReadOnlyList<Operation> clamps = [.. RequantizerOperations.Clamp(node.Minimum, node.Maximum, scaled)];
        return new([], inputs, [.. step, .. clamps]) { Clamps = clamps };
    }

    /// <summary>Sums, then a shift where that divides exactly; else a reciprocal of one bit more than the sum has, which divides exactly, too.</summary>
    private static NodeWork AveragePool(IntegerAveragePoolNode node, Node source)
    {
        var (core, sums, step) = (new Operations(), new List<Values>(), new List<Operation>());
        var range = RangeOf(source.Quantization!);
        foreach (var (elements, windows) in WindowSizes.Of(node.Window, source.Shape, node.Shape))
        {
            var count = windows * node.Shape.Channels;
            for (long k = 1; k < elements; k++)
                core.Add(Operation.Add(BitWidth.Of(RequantizerOperations.Times(range, k)), BitWidth.Of(range), count));
            var sum = new Values(RequantizerOperations.Times(range, elements), count);
            sums.Add(sum);
            var divided = (node.CountIncludesPadding ? (long)node.Window.KernelHeight * node.Window.KernelWidth : elements) * node.Denominator;
            step.AddRange(Divide(sum, node.Numerator, divided));
            step.AddRange(RequantizerOperations.Clamp(node.Quantization!.Minimum, node.Quantization.Maximum, Mean(sum, node, divided)));
        }

        return new([.. core.ToEquatableArray()], sums, step);
    }

    private static IEnumerable<Operation> Divide(Values sum, long numerator, long denominator)
    {
        var divisor = GreatestCommonDivisor(numerator, denominator);
        (numerator, denominator) = (numerator / divisor, denominator / divisor);
        if (denominator == 1 && numerator == 1)
            yield break;
        var isShift = (denominator & (denominator - 1)) == 0;
        var factorBits = !isShift ? sum.Bits + 1 : numerator > 1 ? BitWidth.Of(0, numerator) : 0;
        if (factorBits > 0)
            yield return Operation.Multiply(sum.Bits, factorBits, sum.Count);
        if (denominator > 1)
            yield return Operation.Add(sum.Bits + factorBits, sum.Bits + factorBits, sum.Count);
    }

    private static Values Mean(Values sum, IntegerAveragePoolNode node, long divisor)
    {
        long Of(long end) => (long)Kernels.IntegerDivision.Floor(((System.Numerics.BigInteger)end * node.Numerator * 2) + divisor, 2 * (System.Numerics.BigInteger)divisor) + node.Quantization!.ZeroPoint;
        return new(new IntegerRange(Of(sum.Range.Minimum), Of(sum.Range.Maximum)), sum.Count);
    }

    private static NodeWork MaxPool(MaxPoolNode node, Node source) => new(
        [.. WindowSizes.Of(node.Window, source.Shape, node.Shape).Select(w => Operation.Compare(source.Quantization!.Bits, (w.Elements - 1) * w.Windows * node.Shape.Channels))],
        [],
        []);

    /// <summary>The integers of a grid less its zero point.</summary>
    public static IntegerRange RangeOf(Quantization grid) => new(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint);

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
