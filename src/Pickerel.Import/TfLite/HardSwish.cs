using System;
using Pickerel.Core.Reference;

namespace Pickerel.Import.TfLite;

/// <summary>The hard swish of the reference kernels, in 16-bit fixed point.</summary>
/// <param name="output">From a 128th of the input's scale to the output's.</param>
/// <param name="relu">From a 128th of the input's scale to that where 3 is 2^15.</param>
internal sealed class HardSwish(TfLiteMultiplier output, TfLiteMultiplier relu)
{
    private readonly int _output = TfLiteArithmetic.ReducedMultiplier(output.Value);
    private readonly int _relu = TfLiteArithmetic.ReducedMultiplier(relu.Value);

    /// <summary>The output less its zero point.</summary>
    /// <param name="x">The input less its zero point.</param>
    public int Of(int x)
    {
        var fine = x << 7;
        var scaled = RoundedProduct(fine, _output);
        var share = relu.Shift > 0 ? Saturated((long)fine << (relu.Shift - 1)) : fine;
        share = RoundedProduct(share, _relu);
        if (relu.Shift > 0)
            share = Saturated(share * 2L);
        if (relu.Shift < 0)
            share = TfLiteArithmetic.RoundingShiftRight(share, -relu.Shift);
        share = (share + (1 << 15)) >> 1;
        return TfLiteArithmetic.RoundingShiftRight(share * scaled / (1 << 15), -output.Shift);
    }

    /// <summary>(2 * a * b) / 2^16 rounded half away from zero, in 16 bits.</summary>
    private static int RoundedProduct(int a, int b)
    {
        var product = a * b;
        return Saturated((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }

    private static int Saturated(long value) => (int)Math.Max(short.MinValue, Math.Min(short.MaxValue, value));
}
