using System;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The values that a step can meet; an end that is null is open.</summary>
internal readonly record struct ExactRange(Exact? Minimum, Exact? Maximum)
{
    public bool IsBounded => Minimum is not null && Maximum is not null;
}

/// <summary>One exact function of one element, on the way from an integer to a real or to another integer.</summary>
internal abstract record Step
{
    /// <summary>The function's value.</summary>
    public abstract Exact Apply(int channel, Exact x);

    /// <summary>1 if it never falls, -1 if it never rises, 0 for neither.</summary>
    public abstract int Direction(int channel);

    /// <summary>Where its values lie.</summary>
    public abstract ExactRange Range(int channel, ExactRange x);

    /// <summary>Gets whether it is one function for all channels.</summary>
    public virtual bool IsUniform => true;

    /// <summary>Gets whether its values are integers.</summary>
    public virtual bool MakesIntegers => false;

    /// <summary>The step on some channels of it.</summary>
    public virtual Step Slice(int first, int stride, int count) => this;

    /// <summary>Whether the last steps round, and none behind leaves the integers.</summary>
    public static bool EndInIntegers(ImmutableArray<Step> steps)
    {
        for (var i = steps.Length - 1; i >= 0; i--)
        {
            if (steps[i].MakesIntegers)
                return true;
            var keeps = steps[i] switch
            {
                ClampStep clamp => clamp.Minima.All(m => m is null or { IsInteger: true }) && clamp.Maxima.All(m => m is null or { IsInteger: true }),
                AffineStep affine => affine.Factors.All(f => f.IsInteger) && affine.Addends.All(a => a.IsInteger),
                _ => false,
            };
            if (!keeps)
                return false;
        }

        return false;
    }

    protected static ImmutableArray<T> Slice<T>(ImmutableArray<T> values, int first, int stride, int count) =>
        values.Length == 1 ? values : [.. Enumerable.Range(0, count).Select(i => values[first + (i * stride)])];
}

/// <summary><c>a * x + b</c>, one of each a channel, or one for all.</summary>
internal sealed record AffineStep(ImmutableArray<Exact> Factors, ImmutableArray<Exact> Addends) : Step
{
    public AffineStep(Exact factor, Exact addend)
        : this([factor], [addend])
    {
    }

    public override bool IsUniform => Factors.Length == 1 && Addends.Length == 1;

    public Exact Factor(int channel) => Factors[Factors.Length == 1 ? 0 : channel];

    public Exact Addend(int channel) => Addends[Addends.Length == 1 ? 0 : channel];

    public override Exact Apply(int channel, Exact x) => (Factor(channel) * x) + Addend(channel);

    public override int Direction(int channel) => Factor(channel).Sign is var sign && sign == 0 ? 1 : sign;

    public override ExactRange Range(int channel, ExactRange x)
    {
        Exact? Image(Exact? end) => end is { } value ? Apply(channel, value).Reduced() : null;
        return Factor(channel).Sign switch
        {
            0 => new(Addend(channel), Addend(channel)),
            > 0 => new(Image(x.Minimum), Image(x.Maximum)),
            _ => new(Image(x.Maximum), Image(x.Minimum)),
        };
    }

    /// <summary>This step, then another.</summary>
    public AffineStep Then(AffineStep next)
    {
        var factors = Math.Max(Factors.Length, next.Factors.Length);
        var addends = Math.Max(next.Factors.Length, Math.Max(Addends.Length, next.Addends.Length));
        return new(
            [.. Enumerable.Range(0, factors).Select(c => (Factor(c) * next.Factor(c)).Reduced())],
            [.. Enumerable.Range(0, addends).Select(c => next.Apply(c, Addend(c)).Reduced())]);
    }

    public override Step Slice(int first, int stride, int count) => new AffineStep(Slice(Factors, first, stride, count), Slice(Addends, first, stride, count));
}

/// <summary>What is below or above bounds becomes the bound; a bound that is null is none.</summary>
internal sealed record ClampStep(ImmutableArray<Exact?> Minima, ImmutableArray<Exact?> Maxima) : Step
{
    public ClampStep(Exact? minimum, Exact? maximum)
        : this([minimum], [maximum])
    {
    }

    public override bool IsUniform => Minima.Length == 1 && Maxima.Length == 1;

    public Exact? Minimum(int channel) => Minima[Minima.Length == 1 ? 0 : channel];

    public Exact? Maximum(int channel) => Maxima[Maxima.Length == 1 ? 0 : channel];

    public override Exact Apply(int channel, Exact x)
    {
        var raised = Minimum(channel) is { } least && x < least ? least : x;
        return Maximum(channel) is { } most && raised > most ? most : raised;
    }

    public override int Direction(int channel) => 1;

    public override ExactRange Range(int channel, ExactRange x) => new(
        x.Minimum is { } low ? Apply(channel, low) : Minimum(channel) is { } least ? Apply(channel, least) : null,
        x.Maximum is { } high ? Apply(channel, high) : Maximum(channel) is { } most ? Apply(channel, most) : null);

    public override Step Slice(int first, int stride, int count) => new ClampStep(Slice(Minima, first, stride, count), Slice(Maxima, first, stride, count));
}

/// <summary>Rounding to integers.</summary>
internal sealed record RoundStep(RoundingMode Mode) : Step
{
    public override bool MakesIntegers => true;

    public override Exact Apply(int channel, Exact x) => x.Round(Mode);

    public override int Direction(int channel) => 1;

    public override ExactRange Range(int channel, ExactRange x) => new(x.Minimum?.Round(Mode), x.Maximum?.Round(Mode));
}

/// <summary>How many of a channel's thresholds an element reaches; one row a channel, or one for all.</summary>
internal sealed record CountStep(ImmutableArray<ImmutableArray<Exact>> Thresholds) : Step
{
    public override bool IsUniform => Thresholds.Length == 1;

    public override bool MakesIntegers => true;

    public override Exact Apply(int channel, Exact x) => Thresholds[IsUniform ? 0 : channel].Count(t => x >= t);

    public override int Direction(int channel) => 1;

    public override ExactRange Range(int channel, ExactRange x) => new(Exact.Zero, Thresholds.Max(t => t.Length));

    public override Step Slice(int first, int stride, int count) => new CountStep(Slice(Thresholds, first, stride, count));
}

/// <summary>What is negative times a slope.</summary>
internal sealed record LeakyStep(ImmutableArray<Exact> Slopes) : Step
{
    public override bool IsUniform => Slopes.Length == 1;

    public override Exact Apply(int channel, Exact x) => x.Sign < 0 ? x * Slope(channel) : x;

    public override int Direction(int channel) => Slope(channel).Sign >= 0 ? 1 : 0;

    public override ExactRange Range(int channel, ExactRange x) => Direction(channel) == 0
        ? new(null, null)
        : new(x.Minimum is { } low ? Apply(channel, low) : null, x.Maximum is { } high ? Apply(channel, high) : null);

    public override Step Slice(int first, int stride, int count) => new LeakyStep(Slice(Slopes, first, stride, count));

    private Exact Slope(int channel) => Slopes[IsUniform ? 0 : channel];
}

/// <summary>A curve: exact where its value is rational, else to far more bits than any rounding behind it could tell.</summary>
/// <param name="Function">Its value.</param>
/// <param name="Estimate">Its value within <see cref="Margin"/>, much faster; null where the exact one is fast.</param>
/// <param name="Rises">1 if it never falls, 0 if it does both.</param>
/// <param name="Values">Where its values lie.</param>
internal sealed record CurveStep(Func<Exact, Exact> Function, Func<double, double>? Estimate, int Rises, ExactRange Values) : Step
{
    private const int Bits = 160;

    /// <summary>Far more than doubles err by.</summary>
    public static Exact Margin { get; } = new(1, BigInteger.One << 40);

    public static CurveStep Sigmoid { get; } = new(
        x => x.Sign == 0 ? new(1, 2) : Middle(ExactFunctions.Logistic(FractionOf(x), Bits)), x => 1 / (1 + Math.Exp(-x)), 1, new(Exact.Zero, Exact.One));

    public static CurveStep Tanh { get; } = new(
        x => x.Sign == 0 ? Exact.Zero : Middle(ExactFunctions.Tanh(FractionOf(x), Bits)), Math.Tanh, 1, new(-Exact.One, Exact.One));

    public static CurveStep HardSwish { get; } = new(
        x => x * new ClampStep(Exact.Zero, Exact.One).Apply(0, (x / 6) + new Exact(1, 2)), null, 0, new(null, null));

    public override Exact Apply(int channel, Exact x) => Function(x);

    public override int Direction(int channel) => Rises;

    public override ExactRange Range(int channel, ExactRange x) => Values;

    private static Fraction FractionOf(Exact x) => new(x.Numerator, x.Denominator);

    private static Exact Middle(Interval interval) => new(interval.Low + interval.High, BigInteger.One << (interval.Bits + 1));
}
