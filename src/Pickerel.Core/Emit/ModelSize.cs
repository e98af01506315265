using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Emit;

/// <summary>
/// What a network's parameters weigh: weights at their bits (rounded up to a byte a tensor), multipliers at the fewest of
/// 1, 2 or 4 bytes that hold all of a layer (1 for powers of two: sign and exponent), offsets at 4 or 8, a float island's at 4.
/// Shifts and alignment count nothing.
/// </summary>
internal static class ModelSize
{
    public static long Bytes(Network network) => network.Nodes.Sum(Bytes);

    public static long Bytes(Node node) => node switch
    {
        IntegerWeightedNode weighted => ((WeightBits(weighted) + 7) / 8) + Bytes(weighted.Requantizer),
        IntegerAffineNode affine => Bytes(affine.Requantizer),
        _ => 0,
    };

    /// <summary>The number of weights, multipliers and offsets.</summary>
    public static long Parameters(Node node) => node switch
    {
        IntegerWeightedNode weighted => weighted.Weights.Count + Parameters(weighted.Requantizer),
        IntegerAffineNode affine => Parameters(affine.Requantizer),
        _ => 0,
    };

    /// <summary>Multiply-accumulates of one inference; elementwise work counts none.</summary>
    public static long Macs(Network network, Node node) => node switch
    {
        IntegerConvolutionNode c => c.Shape.Count * c.Window.KernelHeight * c.Window.KernelWidth * (network[c.Input].Shape.Channels / c.Groups),
        IntegerDenseNode dense => dense.Weights.Count,
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
        if (requantizer is not Requantization step)
            return sizeof(float) * Parameters(requantizer);
        var multipliers = step.Multipliers.Values.ToArray();
        var multiplier = Array.TrueForAll(multipliers, IsPowerOfTwo) ? 1 : multipliers.Max(BytesOf);
        var offset = step.Offsets.Values.ToArray().All(b => b is >= int.MinValue and <= int.MaxValue) ? 4 : 8;
        return ((long)multiplier * step.Multipliers.Count) + ((long)offset * step.Offsets.Count);
    }
}
