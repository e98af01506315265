using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Kernels;

/// <summary>How wide requantization must be to be exact.</summary>
internal enum RequantizationForm
{
    /// <summary><c>sum * m + b</c> fits 32 bits for every sum.</summary>
    Direct,

    /// <summary>It fits once the sum is clamped to where the output saturates anyway.</summary>
    Clamped,

    /// <summary>It fits 64 bits, and once shifted 32: the products of even and of odd lanes apart.</summary>
    Wide,

    /// <summary>64 bits, lane by lane.</summary>
    Exact,

    /// <summary>Two slopes whose <c>sum * m + b</c> fits 32 bits on its side of the knee.</summary>
    TwoSlope,

    /// <summary>Few thresholds, all compared.</summary>
    Compared,

    /// <summary>TensorFlow Lite's, in lanes with products of 64 bits.</summary>
    TfLite,

    /// <summary>Any other step: as it is defined, lane by lane.</summary>
    Defined,
}

/// <summary>
/// A requantization restated on what kernels hold: raw sums of stored values (zero point not subtracted) in, stored values
/// out. The zero point's share and the output's origin go into b; 32-bit products wrap, so only the true value must fit.
/// </summary>
internal sealed class RequantizationPlan
{
    /// <summary>Comparing a lane with more thresholds takes longer than searching for it, even with 16 of them at once.</summary>
    private const int MostCompared = 63;

    private RequantizationPlan(RequantizationForm form, Requantization step, TensorStorage output, IReadOnlyList<ChannelStep> channels)
    {
        Form = form;
        Channels = channels;
        Output = output;
        Shift = form is RequantizationForm.Wide or RequantizationForm.Exact ? step.Shift : Math.Min(step.Shift, 31);
        (Minimum, Maximum) = form == RequantizationForm.Exact ? (step.Minimum, step.Maximum) : (step.Minimum - output.Least, step.Maximum - output.Least);
    }

    private RequantizationPlan(RequantizationForm form, Requantizer step, TensorStorage output, IReadOnlyList<int[]> lanes, IReadOnlyList<long> corrections)
    {
        (Form, Channels, Output, Lanes, Definition, Corrections) = (form, [], output, lanes, step, corrections);
        Shift = step is TwoSlopeRequantization slopes ? Math.Min(slopes.Shift, 31) : 0;
        (Minimum, Maximum) = (step.Minimum - output.Least, step.Maximum - output.Least);
    }

    private RequantizationPlan(TfLiteRequantization step, TensorStorage output, TfLiteLanes lanes)
    {
        (Form, Channels, Output, TfLite, Lanes) = (RequantizationForm.TfLite, [], output, lanes, lanes.Planes);
        (Minimum, Maximum) = (step.Minimum - output.Least, step.Maximum - output.Least);
    }

    public RequantizationForm Form { get; }

    /// <summary>Gets the constants of <see cref="RequantizationForm.TfLite"/>; null in other forms.</summary>
    public TfLiteLanes? TfLite { get; }

    /// <summary>Gets the constants of forms that are no multiply and shift, plane by plane.</summary>
    public IReadOnlyList<int[]> Lanes { get; } = [];

    /// <summary>Gets the step that <see cref="RequantizationForm.Defined"/> executes.</summary>
    public Requantizer? Definition { get; }

    /// <summary>Gets what to subtract from each channel's raw sum before that.</summary>
    public IReadOnlyList<long> Corrections { get; } = [];

    /// <summary>Gets whether sums must be clamped to each channel's <see cref="ChannelStep.Sums"/>.</summary>
    public bool ClampsSums { get; private init; }

    public TensorStorage Output { get; }

    /// <summary>Gets the step of each channel of the output's shape.</summary>
    public IReadOnlyList<ChannelStep> Channels { get; }

    public int Shift { get; }

    /// <summary>Gets the least result: stored, or on the output's grid in exact form.</summary>
    public int Minimum { get; }

    /// <summary>Gets the greatest result: stored, or on the output's grid in exact form.</summary>
    public int Maximum { get; }

    /// <summary>Gets whether every multiplier fits 16 bits.</summary>
    public bool MultipliersFitWords => Channels.All(c => c.Multiplier is >= short.MinValue and <= short.MaxValue);

    /// <summary>Gets the proof in words.</summary>
    public string Bound => Form switch
    {
        RequantizationForm.Direct => Emit.InvariantText.Of(
            $"sum * m + b in [{Channels.Min(c => c.LeastValue)}, {Channels.Max(c => c.GreatestValue)}] fits 32 bits"),
        RequantizationForm.Clamped or RequantizationForm.Wide => Emit.InvariantText.Of(
            $"sum * m + b{(ClampsSums ? ", sums clamped where the output saturates," : "")} in [{Channels.Min(c => c.LeastValue)}, {Channels.Max(c => c.GreatestValue)}] fits {(Form == RequantizationForm.Wide ? 64 : 32)} bits"),
        RequantizationForm.TwoSlope => "sum * m + b on both sides of the knee fits 32 bits",
        RequantizationForm.Compared => Emit.InvariantText.Of($"sums compared with thresholds, at most {Lanes.Count - 2} a channel"),
        RequantizationForm.TfLite => "sums, left shifts and products over 2^31 fit 32 bits, products 64",
        RequantizationForm.Defined => Definition is ThresholdRequantization ? "sums searched for among thresholds" : "sum * m + b on both sides of the knee in 64 bits",
        _ => "sum * m + b in 64 bits",
    };

    /// <summary>Picks the narrowest form that is exact.</summary>
    /// <param name="step">The definition: multiply and shift, two slopes, thresholds, or TensorFlow Lite's.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="sums">The range of each channel's raw sum.</param>
    /// <param name="corrections">What to subtract from each channel's raw sum.</param>
    public static RequantizationPlan Of(Requantizer step, TensorStorage output, IReadOnlyList<IntegerRange> sums, IReadOnlyList<long> corrections) => step switch
    {
        Requantization multiply => Of(multiply, output, sums, corrections),
        TwoSlopeRequantization slopes when LaneConstants.Of(slopes, output, sums, corrections) is { } lanes => new(RequantizationForm.TwoSlope, step, output, lanes, corrections),
        ThresholdRequantization { Count: <= MostCompared } few when LaneConstants.Of(few, output, sums, corrections) is { } lanes => new(RequantizationForm.Compared, step, output, lanes, corrections),
        TfLiteRequantization tfLite => TfLiteLanes.Of(tfLite, output, sums, corrections) is { } lanes
            ? new(tfLite, output, lanes)
            : Of(ThresholdForm.Of(step, [.. sums.Zip(corrections, (s, zero) => new IntegerRange(s.Minimum - zero, s.Maximum - zero))]), output, sums, corrections),
        _ => new(RequantizationForm.Defined, step, output, [], corrections),
    };

    /// <summary>Picks the narrowest form of a multiply and shift that is exact.</summary>
    /// <param name="step">The definition.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="sums">The range of each channel's raw sum.</param>
    /// <param name="corrections">What to subtract from each channel's raw sum.</param>
    public static RequantizationPlan Of(Requantization step, TensorStorage output, IReadOnlyList<IntegerRange> sums, IReadOnlyList<long> corrections)
    {
        var direct = sums.Select((range, c) => Restate(step, output, range, corrections[c], c)).ToList();
        if (direct.All(c => c.Fits))
            return new(RequantizationForm.Direct, step, output, direct);
        var clamped = direct.Select(c => c.Clamp(step, output)).ToList();
        if (clamped.All(c => c.Fits))
            return new(RequantizationForm.Clamped, step, output, clamped) { ClampsSums = true };
        if (direct.All(c => c.FitsWide(step.Shift)))
            return new(RequantizationForm.Wide, step, output, direct);
        if (clamped.All(c => c.FitsWide(step.Shift)))
            return new(RequantizationForm.Wide, step, output, clamped) { ClampsSums = true };

        // On the output's own grid; b may wrap, as sum * m + b is back in range.
        var exact = sums.Select((range, c) => Restate(step, output with { Least = 0 }, range, corrections[c], c)).ToList();
        return new(RequantizationForm.Exact, step, output, exact);
    }

    /// <summary>The same for sums that come 2^<paramref name="bits"/> times as great; null when the product then does not fit 32 bits.</summary>
    public static RequantizationPlan? OfMultiples(
        Requantization step, TensorStorage output, IReadOnlyList<IntegerRange> sums, IReadOnlyList<long> corrections, int bits)
    {
        var multiples = sums.Select((range, c) =>
        {
            var channel = Restate(step, output, range, corrections[c], c);
            return channel with { Offset = channel.Offset << bits, Sums = new IntegerRange(range.Minimum << bits, range.Maximum << bits) };
        }).ToList();
        return multiples.All(c => c.Fits) ? new(RequantizationForm.Direct, step with { Shift = step.Shift + bits }, output, multiples) : null;
    }

    private static ChannelStep Restate(Requantization step, TensorStorage output, IntegerRange sums, long correction, int channel)
    {
        var multiplier = step.MultiplierOf(channel);
        var offset = step.OffsetOf(channel) - (new BigInteger(correction) * multiplier) - (new BigInteger(output.Least) << step.Shift);
        return new ChannelStep(multiplier, offset, sums);
    }
}
