using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>256 bits: AVX2.</summary>
internal readonly struct Lanes256 : IVector<Vector256<byte>>
{
    public static int Lanes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    public static int Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 32;
    }

    public static Vector256<byte> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Create(int value) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> CreateBytes(byte value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> CreateWords(short value) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(ref byte source, nint offset) => Vector256.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Broadcast(ref byte source, nint offset) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadBytesToWords(ref byte source, nint offset) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadSignedBytesToWords(ref byte source, nint offset) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.ConvertToVector256Int16(Unsafe.BitCast<Vector128<byte>, Vector128<sbyte>>(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadBytesToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ConvertToVector256Int32(Unsafe.BitCast<Vector128<ulong>, Vector128<byte>>(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadWordsToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ConvertToVector256Int32(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadSignedWordsToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ConvertToVector256Int32(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LoadHalves(ref byte source, nint offset, nint distance) => Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset)), Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset + distance)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<byte> value, ref byte target, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Vector256<byte> value, ref byte target, nint offset) => value.GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Vector256<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(value).ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Vector256<byte> value, ref byte target, nint offset)
    {
        var low = Unsafe.BitCast<Vector256<byte>, Vector256<int>>(value) & Vector256.Create(0xFFFF);
        var words = Avx2.PackUnsignedSaturate(low, low);
        Unsafe.BitCast<Vector256<ulong>, Vector256<byte>>(Avx2.Permute4x64(Unsafe.BitCast<Vector256<ushort>, Vector256<ulong>>(words), 0b11_01_10_00)).GetLower().StoreUnsafe(ref Unsafe.Add(ref target, offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNegatedLaneSums(Vector256<byte> a, Vector256<byte> b, Vector256<byte> c, Vector256<byte> d, ref byte target, nint offset)
    {
        // Horizontal additions work within 128 bits: a sum of each register in either half.
        var ab = Avx2.HorizontalAdd(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b));
        var cd = Avx2.HorizontalAdd(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(c), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(d));
        var sums = Avx2.HorizontalAdd(ab, cd);
        Unsafe.BitCast<Vector128<int>, Vector128<byte>>(-(sums.GetLower() + sums.GetUpper())).StoreUnsafe(ref Unsafe.Add(ref target, offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> LowNibbles(Vector256<byte> value) => value & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> HighNibbles(Vector256<byte> value) => Unsafe.BitCast<Vector256<ushort>, Vector256<byte>>(Avx2.ShiftRightLogical(Unsafe.BitCast<Vector256<byte>, Vector256<ushort>>(value), 4)) & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> EvenBytes(Vector256<byte> value) => value & Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Vector256.Create((short)0x00FF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> OddBytes(Vector256<byte> value) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.ShiftRightLogical(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(value), 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> PairBytes(Vector256<byte> even, Vector256<byte> odd) => even | Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.ShiftLeftLogical(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(odd), 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> PairWords(Vector256<byte> even, Vector256<byte> odd) => even | Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ShiftLeftLogical(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(odd), 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> InterleaveLowerBytes(Vector256<byte> even, Vector256<byte> odd) => Avx2.UnpackLow(even, odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> InterleaveLowerWords(Vector256<byte> even, Vector256<byte> odd) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.UnpackLow(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(even), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(odd)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> InterleaveUpperBytes(Vector256<byte> even, Vector256<byte> odd) => Avx2.UnpackHigh(even, odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> InterleaveUpperWords(Vector256<byte> even, Vector256<byte> odd) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.UnpackHigh(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(even), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(odd)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAddBytes(Vector256<byte> unsigned, Vector256<byte> signed) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.MultiplyAddAdjacent(unsigned, Unsafe.BitCast<Vector256<byte>, Vector256<sbyte>>(signed)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyAddWords(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.MultiplyAddAdjacent(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddBytes(Vector256<byte> left, Vector256<byte> right) => Avx2.Add(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> SubtractBytes(Vector256<byte> left, Vector256<byte> right) => Avx2.Subtract(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> GreaterBytes(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<sbyte>, Vector256<byte>>(Vector256.GreaterThan(Unsafe.BitCast<Vector256<byte>, Vector256<sbyte>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<sbyte>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> And(Vector256<byte> left, Vector256<byte> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> AddWords(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.Add(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> SubtractWords(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.Subtract(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Add(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Add(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumLanes(Vector256<byte> value) => Vector256.Sum(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Subtract(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Subtract(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Multiply(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.MultiplyLow(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRight(Vector256<byte> value, int count) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRightWords(Vector256<byte> value, int count) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Requantize(Vector256<byte> sum, Vector256<byte> m, Vector256<byte> b, int shift) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Add(Avx2.MultiplyLow(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(sum), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(m)), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b)) >> shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RequantizeWords(Vector256<byte> sum, Vector256<byte> m, Vector256<byte> b, int shift) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Add(Avx2.MultiplyAddAdjacent(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(sum), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(m)), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b)) >> shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> RequantizeWide(Vector256<byte> sum, Vector256<byte> m, ref byte offsets, nint at, nint plane, int shift)
    {
        // A product of lanes takes the even ones of both registers; shifted right by 32 bits, the odd ones are there.
        var even = Avx2.Multiply(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(sum), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(m));
        var odd = Avx2.Multiply(
            Unsafe.BitCast<Vector256<ulong>, Vector256<int>>(Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(sum) >>> 32),
            Unsafe.BitCast<Vector256<ulong>, Vector256<int>>(Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(m) >>> 32));
        even += Unsafe.BitCast<Vector256<byte>, Vector256<long>>(Vector256.LoadUnsafe(ref Unsafe.Add(ref offsets, at)));
        odd += Unsafe.BitCast<Vector256<byte>, Vector256<long>>(Vector256.LoadUnsafe(ref Unsafe.Add(ref offsets, at + plane)));
        return Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Blend(
            Unsafe.BitCast<Vector256<long>, Vector256<int>>(even >>> shift), Unsafe.BitCast<Vector256<long>, Vector256<int>>(odd << (32 - shift)), 0b10101010));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyDoublingHigh(Vector256<byte> left, Vector256<byte> right)
    {
        var half = Vector256.Create(1L << 30);
        var even = Avx2.ShiftRightLogical(Avx2.Add(Avx2.Multiply(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)), half), 31);
        var odd = Avx2.ShiftLeftLogical(Avx2.Add(Avx2.Multiply(Unsafe.BitCast<Vector256<ulong>, Vector256<int>>(Avx2.ShiftRightLogical(Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(left), 32)), Unsafe.BitCast<Vector256<ulong>, Vector256<int>>(Avx2.ShiftRightLogical(Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(right), 32))), half), 1);
        return Unsafe.BitCast<Vector256<long>, Vector256<byte>>(Vector256.ConditionalSelect(Vector256.Create(0xFFFFFFFFL), even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MultiplyHigh(Vector256<byte> left, Vector256<byte> right)
    {
        var even = Avx2.ShiftRightLogical(Avx2.Multiply(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)), 32);
        var odd = Avx2.Multiply(Unsafe.BitCast<Vector256<ulong>, Vector256<int>>(Avx2.ShiftRightLogical(Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(left), 32)), Unsafe.BitCast<Vector256<ulong>, Vector256<int>>(Avx2.ShiftRightLogical(Unsafe.BitCast<Vector256<byte>, Vector256<ulong>>(right), 32)));
        return Unsafe.BitCast<Vector256<long>, Vector256<byte>>(Vector256.ConditionalSelect(Vector256.Create(0xFFFFFFFFL), even, odd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> ShiftRightEach(Vector256<byte> value, Vector256<byte> counts) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ShiftRightArithmeticVariable(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(value), Unsafe.BitCast<Vector256<byte>, Vector256<uint>>(counts)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Min(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Min(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Max(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.Max(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MinBytes(Vector256<byte> left, Vector256<byte> right) => Avx2.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MaxBytes(Vector256<byte> left, Vector256<byte> right) => Avx2.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> MaxWords(Vector256<byte> left, Vector256<byte> right) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.Max(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(left), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenLower(Vector256<byte> words) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ConvertToVector256Int32(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(words).GetLower()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> WidenUpper(Vector256<byte> words) => Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.ConvertToVector256Int32(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(words).GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Narrow1(Vector256<byte> a)
    {
        var words = Avx2.PackSignedSaturate(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a));
        var bytes = Avx2.PackUnsignedSaturate(words, words);
        return Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.PermuteVar8x32(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(bytes), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Narrow2(Vector256<byte> a, Vector256<byte> b)
    {
        var words = Avx2.PackSignedSaturate(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b));
        var bytes = Avx2.PackUnsignedSaturate(words, words);
        return Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.PermuteVar8x32(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(bytes), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Narrow4(Vector256<byte> a, Vector256<byte> b, Vector256<byte> c, Vector256<byte> d)
    {
        // The packs work within 128 bits; the permutation puts the groups of four lanes back in order.
        var low = Avx2.PackSignedSaturate(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b));
        var high = Avx2.PackSignedSaturate(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(c), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(d));
        var bytes = Avx2.PackUnsignedSaturate(low, high);
        return Unsafe.BitCast<Vector256<int>, Vector256<byte>>(Avx2.PermuteVar8x32(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(bytes), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> PackLanes(Vector256<byte> a, Vector256<byte> b) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.PackSignedSaturate(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a), Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> PackUpperWords(Vector256<byte> a, Vector256<byte> b) => Unsafe.BitCast<Vector256<short>, Vector256<byte>>(Avx2.PackSignedSaturate(Avx2.ShiftRightArithmetic(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(a), 16), Avx2.ShiftRightArithmetic(Unsafe.BitCast<Vector256<byte>, Vector256<int>>(b), 16)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> PackWords(Vector256<byte> a, Vector256<byte> b) => Avx2.PackUnsignedSaturate(Unsafe.BitCast<Vector256<byte>, Vector256<short>>(a), Unsafe.BitCast<Vector256<byte>, Vector256<short>>(b));
}
