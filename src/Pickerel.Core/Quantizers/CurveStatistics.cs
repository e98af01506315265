using System;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// What to expect behind a curve: mean and variance of the curve of a Gaussian, by the trapezoidal rule. Statistics choose grids and
/// correct biases; they are near enough, and deterministic, as <see cref="StandardNormal"/> is.
/// </summary>
internal static class CurveStatistics
{
    private const int StepsPerDeviation = 8;
    private const int Reach = 6;

    /// <summary>The exponential is 0 beyond, as far as statistics go.</summary>
    private const double MostExponent = 32;

    /// <summary>The statistics of a tensor behind a curve; those in front, where there is none.</summary>
    public static TensorStatistics Behind(ActivationCurve? curve, TensorStatistics input)
    {
        if (curve is null)
            return input;
        if (curve is ActivationCurve.ClippedRelu { Maximum: var most })
            return input.Rectify() with { Ceiling = most };
        var (means, variances) = (new double[input.Channels], new double[input.Channels]);
        for (var c = 0; c < means.Length; c++)
            (means[c], variances[c]) = Moments(curve, c, input);
        return TensorStatistics.FromMoments(means, variances, rectified: false) with { IsCurved = true };
    }

    private static (double Mean, double Variance) Moments(ActivationCurve curve, int channel, TensorStatistics input)
    {
        double location = input.Locations[channel], deviation = input.Deviations[channel];
        double weights = 0, sum = 0, squares = 0;
        for (var i = -Reach * StepsPerDeviation; i <= Reach * StepsPerDeviation; i++)
        {
            var z = (double)i / StepsPerDeviation;
            var x = location + (deviation * z);
            var (weight, y) = (StandardNormal.Density(z), ValueAt(curve, channel, input.Rectified ? Math.Min(Math.Max(x, 0), input.Ceiling) : x));
            (weights, sum, squares) = (weights + weight, sum + (weight * y), squares + (weight * y * y));
        }

        var mean = sum / weights;
        return (mean, Math.Max(0, (squares / weights) - (mean * mean)));
    }

    /// <summary>A curve at a real number, to about nine digits.</summary>
    public static double ValueAt(ActivationCurve curve, int channel, double x) => curve switch
    {
        ActivationCurve.ClippedRelu c => Math.Min(Math.Max(x, 0), c.Maximum),
        ActivationCurve.LeakyRelu c => x > 0 ? x : c.Slope * x,
        ActivationCurve.PRelu c => KneeOf(c, channel) is var knee && x > knee.Shift ? x - knee.Shift + knee.Offset : (knee.Slope * (x - knee.Shift)) + knee.Offset,
        ActivationCurve.HardSigmoid => Math.Min(Math.Max(x + 3, 0), 6) / 6,
        ActivationCurve.HardSwish => x * Math.Min(Math.Max(x + 3, 0), 6) / 6,
        ActivationCurve.Sigmoid => Logistic(x),
        ActivationCurve.Tanh => (2 * Logistic(2 * x)) - 1,
        ActivationCurve.Swish => x * Logistic(x),
        ActivationCurve.Gelu => x * StandardNormal.Cumulative(x),
        ActivationCurve.Sign => x >= 0 ? 1 : -1,
        _ => throw new NotSupportedException($"There is no {curve.Kind}."),
    };

    /// <summary>The slope below a channel's knee, where that is, and what is added behind; a ReLU's relatives alone have one.</summary>
    public static Knee KneeOf(ActivationCurve curve, int channel) => curve switch
    {
        ActivationCurve.LeakyRelu leaky => new(leaky.Slope, 0, 0),
        ActivationCurve.PRelu prelu => new(At(prelu.Slopes!, channel), prelu.IsShifted ? At(prelu.Shifts!, channel) : 0, prelu.IsShifted ? At(prelu.Offsets!, channel) : 0),
        _ => throw new NotSupportedException($"A {curve.Kind} has no knee."),
    };

    private static double At(Constant<double> values, int channel) => values[values.Count == 1 ? 0 : channel % values.Count];

    private static double Logistic(double x)
    {
        var power = StandardNormal.ExponentialOfMinus(Math.Min(Math.Abs(x), MostExponent));
        return (x < 0 ? power : 1) / (1 + power);
    }
}

/// <summary><c>(u &gt; 0 ? u : Slope * u) + Offset</c> with <c>u = x - Shift</c>.</summary>
internal readonly record struct Knee(double Slope, double Shift, double Offset);
