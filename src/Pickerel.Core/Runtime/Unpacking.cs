using System;

namespace Pickerel.Core.Runtime;

/// <summary>Unpacks weights below 8 bits, once, at a network's first use.</summary>
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
}
