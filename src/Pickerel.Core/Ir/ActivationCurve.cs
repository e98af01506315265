using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>A nonlinearity other than ReLU. What it does to real numbers; <c>ActivationTable</c> and <c>CurveSteps</c> bring it to integers.</summary>
public abstract record ActivationCurve
{
    private ActivationCurve()
    {
    }

    /// <summary>Gets the name in the printed IR and the text format.</summary>
    public abstract string Kind { get; }

    /// <summary><c>min(max(x, 0), Maximum)</c>: ReLU6 and its like.</summary>
    public sealed record ClippedRelu(double Maximum) : ActivationCurve
    {
        public override string Kind => "clipped_relu";
    }

    /// <summary><c>x &gt; 0 ? x : Slope * x</c>.</summary>
    public sealed record LeakyRelu(double Slope) : ActivationCurve
    {
        public override string Kind => "leaky_relu";
    }

    /// <summary>
    /// <c>(u &gt; 0 ? u : slope * u) + offset</c> with <c>u = x - shift</c>, per channel: PReLU, which has slopes alone, or the shifted PReLU of
    /// binary networks. Null before <c>BindParameters</c>.
    /// </summary>
    public sealed record PRelu(bool IsShifted, Constant<double>? Slopes = null, Constant<double>? Shifts = null, Constant<double>? Offsets = null) : ActivationCurve
    {
        /// <summary>Gets whether slopes, shifts and offsets are quantized; else they make a float island.</summary>
        public bool IsQuantized { get; init; } = true;

        public override string Kind => IsShifted ? "rprelu" : "prelu";
    }

    /// <summary><c>min(max(x + 3, 0), 6) / 6</c>.</summary>
    public sealed record HardSigmoid : ActivationCurve
    {
        public override string Kind => "hard_sigmoid";
    }

    /// <summary><c>x * min(max(x + 3, 0), 6) / 6</c>.</summary>
    public sealed record HardSwish : ActivationCurve
    {
        public override string Kind => "hard_swish";
    }

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public sealed record Sigmoid : ActivationCurve
    {
        public override string Kind => "sigmoid";
    }

    /// <summary><c>tanh(x)</c>.</summary>
    public sealed record Tanh : ActivationCurve
    {
        public override string Kind => "tanh";
    }

    /// <summary><c>x / (1 + exp(-x))</c>.</summary>
    public sealed record Swish : ActivationCurve
    {
        public override string Kind => "swish";
    }

    /// <summary><c>x * (1 + erf(x / sqrt(2))) / 2</c>.</summary>
    public sealed record Gelu : ActivationCurve
    {
        public override string Kind => "gelu";
    }

    /// <summary><c>x &gt;= 0 ? 1 : -1</c>.</summary>
    public sealed record Sign : ActivationCurve
    {
        public override string Kind => "sign";
    }

    /// <summary>Gets whether the curve is straight but for a knee, a clip or a step, so that it can end a requantizer.</summary>
    public bool IsPiecewise => this is ClippedRelu or LeakyRelu or PRelu or HardSigmoid or Sign;

    /// <summary>Gets whether it rises everywhere whatever the channel, so that it commutes with a maximum and a reshape.</summary>
    public bool CommutesWithMaximum => this is ClippedRelu or HardSigmoid or Sign || this is LeakyRelu { Slope: >= 0 };
}
