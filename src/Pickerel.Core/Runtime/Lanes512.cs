using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>512 bits: AVX-512 F and BW.</summary>
internal readonly struct Lanes512(Vector512<byte> bits) : IVector<Lanes512>
{
    private readonly Vector512<byte> _bits = bits;

    public static int Lanes => 16;

    public static int Size => 64;

    public static Lanes512 Zero => new(Vector512<byte>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Create(int value) => new(Vector512.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CreateBytes(byte value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 CreateWords(short value) => new(Vector512.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(ref byte source, nint offset) => new(Vector512.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(ref byte source, nint offset) => new(Vector512.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadBytesToWords(ref byte source, nint offset) => new(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadSignedBytesToWords(ref byte source, nint offset) => new(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)).AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 LoadBytesToLanes(ref byte source, nint offset) => new(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, ref byte target, nint offset) => value._bits.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Lanes512 value, ref byte target, nint offset) => value._bits.GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Lanes512 value, ref byte target, nint offset) => value._bits.GetLower().GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Lanes512 value, ref byte target, nint offset) => Avx512F.ConvertToVector256Int16(value._bits.AsInt32()).AsByte().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 EvenBytes(Lanes512 value) => new(value._bits & Vector512.Create((short)0x00FF).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 OddBytes(Lanes512 value) => new(Avx512BW.ShiftRightLogical(value._bits.AsUInt16(), 8).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 PairBytes(Lanes512 even, Lanes512 odd) => new(even._bits | Avx512BW.ShiftLeftLogical(odd._bits.AsUInt16(), 8).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 PairWords(Lanes512 even, Lanes512 odd) => new(even._bits | Avx512F.ShiftLeftLogical(odd._bits.AsUInt32(), 16).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAddBytes(Lanes512 unsigned, Lanes512 signed) => new(Avx512BW.MultiplyAddAdjacent(unsigned._bits, signed._bits.AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAddWords(Lanes512 left, Lanes512 right) => new(Avx512BW.MultiplyAddAdjacent(left._bits.AsInt16(), right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 AddWords(Lanes512 left, Lanes512 right) => new((left._bits.AsInt16() + right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 left, Lanes512 right) => new((left._bits.AsInt32() + right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 left, Lanes512 right) => new((left._bits.AsInt32() * right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ShiftRight(Lanes512 value, int count) => new((value._bits.AsInt32() >> count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Min(Lanes512 left, Lanes512 right) => new(Avx512F.Min(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 left, Lanes512 right) => new(Avx512F.Max(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MinBytes(Lanes512 left, Lanes512 right) => new(Avx512BW.Min(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MaxBytes(Lanes512 left, Lanes512 right) => new(Avx512BW.Max(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 WidenLower(Lanes512 words) => new(Avx512F.ConvertToVector512Int32(words._bits.AsInt16().GetLower()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 WidenUpper(Lanes512 words) => new(Avx512F.ConvertToVector512Int32(words._bits.AsInt16().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Narrow1(Lanes512 a) => new(Avx512F.ConvertToVector128ByteWithSaturation(Avx512F.Max(a._bits.AsInt32(), Vector512<int>.Zero).AsUInt32()).ToVector256Unsafe().ToVector512Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Narrow2(Lanes512 a, Lanes512 b)
    {
        // The packs work within 128 bits: word groups a0 b0 a1 b1 …, then byte groups of four lanes in that order, twice.
        var words = Avx512BW.PackSignedSaturate(a._bits.AsInt32(), b._bits.AsInt32());
        var bytes = Avx512BW.PackUnsignedSaturate(words, words);
        return new(Avx512F.PermuteVar16x32(bytes.AsInt32(), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13)).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Narrow4(Lanes512 a, Lanes512 b, Lanes512 c, Lanes512 d)
    {
        // The packs work within 128 bits; the permutation puts the groups of four lanes back in order.
        var low = Avx512BW.PackSignedSaturate(a._bits.AsInt32(), b._bits.AsInt32());
        var high = Avx512BW.PackSignedSaturate(c._bits.AsInt32(), d._bits.AsInt32());
        var bytes = Avx512BW.PackUnsignedSaturate(low, high);
        return new(Avx512F.PermuteVar16x32(bytes.AsInt32(), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsByte());
    }
}
