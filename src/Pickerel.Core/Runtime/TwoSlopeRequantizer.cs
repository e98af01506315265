using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Requantization by two slopes with a knee, in 64 bits.</summary>
internal static class TwoSlopeRequantizer
{
    /// <summary>Requantizes one sum: <c>clamp((sum &lt; knee ? sum * lm + lb : sum * m + b) >> shift, minimum, maximum) - origin</c>.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="constants">The knee of the channel; m, b, lm and lb follow a plane apart each.</param>
    /// <param name="plane">Bytes from one constant of a channel to the next.</param>
    /// <param name="shift">0 to 62.</param>
    /// <param name="minimum">Least output on its grid.</param>
    /// <param name="maximum">Greatest output on its grid.</param>
    /// <param name="origin">What scratch subtracts: the grid's least value, or 0 of 16-bit outputs.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="size">Bytes of an output, 1 or 2.</param>
    public static void Store(long sum, ref byte constants, nint plane, int shift, int minimum, int maximum, int origin, ref byte output, nint size)
    {
        unchecked
        {
            var slope = sum < Unsafe.ReadUnaligned<long>(ref constants) ? 3 * plane : plane;
            var m = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref constants, slope));
            var b = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref constants, slope + plane));
            var value = ((sum * m) + b) >> shift;
            value = (value < minimum ? minimum : value > maximum ? maximum : value) - origin;
            if (size == 1)
                output = (byte)value;
            else
                Unsafe.WriteUnaligned(ref output, (short)value);
        }
    }
}
