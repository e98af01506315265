using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Softmax in integers: each exponential's share of their sum, rounded half up.</summary>
internal static class SoftmaxNormalizer
{
    /// <summary>Normalizes the channels of one pixel.</summary>
    /// <param name="input">The first.</param>
    /// <param name="inputSize">Bytes of an input, 1 or 2.</param>
    /// <param name="wordOrigin">What a 16-bit input is below its index, of which 16 bits count.</param>
    /// <param name="channels">How many.</param>
    /// <param name="exponentials">Of each difference from the greatest, 32 bits each.</param>
    /// <param name="levels">Steps from 0 to 1.</param>
    /// <param name="zero">The output of 0.</param>
    /// <param name="minimum">Least output on its grid.</param>
    /// <param name="maximum">Greatest output on its grid.</param>
    /// <param name="origin">What scratch subtracts: the grid's least value, or 0 of 16-bit outputs.</param>
    /// <param name="output">Where the first goes.</param>
    /// <param name="outputSize">Bytes of an output, 1 or 2.</param>
    public static void Normalize(
        ref byte input, nint inputSize, int wordOrigin, nint channels, ref byte exponentials, long levels, int zero, int minimum, int maximum, int origin, ref byte output, nint outputSize)
    {
        unchecked
        {
            var greatest = 0;
            for (nint c = 0; c < channels; c++)
            {
                var index = IndexAt(ref input, c, inputSize, wordOrigin);
                greatest = index > greatest ? index : greatest;
            }

            ulong sum = 0;
            for (nint c = 0; c < channels; c++)
                sum += ExponentialOf(ref exponentials, greatest - IndexAt(ref input, c, inputSize, wordOrigin));
            for (nint c = 0; c < channels; c++)
            {
                var share = ExponentialOf(ref exponentials, greatest - IndexAt(ref input, c, inputSize, wordOrigin)) * (ulong)levels;
                var value = (long)(((2 * share) + sum) / (2 * sum)) + zero;
                value = (value < minimum ? minimum : value > maximum ? maximum : value) - origin;
                if (outputSize == 1)
                    Unsafe.Add(ref output, c) = (byte)value;
                else
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, 2 * c), (short)value);
            }
        }
    }

    private static int IndexAt(ref byte input, nint channel, nint size, int wordOrigin) => size == 1
        ? Unsafe.Add(ref input, channel)
        : (ushort)(Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref input, 2 * channel)) + wordOrigin);

    private static ulong ExponentialOf(ref byte exponentials, nint difference) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref exponentials, 4 * difference));
}
