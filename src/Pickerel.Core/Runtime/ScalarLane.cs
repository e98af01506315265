using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>32 bits in an ordinary register: no intrinsics at all.</summary>
internal readonly struct ScalarLane : IVector<uint>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static int Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    public static uint Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Create(int value) => unchecked((uint)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CreateBytes(byte value) => unchecked(value * 0x01010101u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint CreateWords(short value) => unchecked((ushort)value * 0x00010001u);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Load(ref byte source, nint offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Broadcast(ref byte source, nint offset) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadBytesToWords(ref byte source, nint offset) => unchecked(Unsafe.Add(ref source, offset) | ((uint)Unsafe.Add(ref source, offset + 1) << 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadSignedBytesToWords(ref byte source, nint offset) =>
        unchecked((uint)(((sbyte)Unsafe.Add(ref source, offset + 1) << 16) + ((sbyte)Unsafe.Add(ref source, offset) & 0xFFFF)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadBytesToLanes(ref byte source, nint offset) => Unsafe.Add(ref source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadWordsToLanes(ref byte source, nint offset) => Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadSignedWordsToLanes(ref byte source, nint offset) => unchecked((uint)Unsafe.ReadUnaligned<short>(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LoadHalves(ref byte source, nint offset, nint distance) =>
        Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref source, offset)) | ((uint)Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref source, offset + distance)) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(uint value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(uint value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), unchecked((ushort)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(uint value, ref byte target, nint offset) => Unsafe.Add(ref target, offset) = unchecked((byte)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(uint value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), unchecked((ushort)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNegatedLaneSums(uint a, uint b, uint c, uint d, ref byte target, nint offset)
    {
        unchecked
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), 0 - a);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset + 4), 0 - b);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset + 8), 0 - c);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset + 12), 0 - d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LowNibbles(uint value) => value & 0x0F0F0F0F;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HighNibbles(uint value) => (value >> 4) & 0x0F0F0F0F;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint EvenBytes(uint value) => value & 0x00FF00FF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint OddBytes(uint value) => (value >> 8) & 0x00FF00FF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PairBytes(uint even, uint odd) => even | (odd << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PairWords(uint even, uint odd) => even | (odd << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint InterleaveLowerBytes(uint even, uint odd) => Bytes(even & 255, odd & 255, (even >> 8) & 255, (odd >> 8) & 255);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint InterleaveUpperBytes(uint even, uint odd) => Bytes((even >> 16) & 255, (odd >> 16) & 255, even >> 24, odd >> 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint InterleaveLowerWords(uint even, uint odd) => (even & 0xFFFF) | (odd << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint InterleaveUpperWords(uint even, uint odd) => (even >> 16) | (odd & 0xFFFF0000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyAddBytes(uint unsigned, uint signed)
    {
        unchecked
        {
            var low = ((byte)unsigned * (sbyte)signed) + ((byte)(unsigned >> 8) * (sbyte)(signed >> 8));
            var high = ((byte)(unsigned >> 16) * (sbyte)(signed >> 16)) + ((byte)(unsigned >> 24) * (sbyte)(signed >> 24));
            return (ushort)low | ((uint)(ushort)high << 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyAddWords(uint left, uint right) =>
        unchecked((uint)(((short)left * (short)right) + ((short)(left >> 16) * (short)(right >> 16))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AddBytes(uint left, uint right) => unchecked(((left & 0x7F7F7F7F) + (right & 0x7F7F7F7F)) ^ ((left ^ right) & 0x80808080));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SubtractBytes(uint left, uint right) => unchecked(((left | 0x80808080) - (right & 0x7F7F7F7F)) ^ ((left ^ ~right) & 0x80808080));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterBytes(uint left, uint right)
    {
        unchecked
        {
            return Bytes(
                (sbyte)left > (sbyte)right ? 255u : 0,
                (sbyte)(left >> 8) > (sbyte)(right >> 8) ? 255u : 0,
                (sbyte)(left >> 16) > (sbyte)(right >> 16) ? 255u : 0,
                (sbyte)(left >> 24) > (sbyte)(right >> 24) ? 255u : 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint And(uint left, uint right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AddWords(uint left, uint right) => unchecked((ushort)(left + right) | ((left & 0xFFFF0000) + (right & 0xFFFF0000)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SubtractWords(uint left, uint right) => unchecked((ushort)(left - right) | ((left & 0xFFFF0000) - (right & 0xFFFF0000)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint left, uint right) => unchecked(left + right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumLanes(uint value) => unchecked((int)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Subtract(uint left, uint right) => unchecked(left - right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Multiply(uint left, uint right) => unchecked(left * right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRight(uint value, int count) => unchecked((uint)((int)value >> count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRightWords(uint value, int count) => unchecked((ushort)((short)value >> count) | ((uint)((int)value >> 16 >> count) << 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Requantize(uint sum, uint m, uint b, int shift) => unchecked((uint)((int)((sum * m) + b) >> shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RequantizeWords(uint sum, uint m, uint b, int shift) => unchecked((uint)((int)(MultiplyAddWords(sum, m) + b) >> shift));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RequantizeWide(uint sum, uint m, ref byte offsets, nint at, nint plane, int shift)
    {
        // Two channels, an even and an odd one, have eight bytes in either plane.
        var b = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref offsets, ((at >> 3) << 3) + (((at >> 2) & 1) * plane)));
        return unchecked((uint)((((long)(int)sum * (int)m) + b) >> shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyDoublingHigh(uint left, uint right) => unchecked((uint)((((long)(int)left * (int)right) + (1L << 30)) >> 31));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MultiplyHigh(uint left, uint right) => unchecked((uint)(((long)(int)left * (int)right) >> 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRightEach(uint value, uint counts) => unchecked((uint)((int)value >> (int)counts));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Min(uint left, uint right) => unchecked((int)left < (int)right) ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Max(uint left, uint right) => unchecked((int)left > (int)right) ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MinBytes(uint left, uint right)
    {
        return Bytes(Least(left & 255, right & 255), Least((left >> 8) & 255, (right >> 8) & 255), Least((left >> 16) & 255, (right >> 16) & 255), Least(left >> 24, right >> 24));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaxBytes(uint left, uint right)
    {
        return Bytes(Most(left & 255, right & 255), Most((left >> 8) & 255, (right >> 8) & 255), Most((left >> 16) & 255, (right >> 16) & 255), Most(left >> 24, right >> 24));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MaxWords(uint left, uint right) => unchecked(Most16(left, right) | (Most16(left >> 16, right >> 16) << 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WidenLower(uint words) => unchecked((uint)(short)words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint WidenUpper(uint words) => unchecked((uint)((int)words >> 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Narrow1(uint a) => Clamp(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Narrow2(uint a, uint b) => Clamp(a) | (Clamp(b) << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Narrow4(uint a, uint b, uint c, uint d) => Bytes(Clamp(a), Clamp(b), Clamp(c), Clamp(d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PackLanes(uint a, uint b) => ClampToWord(a) | (ClampToWord(b) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PackUpperWords(uint a, uint b) => (a >> 16) | (b & 0xFFFF0000);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PackWords(uint a, uint b) => Bytes(Clamp(WidenLower(a)), Clamp(WidenUpper(a)), Clamp(WidenLower(b)), Clamp(WidenUpper(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bytes(uint a, uint b, uint c, uint d) => a | (b << 8) | (c << 16) | (d << 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Clamp(uint lane) => lane <= 255 ? lane : lane > int.MaxValue ? 0u : 255u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ClampToWord(uint lane) =>
        unchecked((ushort)((int)lane < short.MinValue ? short.MinValue : (int)lane > short.MaxValue ? short.MaxValue : (int)lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Least(uint left, uint right) => left < right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Most(uint left, uint right) => left > right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Most16(uint left, uint right) => unchecked((ushort)((short)left > (short)right ? left : right));
}
