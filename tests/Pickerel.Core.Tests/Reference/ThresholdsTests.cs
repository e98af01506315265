using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Reference;

/// <summary>The threshold proof against brute force over whole accumulator ranges.</summary>
public sealed class ThresholdsTests
{
    private const int ParameterSets = 1200;

    /// <summary>Gets a maker of random one-channel requantizers for each form.</summary>
    public static TheoryData<string> Forms => [.. Makers.Keys];

    private static Dictionary<string, Func<Random, IntegerRange, Requantizer>> Makers { get; } = new(StringComparer.Ordinal)
    {
        ["any multiply and shift"] = (random, _) => AnyStep(random),
        ["merged mantissas"] = (random, range) => Merged(random, range, new MultiplierForm.Mantissa(random.Next(2, 17))),
        ["merged powers of two"] = (random, range) => Merged(random, range, new MultiplierForm.PowerOfTwo()),
        ["separate mantissas"] = (random, range) => Separate(random, range, new MultiplierForm.Mantissa(random.Next(2, 17))),
        ["separate powers of two"] = (random, range) => Separate(random, range, new MultiplierForm.PowerOfTwo()),
        ["float island"] = (random, range) => FloatScales.Of([Channel(random, range)], 0, random.Next(1, 256)),
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Thresholds_say_what_brute_force_says(string form)
    {
        var random = new Random(1);
        for (var set = 0; set < ParameterSets; set++)
        {
            var range = Range(random);
            var requantizer = Makers[form](random, range);

            var thresholds = Thresholds.Of(requantizer, 0, range).Steps;

            Assert.Equal(range.Minimum, thresholds[0].Accumulator);
            var step = 0;
            for (var accumulator = range.Minimum; accumulator <= range.Maximum; accumulator++)
            {
                if (step + 1 < thresholds.Count && thresholds[step + 1].Accumulator == accumulator)
                    step++;
                var output = ReferenceRequantizer.Apply(requantizer, 0, accumulator);
                if (output != thresholds[step].Output)
                    Assert.Fail($"set {set}: {requantizer} gives {output} at {accumulator}, its thresholds {thresholds[step].Output}");
            }

            Assert.Equal(thresholds.Count - 1, step);
            Assert.Equal(thresholds.Count, thresholds.Select(t => t.Output).Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Two_requantizers_have_equal_thresholds_exactly_where_brute_force_finds_no_difference(string form)
    {
        var (random, equal) = (new Random(2), 0);
        for (var set = 0; set < ParameterSets; set++)
        {
            // The second is almost the first, or the first said otherwise.
            var range = Range(random);
            var one = Makers[form](random, range);
            var other = Vary(random, one);

            var isEqual = true;
            for (var accumulator = range.Minimum; accumulator <= range.Maximum && isEqual; accumulator++)
                isEqual = ReferenceRequantizer.Apply(one, 0, accumulator) == ReferenceRequantizer.Apply(other, 0, accumulator);

            Assert.Equal(isEqual, Thresholds.AreEqual(one, other, [range]));
            equal += isEqual ? 1 : 0;
        }

        Assert.InRange(equal, ParameterSets / 10, ParameterSets * 99 / 100);
    }

    [Fact]
    public void A_range_of_one_accumulator_has_one_step() =>
        Assert.Equal(
            [new Threshold(-7, 3)],
            Thresholds.Of(new Requantization(Constant<int>.Vector([1]), Constant<long>.Vector([10]), 0, 0, 15), 0, new(-7, -7)).Steps);

    private static Requantizer Vary(Random random, Requantizer one) => one switch
    {
        Requantization step => random.Next(4) switch
        {
            0 => step with { Offsets = Constant<long>.Vector([step.OffsetOf(0) + random.Next(-1, 2)]) },
            1 => step with { Multipliers = Constant<int>.Vector([step.MultiplierOf(0) + random.Next(-1, 2)]) },
            2 => step with { Multipliers = Constant<int>.Vector([2 * step.MultiplierOf(0)]), Offsets = Constant<long>.Vector([2 * step.OffsetOf(0)]), Shift = step.Shift + 1 },
            _ => step with { Maximum = step.Maximum + 1 },
        },
        FloatRequantization island => random.Next(3) switch
        {
            0 => island with { Offsets = Constant<float>.Vector([MathF.BitIncrement(island.OffsetOf(0))]) },
            1 => island with { Scales = Constant<float>.Vector([MathF.BitDecrement(island.ScaleOf(0))]) },
            _ => island with { Maximum = island.Maximum + 1 },
        },
        _ => throw new NotSupportedException(),
    };

    private static IntegerRange Range(Random random)
    {
        var reach = 1 << random.Next(1, 13);
        return new(-random.Next(reach), random.Next(reach));
    }

    private static Requantization AnyStep(Random random)
    {
        var shift = random.Next(0, 41);
        var multiplier = random.Next(-(1 << 18), (1 << 18) + 1) >> random.Next(18);
        return new(Constant<int>.Vector([multiplier]), Constant<long>.Vector([random.NextInt64(-256, 256) << shift >> random.Next(4)]), shift, -random.Next(200), random.Next(200));
    }

    private static Requantization Merged(Random random, IntegerRange range, MultiplierForm form) =>
        MergedScales.Quantize([Channel(random, range)], form, 0, random.Next(1, 256));

    private static Requantization Separate(Random random, IntegerRange range, MultiplierForm form)
    {
        var weights = new ScaleQuantizer(random.Next(2, 17), 1).Quantize([Magnitude(random)], (_, _) => 0)!;
        var norm = SeparateScales.QuantizeNorm([Magnitude(random) * Sign(random)], [true], form);
        return SeparateScales.Fold([Channel(random, range)], weights, norm, Binary.Power(random.Next(-12, 3)), 0, random.Next(1, 256));
    }

    private static ChannelScale Channel(Random random, IntegerRange range) =>
        new(Magnitude(random) * Sign(random), random.Next((int)range.Minimum, (int)range.Maximum + 1), (random.NextDouble() * 300) - 20, 1e9, range);

    private static double Magnitude(Random random) => Math.Exp((random.NextDouble() * 10) - 7);

    private static int Sign(Random random) => random.Next(4) == 0 ? -1 : 1;
}
