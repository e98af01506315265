using System;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Calibration;

/// <summary>Activations in double precision, as far as measuring goes.</summary>
internal static class FloatCurves
{
    /// <summary>The curve of a channel's value.</summary>
    public static double Apply(ActivationCurve curve, int channel, double x) => curve switch
    {
        ActivationCurve.ClippedRelu { Maximum: var most } => Math.Clamp(x, 0, most),
        ActivationCurve.LeakyRelu { Slope: var slope } => x > 0 ? x : slope * x,
        ActivationCurve.PRelu prelu => Bent(x - (prelu.Shifts?[channel] ?? 0), prelu.Slopes!.OfChannel(channel)) + (prelu.Offsets?[channel] ?? 0),
        ActivationCurve.HardSigmoid => Math.Clamp(x + 3, 0, 6) / 6,
        ActivationCurve.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        ActivationCurve.Sigmoid => Logistic(x),
        ActivationCurve.Tanh => Math.Tanh(x),
        ActivationCurve.Swish => x * Logistic(x),
        ActivationCurve.Gelu => x * Normal(x),
        ActivationCurve.Sign => x >= 0 ? 1 : -1,
        _ => throw new NotSupportedException($"There is no {curve.Kind} in real numbers."),
    };

    private static double Bent(double u, double slope) => u > 0 ? u : slope * u;

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>The standard normal distribution, by Abramowitz and Stegun 26.2.17: to 7.5e-8.</summary>
    private static double Normal(double x)
    {
        var t = 1 / (1 + (0.2316419 * Math.Abs(x)));
        var series = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        var tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * series;
        return x >= 0 ? 1 - tail : tail;
    }
}
