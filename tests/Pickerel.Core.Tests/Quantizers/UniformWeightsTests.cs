using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Tests.Quantizers;

public sealed class UniformWeightsTests
{
    [Fact]
    public void Eight_bit_weights_reach_exactly_127_in_every_filter()
    {
        var quantized = Quantize([0.5, -1.27, 0.01, /* */ 3, 1, -2], 2, 8);

        Assert.Equal([50, -127, 1, 127, 42, -85], quantized.Codes.Values.ToArray().Select(c => (int)c));
        Assert.Equal(0.01, quantized.Scales[0], 1e-15);
        Assert.Equal(3 / 127.0, quantized.Scales[1], 1e-15);
    }

    [Fact]
    public void Two_bit_weights_are_ternary() =>
        Assert.Equal([1, 0, -1, 1], Quantize([0.9, 0.1, -1.1, 1.0], 1, 2).Codes.Values.ToArray().Select(c => (int)c));

    [Fact]
    public void One_bit_weights_are_signs_and_their_scale_the_mean_magnitude()
    {
        var quantized = Quantize([0.9, -0.1, 0, -1.4, /* */ -3, -3, -3, -3], 2, 1);

        Assert.Equal([1, -1, 1, -1, -1, -1, -1, -1], quantized.Codes.Values.ToArray().Select(c => (int)c));
        Assert.Equal([0.6, 3], quantized.Scales.Values.ToArray().Select(s => Math.Round(s, 12)));
    }

    [Fact]
    public void No_scale_of_signs_has_a_smaller_squared_error_than_theirs()
    {
        var random = new Random(4);
        for (var trial = 0; trial < 100; trial++)
        {
            var filter = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.NextDouble() - 0.5).ToArray();

            var scale = Quantize(filter, 1, 1).Scales[0];

            double ErrorOf(double s) => filter.Sum(w => (w - (s * (w < 0 ? -1 : 1))) * (w - (s * (w < 0 ? -1 : 1))));
            Assert.All(Enumerable.Range(1, 500), i => Assert.True(ErrorOf(scale) <= ErrorOf(i / 1000.0) + 1e-12));
        }
    }

    [Fact]
    public void A_one_bit_filter_of_zeros_has_a_scale_that_makes_nothing_of_its_signs()
    {
        var quantized = Quantize([0, 0, 1, -2], 2, 1);

        Assert.Equal([1, 1, 1, -1], quantized.Codes.Values.ToArray().Select(c => (int)c));
        Assert.InRange(quantized.Scales[0], double.Epsilon, 1e-90);
    }

    [Fact]
    public void A_filter_of_zeros_has_codes_of_zero_and_a_positive_scale()
    {
        foreach (var bits in new[] { 2, 4, 8 })
        {
            var quantized = Quantize([0, 0, 1e-300, -0.0, 1, 2], 3, bits);

            Assert.Equal([0, 0, 0, 0], quantized.Codes.Values.ToArray().Take(4).Select(c => (int)c));
            Assert.All(quantized.Scales.Values.ToArray(), scale => Assert.True(scale > 0));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void Below_eight_bits_the_clip_has_nearly_the_least_squared_error(int bits)
    {
        var (random, largest) = (new Random(3), (1 << (bits - 1)) - 1);
        for (var trial = 0; trial < 100; trial++)
        {
            var filter = Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.NextDouble() * random.NextDouble() * (random.Next(2) == 0 ? -1 : 1)).ToArray();

            var quantized = Quantize(filter, 1, bits);

            Assert.All(quantized.Codes.Values.ToArray(), c => Assert.InRange(c, -largest, largest));
            var best = Enumerable.Range(1, 2000).Min(i => Error(filter, i * filter.Max(Math.Abs) / 2000 / (largest - 0.5), largest));
            var found = filter.Select((w, i) => w - (quantized.Scales[0] * quantized.Codes[i])).Sum(e => e * e);
            Assert.True(found <= (best * 1.25) + 1e-12, $"{found} against {best}");
        }
    }

    [Fact]
    public void A_filter_and_its_negative_have_opposite_codes()
    {
        double[] filter = [0.5, -1.5, 2.5, 7, -0.5, 3.5];
        var (codes, negated) = (Quantize(filter, 1, 4), Quantize([.. filter.Select(w => -w)], 1, 4));

        Assert.Equal(codes.Codes.Values.ToArray().Select(c => -c), negated.Codes.Values.ToArray().Select(c => (int)c));
        Assert.Equal(codes.Scales, negated.Scales);
    }

    private static double Error(double[] filter, double scale, int largest) =>
        filter.Select(w => w - (scale * Math.Clamp(Math.Round(w / scale), -largest, largest))).Sum(e => e * e);

    private static QuantizedWeights Quantize(double[] weights, int outputs, int bits) =>
        UniformWeights.Quantize(new Constant<double>([outputs, weights.Length / outputs], [.. weights]), outputs, bits, default);
}
