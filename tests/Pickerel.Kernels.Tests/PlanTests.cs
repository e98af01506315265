using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>The proofs behind the code: memory, requantization and pooling, each against its definition.</summary>
public sealed class PlanTests
{
    [Fact]
    public void Buffers_alive_together_never_overlap_and_scratch_is_near_the_live_set()
    {
        var random = new Random(3);
        var (bytes, live) = (0L, 0L);
        for (var round = 0; round < 200; round++)
        {
            var lifetimes = Enumerable.Range(0, random.Next(1, 30)).Select(i =>
            {
                var first = random.Next(-1, 20);
                return new Lifetime($"t{i}", random.Next(1, 5000), first, first + random.Next(0, 5));
            }).ToList();
            var plan = MemoryPlan.Of(lifetimes);
            foreach (var (a, b) in lifetimes.SelectMany((a, i) => lifetimes.Skip(i + 1).Where(a.Overlaps).Select(b => (a, b))))
                Assert.True(plan[a.Name] + a.Bytes <= plan[b.Name] || plan[b.Name] + b.Bytes <= plan[a.Name], $"{a} and {b}");
            Assert.All(lifetimes, l => Assert.True(plan[l.Name] + l.Bytes <= plan.Bytes && plan[l.Name] % MemoryPlan.Alignment == 0));
            bytes += plan.Bytes;
            live += Enumerable.Range(-1, 30).Max(step => lifetimes.Where(l => l.FirstStep <= step && step <= l.LastStep).Sum(l => l.Bytes));
        }

        Assert.InRange(bytes, live, live * 1.05);
    }

    [Fact]
    public void A_chain_needs_no_more_than_its_widest_pair()
    {
        var plan = MemoryPlan.Of(Enumerable.Range(0, 8).Select(i => new Lifetime($"t{i}", 640, i - 1, i)));
        Assert.Equal(1280, plan.Bytes);
    }

    [Fact]
    public void Buffers_that_lie_badly_when_the_largest_goes_first_are_placed_in_another_order()
    {
        // The first layers of MobileNet 0.25: with the second of the largest at the start, too, two others must go behind both.
        Lifetime[] buffers = [new("input", 28230, -1, 0), new("conv", 20000, 0, 1), new("depthwise", 18432, 1, 2), new("pointwise", 38416, 2, 3)];
        Assert.Equal(18432 + 38416, MemoryPlan.Of(buffers).Bytes);
        Assert.Equal(18432 + 38416, MemoryPlan.Of(buffers.Reverse()).Bytes);
    }

    [Fact]
    public void Restated_requantizers_equal_their_definition_on_every_sum()
    {
        var random = new Random(11);
        var forms = new HashSet<RequantizationForm>();
        for (var round = 0; round < 3000; round++)
        {
            var grid = new Quantization(1, 0, random.Next(4) == 0 ? 16 : random.Next(1, 9), random.Next(2) == 0);
            var least = grid.Bits > 8 ? grid.Minimum - short.MinValue : grid.Minimum;
            var output = new TensorStorage("y", new TensorShape(1, 1, 1), grid.Bits > 8 ? 2 : 1, least, grid.Maximum - least, -least, 16, default, []);
            int shift = random.Next(0, 62), multiplier = random.Next(4) == 0 ? random.Next(int.MinValue, int.MaxValue) : random.Next(-255, 256);
            var offset = random.NextInt64(-(1L << random.Next(1, 55)), 1L << random.Next(1, 55));
            long low = -random.Next(0, 3000), correction = random.Next(-2000, 2000);
            var range = new IntegerRange(low, low + random.Next(0, 6000));
            var step = new Requantization(Constant<int>.Vector([multiplier]), Constant<long>.Vector([offset]), shift, grid.Minimum, grid.Maximum - random.Next(2));
            if (step.Maximum < step.Minimum)
                continue;
            var plan = RequantizationPlan.Of(step, output, [range], [correction]);
            forms.Add(plan.Form);
            for (var sum = range.Minimum; sum <= range.Maximum; sum++)
            {
                var value = (((Int128)(sum - correction) * multiplier) + offset) >> shift;
                var expected = (int)Int128.Clamp(value, step.Minimum, step.Maximum) - least;
                Assert.Equal(expected, Execute(plan, sum));
            }
        }

        Assert.Equal(4, forms.Count);
    }

    [Theory]
    [InlineData(int.MaxValue, 1, 0, 0, "Direct")]
    [InlineData(int.MaxValue, 1, 1, 0, "Clamped")]
    [InlineData(1L << 40, 1, 0, 0, "Clamped")]
    [InlineData(1 << 20, 127, 0, 16, "Direct")]
    [InlineData(1 << 25, 127, 0, 16, "Clamped")]
    [InlineData(1 << 25, 127, 0, 17, "Wide")]
    [InlineData(1 << 25, 127, 0, 47, "Wide")]
    [InlineData(int.MaxValue, int.MaxValue, 0, 31, "Wide")]
    [InlineData(int.MaxValue, int.MaxValue, 0, 0, "Clamped")]
    [InlineData(2, int.MaxValue, 1, 0, "Exact")]
    [InlineData(2, int.MaxValue, 0, 62, "Wide")]
    public void A_requantizer_is_as_wide_as_its_products(long greatest, int multiplier, long offset, int shift, string form)
    {
        var output = new TensorStorage("y", new TensorShape(1, 1, 1), 2, 0, short.MaxValue, 0, 16, default, []);
        var step = new Requantization(Constant<int>.Vector([multiplier]), Constant<long>.Vector([offset]), shift, short.MinValue, short.MaxValue);
        Assert.Equal(form, $"{RequantizationPlan.Of(step, output, [new IntegerRange(0, greatest)], [0]).Form}");
    }

    [Fact]
    public void Wide_means_equal_the_rounded_division_on_every_sum()
    {
        var random = new Random(19);
        var exact = 0;
        for (var round = 0; round < 300; round++)
        {
            var input = Words(random) with { ElementBytes = random.Next(1, 3) };
            var output = Words(random);
            var (inside, most) = (random.Next(1, 100), random.Next(3) switch { 0 => 1, 1 => 300, _ => 100_000 });
            long numerator = random.Next(1, most + 1), divisor = inside * random.NextInt64(1, most + 1);
            if (MeanStep.Of(numerator, divisor, inside, MeanStep.LargestShift(numerator, divisor), input, output) is not { } mean)
                continue;
            exact++;
            var (step, zeros) = (mean.Step, inside * input.Zero);
            long[] ends = [step.Sums.Minimum, step.Sums.Maximum, zeros, zeros + 1, zeros - 1];
            foreach (var sum in ends.Concat(Enumerable.Range(0, 2000).Select(_ => random.NextInt64(step.Sums.Minimum, step.Sums.Maximum + 1))).Where(s => s >= step.Sums.Minimum && s <= step.Sums.Maximum))
            {
                var expected = FloorOf((2 * (Int128)(sum - zeros) * numerator) + divisor, 2 * divisor) + output.Zero;
                Assert.Equal(expected, unchecked((sum * step.Multiplier) + (long)(ulong)(step.Offset & ulong.MaxValue)) >> mean.Shift);
                long low = output.Minimum - output.Zero, high = output.Maximum - output.Zero;
                Assert.Equal(Int128.Clamp(expected - output.Zero, low, high), Core.Runtime.MeanSearch.Of(sum - zeros, numerator, divisor, low, high));
            }
        }

        Assert.InRange(exact, 150, 290);
    }

    [Fact]
    public void Fitted_means_equal_the_rounded_division_on_every_sum()
    {
        var random = new Random(17);
        for (var round = 0; round < 400; round++)
        {
            var output = new TensorStorage("y", new TensorShape(1, 1, 1), 1, 0, (1 << random.Next(1, 9)) - 1, 0, 16, default, []);
            output = output with { Zero = random.Next(0, output.Maximum + 1) };
            long numerator = random.Next(1, 300), divisor = random.Next(1, 60) * (long)random.Next(1, 300), zeros = random.Next(0, 3000), greatest = random.Next(1, 9000);
            var step = PoolStep.Of(numerator, divisor, zeros, greatest, output);
            var fits = Enumerable.Range(0, 31)
                .SelectMany(shift => new[] { 0, 1 }.Select(up => step.Fit(shift, ((numerator << shift) / divisor) + up)))
                .OfType<MultiplyShift>().ToList();
            for (long sum = 0; sum <= greatest; sum++)
            {
                var twice = (2 * (sum - zeros) * numerator) + divisor;
                var mean = (twice / (2 * divisor)) - (twice % (2 * divisor) < 0 ? 1 : 0) + output.Zero;
                var expected = Math.Clamp(mean, 0, output.Maximum);
                Assert.Equal(expected, step.Thresholds.Count(t => t <= sum));
                foreach (var fit in fits)
                    Assert.Equal(expected, Math.Clamp((int)((sum * fit.Multiplier) + fit.Offset) >> fit.Shift, 0, output.Maximum));
            }
        }
    }

    [Fact]
    public void Signs_are_stored_in_one_bit_unless_there_are_gaps_between_them()
    {
        Assert.Equal(1, new DataBlock("weights", [1, 0xFF, 1], 1).StoredBits);
        Assert.Equal(2, new DataBlock("weights", [1, 0, 0xFF], 1).StoredBits);
        Assert.Equal(4, new DataBlock("weights", [1, 0, 0xFF], 4).StoredBits);

        var signs = new IntegerNetworkBuilder("Signs", new TensorShape(1, 1, 16))
            .Convolution("pw", 32, IntegerNetworkBuilder.Square(1), weightBits: 1, weights: (i, greatest) => i % 3 == 0 ? greatest : -greatest)
            .Build();
        var weights = CompiledNetworks.Emit(signs).Sources.Single(f => f.HintName.Contains("Weights", StringComparison.Ordinal)).Text;
        Assert.Contains($"Unpacking.Codes(packed.Slice(0, {16 * 32 / 64}), 1, ", weights, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_kernel_says_why()
    {
        var report = CompiledNetworks.Emit(EdgeCaseNetworks.HugeSum).Layers.Single(l => string.Equals(l.Layer, "dense", StringComparison.Ordinal));
        Assert.Equal("ConvolutionU8S8Scalar64", report.Kernel);
        Assert.Equal("ConvolutionU8S8Wide32: totals in [0, 2300403705] overflow 32 bits", report.Refused[^1]);
    }

    private static Int128 FloorOf(Int128 numerator, Int128 denominator) =>
        (numerator / denominator) - (numerator % denominator < 0 ? 1 : 0);

    private static TensorStorage Words(Random random) =>
        new("w", new TensorShape(1, 1, 1), 2, 0, short.MaxValue, random.Next(short.MinValue, short.MaxValue + 1), 16, default, []);

    /// <summary>What kernels do with a plan, in the widths they do it in.</summary>
    private static int Execute(RequantizationPlan plan, long sum)
    {
        var channel = plan.Channels[0];
        if (plan.Form == RequantizationForm.Exact)
            return (int)Math.Clamp(unchecked((sum * channel.Multiplier) + (long)(ulong)(channel.Offset & ulong.MaxValue)) >> plan.Shift, plan.Minimum, plan.Maximum) - plan.Output.Least;
        if (plan.ClampsSums)
            sum = Math.Max(channel.Sums.Minimum, Math.Min(channel.Sums.Maximum, sum));
        if (plan.Form == RequantizationForm.Wide)
            return Math.Clamp((int)(unchecked((sum * channel.Multiplier) + (long)(ulong)(channel.Offset & ulong.MaxValue)) >> plan.Shift), plan.Minimum, plan.Maximum);
        var value = unchecked(((int)sum * channel.Multiplier) + (int)(long)channel.Offset) >> plan.Shift;
        return Math.Clamp(value, plan.Minimum, plan.Maximum);
    }
}
