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
        ["two slopes"] = TwoSlopes,
        ["thresholds"] = (random, range) => RandomThresholds(random, range),
        ["TFLite, rounded twice"] = (random, range) => TfLite(random, TfLiteRounding.Double),
        ["TFLite, rounded once"] = (random, range) => TfLite(random, TfLiteRounding.Single),
        ["TFLite, 16-bit multiplier"] = (random, range) => TfLite(random, TfLiteRounding.Word),
        ["exact fraction"] = (random, _) => Fraction(random),
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
        TwoSlopeRequantization slopes => random.Next(4) switch
        {
            0 => slopes with { Offsets = Plus(slopes.Offsets, 1) },
            1 => slopes with { LowerOffsets = Plus(slopes.LowerOffsets, -1) },
            2 => slopes with
            {
                Multipliers = Twice(slopes.Multipliers), Offsets = Twice(slopes.Offsets), LowerMultipliers = Twice(slopes.LowerMultipliers), LowerOffsets = Twice(slopes.LowerOffsets), Shift = slopes.Shift + 1,
            },
            _ => slopes with { Maximum = slopes.Maximum + 1 },
        },
        ThresholdRequantization thresholds => random.Next(2) == 0
            ? thresholds with { Maximum = thresholds.Maximum + 1 }
            : thresholds with { Values = new(thresholds.Values.Dimensions, [.. thresholds.Values.Values.ToArray().Select((v, i) => i == 0 ? v - 1 : v)]) },
        TfLiteRequantization step => random.Next(3) switch
        {
            0 => step with { Biases = Plus(step.Biases, random.Next(-1, 2)) },
            1 => step with { Multipliers = Constant<int>.Vector([Math.Max(step.Multipliers[0] - 1, step.Multipliers[0] == 0 ? 0 : 1 << 30)]) },
            _ => step with { Maximum = step.Maximum + 1 },
        },
        ExactRequantization fraction => random.Next(3) switch
        {
            0 => fraction with { Biases = Plus(fraction.Biases, random.Next(-1, 2)) },
            1 => fraction with { Numerators = Twice(fraction.Numerators), Denominators = Twice(fraction.Denominators) },
            _ => fraction with { RoundsZeroPoint = !fraction.RoundsZeroPoint },
        },
        _ => throw new NotSupportedException(),
    };

    private static Constant<long> Plus(Constant<long> value, int difference) => Constant<long>.Vector([value[0] + difference]);

    private static Constant<long> Twice(Constant<long> value) => Constant<long>.Vector([2 * value[0]]);

    private static Constant<int> Twice(Constant<int> value) => Constant<int>.Vector([2 * value[0]]);

    /// <summary>A PReLU as the compiler bends it: rising or falling on both sides.</summary>
    private static Requantizer TwoSlopes(Random random, IntegerRange range)
    {
        var grid = new Quantization(1, random.Next(256), 8, Signed: false);
        var curve = new ActivationCurve.PRelu(
            IsShifted: true, Constant<double>.Vector([random.NextDouble() * 2]), Constant<double>.Vector([(random.NextDouble() - 0.5) * 100]), Constant<double>.Vector([(random.NextDouble() - 0.5) * 100]));
        return CurveSteps.Of(curve, Activation.None, grid, [Channel(random, range)], (channels, minimum, maximum, beyond) =>
            MergedScales.Quantize(channels, new MultiplierForm.Mantissa(8), minimum, maximum, beyond));
    }

    private static ThresholdRequantization RandomThresholds(Random random, IntegerRange range)
    {
        var (count, first) = (random.Next(1, 40), random.Next(-100, 100));
        var step = (random.Next(2) == 0 ? 1 : -1) * random.Next(1, 3);
        var values = Enumerable.Range(0, count).Select(_ => random.Next(20) == 0 ? long.MaxValue : random.NextInt64(range.Minimum - 5, range.Maximum + 6)).Order();
        return new(new([1, count], [.. values]), Constant<int>.Vector([first]), Constant<int>.Vector([step]), Math.Min(first, first + (step * count)), Math.Max(first, first + (step * count)));
    }

    private static TfLiteRequantization TfLite(Random random, TfLiteRounding rounding) => new(
        Constant<long>.Vector([random.Next(-500, 500)]),
        Constant<int>.Vector([random.Next(30) == 0 ? 0 : random.Next(1 << 30, int.MaxValue)]),
        Constant<int>.Vector([random.Next(-12, 4)]),
        rounding,
        random.Next(-128, 128),
        -random.Next(1, 129),
        random.Next(1, 128));

    private static ExactRequantization Fraction(Random random) => new(
        Constant<long>.Vector([random.Next(-500, 500)]),
        Constant<long>.Vector([random.Next(-200, 1000)]),
        Constant<long>.Vector([random.Next(1, 1000)]),
        random.Next(-8, 3),
        (RoundingMode)random.Next(6),
        random.Next(-20, 20),
        random.Next(2) == 0,
        -random.Next(1, 129),
        random.Next(1, 128));

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
