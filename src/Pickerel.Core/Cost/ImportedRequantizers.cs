using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>The steps of other formats as they define them, bias and zero point on their own; the clamp apart.</summary>
internal static class ImportedRequantizers
{
    /// <summary>TensorFlow Lite: bias, product, rounding (twice where it rounds twice), a shift of each channel, zero point.</summary>
    public static IEnumerable<Operation> Of(TfLiteRequantization step, Values sums)
    {
        const int Word = 32;
        var biased = Biased(step.Biases, sums);
        var multiplier = step.Rounding == TfLiteRounding.Word ? 16 : Word;
        var product = biased.Bits + multiplier;
        List<Operation> operations = [.. AddBias(step.Biases, sums), Operation.Multiply(biased.Bits, multiplier, sums.Count), Operation.Add(product, product, sums.Count)];
        var shifted = step.Rounding == TfLiteRounding.Double ? Word : product;
        operations.AddRange(RequantizerOperations.Shift(step.Shifts.Values.ToArray().Select(s => (long)s), shifted, sums.Count));
        if (step.Rounding == TfLiteRounding.Double)
            operations.Add(Operation.Add(Word, Word, sums.Count));
        return operations.Concat(AddZeroPoint(step.ZeroPoint, step, sums));
    }

    /// <summary>An exact fraction: bias, product with the numerator, a reciprocal of one bit more for the denominator, rounding, zero point.</summary>
    public static IEnumerable<Operation> Of(ExactRequantization step, Values sums)
    {
        var bits = Biased(step.Biases, sums).Bits;
        List<Operation> operations = [.. AddBias(step.Biases, sums)];
        if (!IsOne(step.Numerators))
        {
            var numerator = BitWidth.Of(step.Numerators.Values.ToArray().Min(), step.Numerators.Values.ToArray().Max());
            operations.Add(Operation.Multiply(bits, numerator, sums.Count));
            bits += numerator;
        }

        if (!IsOne(step.Denominators))
        {
            operations.Add(Operation.Multiply(bits, bits + 1, sums.Count));
            bits += bits + 1;
        }

        if (step.Exponent < 0 || !IsOne(step.Denominators))
            operations.Add(Operation.Add(bits, bits, sums.Count));
        return operations.Concat(AddZeroPoint(step.ZeroPoint, step, sums));
    }

    private static IEnumerable<Operation> AddBias(Constant<long> biases, Values sums)
    {
        var all = biases.Values.ToArray();
        return Array.TrueForAll(all, b => b == 0) ? [] : [Operation.Add(sums.Bits, BitWidth.Of(all.Min(), all.Max()), sums.Count)];
    }

    private static Values Biased(Constant<long> biases, Values sums) => new(
        [.. sums.Channels.Select((range, channel) => Plus(range, biases.OfChannel(channel)))], sums.Count);

    private static IntegerRange Plus(IntegerRange range, long bias) => new(range.Minimum + bias, range.Maximum + bias);

    private static IEnumerable<Operation> AddZeroPoint(int zeroPoint, Requantizer step, Values sums)
    {
        var output = BitWidth.Of(step.Minimum, step.Maximum);
        return zeroPoint == 0 ? [] : [Operation.Add(output, output, sums.Count)];
    }

    private static bool IsOne(Constant<long> factors) => Array.TrueForAll(factors.Values.ToArray(), f => BigInteger.Abs(f).IsOne);
}
