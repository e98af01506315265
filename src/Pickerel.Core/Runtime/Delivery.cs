using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pickerel.Core.Runtime;

/// <summary>Copies the last tensor out of scratch, without borders and channel padding, onto the output's own grid.</summary>
internal static class Delivery
{
    /// <summary>Copies bytes, adding <paramref name="minimum"/> (the grid's least value: scratch holds q - minimum).</summary>
    public static void Bytes(ref byte source, Span<byte> output, int rows, int rowStride, int pixels, int channels, int channelStride, int minimum)
    {
        var dense = channels == channelStride;
        int pieces = dense ? 1 : pixels, piece = dense ? pixels * channels : channels;
        var to = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < pieces; i++)
            {
                var from = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, (row * rowStride) + (i * channelStride)), piece);
                var target = output.Slice(to, piece);
                from.CopyTo(target);
                if (minimum != 0)
                    Add(target, minimum);
                to += piece;
            }
        }
    }

    /// <summary>Copies 16-bit elements, adding <paramref name="middle"/> (scratch holds q - middle).</summary>
    public static void Words(ref byte source, Span<byte> output, int rows, int rowStride, int pixels, int channels, int channelStride, int middle)
    {
        var to = 0;
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < pixels; i++)
            {
                var from = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref source, (row * rowStride) + (i * 2 * channelStride)), 2 * channels);
                var target = output.Slice(to, 2 * channels);
                from.CopyTo(target);
                if (middle != 0)
                    Add(MemoryMarshal.Cast<byte, short>(target), middle);
                to += 2 * channels;
            }
        }
    }

    private static void Add(Span<byte> values, int minimum)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = unchecked((byte)(values[i] + minimum));
    }

    private static void Add(Span<short> values, int middle)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = unchecked((short)(values[i] + middle));
    }
}
