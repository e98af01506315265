using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Tests.Quantizers;

public sealed class WeightQuantizerTests
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
    public void Two_bit_weights_have_all_four_codes() =>
        Assert.Equal([3, 1, -3, -1], Quantize([0.9, 0.1, -1.1, -0.2], 1, 2).Codes.Values.ToArray().Select(c => (int)c));

    [Fact]
    public void Ternary_weights_have_a_zero() =>
        Assert.Equal([1, 0, -1, 1], Quantize([0.9, 0.1, -1.1, 1.0], 1, new CodeGrid.Ternary()).Codes.Values.ToArray().Select(c => (int)c));

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
        foreach (var bits in new[] { 3, 4, 8 })
        {
            var quantized = Quantize([0, 0, 1e-300, -0.0, 1, 2], 3, bits);

            Assert.Equal([0, 0, 0, 0], quantized.Codes.Values.ToArray().Take(4).Select(c => (int)c));
            Assert.All(quantized.Scales.Values.ToArray(), scale => Assert.True(scale > 0));
        }
    }

    [Theory]
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

    [Theory]
    [MemberData(nameof(SearchedGrids))]
    public void No_dense_scan_finds_a_scale_with_a_visibly_smaller_squared_error(WeightGridKind kind, int bits)
    {
        var (random, grid) = (new Random(bits), WeightGrids.Of(kind, bits));
        for (var trial = 0; trial < 25; trial++)
        {
            var filter = Filter(random, random.Next(1, 40));

            var quantized = Quantize(filter, 1, grid);

            Assert.All(quantized.Codes.Values.ToArray(), code => Assert.True(grid.Holds(code), $"{code} is not on {grid}"));
            var error = filter.Select((w, i) => w - (quantized.Scales[0] * quantized.Codes[i])).Sum(e => e * e);
            var least = Enumerable.Range(1, 6_000).Min(i => Error(filter, i * 3 * filter.Max(Math.Abs) / 6_000 / grid.Largest, grid));
            Assert.True(error <= (least * (1 + 1e-9)) + (1e-9 * filter.Sum(w => w * w)), $"{grid}: {error} against {least} for {filter.Length} weights");
        }
    }

    [Theory]
    [MemberData(nameof(SearchedGrids))]
    public void Nor_one_much_smaller_for_a_long_filter(WeightGridKind kind, int bits)
    {
        var (random, grid) = (new Random(bits), WeightGrids.Of(kind, bits));
        for (var trial = 0; trial < 3; trial++)
        {
            var filter = Filter(random, 2500);

            var quantized = Quantize(filter, 1, grid);

            var error = filter.Select((w, i) => w - (quantized.Scales[0] * quantized.Codes[i])).Sum(e => e * e);
            var least = Enumerable.Range(1, 600).Min(i => Error(filter, i * 2 * filter.Max(Math.Abs) / 600 / grid.Largest, grid));
            Assert.True(error <= least * 1.005, $"{grid}: {error / least}");
        }
    }

    public static TheoryData<WeightGridKind, int> SearchedGrids
    {
        get
        {
            var grids = new TheoryData<WeightGridKind, int>();
            foreach (var kind in Enum.GetValues<WeightGridKind>())
            {
                // At 8 bits uniform weights are not searched: the largest just fits.
                foreach (var bits in Enumerable.Range(1, 8).Where(b => WeightGrids.Allow(kind, b) && (kind, b) != (WeightGridKind.Uniform, 8)))
                    grids.Add(kind, bits);
            }

            return grids;
        }
    }

    [Fact]
    public void A_power_of_two_is_the_nearest_by_ratio()
    {
        var rounding = new WeightRounding(new CodeGrid.PowerOfTwo(4));

        // Between 2^k and 2^(k+1) the boundary is 2^(k+1/2), and between 0 and 1 it is 2^-1/2.
        for (var ratio = 0.01; ratio < 200; ratio *= 1.003)
        {
            var exponent = Math.Round(Math.Log2(ratio));
            var expected = exponent < 0 ? 0 : Math.Min(64, Math.Pow(2, exponent));
            Assert.Equal(expected, rounding.Code(ratio, 1));
            Assert.Equal(-expected, rounding.Code(-ratio * 3, 1 / 3.0));
        }
    }

    [Theory]
    [InlineData(WeightGridKind.Uniform, 2)]
    [InlineData(WeightGridKind.Uniform, 5)]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 5)]
    [InlineData(WeightGridKind.Ternary, 2)]
    public void Any_other_code_is_the_nearest(WeightGridKind kind, int bits)
    {
        var (random, grid) = (new Random(bits), WeightGrids.Of(kind, bits));
        var codes = grid.Magnitudes.SelectMany(m => new[] { m, -m }).Concat(grid.HasZero ? [0] : Array.Empty<int>()).ToArray();
        var rounding = new WeightRounding(grid);
        for (var trial = 0; trial < 2000; trial++)
        {
            var weight = (random.NextDouble() - 0.5) * 3 * grid.Largest;
            Assert.Equal(codes.Min(c => Math.Abs(c - weight)), Math.Abs(rounding.Code(weight, 1) - weight), 1e-12);
        }
    }

    [Fact]
    public void Output_channels_may_have_grids_of_their_own()
    {
        var quantized = WeightQuantizer.Quantize(
            new Constant<double>([3, 4], [1, -0.4, 0.2, 0.1, /* */ 1, -0.4, 0.2, 0.1, /* */ 1, -0.4, 0.2, 0.1]),
            3,
            [new CodeGrid.MidRise(1), new CodeGrid.Ternary(), new CodeGrid.Uniform(8)],
            scales: null,
            default);

        Assert.Equal([1, -1, 1, 1], quantized.Codes.Values.Slice(0, 4).ToArray().Select(c => (int)c));
        Assert.Equal([1, 0, 0, 0], quantized.Codes.Values.Slice(4, 4).ToArray().Select(c => (int)c));
        Assert.Equal([127, -51, 25, 13], quantized.Codes.Values.Slice(8, 4).ToArray().Select(c => (int)c));
    }

    private static double[] Filter(Random random, int length) =>
        [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() * random.NextDouble() * (random.Next(2) == 0 ? -1 : 1))];

    /// <summary>The squared error of a scale, by trying all codes that rounding could mean.</summary>
    private static double Error(double[] filter, double scale, CodeGrid grid)
    {
        var rounding = new WeightRounding(grid);
        return filter.Select(w => w - (scale * rounding.Code(w, 1 / scale))).Sum(e => e * e);
    }

    private static double Error(double[] filter, double scale, int largest) =>
        filter.Select(w => w - (scale * Math.Clamp(Math.Round(w / scale), -largest, largest))).Sum(e => e * e);

    private static QuantizedWeights Quantize(double[] weights, int outputs, int bits) =>
        Quantize(weights, outputs, WeightGrids.Of(WeightGridKind.Uniform, bits));

    private static QuantizedWeights Quantize(double[] weights, int outputs, CodeGrid grid) =>
        WeightQuantizer.Quantize(new Constant<double>([outputs, weights.Length / outputs], [.. weights]), outputs, [grid], scales: null, default);
}
