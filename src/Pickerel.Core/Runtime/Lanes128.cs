using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>128 bits: SSSE3 where it is; elsewhere (Arm64, WebAssembly) the portable operations, which agree.</summary>
internal readonly struct Lanes128 : IVector<Vector128<byte>>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    public static int Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    public static Vector128<byte> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Create(int value) => Vector128.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> CreateBytes(byte value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> CreateWords(short value) => Vector128.Create(value).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ref byte source, nint offset) => Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Broadcast(ref byte source, nint offset) => Vector128.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadBytesToWords(ref byte source, nint offset) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))).AsByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadSignedBytesToWords(ref byte source, nint offset) => Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))).AsSByte()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadBytesToLanes(ref byte source, nint offset) => Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset))).AsByte())).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> value, ref byte target, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Vector128<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value.AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Vector128<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value.AsUInt32().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Vector128<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Vector128.Narrow(value.AsInt32(), value.AsInt32()).AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EvenBytes(Vector128<byte> value) => value & Vector128.Create((short)0x00FF).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> OddBytes(Vector128<byte> value) => (value.AsUInt16() >>> 8).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PairBytes(Vector128<byte> even, Vector128<byte> odd) => even | (odd.AsUInt16() << 8).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PairWords(Vector128<byte> even, Vector128<byte> odd) => even | (odd.AsUInt32() << 16).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddBytes(Vector128<byte> unsigned, Vector128<byte> signed)
    {
        if (Ssse3.IsSupported)
            return Ssse3.MultiplyAddAdjacent(unsigned, signed.AsSByte()).AsByte();
        var even = (unsigned.AsInt16() & Vector128.Create((short)0x00FF)) * ((signed.AsInt16() << 8) >> 8);
        var odd = (unsigned.AsInt16() >>> 8) * (signed.AsInt16() >> 8);
        return (even + odd).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddWords(Vector128<byte> left, Vector128<byte> right)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyAddAdjacent(left.AsInt16(), right.AsInt16()).AsByte();
        var even = ((left.AsInt32() << 16) >> 16) * ((right.AsInt32() << 16) >> 16);
        var odd = (left.AsInt32() >> 16) * (right.AsInt32() >> 16);
        return (even + odd).AsByte();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddWords(Vector128<byte> left, Vector128<byte> right) => (left.AsInt16() + right.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Add(Vector128<byte> left, Vector128<byte> right) => (left.AsInt32() + right.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Multiply(Vector128<byte> left, Vector128<byte> right) => (left.AsInt32() * right.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRight(Vector128<byte> value, int count) => (value.AsInt32() >> count).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Min(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Max(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left.AsInt32(), right.AsInt32()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinBytes(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxBytes(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenLower(Vector128<byte> words) => Vector128.WidenLower(words.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenUpper(Vector128<byte> words) => Vector128.WidenUpper(words.AsInt16()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow1(Vector128<byte> a) => Narrow4(a, a, a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow2(Vector128<byte> a, Vector128<byte> b) => Narrow4(a, b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d)
    {
        if (Sse2.IsSupported)
        {
            var low = Sse2.PackSignedSaturate(a.AsInt32(), b.AsInt32());
            var high = Sse2.PackSignedSaturate(c.AsInt32(), d.AsInt32());
            return Sse2.PackUnsignedSaturate(low, high);
        }

        var most = Vector128.Create(255);
        var ab = Vector128.Narrow(
            Vector128.Min(Vector128.Max(a.AsInt32(), Vector128<int>.Zero), most),
            Vector128.Min(Vector128.Max(b.AsInt32(), Vector128<int>.Zero), most));
        var cd = Vector128.Narrow(
            Vector128.Min(Vector128.Max(c.AsInt32(), Vector128<int>.Zero), most),
            Vector128.Min(Vector128.Max(d.AsInt32(), Vector128<int>.Zero), most));
        return Vector128.Narrow(ab.AsUInt16(), cd.AsUInt16());
    }
}
