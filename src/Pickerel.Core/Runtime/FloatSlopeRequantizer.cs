using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Requantization of a float island with a knee: every operation rounds to 32 bits once, so that every processor gives the same bits.</summary>
internal static class FloatSlopeRequantizer
{
    /// <summary>Requantizes one sum: with <c>d = sum * scale + offset</c>, <c>clamp(floor((d &lt; 0 ? d * slope : d) + rest + 0.5), minimum, maximum) - origin</c>, rounded at every step.</summary>
    /// <param name="sum">The sum, within 2^53.</param>
    /// <param name="constants">The scale of the channel; offset, slope and rest follow a plane apart each.</param>
    /// <param name="plane">Bytes from one constant of a channel to the next.</param>
    /// <param name="minimum">Least output on its grid.</param>
    /// <param name="maximum">Greatest output on its grid.</param>
    /// <param name="origin">What scratch subtracts: the grid's least value, or 0 of 16-bit outputs.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="size">Bytes of an output, 1 or 2.</param>
    public static void Store(long sum, ref byte constants, nint plane, int minimum, int maximum, int origin, ref byte output, nint size)
    {
        var scale = Unsafe.ReadUnaligned<float>(ref constants);
        var offset = Unsafe.ReadUnaligned<float>(ref Unsafe.Add(ref constants, plane));
        var slope = Unsafe.ReadUnaligned<float>(ref Unsafe.Add(ref constants, 2 * plane));
        var rest = Unsafe.ReadUnaligned<float>(ref Unsafe.Add(ref constants, 3 * plane));
        var product = (float)((float)(double)sum * scale);
        var fromKnee = (float)(product + offset);
        var bent = fromKnee < 0 ? (float)(fromKnee * slope) : fromKnee;
        var real = (float)(bent + rest);
        FloatRequantizer.Write(real, minimum, maximum, origin, ref output, size);
    }
}
