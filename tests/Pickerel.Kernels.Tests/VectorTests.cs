using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pickerel.Core.Runtime;

namespace Pickerel.Kernels.Tests;

/// <summary>Every step of every vector width against the scalar lane, lane by lane, on random and extreme bits.</summary>
public sealed class VectorTests
{
    [Fact]
    public void Steps_of_128_bits_equal_the_scalar_lanes() => Compare<Lanes128, Vector128<byte>>(Vector128.IsHardwareAccelerated);

    [Fact]
    public void Steps_of_256_bits_equal_the_scalar_lanes() => Compare<Lanes256, Vector256<byte>>(Avx2.IsSupported);

    [Fact]
    public void Steps_of_512_bits_equal_the_scalar_lanes() => Compare<Lanes512, Vector512<byte>>(Avx512BW.IsSupported);

    [Fact]
    public void Blocks_of_the_scalar_lane_are_its_four_bytes() => Compare<ScalarLane, uint>(supported: true);

    [Fact]
    public void Multiply_adds_of_the_scalar_lane_are_their_definition()
    {
        Assert.Equal(Words((255 * 127) - (1 * 128), (-128 * 3) + (7 * -1)), ScalarLane.MultiplyAddBytes(Bytes(255, 1, 3, 7), Bytes(127, 0x80, 0x80, 0xFF)));
        Assert.Equal(unchecked((uint)((-32768 * 32767) + (5 * -6))), ScalarLane.MultiplyAddWords(Words(-32768, 5), Words(32767, -6)));
        Assert.Equal(Bytes(0, 0xFF, 0x80, 4), ScalarLane.AddBytes(Bytes(255, 127, 127, 1), Bytes(1, 128, 1, 3)));
        Assert.Equal(Bytes(0xFF, 0, 0x7F, 0xFE), ScalarLane.SubtractBytes(Bytes(0, 128, 128, 1), Bytes(1, 128, 1, 3)));
        Assert.Equal(Bytes(0, 0xFF, 0, 0xFF), ScalarLane.GreaterBytes(Bytes(0x80, 0x7F, 5, 0), Bytes(0x7F, 0x80, 5, 0xFF)));
        Assert.Equal(Words(-32768, 32767), ScalarLane.AddWords(Words(32767, -32768), Words(1, -1)));
        Assert.Equal(unchecked((uint)-3), ScalarLane.Requantize(unchecked((uint)-7), 3, 11, 2));
        Assert.Equal(unchecked((uint)-2), ScalarLane.RequantizeWords(Words(-9, 2), Words(3, 3), 14, 2));
        Assert.Equal(Words(32767, -32768), ScalarLane.SubtractWords(Words(-32768, 32767), Words(1, -1)));
        Assert.Equal(Bytes(0, 44, 127, 130), ScalarLane.AddBytes(Bytes(255, 200, 128, 127), Bytes(1, 100, 255, 3)));
        Assert.Equal(Bytes(255, 156, 129, 124), ScalarLane.SubtractBytes(Bytes(0, 0, 128, 127), Bytes(1, 100, 255, 3)));
        Assert.Equal(Bytes(0, 255, 7, 255), ScalarLane.Narrow4(unchecked((uint)-5), 256, 7, int.MaxValue));
        Assert.Equal(unchecked((uint)-3), ScalarLane.MultiplyDoublingHigh(unchecked((uint)-7), 1 << 30));
        Assert.Equal(4u, ScalarLane.MultiplyDoublingHigh(7, 1 << 30));
        Assert.Equal(unchecked((uint)-2), ScalarLane.MultiplyHigh(unchecked((uint)-7), 1 << 30));
        Assert.Equal(unchecked((uint)-4), ScalarLane.ShiftRightEach(unchecked((uint)-7), 1));
        Assert.Equal(Words(-128, 127), ScalarLane.LoadSignedBytesToWords(ref new byte[] { 0x80, 0x7F }[0], 0));
        Assert.Equal(0x8001u, ScalarLane.LoadWordsToLanes(ref new byte[] { 1, 0x80 }[0], 0));
        Assert.Equal(unchecked((uint)-32767), ScalarLane.LoadSignedWordsToLanes(ref new byte[] { 1, 0x80 }[0], 0));
        Assert.Equal(Words(32767, 5), ScalarLane.MaxWords(Words(32767, -32768), Words(-1, 5)));
        var offsets = Enumerable.Range(1, 4).SelectMany(i => BitConverter.GetBytes(i * -10_000_000_000L)).ToArray();
        for (var channel = 0; channel < 4; channel++)
        {
            // Of channels 0 to 3 the offsets are the first, the third, the second and the fourth.
            var expected = ((-7L * int.MinValue) + (((channel / 2) + (channel % 2 * 2) + 1) * -10_000_000_000L)) >> 20;
            Assert.Equal((uint)expected, ScalarLane.RequantizeWide(unchecked((uint)-7), 0x80000000, ref offsets[0], 4 * channel, 16, 20));
        }
    }

    private static void Compare<V, T>(bool supported)
        where V : struct, IVector<T>
        where T : struct
    {
        if (!supported)
            Assert.Skip("This processor lacks the instructions.");
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            T a = Next<T>(random), b = Next<T>(random), c = Next<T>(random), d = Next<T>(random);
            Assert.Equal(BytesOf(a).Select(x => (byte)(x % 16)), BytesOf(V.LowNibbles(a)));
            Assert.Equal(BytesOf(a).Select(x => (byte)(x / 16)), BytesOf(V.HighNibbles(a)));
            Same<V, T>(V.EvenBytes(a), ScalarLane.EvenBytes, a);
            Same<V, T>(V.OddBytes(a), ScalarLane.OddBytes, a);
            Same<V, T>(V.PairBytes(V.EvenBytes(a), V.EvenBytes(b)), (x, y) => ScalarLane.PairBytes(ScalarLane.EvenBytes(x), ScalarLane.EvenBytes(y)), a, b);
            Same<V, T>(V.PairWords(Low<V, T>(a), Low<V, T>(b)), (x, y) => ScalarLane.PairWords(x & 0xFFFF, y & 0xFFFF), a, b);
            Same<V, T>(V.MultiplyAddBytes(V.EvenBytes(a), b), (x, y) => ScalarLane.MultiplyAddBytes(ScalarLane.EvenBytes(x), y), a, b);
            Same<V, T>(V.MultiplyAddWords(a, b), ScalarLane.MultiplyAddWords, a, b);
            Same<V, T>(V.AddBytes(a, b), ScalarLane.AddBytes, a, b);
            Same<V, T>(V.SubtractBytes(a, b), ScalarLane.SubtractBytes, a, b);
            Same<V, T>(V.GreaterBytes(a, b), ScalarLane.GreaterBytes, a, b);
            Same<V, T>(V.And(a, b), ScalarLane.And, a, b);
            Same<V, T>(V.AddWords(a, b), ScalarLane.AddWords, a, b);
            Same<V, T>(V.SubtractWords(a, b), ScalarLane.SubtractWords, a, b);
            Same<V, T>(V.Add(a, b), ScalarLane.Add, a, b);
            Assert.Equal(unchecked((int)Lanes(a).Aggregate((x, y) => x + y)), V.SumLanes(a));
            Same<V, T>(V.Subtract(a, b), ScalarLane.Subtract, a, b);
            Same<V, T>(V.Multiply(a, b), ScalarLane.Multiply, a, b);
            Same<V, T>(V.Min(a, b), ScalarLane.Min, a, b);
            Same<V, T>(V.Max(a, b), ScalarLane.Max, a, b);
            Same<V, T>(V.MinBytes(a, b), ScalarLane.MinBytes, a, b);
            Same<V, T>(V.MaxBytes(a, b), ScalarLane.MaxBytes, a, b);
            Same<V, T>(V.MaxWords(a, b), ScalarLane.MaxWords, a, b);
            var (offsets, channel) = (new byte[2 * V.Size], 0);
            random.NextBytes(offsets);
            Same<V, T>(
                V.RequantizeWide(a, b, ref offsets[0], 0, V.Size, round % 33),
                (x, y) => ScalarLane.RequantizeWide(x, y, ref offsets[0], 4 * channel++, V.Size, round % 33),
                a,
                b);
            Same<V, T>(V.ShiftRight(a, round % 32), x => ScalarLane.ShiftRight(x, round % 32), a);
            Same<V, T>(V.ShiftRightWords(a, round % 16), x => ScalarLane.ShiftRightWords(x, round % 16), a);
            Same<V, T>(V.Requantize(a, b, c, round % 32), (x, y, z) => ScalarLane.Requantize(x, y, z, round % 32), a, b, c);
            Same<V, T>(V.RequantizeWords(a, b, c, round % 32), (x, y, z) => ScalarLane.RequantizeWords(x, y, z, round % 32), a, b, c);
            Same<V, T>(V.MultiplyDoublingHigh(a, b), ScalarLane.MultiplyDoublingHigh, a, b);
            Same<V, T>(V.MultiplyHigh(a, b), ScalarLane.MultiplyHigh, a, b);
            Same<V, T>(V.ShiftRightEach(a, V.ShiftRightEach(V.Max(b, V.Zero), V.Create(26))), (x, y) => ScalarLane.ShiftRightEach(x, (uint)Math.Max((int)y, 0) >> 26), a, b);
            CompareReshaping<V, T>(a, b, c, d);
            CompareBlocks<V, T>(a, b);
            CompareMemory<V, T>(a);
        }
    }

    /// <summary>Steps that move lanes: natural order means that narrowing concatenates, and widening takes halves.</summary>
    private static void CompareReshaping<V, T>(T a, T b, T c, T d)
        where V : struct, IVector<T>
        where T : struct
    {
        byte Clamp(uint lane) => (byte)ScalarLane.Narrow1(lane);
        var (la, lb, lc, ld) = (Lanes(a), Lanes(b), Lanes(c), Lanes(d));
        Assert.Equal(la.Select(Clamp), BytesOf(V.Narrow1(a)).Take(V.Lanes));
        Assert.Equal(la.Concat(lb).Select(Clamp), BytesOf(V.Narrow2(a, b)).Take(2 * V.Lanes));
        Assert.Equal(la.Concat(lb).Concat(lc).Concat(ld).Select(Clamp), BytesOf(V.Narrow4(a, b, c, d)));
        var words = MemoryMarshal.Cast<byte, short>(BytesOf(a)).ToArray();
        Assert.Equal(words.Take(V.Lanes).Select(w => (int)w), MemoryMarshal.Cast<byte, int>(BytesOf(V.WidenLower(a))).ToArray());
        Assert.Equal(words.Skip(V.Lanes).Select(w => (int)w), MemoryMarshal.Cast<byte, int>(BytesOf(V.WidenUpper(a))).ToArray());
    }

    /// <summary>Steps within 128 bits: they interleave halves, and packing puts two registers side by side.</summary>
    private static void CompareBlocks<V, T>(T a, T b)
        where V : struct, IVector<T>
        where T : struct
    {
        int block = Math.Min(16, V.Size), blocks = V.Size / block;
        T[] Interleaved(int size, int half) => [FromBytes<T>([.. Enumerable.Range(0, blocks).SelectMany(i =>
            Enumerable.Range(0, block / 2 / size).SelectMany(k => new[] { a, b }.SelectMany(v => BytesOf(v).Skip((i * block) + (half * block / 2) + (k * size)).Take(size))))])];
        Assert.Equal(Interleaved(1, 0), [V.InterleaveLowerBytes(a, b)]);
        Assert.Equal(Interleaved(1, 1), [V.InterleaveUpperBytes(a, b)]);
        Assert.Equal(Interleaved(2, 0), [V.InterleaveLowerWords(a, b)]);
        Assert.Equal(Interleaved(2, 1), [V.InterleaveUpperWords(a, b)]);

        // Of blocks of a and b, what each element becomes.
        byte[] Packed<TElement>(Func<TElement, byte[]> pack)
            where TElement : struct => [.. Enumerable.Range(0, blocks).SelectMany(i => new[] { a, b }.SelectMany(v => MemoryMarshal.Cast<byte, TElement>(BytesOf(v).AsSpan(i * block, block)).ToArray().SelectMany(pack)))];
        Assert.Equal(Packed<int>(lane => BitConverter.GetBytes((short)Math.Clamp(lane, short.MinValue, short.MaxValue))), BytesOf(V.PackLanes(a, b)));
        Assert.Equal(Packed<int>(lane => BitConverter.GetBytes((short)(lane >> 16))), BytesOf(V.PackUpperWords(a, b)));
        Assert.Equal(Packed<short>(word => [(byte)Math.Clamp(word, (short)0, (short)255)]), BytesOf(V.PackWords(a, b)));
    }

    private static void CompareMemory<V, T>(T a)
        where V : struct, IVector<T>
        where T : struct
    {
        var bytes = BytesOf(a);
        ref var source = ref bytes[0];
        Assert.Equal(bytes, BytesOf(V.Load(ref source, 0)));
        Assert.Equal(bytes.Take(2 * V.Lanes).Select(x => (ushort)x), MemoryMarshal.Cast<byte, ushort>(BytesOf(V.LoadBytesToWords(ref source, 0))).ToArray());
        Assert.Equal(bytes.Take(2 * V.Lanes).Select(x => (short)(sbyte)x), MemoryMarshal.Cast<byte, short>(BytesOf(V.LoadSignedBytesToWords(ref source, 0))).ToArray());
        Assert.Equal(bytes.Take(V.Lanes).Select(x => (int)x), MemoryMarshal.Cast<byte, int>(BytesOf(V.LoadBytesToLanes(ref source, 0))).ToArray());
        Assert.Equal(MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Take(V.Lanes).Select(x => (int)x), MemoryMarshal.Cast<byte, int>(BytesOf(V.LoadWordsToLanes(ref source, 0))).ToArray());
        Assert.Equal(MemoryMarshal.Cast<byte, short>(bytes).ToArray().Take(V.Lanes).Select(x => (int)x), MemoryMarshal.Cast<byte, int>(BytesOf(V.LoadSignedWordsToLanes(ref source, 0))).ToArray());
        Assert.Equal(Enumerable.Repeat(bytes.Take(4), V.Lanes).SelectMany(x => x), BytesOf(V.Broadcast(ref source, 0)));

        byte[] far = [.. bytes, 0, .. bytes];
        Assert.Equal([.. far.Skip(1).Take(V.Size / 2), .. far.Skip(1 + V.Size).Take(V.Size / 2)], BytesOf(V.LoadHalves(ref far[0], 1, V.Size)));

        var sums = new byte[20];
        V.StoreNegatedLaneSums(a, V.Zero, V.Create(-3), V.Create(int.MinValue), ref sums[0], 2);
        var sum = unchecked((int)Lanes(a).Aggregate((x, y) => x + y));
        Assert.Equal([0, 0, .. new[] { unchecked(-sum), 0, 3 * V.Lanes, V.Lanes == 1 ? int.MinValue : 0 }.SelectMany(BitConverter.GetBytes), 0, 0], sums);

        // Stores write their part and nothing else.
        var words = MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Where((_, i) => i % 2 == 0).SelectMany(BitConverter.GetBytes).ToArray();
        foreach (var (store, expected) in new (Action<byte[]>, byte[])[]
        {
            (t => V.Store(a, ref t[0], 1), bytes),
            (t => V.StoreHalf(a, ref t[0], 1), bytes[..(2 * V.Lanes)]),
            (t => V.StoreQuarter(a, ref t[0], 1), bytes[..V.Lanes]),
            (t => V.StoreLanesAsWords(a, ref t[0], 1), words),
        })
        {
            var target = new byte[V.Size + 2];
            store(target);
            Assert.Equal([0, .. expected, .. new byte[V.Size + 1 - expected.Length]], target);
        }
    }

    private static T Low<V, T>(T value)
        where V : struct, IVector<T>
        where T : struct => FromLanes<T>([.. Lanes(value).Select(l => l & 0xFFFF)]);

    private static void Same<V, T>(T actual, Func<uint, uint> expected, T a)
        where V : struct, IVector<T>
        where T : struct => Assert.Equal(Lanes(a).Select(expected), Lanes(actual));

    private static void Same<V, T>(T actual, Func<uint, uint, uint> expected, T a, T b)
        where V : struct, IVector<T>
        where T : struct => Assert.Equal(Lanes(a).Zip(Lanes(b), expected), Lanes(actual));

    private static void Same<V, T>(T actual, Func<uint, uint, uint, uint> expected, T a, T b, T c)
        where V : struct, IVector<T>
        where T : struct => Assert.Equal(Lanes(a).Select((x, i) => expected(x, Lanes(b)[i], Lanes(c)[i])), Lanes(actual));

    private static T Next<T>(Random random)
        where T : struct
    {
        var lanes = new uint[Unsafe.SizeOf<T>() / 4];
        foreach (ref var lane in lanes.AsSpan())
        {
            lane = random.Next(5) switch
            {
                0 => 0x80008000,
                1 => 0x7FFF7FFF,
                2 => uint.MaxValue,
                3 => (uint)random.Next(-300, 300),
                _ => (uint)random.NextInt64(),
            };
        }

        return FromLanes<T>(lanes);
    }

    private static T FromBytes<T>(byte[] bytes)
        where T : struct => Unsafe.ReadUnaligned<T>(ref bytes[0]);

    private static T FromLanes<T>(uint[] lanes)
        where T : struct => Unsafe.ReadUnaligned<T>(ref MemoryMarshal.AsBytes(lanes.AsSpan())[0]);

    private static byte[] BytesOf<T>(T value)
        where T : struct
    {
        var bytes = new byte[Unsafe.SizeOf<T>()];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        return bytes;
    }

    private static uint[] Lanes<T>(T value)
        where T : struct => MemoryMarshal.Cast<byte, uint>(BytesOf(value)).ToArray();

    private static uint Bytes(int a, int b, int c, int d) => (uint)(a | (b << 8) | (c << 16) | (d << 24));

    private static uint Words(int low, int high) => unchecked((ushort)low | ((uint)(ushort)high << 16));
}
