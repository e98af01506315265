using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Calibration;

/// <summary>How the range of an activation is chosen from what was measured.</summary>
public enum RangeMethod
{
    /// <summary>Nothing measured is clipped.</summary>
    MinMax,

    /// <summary>The given share of magnitudes is not clipped.</summary>
    Percentile,

    /// <summary>The squared error of rounding and clipping together is least.</summary>
    LeastError,
}

/// <summary>What biases are corrected by.</summary>
public enum BiasCorrectionMethod
{
    /// <summary>The means measured on the calibration data.</summary>
    Measured,

    /// <summary>The means that norms and weights lead to expect, as the compiler does without data.</summary>
    Expected,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>How a network is quantized after training.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Gets the bits of weights and activations.</summary>
    public QuantizeDeclaration Quantize { get; init; } = new();

    public RangeMethod Method { get; init; } = RangeMethod.LeastError;

    /// <summary>Gets the share of magnitudes kept by <see cref="RangeMethod.Percentile"/>, in percent.</summary>
    public double Percentile { get; init; } = 99.99;

    public BiasCorrectionMethod BiasCorrection { get; init; }

    /// <summary>Gets the input's grid; null for unsigned bytes over the range of the data.</summary>
    public Quantization? Input { get; init; }
}
