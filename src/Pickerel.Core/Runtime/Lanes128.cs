using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>128 bits: SSSE3 where it is; elsewhere (Arm64, WebAssembly) the portable operations, which agree.</summary>
internal readonly struct Lanes128(Vector128<byte> bits) : IVector<Lanes128>
{
    private readonly Vector128<byte> _bits = bits;

    public static int Lanes => 4;

    public static int Size => 16;

    public static Lanes128 Zero => new(Vector128<byte>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Create(int value) => new(Vector128.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 CreateBytes(byte value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 CreateWords(short value) => new(Vector128.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref byte source, nint offset) => new(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(ref byte source, nint offset) => new(Vector128.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadBytesToWords(ref byte source, nint offset) => new(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))).AsByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadSignedBytesToWords(ref byte source, nint offset) => new(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))).AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadBytesToLanes(ref byte source, nint offset) => new(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset))).AsByte())).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, ref byte target, nint offset) => value._bits.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Lanes128 value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value._bits.AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Lanes128 value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value._bits.AsUInt32().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Lanes128 value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Vector128.Narrow(value._bits.AsInt32(), value._bits.AsInt32()).AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 EvenBytes(Lanes128 value) => new(value._bits & Vector128.Create((short)0x00FF).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 OddBytes(Lanes128 value) => new((value._bits.AsUInt16() >>> 8).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 PairBytes(Lanes128 even, Lanes128 odd) => new(even._bits | (odd._bits.AsUInt16() << 8).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 PairWords(Lanes128 even, Lanes128 odd) => new(even._bits | (odd._bits.AsUInt32() << 16).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAddBytes(Lanes128 unsigned, Lanes128 signed)
    {
        if (Ssse3.IsSupported)
            return new(Ssse3.MultiplyAddAdjacent(unsigned._bits, signed._bits.AsSByte()).AsByte());
        var even = (unsigned._bits.AsInt16() & Vector128.Create((short)0x00FF)) * ((signed._bits.AsInt16() << 8) >> 8);
        var odd = (unsigned._bits.AsInt16() >>> 8) * (signed._bits.AsInt16() >> 8);
        return new((even + odd).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAddWords(Lanes128 left, Lanes128 right)
    {
        if (Sse2.IsSupported)
            return new(Sse2.MultiplyAddAdjacent(left._bits.AsInt16(), right._bits.AsInt16()).AsByte());
        var even = ((left._bits.AsInt32() << 16) >> 16) * ((right._bits.AsInt32() << 16) >> 16);
        var odd = (left._bits.AsInt32() >> 16) * (right._bits.AsInt32() >> 16);
        return new((even + odd).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddWords(Lanes128 left, Lanes128 right) => new((left._bits.AsInt16() + right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 left, Lanes128 right) => new((left._bits.AsInt32() + right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 left, Lanes128 right) => new((left._bits.AsInt32() * right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRight(Lanes128 value, int count) => new((value._bits.AsInt32() >> count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 left, Lanes128 right) => new(Vector128.Min(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 left, Lanes128 right) => new(Vector128.Max(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MinBytes(Lanes128 left, Lanes128 right) => new(Vector128.Min(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MaxBytes(Lanes128 left, Lanes128 right) => new(Vector128.Max(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 WidenLower(Lanes128 words) => new(Vector128.WidenLower(words._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 WidenUpper(Lanes128 words) => new(Vector128.WidenUpper(words._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Narrow1(Lanes128 a) => Narrow4(a, a, a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Narrow2(Lanes128 a, Lanes128 b) => Narrow4(a, b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Narrow4(Lanes128 a, Lanes128 b, Lanes128 c, Lanes128 d)
    {
        if (Sse2.IsSupported)
        {
            var low = Sse2.PackSignedSaturate(a._bits.AsInt32(), b._bits.AsInt32());
            var high = Sse2.PackSignedSaturate(c._bits.AsInt32(), d._bits.AsInt32());
            return new(Sse2.PackUnsignedSaturate(low, high));
        }

        var most = Vector128.Create(255);
        var ab = Vector128.Narrow(
            Vector128.Min(Vector128.Max(a._bits.AsInt32(), Vector128<int>.Zero), most),
            Vector128.Min(Vector128.Max(b._bits.AsInt32(), Vector128<int>.Zero), most));
        var cd = Vector128.Narrow(
            Vector128.Min(Vector128.Max(c._bits.AsInt32(), Vector128<int>.Zero), most),
            Vector128.Min(Vector128.Max(d._bits.AsInt32(), Vector128<int>.Zero), most));
        return new(Vector128.Narrow(ab.AsUInt16(), cd.AsUInt16()));
    }
}
