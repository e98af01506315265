using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Emit;

/// <summary>
/// What a network's parameters weigh: weights at their bits (rounded up to a byte a tensor), multipliers at the fewest of
/// 1, 2 or 4 bytes that hold all of a layer, offsets at 4 or 8. Shifts and alignment count nothing.
/// </summary>
internal static class ModelSize
{
    public static long Bytes(Network network) => network.Nodes.Sum(Bytes);

    public static long Bytes(Node node) => node switch
    {
        IntegerWeightedNode weighted => (((long)weighted.WeightBits * weighted.Weights.Count) + 7) / 8 + Bytes(weighted.Requantization),
        IntegerAffineNode affine => Bytes(affine.Requantization),
        _ => 0,
    };

    /// <summary>The number of weights, multipliers and offsets.</summary>
    public static long Parameters(Node node) => node switch
    {
        IntegerWeightedNode weighted => weighted.Weights.Count + Parameters(weighted.Requantization),
        IntegerAffineNode affine => Parameters(affine.Requantization),
        _ => 0,
    };

    /// <summary>Multiply-accumulates of one inference; elementwise work counts none.</summary>
    public static long Macs(Network network, Node node) => node switch
    {
        IntegerConvolutionNode c => c.Shape.Count * c.Window.KernelHeight * c.Window.KernelWidth * (network[c.Input].Shape.Channels / c.Groups),
        IntegerDenseNode dense => dense.Weights.Count,
        _ => 0,
    };

    private static long Parameters(Requantization step) => step.Multipliers.Count + step.Offsets.Count;

    private static long Bytes(Requantization step)
    {
        var multiplier = step.Multipliers.Values.ToArray().Max(m => m is >= sbyte.MinValue and <= sbyte.MaxValue ? 1 : m is >= short.MinValue and <= short.MaxValue ? 2 : 4);
        var offset = step.Offsets.Values.ToArray().All(b => b is >= int.MinValue and <= int.MaxValue) ? 4 : 8;
        return ((long)multiplier * step.Multipliers.Count) + ((long)offset * step.Offsets.Count);
    }
}
