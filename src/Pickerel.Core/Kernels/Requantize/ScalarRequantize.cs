using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Requantization of one sum at a time, as the definition says: by 64-bit products, in float, or by thresholds.
/// </summary>
/// <param name="step">The step, in one of the forms that are executed (<see cref="LayerProblem.StepOn"/>).</param>
/// <param name="output">Where results go.</param>
/// <param name="channels">The channels that have constants.</param>
/// <param name="stride">The channels that have a place for them.</param>
internal sealed class ScalarRequantize(Requantizer step, TensorStorage output, int channels, int stride)
{
    private readonly Requantizer _step = step;

    public ScalarRequantize(Requantizer step, TensorStorage output, int channels)
        : this(step, output, channels, channels)
    {
    }

    public bool IsFloat => _step.IsFloatIsland;

    public IReadOnlyList<string> RuntimeParts => _step is ThresholdRequantization ? [Part, "StepSearch"] : _step is FloatSlopeRequantization ? [Part, "FloatRequantizer"] : [Part];

    /// <summary>
    /// Gets the definition's own constants, on the output's grid, plane by plane, one a channel: m, b; scale, offset; those, slope, rest; knee, m, b, lower m, lower b; or
    /// first output, step, and the thresholds of each channel.
    /// </summary>
    public DataBlock Constants
    {
        get
        {
            var planes = Planes();
            var thresholds = _step as ThresholdRequantization;
            var bytes = new byte[Bytes];
            for (var p = 0; p < planes.Count; p++)
            {
                for (var c = 0; c < channels; c++)
                    LittleEndian.Write(bytes, (p * Plane) + (c * Size), planes[p](c), Size);
            }

            for (var c = 0; thresholds is not null && c < channels; c++)
            {
                for (var t = 0; t < thresholds.Count; t++)
                    LittleEndian.Write(bytes, (2 * Plane) + (8 * ((c * thresholds.Count) + t)), thresholds.ThresholdsOf(c)[t], 8);
            }

            return new DataBlock("constants", bytes);
        }
    }

    private string Part => _step switch
    {
        FloatRequantization => "FloatRequantizer",
        FloatSlopeRequantization => "FloatSlopeRequantizer",
        TwoSlopeRequantization => "TwoSlopeRequantizer",
        ThresholdRequantization => "ThresholdRequantizer",
        _ => "ExactRequantizer",
    };

    /// <summary>Gets the bytes of a constant.</summary>
    private int Size => _step.IsFloatIsland || _step is ThresholdRequantization ? 4 : 8;

    private int Plane => Size * stride;

    /// <summary>Gets the bytes of <see cref="Constants"/>.</summary>
    public int Bytes => (Planes().Count * Plane) + (8 * stride * ((_step as ThresholdRequantization)?.Count ?? 0));

    /// <summary>Writes the end of one output.</summary>
    /// <param name="w">The text.</param>
    /// <param name="sum">The accumulator, zero point subtracted, 64 bits.</param>
    /// <param name="target">The byte offset of the output.</param>
    /// <param name="channel">The variable that is its channel.</param>
    public void WriteStore(SourceWriter w, string sum, string target, string channel = "channel")
    {
        var shift = _step switch
        {
            Requantization { Shift: var amount } => InvariantText.Of($"{amount}, "),
            TwoSlopeRequantization { Shift: var amount } => InvariantText.Of($"{amount}, "),
            _ => "",
        };
        var steps = _step is ThresholdRequantization thresholds
            ? InvariantText.Of($"ref Address.At(ref constants, {2 * Plane} + ({8 * thresholds.Count} * {channel})), {thresholds.Count}")
            : InvariantText.Of($"{shift}{_step.Minimum}, {_step.Maximum}");
        w.Line(InvariantText.Of(
            $"{Part}.Store({sum}, ref Address.At(ref constants, {Size} * {channel}), {Plane}, {steps}, {output.Least}, ref Address.At(ref output, {target}), {output.ElementBytes});"));
    }

    private IReadOnlyList<Func<int, long>> Planes() => _step switch
    {
        Requantization s => [c => s.MultiplierOf(c), s.OffsetOf],
        FloatRequantization s => [c => BitsOf(s.ScaleOf(c)), c => BitsOf(s.OffsetOf(c))],
        FloatSlopeRequantization s => [.. new[] { s.Scales, s.Offsets, s.Slopes, s.Rests }.Select(constants => (Func<int, long>)(c => BitsOf(constants.OfChannel(c))))],
        TwoSlopeRequantization s =>
        [
            c => s.Knees.OfChannel(c),
            c => s.Multipliers.OfChannel(c),
            c => s.Offsets.OfChannel(c),
            c => s.LowerMultipliers.OfChannel(c),
            c => s.LowerOffsets.OfChannel(c),
        ],
        ThresholdRequantization s => [c => s.FirstOf(c), c => s.StepOf(c)],
        _ => throw new NotSupportedException($"There is no requantizer {_step.GetType().Name}."),
    };

    private static int BitsOf(float value) => BitConverter.ToInt32(BitConverter.GetBytes(value), 0);
}
