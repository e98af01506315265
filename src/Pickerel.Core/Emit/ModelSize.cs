using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Emit;

/// <summary>
/// What a network's parameters weigh: weights at their bits (rounded up to a byte a tensor), multipliers at the fewest of
/// 1, 2 or 4 bytes that hold all of a layer (1 for powers of two: sign and exponent), offsets at 4 or 8, a float island's at 4.
/// Thresholds and biases count 4 or 8 bytes, tables their outputs' bits. Shifts of a layer and alignment count nothing.
/// </summary>
internal static class ModelSize
{
    public static long Bytes(Network network) => network.Nodes.Sum(Bytes);

    public static long Bytes(Node node) => node switch
    {
        IntegerWeightedNode weighted => ((WeightBits(weighted) + 7) / 8) + Bytes(weighted.Requantizer),
        IntegerTableNode table => (((table.Quantization!.Bits * (long)table.Values.Count) + 7) / 8),
        IntegerTableSumNode sum => (sizeof(int) * ((long)sum.Left.Count + sum.Right.Count)) + Bytes(sum.Requantizer),
        IntegerSoftmaxNode softmax => sizeof(int) * (long)softmax.Exponentials.Count,
        TfLiteSoftmaxNode softmax => sizeof(int) * (long)softmax.Exponentials.Count,
        RequantizedNode other => Bytes(other.Requantizer),
        _ => 0,
    };

    /// <summary>The number of weights, multipliers and offsets.</summary>
    public static long Parameters(Node node) => node switch
    {
        IntegerWeightedNode weighted => weighted.Weights.Count + Parameters(weighted.Requantizer),
        IntegerTableNode table => table.Values.Count,
        IntegerTableSumNode sum => sum.Left.Count + sum.Right.Count + Parameters(sum.Requantizer),
        IntegerSoftmaxNode softmax => softmax.Exponentials.Count,
        TfLiteSoftmaxNode softmax => softmax.Exponentials.Count,
        RequantizedNode other => Parameters(other.Requantizer),
        _ => 0,
    };

    /// <summary>Multiply-accumulates of one inference; elementwise work counts none.</summary>
    public static long Macs(Network network, Node node) => node switch
    {
        IntegerConvolutionNode c => c.Shape.Count * c.Window.KernelHeight * c.Window.KernelWidth * (network[c.Input].Shape.Channels / c.Groups),
        IntegerDenseNode dense => dense.Weights.Count,
        ConvolutionNode c => c.Shape.Count * c.Window.KernelHeight * c.Window.KernelWidth * (network[c.Input].Shape.Channels / c.Groups),
        TransposedConvolutionNode t => network[t.Input].Shape.Count * t.Window.KernelHeight * t.Window.KernelWidth * (t.Filters / t.Groups),
        DenseNode dense => dense.Units * network[dense.Input].Shape.Count,
        _ => 0,
    };

    /// <summary>The bits that tell the codes apart, each channel's at its own width.</summary>
    private static long WeightBits(IntegerWeightedNode node)
    {
        long bits = 0;
        for (var o = 0; o < node.Shape.Channels; o++)
            bits += (long)node.BitsOf(o) * (node.Weights.Count / node.Shape.Channels);
        return bits;
    }

    private static long Parameters(Requantizer requantizer) => requantizer switch
    {
        Requantization step => step.Multipliers.Count + step.Offsets.Count,
        FloatRequantization island => island.Scales.Count + island.Offsets.Count,
        FloatSlopeRequantization island => island.Scales.Count + island.Offsets.Count + island.Slopes.Count + island.Rests.Count,
        TwoSlopeRequantization slopes => slopes.Knees.Count + slopes.LowerMultipliers.Count + slopes.LowerOffsets.Count + slopes.Multipliers.Count + slopes.Offsets.Count,
        ThresholdRequantization thresholds => thresholds.Values.Count + thresholds.Firsts.Count + thresholds.Steps.Count,
        TfLiteRequantization step => step.Biases.Count + step.Multipliers.Count + step.Shifts.Count,
        ExactRequantization fraction => fraction.Biases.Count + fraction.Numerators.Count + fraction.Denominators.Count,
        _ => 0,
    };

    /// <summary>Whether a multiplier is a sign and an exponent, or 0.</summary>
    private static bool IsPowerOfTwo(int multiplier) => multiplier == 0 || (Math.Abs((long)multiplier) & (Math.Abs((long)multiplier) - 1)) == 0;

    private static int BytesOf(int multiplier) => multiplier switch
    {
        >= sbyte.MinValue and <= sbyte.MaxValue => 1,
        >= short.MinValue and <= short.MaxValue => 2,
        _ => 4,
    };

    private static long Bytes(Requantizer requantizer)
    {
        long Longs(Constant<long> values) => values.Count * (values.Values.ToArray().All(v => v is >= int.MinValue and <= int.MaxValue) ? 4L : 8L);
        long Multipliers(Constant<int> values) =>
            values.Count * (Array.TrueForAll(values.Values.ToArray(), IsPowerOfTwo) ? 1L : values.Values.ToArray().Max(BytesOf));
        return requantizer switch
        {
            Requantization step => Multipliers(step.Multipliers) + Longs(step.Offsets),
            TwoSlopeRequantization slopes => Longs(slopes.Knees) + Multipliers(slopes.LowerMultipliers) + Longs(slopes.LowerOffsets) + Multipliers(slopes.Multipliers) + Longs(slopes.Offsets),
            ThresholdRequantization thresholds => Longs(thresholds.Values) + Multipliers(thresholds.Firsts) + Multipliers(thresholds.Steps),
            TfLiteRequantization step => Longs(step.Biases) + Multipliers(step.Multipliers) + step.Shifts.Count,
            ExactRequantization fraction => Longs(fraction.Biases) + Longs(fraction.Numerators) + Longs(fraction.Denominators),
            _ => sizeof(float) * Parameters(requantizer),
        };
    }
}
