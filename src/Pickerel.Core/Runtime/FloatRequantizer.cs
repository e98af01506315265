using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Requantization of a float island: every operation rounds to 32 bits once, so that every processor gives the same bits.</summary>
internal static class FloatRequantizer
{
    /// <summary>Requantizes one sum: <c>clamp(floor(sum * scale + offset + 0.5), minimum, maximum) - origin</c>, rounded at every step.</summary>
    /// <param name="sum">The sum, within 2^53.</param>
    /// <param name="constants">The scale of the channel.</param>
    /// <param name="plane">Bytes from the scale to the offset of a channel.</param>
    /// <param name="minimum">Least output on its grid.</param>
    /// <param name="maximum">Greatest output on its grid.</param>
    /// <param name="origin">What scratch subtracts: the grid's least value, or 0 of 16-bit outputs.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="size">Bytes of an output, 1 or 2.</param>
    public static void Store(long sum, ref byte constants, nint plane, int minimum, int maximum, int origin, ref byte output, nint size)
    {
        unchecked
        {
            var scale = Unsafe.ReadUnaligned<float>(ref constants);
            var offset = Unsafe.ReadUnaligned<float>(ref Unsafe.Add(ref constants, plane));
            var product = (float)((float)(double)sum * scale);
            var real = (float)(product + offset);
            Write(real, minimum, maximum, origin, ref output, size);
        }
    }

    /// <summary>Rounds a real output half up, clamps and writes it.</summary>
    public static void Write(float real, int minimum, int maximum, int origin, ref byte output, nint size)
    {
        unchecked
        {
            var rounded = global::System.Math.Floor((double)(float)(real + 0.5f));
            var value = (rounded < minimum ? minimum : rounded > maximum ? maximum : (int)rounded) - origin;
            if (size == 1)
                output = (byte)value;
            else
                Unsafe.WriteUnaligned(ref output, (short)value);
        }
    }
}
