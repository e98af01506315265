using System;
using System.Collections.Immutable;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;

namespace Pickerel.Core.Quantizers;

/// <summary>Curves that end a requantizer: clips, slopes below a knee, signs. What stands in front of them is linear.</summary>
internal static class CurveSteps
{
    /// <summary>Offsets in front of a knee are exact as far beyond the output's ends: a slope may bring it back.</summary>
    private const int Unclamped = 1 << 20;

    private const long MostProduct = 1L << 60;

    /// <summary>The requantizer of a linear step with a curve behind it.</summary>
    /// <param name="curve">The curve; null for none.</param>
    /// <param name="activation">The ReLU or none, where there is no curve.</param>
    /// <param name="grid">The output's grid.</param>
    /// <param name="channels">The real step of each channel in front of the curve, or one for all.</param>
    /// <param name="linear">Makes the linear requantizer of such steps.</param>
    public static Requantizer Of(ActivationCurve? curve, Activation activation, Quantization grid, ChannelScale[] channels, LinearStep linear)
    {
        switch (curve)
        {
            case null:
                return linear(channels, activation == Activation.Relu ? grid.ZeroPoint : grid.Minimum, grid.Maximum, 0);
            case ActivationCurve.ClippedRelu clipped:
                return linear(channels, grid.ZeroPoint, StepsOf(clipped.Maximum, grid), 0);
            case ActivationCurve.HardSigmoid:
                return linear(Array.ConvertAll(channels, channel => Sixth(channel, grid)), grid.ZeroPoint, StepsOf(1, grid), 0);
            case ActivationCurve.Sign:
                return Signs(channels);
            case ActivationCurve.PRelu { IsQuantized: false } island:
                return FloatScales.Bend(island, channels, grid);
            default:
                return Bend(curve, grid, (Requantization)linear(channels, grid.Minimum, grid.Maximum, Unclamped), channels);
        }
    }

    /// <summary>The greatest output of a curve that ends at a real number.</summary>
    public static int StepsOf(double most, Quantization grid) => (int)Math.Min(Math.Floor((most / grid.Scale) + 0.5) + grid.ZeroPoint, grid.Maximum);

    /// <summary>The whole steps from 0 to 1; beyond the grid's last, where 1 is one further.</summary>
    public static int LevelsOf(Quantization grid) => (int)Math.Max(1, Math.Min(Math.Floor((1 / grid.Scale) + 0.5), int.MaxValue));

    /// <summary>x / 6 + 1/2.</summary>
    private static ChannelScale Sixth(ChannelScale channel, Quantization grid) => channel with
    {
        Multiplier = channel.Multiplier / 6,
        Value = ((channel.Value - grid.ZeroPoint) / 6) + (0.5 / grid.Scale) + grid.ZeroPoint,
    };

    /// <summary>
    /// The least accumulator whose real value is not negative, per channel; a falling channel's greatest plus one. No scale is rounded:
    /// a threshold is exact.
    /// </summary>
    private static ThresholdRequantization Signs(ChannelScale[] channels)
    {
        var (thresholds, firsts, steps) = (
            ImmutableArray.CreateBuilder<long>(channels.Length), ImmutableArray.CreateBuilder<int>(channels.Length), ImmutableArray.CreateBuilder<int>(channels.Length));
        foreach (var channel in channels)
        {
            var falls = channel.Multiplier < 0;
            var zero = channel.Multiplier == 0 ? 0 : channel.Center - (channel.Value / channel.Multiplier);
            var isConstant = channel.Multiplier == 0;
            thresholds.Add(isConstant ? long.MaxValue : ToLong(falls ? Math.Floor(zero) + 1 : Math.Ceiling(zero)));
            firsts.Add(isConstant ? channel.Value >= 0 ? 1 : -1 : falls ? 1 : -1);
            steps.Add(isConstant ? channel.Value >= 0 ? -2 : 2 : falls ? -2 : 2);
        }

        return new(
            new([channels.Length, 1], thresholds.MoveToImmutable()), Constant<int>.Vector(firsts.MoveToImmutable()), Constant<int>.Vector(steps.MoveToImmutable()), -1, 1);
    }

    /// <summary>
    /// Bends a linear step at its knee: below it the multiplier is <c>slope * m</c>, rounded, and the line passes through the knee of
    /// the quantized step. Its offset is rounded down, so that a step that rises on both sides does not fall at the knee.
    /// </summary>
    private static TwoSlopeRequantization Bend(ActivationCurve curve, Quantization grid, Requantization step, ChannelScale[] channels)
    {
        var count = curve is ActivationCurve.PRelu { Slopes.Count: var slopes } ? Math.Max(slopes, step.Multipliers.Count) : step.Multipliers.Count;
        var (knees, above, below) = (new long[count], new (int M, long B)[count], new (int M, long B)[count]);
        var half = step.Shift > 0 ? 1L << (step.Shift - 1) : 0;
        for (var c = 0; c < count; c++)
        {
            var (knee, m, b) = (CurveStatistics.KneeOf(curve, c), step.MultiplierOf(c), step.OffsetOf(c) - half);
            var unit = (1L << step.Shift) / grid.Scale;
            var level = Whole((knee.Shift * unit) + ((double)grid.ZeroPoint * (1L << step.Shift)));
            var rest = Whole((knee.Offset - knee.Shift) * unit) + half;
            var slope = Multiplier(knee.Slope * m, channels[channels.Length == 1 ? 0 : c].Range);
            var bent = (slope, Bound(IntegerDivision.Floor(((BigInteger)level * Math.Abs((long)m)) - ((BigInteger)slope * (level - b) * Math.Sign(m)), Math.Max(1, Math.Abs((long)m)))) + rest);
            var straight = (m, b + rest);
            (knees[c], above[c], below[c]) = m switch
            {
                > 0 => (Bound(IntegerDivision.Ceiling(level - b, m)), straight, bent),
                < 0 => (Bound(IntegerDivision.Floor(b - level, -(long)m) + 1), bent, straight),
                _ => (b >= level ? -MostProduct : MostProduct, straight, (0, Whole((knee.Slope * (b - level)) + level) + rest)),
            };
        }

        return new(
            Constant<long>.Vector([.. knees]),
            Constant<int>.Vector([.. Array.ConvertAll(below, s => s.M)]),
            Constant<long>.Vector([.. Array.ConvertAll(below, s => s.B)]),
            Constant<int>.Vector([.. Array.ConvertAll(above, s => s.M)]),
            Constant<long>.Vector([.. Array.ConvertAll(above, s => s.B)]),
            step.Shift,
            grid.Minimum,
            grid.Maximum);
    }

    /// <summary>Rounded half up, and kept where products stay in 64 bits.</summary>
    private static int Multiplier(double value, IntegerRange range)
    {
        var most = Math.Min(int.MaxValue, MostProduct / Math.Max(1, Math.Max(Math.Abs(range.Minimum), Math.Abs(range.Maximum))));
        return (int)Math.Max(-most, Math.Min(Math.Floor(value + 0.5), most));
    }

    /// <summary>Rounded half up, and kept where sums with products stay in 64 bits: what is beyond is clamped in any case.</summary>
    private static long Whole(double value) => (long)Math.Max(-MostProduct, Math.Min(Math.Floor(value + 0.5), MostProduct));

    private static long Bound(BigInteger value) => (long)BigInteger.Max(-MostProduct, BigInteger.Min(value, MostProduct));

    private static long ToLong(double value) => value >= 1L << 62 ? 1L << 62 : value <= -(1L << 62) ? -(1L << 62) : (long)value;
}

/// <summary>Makes a linear requantizer of real steps.</summary>
/// <param name="channels">The steps.</param>
/// <param name="minimum">The least output.</param>
/// <param name="maximum">The greatest output.</param>
/// <param name="beyond">How far beyond the ends offsets must be exact.</param>
internal delegate Requantizer LinearStep(ChannelScale[] channels, int minimum, int maximum, int beyond);
