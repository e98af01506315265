using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>256 bits: AVX2.</summary>
internal readonly struct Lanes256(Vector256<byte> bits) : IVector<Lanes256>
{
    private readonly Vector256<byte> _bits = bits;

    public static int Lanes => 8;

    public static int Size => 32;

    public static Lanes256 Zero => new(Vector256<byte>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Create(int value) => new(Vector256.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CreateBytes(byte value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 CreateWords(short value) => new(Vector256.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(ref byte source, nint offset) => new(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(ref byte source, nint offset) => new(Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadBytesToWords(ref byte source, nint offset) => new(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadSignedBytesToWords(ref byte source, nint offset) => new(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)).AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 LoadBytesToLanes(ref byte source, nint offset) => new(Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))).AsByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, ref byte target, nint offset) => value._bits.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Lanes256 value, ref byte target, nint offset) => value._bits.GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Lanes256 value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value._bits.AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Lanes256 value, ref byte target, nint offset)
    {
        var low = value._bits.AsInt32() & Vector256.Create(0xFFFF);
        var words = Avx2.PackUnsignedSaturate(low, low);
        Avx2.Permute4x64(words.AsUInt64(), 0b11_01_10_00).AsByte().GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 EvenBytes(Lanes256 value) => new(value._bits & Vector256.Create((short)0x00FF).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 OddBytes(Lanes256 value) => new(Avx2.ShiftRightLogical(value._bits.AsUInt16(), 8).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 PairBytes(Lanes256 even, Lanes256 odd) => new(even._bits | Avx2.ShiftLeftLogical(odd._bits.AsUInt16(), 8).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 PairWords(Lanes256 even, Lanes256 odd) => new(even._bits | Avx2.ShiftLeftLogical(odd._bits.AsUInt32(), 16).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAddBytes(Lanes256 unsigned, Lanes256 signed) => new(Avx2.MultiplyAddAdjacent(unsigned._bits, signed._bits.AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAddWords(Lanes256 left, Lanes256 right) => new(Avx2.MultiplyAddAdjacent(left._bits.AsInt16(), right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 AddWords(Lanes256 left, Lanes256 right) => new((left._bits.AsInt16() + right._bits.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 left, Lanes256 right) => new((left._bits.AsInt32() + right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 left, Lanes256 right) => new((left._bits.AsInt32() * right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ShiftRight(Lanes256 value, int count) => new((value._bits.AsInt32() >> count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Min(Lanes256 left, Lanes256 right) => new(Avx2.Min(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Max(Lanes256 left, Lanes256 right) => new(Avx2.Max(left._bits.AsInt32(), right._bits.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MinBytes(Lanes256 left, Lanes256 right) => new(Avx2.Min(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MaxBytes(Lanes256 left, Lanes256 right) => new(Avx2.Max(left._bits, right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 WidenLower(Lanes256 words) => new(Avx2.ConvertToVector256Int32(words._bits.AsInt16().GetLower()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 WidenUpper(Lanes256 words) => new(Avx2.ConvertToVector256Int32(words._bits.AsInt16().GetUpper()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Narrow1(Lanes256 a) => Narrow4(a, a, a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Narrow2(Lanes256 a, Lanes256 b) => Narrow4(a, b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Narrow4(Lanes256 a, Lanes256 b, Lanes256 c, Lanes256 d)
    {
        // The packs work within 128 bits; the permutation puts the groups of four lanes back in order.
        var low = Avx2.PackSignedSaturate(a._bits.AsInt32(), b._bits.AsInt32());
        var high = Avx2.PackSignedSaturate(c._bits.AsInt32(), d._bits.AsInt32());
        var bytes = Avx2.PackUnsignedSaturate(low, high);
        return new(Avx2.PermuteVar8x32(bytes.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsByte());
    }
}
