using System;
using System.Runtime.InteropServices;

namespace Pickerel.Core.Runtime;

/// <summary>Unpacks weights, once, at a network's first use.</summary>
internal static class Unpacking
{
    /// <summary>Reads <paramref name="count"/> two's complement codes of <paramref name="bits"/> bits, least significant first, into a byte each. One bit is a sign: 1 or, where it is set, -1.</summary>
    public static byte[] Codes(ReadOnlySpan<ulong> packed, int bits, int count)
    {
        var codes = new byte[count];
        var position = 0L;
        for (var i = 0; i < codes.Length; i++, position += bits)
        {
            int word = (int)(position >> 6), offset = (int)(position & 63);
            var code = packed[word] >> offset;
            if (offset + bits > 64)
                code |= packed[word + 1] << (64 - offset);
            code = unchecked((ulong)((long)(code << (64 - bits)) >> (64 - bits)));
            codes[i] = unchecked((byte)(bits == 1 ? code | 1 : code));
        }

        return codes;
    }

    /// <summary>Reads codes as <see cref="Codes"/> does, into a word of two bytes each.</summary>
    public static byte[] Words(ReadOnlySpan<ulong> packed, int bits, int count)
    {
        ReadOnlySpan<byte> codes = bits == 8 ? MemoryMarshal.AsBytes(packed) : Codes(packed, bits, count);
        var words = new byte[2 * count];
        var target = MemoryMarshal.Cast<byte, short>(new Span<byte>(words));
        for (var i = 0; i < target.Length; i++)
            target[i] = unchecked((sbyte)codes[i]);
        return words;
    }
}
