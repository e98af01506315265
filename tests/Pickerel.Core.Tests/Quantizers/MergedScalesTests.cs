using System;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>The quantized requantizer against exact arithmetic on the scales it stands for.</summary>
public sealed class MergedScalesTests
{
    private static readonly MultiplierForm Eight = new MultiplierForm.Mantissa(8);
    private static readonly Quantization Byte = new(1, 0, 8, Signed: false);

    [Fact]
    public void A_half_is_a_shift_that_rounds_half_up()
    {
        var step = Quantize(Scale(0.5, 0, 0, 100));

        Assert.Equal((1, 1, 1L), (step.MultiplierOf(0), step.Shift, step.OffsetOf(0)));
        Assert.Equal([0, 1, 1, 2, 2], Enumerable.Range(0, 5).Select(acc => Apply(step, 0, acc)));
    }

    [Fact]
    public void The_mantissa_is_the_multiplier_rounded_to_eight_bits()
    {
        // 0.3 * 2^8 = 76.8, and 2^9 would need 153.6.
        var step = Quantize(Scale(0.3, 0, 0, 1000), Scale(-0.1, 0, 0, 1000));

        Assert.Equal((77, -26, 8), (step.MultiplierOf(0), step.MultiplierOf(1), step.Shift));
        Assert.Equal([128L, 128L], step.Offsets.Values.ToArray());
    }

    [Fact]
    public void The_accumulator_at_the_center_gives_the_value_however_coarse_the_mantissa()
    {
        // The second channel's multiplier is a 300th of the first's: its mantissa rounds to 0, its value must stay.
        var step = Quantize(Scale(1.0, 100, 20, 1000), Scale(1.0 / 300, 500, 33, 1000), Scale(1.0 / 100, 500, 44.4, 1000));

        Assert.Equal(0, step.MultiplierOf(1));
        Assert.Equal(20, Apply(step, 0, 100));
        Assert.Equal(33, Apply(step, 1, 500));
        Assert.Equal(44, Apply(step, 2, 500));
    }

    [Fact]
    public void Multipliers_of_one_and_more_need_no_shift_and_no_half()
    {
        var step = Quantize(Scale(1000, 3, 7.5, 10), Scale(1, 0, 0.25, 10));

        Assert.Equal(0, step.Shift);
        Assert.Equal([1000, 1], step.Multipliers.Values.ToArray());
        Assert.Equal([-2992L, 0L], step.Offsets.Values.ToArray());
        Assert.Equal([0, 8, 255], new[] { 2, 3, 4 }.Select(acc => Apply(step, 0, acc)));
    }

    [Fact]
    public void A_channel_dead_in_training_leaves_the_others_their_resolution()
    {
        var step = Quantize(Scale(0.3, 0, 0, 1000), Scale(300, 0, 5, 1000, deviation: 1e-6));

        Assert.Equal((77, 8, 127), (step.MultiplierOf(0), step.Shift, step.MultiplierOf(1)));
        Assert.Equal(5, Apply(step, 1, 0));
    }

    [Fact]
    public void A_live_channel_out_of_line_gets_the_wider_mantissa()
    {
        var step = Quantize(Scale(0.3, 0, 0, 1000), Scale(300, 0, 5, 1000));

        Assert.InRange((double)step.MultiplierOf(0) / (1 << step.Shift), 0.28, 0.32);
        Assert.InRange((double)step.MultiplierOf(1) / (1 << step.Shift), 299, 301);
    }

    [Fact]
    public void A_channel_that_cannot_vary_keeps_its_exact_value_and_has_no_say_in_the_shift()
    {
        var dead = ChannelScale.Of(new(Scale: 1000, Mean: -3, Value: 2), sumScale: 1, bias: 1, deviation: 0, new(0, 0), Byte);

        // 1000 * (0 + 1 + 3) + 2 is beyond the grid; with a negative gamma it is far below.
        var step = MergedScales.Quantize([Scale(0.3, 0, 0, 1000), dead, dead with { Value = -dead.Value }, dead with { Value = 41.6 }], Eight, 0, 255);

        Assert.Equal([77, 0, 0, 0], step.Multipliers.Values.ToArray());
        Assert.Equal([255, 0, 42], new[] { 1, 2, 3 }.Select(c => Apply(step, c, 0)));
    }

    [Fact]
    public void Saturated_offsets_change_no_result()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 3000; trial++)
        {
            var range = new IntegerRange(-random.Next(0, 60), random.Next(0, 60));
            var magnitude = Math.Exp((random.NextDouble() * 60) - 40);
            var value = (random.NextDouble() - 0.5) * Math.Exp(random.NextDouble() * 80);
            var center = random.Next((int)range.Minimum, (int)range.Maximum + 1);
            var channel = new ChannelScale(random.Next(2) == 0 ? magnitude : -magnitude, center, value, 1e50, range);
            var (minimum, maximum) = random.Next(2) == 0 ? (0, 15) : (-32768, 32767);

            var step = MergedScales.Quantize([channel], Eight, minimum, maximum);

            for (var acc = range.Minimum; acc <= range.Maximum; acc++)
                Assert.Equal(Exact(channel, acc, minimum, maximum), Apply(step, 0, acc));
        }
    }

    [Theory]
    [InlineData(1e-90)]
    [InlineData(1e-14)]
    [InlineData(1e-9)]
    [InlineData(1e9)]
    [InlineData(1e90)]
    public void Extreme_multipliers_neither_overflow_nor_lose_the_sign(double multiplier)
    {
        const long Far = 1L << 43;
        var step = MergedScales.Quantize([Scale(multiplier, 0, 100, Far), Scale(-multiplier, 0, 100, Far)], Eight, 0, 255);

        foreach (var acc in new[] { -Far, -1, 0, 1, Far })
        {
            var expected = Math.Clamp(100 + (multiplier * acc), 0, 255);
            Assert.InRange(Apply(step, 0, acc) - expected, -1, 1);
            expected = Math.Clamp(100 - (multiplier * acc), 0, 255);
            Assert.InRange(Apply(step, 1, acc) - expected, -1, 1);
        }
    }

    [Fact]
    public void Sums_of_two_inputs_round_to_the_nearest_step_or_its_neighbour()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 200; trial++)
        {
            var bits = random.Next(2, 9);
            Quantization left = new(0.02 + random.NextDouble(), 0, bits, Signed: true), right = new(left.Scale * (0.25 + random.NextDouble()), 0, bits, Signed: false);
            var grid = new Quantization(left.Scale * (0.8 + random.NextDouble()), 0, bits, Signed: true);
            var node = SumScales.Lower(new() { Name = "add", Inputs = ["a", "b"] }, left, right, grid);
            for (var i = 0; i < 50; i++)
            {
                int a = random.Next(left.Minimum, left.Maximum + 1), b = random.Next(right.Minimum, right.Maximum + 1);
                var expected = Math.Clamp(((a * left.Scale) + (b * right.Scale)) / grid.Scale, grid.Minimum, grid.Maximum);
                var actual = Math.Clamp(((a * (long)node.LeftMultiplier) + (b * (long)node.RightMultiplier) + node.Offset) >> node.Shift, node.Minimum, node.Maximum);
                Assert.InRange(actual - expected, -0.8, 0.8);
            }
        }
    }

    private static ChannelScale Scale(double multiplier, double center, double value, long reach, double deviation = 30) =>
        new(multiplier, center, value, deviation, new(-reach, reach));

    private static Requantization Quantize(params ChannelScale[] channels) => MergedScales.Quantize(channels, Eight, 0, 255);

    private static int Apply(Requantization step, int channel, long acc) => (int)Math.Clamp(
        checked((acc * step.MultiplierOf(channel)) + step.OffsetOf(channel)) >> step.Shift, step.Minimum, step.Maximum);

    /// <summary>The requantizer of the definition, without any saturation: b = 2^s value - m center, rounded half up, plus half.</summary>
    private static int Exact(ChannelScale channel, long acc, int minimum, int maximum)
    {
        var shift = MergedScales.LargestShift(Math.Abs(channel.Multiplier), 8);
        var mantissa = Math.Min(Math.Floor((Math.Abs(channel.Multiplier) * (1L << shift)) + 0.5), 1 << 18) * Math.Sign(channel.Multiplier);
        while (shift > 0 && mantissa % 2 == 0)
            (mantissa, shift) = (mantissa / 2, shift - 1);
        var offset = new BigInteger(Math.Floor((channel.Value * (1L << shift)) - (mantissa * channel.Center) + 0.5));
        var half = shift > 0 ? BigInteger.One << (shift - 1) : 0;
        return (int)BigInteger.Min(BigInteger.Max((acc * new BigInteger(mantissa) + offset + half) >> shift, minimum), maximum);
    }
}
