using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Requantization by thresholds.</summary>
internal static class ThresholdRequantizer
{
    /// <summary>Requantizes one sum: <c>first + step * (how many thresholds are at most sum) - origin</c>.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="constants">The first output of the channel; its step follows a plane later.</param>
    /// <param name="plane">Bytes from the first output of a channel to its step.</param>
    /// <param name="thresholds">The thresholds of the channel, ascending, 64 bits each.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="origin">What scratch subtracts: the grid's least value, or 0 of 16-bit outputs.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="size">Bytes of an output, 1 or 2.</param>
    public static void Store(long sum, ref byte constants, nint plane, ref byte thresholds, int count, int origin, ref byte output, nint size)
    {
        unchecked
        {
            var first = Unsafe.ReadUnaligned<int>(ref constants);
            var step = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref constants, plane));
            var value = first + (step * StepSearch.CountAtMost(sum, ref thresholds, count)) - origin;
            if (size == 1)
                output = (byte)value;
            else
                Unsafe.WriteUnaligned(ref output, (short)value);
        }
    }
}
