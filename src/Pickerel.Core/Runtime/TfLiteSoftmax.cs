using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>The softmax of TensorFlow Lite's reference kernel, of one pixel, in 32-bit fixed point.</summary>
internal static class TfLiteSoftmax
{
    /// <summary>Normalizes a pixel.</summary>
    /// <param name="input">Its elements.</param>
    /// <param name="output">Receives shares of 256.</param>
    /// <param name="exponentials">Of each difference to the greatest element, 32 bits each, without integer bits.</param>
    /// <param name="channels">How many elements.</param>
    public static void Run(ref byte input, ref byte output, ref byte exponentials, nint channels)
    {
        unchecked
        {
            int greatest = 0, sum = 0;
            for (nint c = 0; c < channels; c++)
            {
                int value = Unsafe.Add(ref input, c);
                greatest = value > greatest ? value : greatest;
            }

            for (nint c = 0; c < channels; c++)
                sum += ShiftRight(At(ref exponentials, greatest - Unsafe.Add(ref input, c)), 12);
            var headroom = 0;
            while ((sum << headroom) >= 0)
                headroom++;
            var scale = Reciprocal((int)(((uint)sum << headroom) - 0x80000000));
            for (nint c = 0; c < channels; c++)
            {
                var share = ShiftRight(Product(scale, At(ref exponentials, greatest - Unsafe.Add(ref input, c))), 35 - headroom);
                Unsafe.Add(ref output, c) = (byte)(share > 255 ? 255 : share);
            }
        }
    }

    private static int At(ref byte integers, nint index) => Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref integers, 4 * index));

    /// <summary>1 / (1 + a), a and result without integer bits.</summary>
    private static int Reciprocal(int a)
    {
        unchecked
        {
            var half = (int)(((long)a + int.MaxValue + 1) / 2);
            var x = 1515870810 + Product(half, -1010580540);
            for (var step = 0; step < 3; step++)
                x += ShiftLeft(Product(x, (1 << 29) - Product(half, x)), 2);
            return ShiftLeft(x, 1);
        }
    }

    /// <summary>a * b / 2^31, rounded half up.</summary>
    private static int Product(int a, int b) => unchecked((int)((((long)a * b) + (1L << 30)) >> 31));

    private static int ShiftLeft(int a, int bits)
    {
        var shifted = (long)a << bits;
        return shifted > int.MaxValue ? int.MaxValue : shifted < int.MinValue ? int.MinValue : (int)shifted;
    }

    /// <summary>a / 2^bits, rounded half away from zero; none is negative here.</summary>
    private static int ShiftRight(int a, int bits) => bits == 0 ? a : (a >> bits) + ((a >> (bits - 1)) & 1);
}
