using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pickerel.Core.Runtime;

/// <summary>Copies the network's input into scratch, so that kernels may read past a row's end without reading the user's memory.</summary>
internal static class Staging
{
    /// <summary>Copies <paramref name="rows"/> rows of <paramref name="pixels"/> pixels; a signed element becomes unsigned by <paramref name="flip"/> = 0x80.</summary>
    public static void Copy(ReadOnlySpan<byte> input, Span<byte> target, int rows, int rowStride, int pixels, int channels, int channelStride, byte flip)
    {
        var dense = channels == channelStride;
        int pieces = dense ? 1 : pixels, piece = dense ? pixels * channels : channels;
        var source = 0;
        for (var row = 0; row < rows; row++)
        {
            var to = row * rowStride;
            for (var i = 0; i < pieces; i++)
            {
                CopyPiece(input.Slice(source, piece), target.Slice(to, piece), flip);
                source += piece;
                to += channelStride;
            }

            if (!dense)
                ClearPads(target.Slice(row * rowStride, pixels * channelStride), channels, channelStride);
        }
    }

    private static void CopyPiece(ReadOnlySpan<byte> source, Span<byte> target, byte flip)
    {
        if (flip == 0)
        {
            source.CopyTo(target);
            return;
        }

        var i = 0;
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetReference(target);
        for (; i <= source.Length - 8; i += 8)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, i), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref from, i)) ^ 0x8080808080808080);
        for (; i < source.Length; i++)
            target[i] = (byte)(source[i] ^ flip);
    }

    private static void ClearPads(Span<byte> row, int channels, int channelStride)
    {
        for (var pixel = 0; pixel < row.Length; pixel += channelStride)
            row.Slice(pixel + channels, channelStride - channels).Clear();
    }
}
