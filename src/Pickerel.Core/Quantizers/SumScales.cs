using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The multipliers of an addition: two scale ratios on one shift. Both are shared by the whole tensor, so their mantissas may be
/// wider than a channel's without costing a table: four bits more than the output has keep the error of a rounded ratio below an
/// eighth of an output step wherever the two inputs' scales are alike (8-bit mantissas would miss by up to a step and a half at 8 bits).
/// They stay below 16 bits, so a pair of 16-bit products does the addition.
/// </summary>
internal static class SumScales
{
    private const int GuardBits = 4;
    private const int MostMantissa = (1 << 15) - 1;

    /// <summary>The bits of a multiplier that a whole tensor shares.</summary>
    public static int MantissaBits(Quantization grid) => Math.Min(grid.Bits + GuardBits, 15);

    public static IntegerAddNode Lower(AddNode node, Quantization left, Quantization right, Quantization grid)
    {
        double first = ChannelScale.Bound(left.Scale / grid.Scale), second = ChannelScale.Bound(right.Scale / grid.Scale);
        var shift = MergedScales.LargestShift(Math.Max(first, second), MantissaBits(grid));
        var (m1, m2) = (Mantissa(first, shift), Mantissa(second, shift));
        while (shift > 0 && m1 % 2 == 0 && m2 % 2 == 0)
            (m1, m2, shift) = (m1 / 2, m2 / 2, shift - 1);
        return new()
        {
            Name = node.Name,
            Inputs = node.Inputs,
            Shape = node.Shape,
            Quantization = grid,
            Site = node.Site,
            LeftMultiplier = m1,
            RightMultiplier = m2,
            Offset = ((long)grid.ZeroPoint << shift) + (shift > 0 ? 1L << (shift - 1) : 0),
            Shift = shift,
            Minimum = node.Activation == Activation.Relu || node.Curve is not null ? grid.ZeroPoint : grid.Minimum,
            Maximum = node.Curve is ActivationCurve.ClippedRelu clipped ? CurveSteps.StepsOf(clipped.Maximum, grid) : grid.Maximum,
        };
    }

    /// <summary>Ratios beyond 15 bits saturate: one step of such an input spans the output's whole range already.</summary>
    private static int Mantissa(double ratio, int shift) => (int)Math.Min(Math.Floor((ratio * (1L << shift)) + 0.5), MostMantissa);
}
