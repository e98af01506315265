using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Cost;

/// <summary>What a <see cref="Requantizer"/> executes, one method a kind.</summary>
internal static class RequantizerOperations
{
    /// <summary>The step's operations on sums of known ranges.</summary>
    public static IEnumerable<Operation> Of(Requantizer step, Values sums) => step switch
    {
        Requantization r => [.. Multiply(r.Multipliers.Values.ToArray(), sums), .. AddOffsets(r, sums), .. Clamp(r, sums)],
        FloatRequantization r => FloatIsland(sums, BitWidth.Of(r.Minimum, r.Maximum)),
        FloatSlopeRequantization r => [.. FloatIsland(sums, BitWidth.Of(r.Minimum, r.Maximum)), .. FloatSlope(sums)],
        TwoSlopeRequantization r => [.. TwoSlopes(r, sums), .. Clamp(r, sums)],
        ThresholdRequantization r => [new(OperationKind.Threshold, sums.Bits, BitWidth.Of(r.Minimum, r.Maximum), sums.Count, BitWidth.ToTellApart(r.Count + 1))],
        TfLiteRequantization r => [.. ImportedRequantizers.Of(r, sums), .. Clamp(r, sums)],
        ExactRequantization r => [.. ImportedRequantizers.Of(r, sums), .. Clamp(r, sums)],
        _ => throw Unknown(step),
    };

    /// <summary>The clamp of integers on the output's grid.</summary>
    public static IEnumerable<Operation> Clamp(Requantizer step, Values sums) =>
        Clamp(step.Minimum, step.Maximum, new([.. sums.Channels.Select((range, channel) => Scaled(step, channel, range))], sums.Count));

    /// <summary>The clamp of values already scaled; one that the proved range never reaches is not executed.</summary>
    public static IEnumerable<Operation> Clamp(int minimum, int maximum, Values scaled) =>
        scaled.Range.Minimum < minimum || scaled.Range.Maximum > maximum ? [Operation.Compare(scaled.Bits, scaled.Count)] : [];

    /// <summary>Multiplication by a constant of each channel; powers of two are shifts, and one for all is a constant shift.</summary>
    public static IEnumerable<Operation> Multiply(IReadOnlyCollection<int> multipliers, Values values)
    {
        if (!multipliers.All(IsPowerOfTwo))
            return [Operation.Multiply(values.Bits, BitWidth.Of(multipliers.Min(), multipliers.Max()), values.Count)];
        return Shift(multipliers.Where(m => m != 0).Select(m => Math.Abs((long)m)), values.Bits, values.Count);
    }

    /// <summary>A shift by an amount of each channel; one for all is free.</summary>
    public static IEnumerable<Operation> Shift(IEnumerable<long> amounts, int bits, long count) =>
        amounts.Distinct().Count() is > 1 and var choices ? [Operation.Shift(bits, choices, count)] : [];

    public static bool IsPowerOfTwo(int multiplier) => multiplier == 0 || (Math.Abs((long)multiplier) & (Math.Abs((long)multiplier) - 1)) == 0;

    public static IntegerRange Times(IntegerRange range, long factor) => Hull((BigInteger)range.Minimum * factor, (BigInteger)range.Maximum * factor);

    private static IEnumerable<Operation> AddOffsets(Requantization step, Values sums)
    {
        var offsets = step.Offsets.Values.ToArray();
        if (Array.TrueForAll(offsets, b => b == 0))
            return [];
        var products = new Values([.. sums.Channels.Select((range, channel) => Times(range, step.MultiplierOf(channel)))], sums.Count);
        return [Operation.Add(products.Bits, BitWidth.Of(offsets.Min(), offsets.Max()), sums.Count)];
    }

    /// <summary>One comparison chooses among the constants of the two slopes.</summary>
    private static IEnumerable<Operation> TwoSlopes(TwoSlopeRequantization step, Values sums)
    {
        int[] multipliers = [.. step.LowerMultipliers.Values, .. step.Multipliers.Values];
        long[] offsets = [.. step.LowerOffsets.Values, .. step.Offsets.Values];
        var bits = BitWidth.Of(multipliers.Min(), multipliers.Max());
        yield return Operation.Compare(sums.Bits, sums.Count);
        yield return Operation.Multiply(sums.Bits, bits, sums.Count);
        yield return Operation.Add(sums.Bits + bits, BitWidth.Of(offsets.Min(), offsets.Max()), sums.Count);
    }

    /// <summary>Conversion, product, offset and half, each rounded on its own, clamp and conversion back.</summary>
    private static IEnumerable<Operation> FloatIsland(Values sums, int outputBits) =>
    [
        Operation.Convert(sums.Bits, sums.Count),
        Operation.Multiply(Operand.Float32, Operand.Float32, sums.Count),
        Operation.Add(Operand.Float32, Operand.Float32, 2 * sums.Count),
        Operation.Compare(Operand.Float32, sums.Count),
        Operation.Convert(outputBits, sums.Count),
    ];

    /// <summary>A comparison with the knee, the product below it, and what is added behind.</summary>
    private static IEnumerable<Operation> FloatSlope(Values sums) =>
    [
        Operation.Compare(Operand.Float32, sums.Count),
        Operation.Multiply(Operand.Float32, Operand.Float32, sums.Count),
        Operation.Add(Operand.Float32, Operand.Float32, sums.Count),
    ];

    /// <summary>The values on the output's grid before the clamp.</summary>
    private static IntegerRange Scaled(Requantizer step, int channel, IntegerRange range) => step switch
    {
        Requantization r => Hull(Shifted(r, channel, range.Minimum), Shifted(r, channel, range.Maximum)),
        FloatRequantization f => Hull(Floor(f, channel, range.Minimum), Floor(f, channel, range.Maximum)),
        FloatSlopeRequantization f => Hull(Floor(f, channel, range.Minimum), Floor(f, channel, range.Maximum), Floor(f.Rests.OfChannel(channel))),
        TwoSlopeRequantization s => Unclamped(s, channel, [range.Minimum, range.Maximum, .. KneeOf(s, channel, range)]),
        TfLiteRequantization or ExactRequantization => Unclamped(step, channel, [range.Minimum, range.Maximum]),
        ThresholdRequantization => new(step.Minimum, step.Maximum),
        _ => throw Unknown(step),
    };

    private static long[] KneeOf(TwoSlopeRequantization step, int channel, IntegerRange range)
    {
        var knee = step.Knees.OfChannel(channel);
        return knee > range.Minimum && knee <= range.Maximum ? [knee - 1, knee] : [];
    }

    private static IntegerRange Unclamped(Requantizer step, int channel, long[] sums)
    {
        step = step with { Minimum = int.MinValue, Maximum = int.MaxValue };
        var values = Array.ConvertAll(sums, sum => (long)ReferenceRequantizer.Apply(step, channel, sum));
        return new(values.Min(), values.Max());
    }

    private static NotSupportedException Unknown(Requantizer step) => new($"The cost model knows no {step.GetType().Name}.");

    private static BigInteger Shifted(Requantization r, int channel, long sum) => ((sum * (BigInteger)r.MultiplierOf(channel)) + r.OffsetOf(channel)) >> r.Shift;

    /// <summary>Close enough for a count of bits: the clamp compares floats.</summary>
    private static BigInteger Floor(FloatRequantization f, int channel, long sum) => Floor(((double)sum * f.ScaleOf(channel)) + f.OffsetOf(channel));

    private static BigInteger Floor(FloatSlopeRequantization f, int channel, long sum)
    {
        var fromKnee = ((double)sum * f.Scales.OfChannel(channel)) + f.Offsets.OfChannel(channel);
        return Floor((fromKnee < 0 ? fromKnee * f.Slopes.OfChannel(channel) : fromKnee) + f.Rests.OfChannel(channel));
    }

    private static BigInteger Floor(double real) => new(Math.Max(-9e18, Math.Min(9e18, Math.Floor(real + 0.5))));

    private static IntegerRange Hull(params BigInteger[] values) => new(Saturate(values.Min()), Saturate(values.Max()));

    private static long Saturate(BigInteger value) => (long)BigInteger.Max(long.MinValue, BigInteger.Min(value, long.MaxValue));

}
