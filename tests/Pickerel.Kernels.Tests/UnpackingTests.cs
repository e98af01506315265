using System;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Runtime;

namespace Pickerel.Kernels.Tests;

/// <summary>Weights below 8 bits, packed one behind the other, are unpacked to bytes or to words.</summary>
public sealed class UnpackingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Codes_of_every_width_come_out_as_they_went_in(int bits)
    {
        foreach (var count in new[] { 1, 7, 8, 9, 64, 100, 1000 })
            RoundTrip(bits, count);
    }

    private static void RoundTrip(int bits, int count)
    {
        var random = new Random(bits);
        var codes = Enumerable.Range(0, count).Select(_ => bits == 1 ? (random.Next(2) * 2) - 1 : random.Next(1 << bits) - (1 << (bits - 1))).ToArray();
        if (bits < 8)
        {
            var unpacked = new byte[count];
            Unpacking.Codes(Pack(codes, bits), bits, unpacked);
            Assert.Equal(codes.Select(c => unchecked((byte)c)), unpacked);
        }

        var words = new byte[2 * count];
        Unpacking.Words(Pack(codes, bits), bits, words);
        Assert.Equal(codes.Select(c => (short)c), MemoryMarshal.Cast<byte, short>(words).ToArray());
    }

    private static ulong[] Pack(int[] codes, int bits)
    {
        var words = new ulong[((codes.Length * bits) + 63) / 64];
        for (var i = 0; i < codes.Length * bits; i++)
        {
            var code = bits == 1 ? (codes[i] < 0 ? 1 : 0) : codes[i / bits];
            words[i / 64] |= ((ulong)(code >> (i % bits)) & 1) << (i % 64);
        }

        return words;
    }
}
