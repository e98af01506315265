using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Requantization in 64 bits, lane by lane, for sums whose product with the multiplier does not fit 32.</summary>
internal static class ExactRequantizer
{
    /// <summary>Requantizes <paramref name="lanes"/> sums: <c>clamp((sum * m + b) >> shift, minimum, maximum) - origin</c>.</summary>
    /// <param name="sums">The sums, 32 bits each.</param>
    /// <param name="lanes">How many.</param>
    /// <param name="constants">m of the first sum's channel, 64 bits a channel.</param>
    /// <param name="plane">Bytes from the m to the b of a channel.</param>
    /// <param name="shift">0 to 63.</param>
    /// <param name="minimum">Least output on its grid.</param>
    /// <param name="maximum">Greatest output on its grid.</param>
    /// <param name="origin">What scratch subtracts: the grid's least value, or 0 of 16-bit outputs.</param>
    /// <param name="output">Where the first goes.</param>
    /// <param name="size">Bytes of an output, 1 or 2.</param>
    public static void Store(
        ref byte sums, int lanes, ref byte constants, nint plane, int shift, int minimum, int maximum, int origin, ref byte output, nint size)
    {
        for (nint i = 0; i < lanes; i++)
        {
            var sum = (long)Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref sums, 4 * i));
            Store(sum, ref Unsafe.Add(ref constants, 8 * i), plane, shift, minimum, maximum, origin, ref Unsafe.Add(ref output, size * i), size);
        }
    }

    /// <summary>Requantizes one sum.</summary>
    public static void Store(
        long sum, ref byte constants, nint plane, int shift, int minimum, int maximum, int origin, ref byte output, nint size)
    {
        unchecked
        {
            var m = Unsafe.ReadUnaligned<long>(ref constants);
            var b = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref constants, plane));
            var value = ((sum * m) + b) >> shift;
            value = (value < minimum ? minimum : value > maximum ? maximum : value) - origin;
            if (size == 1)
                output = (byte)value;
            else
                Unsafe.WriteUnaligned(ref output, (short)value);
        }
    }
}
