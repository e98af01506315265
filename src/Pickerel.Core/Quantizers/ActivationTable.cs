using System;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Curves as tables: each entry is the real curve of the input's exact value, divided by the output's scale and rounded half up, once.
/// Intervals are computed with more and more bits until all of one rounds to the same integer (Ziv's method). That ends: curves of
/// fractions other than 0 are transcendental, so none is a tie or an end of its interval; 0 and the straight curves are rounded exactly.
/// It ends soon, too: far from 0 a curve lies between its asymptote and a unit in the last place, whatever the scales.
/// </summary>
internal static class ActivationTable
{
    /// <summary>The bits behind the point that are tried first; nearly always they do.</summary>
    private const int FirstBits = 64;

    /// <summary>Exponentials of a softmax are steps of 2^-30.</summary>
    private const int ExponentialBits = 30;

    /// <summary>The outputs for every integer of the input's grid.</summary>
    public static Constant<int> Of(ActivationCurve curve, Quantization input, Quantization output, CancellationToken cancellation = default)
    {
        var (step, outputStep) = (Fraction.Of(input.Scale), Fraction.Of(output.Scale));
        var values = ImmutableArray.CreateBuilder<int>(input.Span);
        for (var q = input.Minimum; q <= input.Maximum; q++)
        {
            cancellation.ThrowIfCancellationRequested();
            var steps = RoundedSteps(curve, step.Times(q - input.ZeroPoint), outputStep) + output.ZeroPoint;
            values.Add((int)BigInteger.Max(output.Minimum, BigInteger.Min(steps, output.Maximum)));
        }

        return new([1, input.Span], values.MoveToImmutable());
    }

    /// <summary>e^(-d * scale) for every difference of two integers of a grid, in steps of 2^-30, rounded half up.</summary>
    public static Constant<int> Exponentials(Quantization input)
    {
        var (step, outputStep) = (Fraction.Of(input.Scale), new Fraction(1, BigInteger.One << ExponentialBits));
        return Constant<int>.Vector([.. Enumerable.Range(0, input.Span).Select(d => d == 0
            ? 1 << ExponentialBits
            : (int)Converge(bits => ExactFunctions.ExponentialOfMinus(step.Times(d), bits), outputStep.Inverse()))]);
    }

    private static BigInteger RoundedSteps(ActivationCurve curve, Fraction x, Fraction step) => (x.Numerator.IsZero, curve) switch
    {
        (_, ActivationCurve.HardSwish) => Round(HardSwish(x), step),
        (_, ActivationCurve.HardSigmoid) => Round(HardSigmoid(x), step),
        (true, ActivationCurve.Sigmoid) => Round(new(1, 2), step),
        (true, ActivationCurve.Tanh or ActivationCurve.Swish or ActivationCurve.Gelu) => 0,
        (_, ActivationCurve.Sigmoid) => Converge(bits => ExactFunctions.Logistic(x, bits), step.Inverse()),
        (_, ActivationCurve.Tanh) => Converge(bits => ExactFunctions.Tanh(x, bits), step.Inverse()),
        (_, ActivationCurve.Swish) => Converge(bits => ExactFunctions.Logistic(x, bits), x.Times(step.Inverse())),
        (_, ActivationCurve.Gelu) => Converge(bits => ExactFunctions.Normal(x, bits), x.Times(step.Inverse())),
        _ => throw new NotSupportedException($"There is no table of a {curve.Kind}."),
    };

    /// <summary>The rounded product of a transcendental value and a fraction.</summary>
    private static BigInteger Converge(Func<int, Interval> value, Fraction factor)
    {
        for (var bits = FirstBits; ; bits *= 2)
        {
            // Exact at the ends: an asymptote times the factor may be a tie.
            var steps = value(bits).Times(factor.Numerator).Over(factor.Denominator);
            if (steps.RoundInside() is { } rounded)
                return rounded;
        }
    }

    private static BigInteger Round(Fraction value, Fraction step) =>
        Reference.Rounding.Divide(value.Numerator * step.Denominator, value.Denominator * step.Numerator, RoundingMode.HalfUp);

    /// <summary>min(max(x + 3, 0), 6) / 6.</summary>
    private static Fraction HardSigmoid(Fraction x)
    {
        var most = 6 * x.Denominator;
        return new(BigInteger.Max(0, BigInteger.Min(x.Numerator + (3 * x.Denominator), most)), most);
    }

    private static Fraction HardSwish(Fraction x) => x.Times(HardSigmoid(x));
}
