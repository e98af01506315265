using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The grid behind a curve. Where a curve's range is bounded the grid spans it: 0 to 1 or -1 to 1 end to end, or in steps of a power of
/// two where scales are such. Curves that dip below 0 get a zero point just above their least value, and a scale for what is above.
/// </summary>
internal static class CurveGrid
{
    /// <summary>How far the curves dip below 0 (rounded up): -3/8, -0.27846…, -0.16997….</summary>
    private const double HardSwishDip = 0.375, SwishDip = 0.2785, GeluDip = 0.17;

    /// <summary>Finds the grid.</summary>
    /// <param name="curve">The curve.</param>
    /// <param name="before">What is expected in front of it.</param>
    /// <param name="behind">What is expected behind it.</param>
    /// <param name="bits">The bits asked for; a sign has its own.</param>
    /// <param name="given">The scale given by the model file, or null.</param>
    /// <param name="scales">Whether scales are to be powers of two.</param>
    public static Quantization Of(ActivationCurve curve, TensorStatistics before, TensorStatistics behind, int bits, double? given, ScaleQuantizationKind scales) => curve switch
    {
        ActivationCurve.Sign => new(given ?? 1, 0, 1, Signed: true),
        ActivationCurve.Sigmoid or ActivationCurve.HardSigmoid => Unit(bits, given, scales),
        ActivationCurve.Tanh => new(given ?? (!scales.HasPowerOfTwoActivations() ? 1.0 / ((1 << (bits - 1)) - 1) : 1.0 / (1 << (bits - 1))), 0, bits, Signed: true),
        ActivationCurve.ClippedRelu clipped => Clipped(clipped.Maximum, behind, bits, given, scales),
        _ when DipOf(curve) is > 0 and var dip => Dipped(dip, before, bits, given, scales),
        _ => Searched(behind, bits, signed: true, given, scales),
    };

    /// <summary>The grid with the scale of which it reaches from a curve's dip, if it has one, to a magnitude; else from 0, or on both sides.</summary>
    public static Quantization Reaching(double magnitude, ActivationCurve? curve, Quantization grid)
    {
        var dip = curve is null ? 0 : DipOf(curve);
        var reaching = grid with { Scale = (magnitude + dip) / grid.Maximum };
        return dip > 0 ? reaching with { ZeroPoint = ZeroPoint(dip, reaching) } : reaching;
    }

    private static double DipOf(ActivationCurve curve) => curve switch
    {
        ActivationCurve.HardSwish => HardSwishDip,
        ActivationCurve.Swish => SwishDip,
        ActivationCurve.Gelu => GeluDip,
        _ => 0,
    };

    /// <summary>From 0 to 1.</summary>
    public static Quantization Unit(int bits, double? given, ScaleQuantizationKind scales) =>
        new(given ?? (!scales.HasPowerOfTwoActivations() ? 1.0 / ((1 << bits) - 1) : 1.0 / (1 << bits)), 0, bits, Signed: false);

    /// <summary>Nothing beyond the clip needs a step.</summary>
    private static Quantization Clipped(double most, TensorStatistics behind, int bits, double? given, ScaleQuantizationKind scales)
    {
        var grid = Searched(behind, bits, signed: false, given, scales);
        var widest = most / grid.Maximum;
        if (given is not null || grid.Scale <= widest)
            return grid;
        return grid with { Scale = !scales.HasPowerOfTwoActivations() ? widest : Binary.Power(Binary.Exponent(widest) + (Binary.IsPowerOfTwo(widest) ? 0 : 1)) };
    }

    private static Quantization Dipped(double dip, TensorStatistics before, int bits, double? given, ScaleQuantizationKind scales)
    {
        var grid = Searched(before.Rectify(), bits, signed: false, given, scales);
        var zero = ZeroPoint(dip, grid);
        if (given is null && !scales.HasPowerOfTwoActivations())
            grid = grid with { Scale = grid.Scale * grid.Maximum / (grid.Maximum - zero) };
        return grid with { ZeroPoint = ZeroPoint(dip, grid) };
    }

    private static int ZeroPoint(double dip, Quantization grid) => (int)Math.Min(Math.Floor((dip / grid.Scale) + 0.5), grid.Maximum / 2);

    private static Quantization Searched(TensorStatistics statistics, int bits, bool signed, double? given, ScaleQuantizationKind scales)
    {
        if (given is { } scale)
            return new(scale, 0, bits, signed);
        var best = ActivationScale.Search(statistics, bits, signed);
        return !scales.HasPowerOfTwoActivations() ? best : ActivationScale.PowerOfTwo(statistics, best);
    }
}
