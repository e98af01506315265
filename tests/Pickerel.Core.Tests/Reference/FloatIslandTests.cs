using System;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;
using Pickerel.Core.Tests.Quantizers;

namespace Pickerel.Core.Tests.Reference;

/// <summary>A float island rounds once an operation, to nearest, ties to even; nothing it does is NaN.</summary>
public sealed class FloatIslandTests
{
    [Fact]
    public void Every_operation_is_rounded_once_as_exact_arithmetic_says()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 20_000; trial++)
        {
            var (scale, offset) = ((float)(random.NextDouble() * Math.ScaleB(1, -random.Next(30))), (float)((random.NextDouble() - 0.5) * 300));
            var accumulator = random.NextInt64(-(1L << 53), (1L << 53) + 1) >> random.Next(54);

            var actual = ReferenceRequantizer.Apply(Island(scale, offset, -5_000_000, 5_000_000), 0, accumulator);

            var sum = Round(Rational.Of(accumulator));
            var product = Round(Rational.Of(sum) * Rational.Of((double)scale));
            var real = Round(Rational.Of(product) + Rational.Of((double)offset));
            var rounded = Rational.Of(Round(Rational.Of(real) + Rational.Of(0.5))).Floor();
            Assert.Equal((int)BigInteger.Max(-5_000_000, BigInteger.Min(rounded, 5_000_000)), actual);
        }
    }

    [Fact]
    public void Infinite_products_saturate_and_nothing_is_nan()
    {
        float[] ends = [float.MaxValue, -float.MaxValue, float.Epsilon, -float.Epsilon, 0, -0f, 1];
        foreach (var (scale, offset) in ends.SelectMany(s => ends.Select(o => (s, o))))
        {
            var island = Island(scale, offset, -8, 7);
            var outputs = new[] { -(1L << 53), -1000, -1, 0, 1, 1000, 1L << 53 }.Select(a => ReferenceRequantizer.Apply(island, 0, a)).ToList();

            Assert.All(outputs, y => Assert.InRange(y, -8, 7));
            Assert.Equal(outputs, scale >= 0 ? outputs.Order() : outputs.OrderDescending());
            Assert.Equal(Math.Clamp(Math.Floor(offset + 0.5), -8, 7), outputs[3]);
        }
    }

    [Fact]
    public void A_knee_is_where_the_sum_in_front_of_it_changes_sign_and_nothing_is_nan()
    {
        var random = new Random(2);
        float[] ends = [0, -0f, 1, -1, float.Epsilon, float.MaxValue, -float.MaxValue];
        for (var trial = 0; trial < 20_000; trial++)
        {
            var (scale, offset) = ((float)((random.NextDouble() - 0.3) * Math.ScaleB(1, -random.Next(30))), (float)((random.NextDouble() - 0.5) * 300));
            var (slope, rest) = (random.Next(4) == 0 ? ends[random.Next(ends.Length)] : (float)(random.NextDouble() * 2), (float)random.Next(-50, 50));
            var accumulator = random.NextInt64(-(1L << 53), (1L << 53) + 1) >> random.Next(54);
            var island = new FloatSlopeRequantization(
                Constant<float>.Vector([random.Next(50) == 0 ? FloatSlopeRequantization.MostScale : scale]), Constant<float>.Vector([random.Next(50) == 0 ? -FloatSlopeRequantization.MostOffset : offset]),
                Constant<float>.Vector([slope]), Constant<float>.Vector([rest]), -5_000_000, 5_000_000);

            var fromKnee = Round(Rational.Of(Round(Rational.Of(Round(Rational.Of(accumulator))) * Rational.Of((double)island.Scales[0]))) + Rational.Of((double)island.Offsets[0]));
            var bent = fromKnee < 0 ? Rational.Of(fromKnee) * Rational.Of((double)slope) : Rational.Of(fromKnee);
            var expected = Rational.Abs(bent) > Rational.Power(127)
                ? bent.Sign * 5_000_000
                : Rational.Of(Round(Rational.Of(Round(Rational.Of(fromKnee < 0 ? Round(bent) : fromKnee) + Rational.Of((double)rest))) + Rational.Of(0.5))).Floor();
            Assert.Equal((int)BigInteger.Max(-5_000_000, BigInteger.Min(expected, 5_000_000)), ReferenceRequantizer.Apply(island, 0, accumulator));
        }
    }

    private static FloatRequantization Island(float scale, float offset, int minimum, int maximum) =>
        new(Constant<float>.Vector([scale]), Constant<float>.Vector([offset]), minimum, maximum);

    /// <summary>The nearest float of an exact value, ties to even, as a double; the values here are far from float's ends.</summary>
    private static double Round(Rational value)
    {
        if (value.Sign == 0)
            return 0;

        // The last bit of a float's 24 around the value; below 2^-126 they all are 2^-149.
        var magnitude = Rational.Abs(value);
        var exponent = (int)(magnitude.Numerator.GetBitLength() - magnitude.Denominator.GetBitLength());
        if (magnitude < Rational.Power(exponent))
            exponent--;
        var unit = Rational.Power(Math.Max(exponent - 23, -149));
        var steps = magnitude / unit;
        var down = steps.Floor();
        var rest = steps - Rational.Of(down);
        var half = Rational.Of(0.5);
        var rounded = rest > half || (rest.CompareTo(half) == 0 && !down.IsEven) ? down + 1 : down;
        return value.Sign * (double)rounded * Math.ScaleB(1, Math.Max(exponent - 23, -149));
    }
}
