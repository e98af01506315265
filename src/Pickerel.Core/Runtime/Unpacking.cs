using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pickerel.Core.Runtime;

/// <summary>Unpacks weights, once, at a network's first use.</summary>
internal static class Unpacking
{
    private const ulong EveryByte = 0x0101010101010101, EveryWord = 0x0001000100010001, EveryLane = 0x0000000100000001;

    /// <summary>
    /// Reads two's complement codes of 1 to 7 <paramref name="bits"/>, least significant first, into a byte each. One bit is a sign: 1 or,
    /// where it is set, -1.
    /// </summary>
    public static void Codes(ReadOnlySpan<ulong> packed, int bits, Span<byte> codes)
    {
        unchecked
        {
            var source = MemoryMarshal.AsBytes(packed);
            ulong halves = (1UL << (4 * bits)) - 1, quarters = ((1UL << (2 * bits)) - 1) * EveryLane, eighths = ((1UL << bits) - 1) * EveryWord;
            ulong sign = EveryByte << (bits - 1), ones = bits == 1 ? EveryByte : 0;
            for (int i = 0, at = 0; i < codes.Length; i += 8, at += bits)
            {
                // Eight codes fill as many bytes as one has bits. Halved three times, each has a byte.
                var eight = Read(source, at);
                eight = (eight & halves) | ((eight >> (4 * bits)) & halves) << 32;
                eight = (eight & quarters) | ((eight >> (2 * bits)) & quarters) << 16;
                eight = (eight & eighths) | ((eight >> bits) & eighths) << 8;

                // The sign bit is extended by flipping and subtracting it; the top bits keep borrows within their byte.
                eight = (((eight ^ sign) | (EveryByte << 7)) - sign) ^ (EveryByte << 7);
                Write(eight | ones, codes, i);
            }
        }
    }

    /// <summary>Reads codes of 1 to 8 bits as <see cref="Codes"/> does, into a word of two bytes each.</summary>
    public static void Words(ReadOnlySpan<ulong> packed, int bits, Span<byte> words)
    {
        // Codes wait in the upper half: a word is written behind the code that is read, or onto it.
        var target = MemoryMarshal.Cast<byte, short>(words);
        var upper = words.Slice(target.Length);
        if (bits < 8)
            Codes(packed, bits, upper);
        var codes = bits < 8 ? upper : MemoryMarshal.AsBytes(packed);
        for (var i = 0; i < target.Length; i++)
            target[i] = unchecked((sbyte)codes[i]);
    }

    private static ulong Read(ReadOnlySpan<byte> source, int at)
    {
        if (at <= source.Length - 8)
            return Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), at));
        ulong value = 0;
        for (var i = source.Length - 1; i >= at; i--)
            value = (value << 8) | source[i];
        return value;
    }

    private static void Write(ulong eight, Span<byte> codes, int at)
    {
        if (at <= codes.Length - 8)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetReference(codes), at), eight);
            return;
        }

        for (; at < codes.Length; at++, eight >>= 8)
            codes[at] = unchecked((byte)eight);
    }
}
