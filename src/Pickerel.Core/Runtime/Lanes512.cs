using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>512 bits: AVX-512 F and BW.</summary>
internal readonly struct Lanes512 : IVector<Vector512<byte>>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    public static int Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 64;
    }

    public static Vector512<byte> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Create(int value) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> CreateBytes(byte value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> CreateWords(short value) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(ref byte source, nint offset) => Vector512.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Broadcast(ref byte source, nint offset) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Vector512.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadBytesToWords(ref byte source, nint offset) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadSignedBytesToWords(ref byte source, nint offset) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.ConvertToVector512Int16(Unsafe.BitCast<Vector256<byte>, Vector256<sbyte>>(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadBytesToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadWordsToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ConvertToVector512Int32(Unsafe.BitCast<Vector256<byte>, Vector256<ushort>>(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadSignedWordsToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ConvertToVector512Int32(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LoadHalves(ref byte source, nint offset, nint distance) => Vector512.Create(Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset)), Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset + distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<byte> value, ref byte target, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Vector512<byte> value, ref byte target, nint offset) => value.GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Vector512<byte> value, ref byte target, nint offset) => value.GetLower().GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Vector512<byte> value, ref byte target, nint offset) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx512F.ConvertToVector256Int16(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(value))).StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNegatedLaneSums(Vector512<byte> a, Vector512<byte> b, Vector512<byte> c, Vector512<byte> d, ref byte target, nint offset)
    {
        // Halves first; horizontal additions then work within 128 bits.
        var ab = Avx2.HorizontalAdd(Halves(a), Halves(b));
        var cd = Avx2.HorizontalAdd(Halves(c), Halves(d));
        var sums = Avx2.HorizontalAdd(ab, cd);
        Unsafe.BitCast<Vector128<int>, Vector128<byte>>(-(sums.GetLower() + sums.GetUpper())).StoreUnsafe(ref Unsafe.Add(ref target, offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> LowNibbles(Vector512<byte> value) => value & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> HighNibbles(Vector512<byte> value) => Unsafe.BitCast<Vector512<ushort>, Vector512<byte>>(Avx512BW.ShiftRightLogical(Unsafe.BitCast<Vector512<byte>, Vector512<ushort>>(value), 4)) & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> EvenBytes(Vector512<byte> value) => value & Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Vector512.Create((short)0x00FF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> OddBytes(Vector512<byte> value) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.ShiftRightLogical(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(value), 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> PairBytes(Vector512<byte> even, Vector512<byte> odd) => even | Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.ShiftLeftLogical(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(odd), 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> PairWords(Vector512<byte> even, Vector512<byte> odd) => even | Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ShiftLeftLogical(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(odd), 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> InterleaveLowerBytes(Vector512<byte> even, Vector512<byte> odd) => Avx512BW.UnpackLow(even, odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> InterleaveLowerWords(Vector512<byte> even, Vector512<byte> odd) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.UnpackLow(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(even), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(odd)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> InterleaveUpperBytes(Vector512<byte> even, Vector512<byte> odd) => Avx512BW.UnpackHigh(even, odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> InterleaveUpperWords(Vector512<byte> even, Vector512<byte> odd) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.UnpackHigh(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(even), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(odd)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAddBytes(Vector512<byte> unsigned, Vector512<byte> signed) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.MultiplyAddAdjacent(unsigned, Unsafe.BitCast<Vector512<byte>, Vector512<sbyte>>(signed)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyAddWords(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512BW.MultiplyAddAdjacent(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> AddBytes(Vector512<byte> left, Vector512<byte> right) => Avx512BW.Add(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SubtractBytes(Vector512<byte> left, Vector512<byte> right) => Avx512BW.Subtract(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> GreaterBytes(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<sbyte>, Vector512<byte>>(Vector512.GreaterThan(Unsafe.BitCast<Vector512<byte>, Vector512<sbyte>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<sbyte>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> And(Vector512<byte> left, Vector512<byte> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> AddWords(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.Add(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> SubtractWords(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.Subtract(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Add(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.Add(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumLanes(Vector512<byte> value) => Vector512.Sum(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Subtract(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.Subtract(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Multiply(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.MultiplyLow(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRight(Vector512<byte> value, int count) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRightWords(Vector512<byte> value, int count) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Requantize(Vector512<byte> sum, Vector512<byte> m, Vector512<byte> b, int shift) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.Add(Avx512F.MultiplyLow(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(sum), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(m)), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(b)) >> shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RequantizeWords(Vector512<byte> sum, Vector512<byte> m, Vector512<byte> b, int shift) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.Add(Avx512BW.MultiplyAddAdjacent(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(sum), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(m)), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(b)) >> shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> RequantizeWide(Vector512<byte> sum, Vector512<byte> m, ref byte offsets, nint at, nint plane, int shift)
    {
        // A product of lanes takes the even ones of both registers; shifted right by 32 bits, the odd ones are there.
        var even = Avx512F.Multiply(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(sum), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(m));
        var odd = Avx512F.Multiply(
            Unsafe.BitCast<Vector512<ulong>, Vector512<int>>(Unsafe.BitCast<Vector512<byte>, Vector512<ulong>>(sum) >>> 32),
            Unsafe.BitCast<Vector512<ulong>, Vector512<int>>(Unsafe.BitCast<Vector512<byte>, Vector512<ulong>>(m) >>> 32));
        even += Unsafe.BitCast<Vector512<byte>, Vector512<long>>(Vector512.LoadUnsafe(ref Unsafe.Add(ref offsets, at)));
        odd += Unsafe.BitCast<Vector512<byte>, Vector512<long>>(Vector512.LoadUnsafe(ref Unsafe.Add(ref offsets, at + plane)));
        return Unsafe.BitCast<Vector512<long>, Vector512<byte>>(Vector512.ConditionalSelect(Vector512.Create(0xFFFFFFFFL), even >>> shift, odd << (32 - shift)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyDoublingHigh(Vector512<byte> left, Vector512<byte> right)
    {
        var half = Vector512.Create(1L << 30);
        var even = Avx512F.ShiftRightLogical(Avx512F.Add(Avx512F.Multiply(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)), half), 31);
        var odd = Avx512F.ShiftLeftLogical(Avx512F.Add(Avx512F.Multiply(Unsafe.BitCast<Vector512<ulong>, Vector512<int>>(Avx512F.ShiftRightLogical(Unsafe.BitCast<Vector512<byte>, Vector512<ulong>>(left), 32)), Unsafe.BitCast<Vector512<ulong>, Vector512<int>>(Avx512F.ShiftRightLogical(Unsafe.BitCast<Vector512<byte>, Vector512<ulong>>(right), 32))), half), 1);
        return Unsafe.BitCast<Vector512<long>, Vector512<byte>>(Vector512.ConditionalSelect(Vector512.Create(0xFFFFFFFFL), even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MultiplyHigh(Vector512<byte> left, Vector512<byte> right)
    {
        var even = Avx512F.ShiftRightLogical(Avx512F.Multiply(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)), 32);
        var odd = Avx512F.Multiply(Unsafe.BitCast<Vector512<ulong>, Vector512<int>>(Avx512F.ShiftRightLogical(Unsafe.BitCast<Vector512<byte>, Vector512<ulong>>(left), 32)), Unsafe.BitCast<Vector512<ulong>, Vector512<int>>(Avx512F.ShiftRightLogical(Unsafe.BitCast<Vector512<byte>, Vector512<ulong>>(right), 32)));
        return Unsafe.BitCast<Vector512<long>, Vector512<byte>>(Vector512.ConditionalSelect(Vector512.Create(0xFFFFFFFFL), even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> ShiftRightEach(Vector512<byte> value, Vector512<byte> counts) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ShiftRightArithmeticVariable(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(value), Unsafe.BitCast<Vector512<byte>, Vector512<uint>>(counts)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Min(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.Min(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Max(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.Max(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MinBytes(Vector512<byte> left, Vector512<byte> right) => Avx512BW.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MaxBytes(Vector512<byte> left, Vector512<byte> right) => Avx512BW.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> MaxWords(Vector512<byte> left, Vector512<byte> right) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.Max(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(left), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenLower(Vector512<byte> words) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ConvertToVector512Int32(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(words).GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> WidenUpper(Vector512<byte> words) => Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.ConvertToVector512Int32(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(words).GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow1(Vector512<byte> a)
    {
        // Not by the conversion from uint to byte: each further type of register costs the JIT most of a millisecond.
        var words = Avx512BW.PackSignedSaturate(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(a), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(a));
        var bytes = Avx512BW.PackUnsignedSaturate(words, words);
        return Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.PermuteVar16x32(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(bytes), Vector512.Create(0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow2(Vector512<byte> a, Vector512<byte> b)
    {
        // The packs work within 128 bits: word groups a0 b0 a1 b1 …, then byte groups of four lanes in that order, twice.
        var words = Avx512BW.PackSignedSaturate(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(a), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(b));
        var bytes = Avx512BW.PackUnsignedSaturate(words, words);
        return Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.PermuteVar16x32(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(bytes), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Narrow4(Vector512<byte> a, Vector512<byte> b, Vector512<byte> c, Vector512<byte> d)
    {
        // The packs work within 128 bits; the permutation puts the groups of four lanes back in order.
        var low = Avx512BW.PackSignedSaturate(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(a), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(b));
        var high = Avx512BW.PackSignedSaturate(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(c), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(d));
        var bytes = Avx512BW.PackUnsignedSaturate(low, high);
        return Unsafe.BitCast<Vector512<int>, Vector512<byte>>(Avx512F.PermuteVar16x32(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(bytes), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> PackLanes(Vector512<byte> a, Vector512<byte> b) => Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.PackSignedSaturate(Unsafe.BitCast<Vector512<byte>, Vector512<int>>(a), Unsafe.BitCast<Vector512<byte>, Vector512<int>>(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> PackUpperWords(Vector512<byte> a, Vector512<byte> b)
    {
        var order = Vector512.Create(1, 3, 5, 7, 33, 35, 37, 39, 9, 11, 13, 15, 41, 43, 45, 47, 17, 19, 21, 23, 49, 51, 53, 55, 25, 27, 29, 31, 57, 59, 61, 63);
        return Unsafe.BitCast<Vector512<short>, Vector512<byte>>(Avx512BW.PermuteVar32x16x2(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(a), order, Unsafe.BitCast<Vector512<byte>, Vector512<short>>(b)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> PackWords(Vector512<byte> a, Vector512<byte> b) => Avx512BW.PackUnsignedSaturate(Unsafe.BitCast<Vector512<byte>, Vector512<short>>(a), Unsafe.BitCast<Vector512<byte>, Vector512<short>>(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Halves(Vector512<byte> value) =>
        Unsafe.BitCast<Vector256<byte>, Vector256<int>>(value.GetLower()) + Unsafe.BitCast<Vector256<byte>, Vector256<int>>(value.GetUpper());
}
