using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>128 bits: SSSE3 where it is, AdvSimd or PackedSimd for the steps that they have in one or a few instructions, and the portable operations, which agree.</summary>
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
    public static Vector128<byte> Create(int value) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> CreateBytes(byte value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> CreateWords(short value) => Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ref byte source, nint offset) => Vector128.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Broadcast(ref byte source, nint offset) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref source, offset))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadBytesToWords(ref byte source, nint offset) => Unsafe.BitCast<Vector128<ushort>, Vector128<byte>>(Vector128.WidenLower(Unsafe.BitCast<Vector128<ulong>, Vector128<byte>>(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadSignedBytesToWords(ref byte source, nint offset) => Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Vector128.WidenLower(Unsafe.BitCast<Vector128<ulong>, Vector128<sbyte>>(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadBytesToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector128<uint>, Vector128<byte>>(Vector128.WidenLower(Vector128.WidenLower(Unsafe.BitCast<Vector128<uint>, Vector128<byte>>(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset)))))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadWordsToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector128<uint>, Vector128<byte>>(Vector128.WidenLower(Unsafe.BitCast<Vector128<ulong>, Vector128<ushort>>(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadSignedWordsToLanes(ref byte source, nint offset) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.WidenLower(Unsafe.BitCast<Vector128<ulong>, Vector128<short>>(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset))))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LoadHalves(ref byte source, nint offset, nint distance) => Unsafe.BitCast<Vector128<ulong>, Vector128<byte>>(Vector128.Create(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset)), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, offset + distance))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> value, ref byte target, nint offset) => value.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(Vector128<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Unsafe.BitCast<Vector128<byte>, Vector128<ulong>>(value).ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(Vector128<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Unsafe.BitCast<Vector128<byte>, Vector128<uint>>(value).ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(Vector128<byte> value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Unsafe.BitCast<Vector128<short>, Vector128<ulong>>(Vector128.Narrow(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value))).ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreNegatedLaneSums(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d, ref byte target, nint offset)
    {
        var sums = Vector128.Create(
            Vector128.Sum(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a)),
            Vector128.Sum(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)),
            Vector128.Sum(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(c)),
            Vector128.Sum(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(d)));
        Unsafe.BitCast<Vector128<int>, Vector128<byte>>(-sums).StoreUnsafe(ref Unsafe.Add(ref target, offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> LowNibbles(Vector128<byte> value) => value & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> HighNibbles(Vector128<byte> value) => Unsafe.BitCast<Vector128<ushort>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(value) >>> 4) & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> EvenBytes(Vector128<byte> value) => value & Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Vector128.Create((short)0x00FF));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> OddBytes(Vector128<byte> value) => Unsafe.BitCast<Vector128<ushort>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(value) >>> 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PairBytes(Vector128<byte> even, Vector128<byte> odd) => even | Unsafe.BitCast<Vector128<ushort>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(odd) << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PairWords(Vector128<byte> even, Vector128<byte> odd) => even | Unsafe.BitCast<Vector128<uint>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<uint>>(odd) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InterleaveLowerBytes(Vector128<byte> even, Vector128<byte> odd)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackLow(even, odd);
        return Unsafe.BitCast<Vector128<ushort>, Vector128<byte>>(Vector128.WidenLower(even) | (Vector128.WidenLower(odd) << 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InterleaveLowerWords(Vector128<byte> even, Vector128<byte> odd)
    {
        if (Sse2.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Sse2.UnpackLow(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(even), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(odd)));
        return Unsafe.BitCast<Vector128<uint>, Vector128<byte>>(Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(even)) | (Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(odd)) << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InterleaveUpperBytes(Vector128<byte> even, Vector128<byte> odd)
    {
        if (Sse2.IsSupported)
            return Sse2.UnpackHigh(even, odd);
        return Unsafe.BitCast<Vector128<ushort>, Vector128<byte>>(Vector128.WidenUpper(even) | (Vector128.WidenUpper(odd) << 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> InterleaveUpperWords(Vector128<byte> even, Vector128<byte> odd)
    {
        if (Sse2.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Sse2.UnpackHigh(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(even), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(odd)));
        return Unsafe.BitCast<Vector128<uint>, Vector128<byte>>(Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(even)) | (Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<ushort>>(odd)) << 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddBytes(Vector128<byte> unsigned, Vector128<byte> signed)
    {
        if (Ssse3.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Ssse3.MultiplyAddAdjacent(unsigned, Unsafe.BitCast<Vector128<byte>, Vector128<sbyte>>(signed)));
        var even = (Unsafe.BitCast<Vector128<byte>, Vector128<short>>(unsigned) & Vector128.Create((short)0x00FF)) * ((Unsafe.BitCast<Vector128<byte>, Vector128<short>>(signed) << 8) >> 8);
        var odd = (Unsafe.BitCast<Vector128<byte>, Vector128<short>>(unsigned) >>> 8) * (Unsafe.BitCast<Vector128<byte>, Vector128<short>>(signed) >> 8);
        return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyAddWords(Vector128<byte> left, Vector128<byte> right)
    {
        if (Sse2.IsSupported)
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Sse2.MultiplyAddAdjacent(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right)));
        if (AdvSimd.Arm64.IsSupported)
        {
            var lower = AdvSimd.MultiplyWideningLower(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left).GetLower(), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right).GetLower());
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(AdvSimd.Arm64.AddPairwise(lower, AdvSimd.MultiplyWideningUpper(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right))));
        }

        if (PackedSimd.IsSupported)
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(PackedSimd.Dot(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right)));
        var even = ((Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left) << 16) >> 16) * ((Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right) << 16) >> 16);
        var odd = (Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left) >> 16) * (Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right) >> 16);
        return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(even + odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddBytes(Vector128<byte> left, Vector128<byte> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractBytes(Vector128<byte> left, Vector128<byte> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> GreaterBytes(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<sbyte>, Vector128<byte>>(Vector128.GreaterThan(Unsafe.BitCast<Vector128<byte>, Vector128<sbyte>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<sbyte>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> And(Vector128<byte> left, Vector128<byte> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> AddWords(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left) + Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> SubtractWords(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left) - Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Add(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left) + Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SumLanes(Vector128<byte> value) => Vector128.Sum(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Subtract(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left) - Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Multiply(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left) * Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRight(Vector128<byte> value, int count) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightWords(Vector128<byte> value, int count) => Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(value) >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Requantize(Vector128<byte> sum, Vector128<byte> m, Vector128<byte> b, int shift) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(((Unsafe.BitCast<Vector128<byte>, Vector128<int>>(sum) * Unsafe.BitCast<Vector128<byte>, Vector128<int>>(m)) + Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)) >> shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RequantizeWords(Vector128<byte> sum, Vector128<byte> m, Vector128<byte> b, int shift)
    {
        if (Sse2.IsSupported)
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>((Sse2.MultiplyAddAdjacent(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(sum), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(m)) + Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)) >> shift);
        return Unsafe.BitCast<Vector128<int>, Vector128<byte>>((Unsafe.BitCast<Vector128<byte>, Vector128<int>>(MultiplyAddWords(sum, m)) + Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)) >> shift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> RequantizeWide(Vector128<byte> sum, Vector128<byte> m, ref byte offsets, nint at, nint plane, int shift)
    {
        Vector128<long> even, odd;
        Vector128<long> sums = Unsafe.BitCast<Vector128<byte>, Vector128<long>>(sum), factors = Unsafe.BitCast<Vector128<byte>, Vector128<long>>(m);
        if (Sse41.IsSupported)
        {
            even = Sse41.Multiply(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(sum), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(m));
            odd = Sse41.Multiply(Unsafe.BitCast<Vector128<long>, Vector128<int>>(sums >>> 32), Unsafe.BitCast<Vector128<long>, Vector128<int>>(factors >>> 32));
        }
        else if (AdvSimd.IsSupported)
        {
            even = AdvSimd.MultiplyWideningLower(AdvSimd.ExtractNarrowingLower(sums), AdvSimd.ExtractNarrowingLower(factors));
            odd = AdvSimd.MultiplyWideningLower(AdvSimd.ShiftRightLogicalNarrowingLower(sums, 32), AdvSimd.ShiftRightLogicalNarrowingLower(factors, 32));
        }
        else
        {
            even = ((sums << 32) >> 32) * ((factors << 32) >> 32);
            odd = (sums >> 32) * (factors >> 32);
        }

        even += Unsafe.BitCast<Vector128<byte>, Vector128<long>>(Vector128.LoadUnsafe(ref Unsafe.Add(ref offsets, at)));
        odd += Unsafe.BitCast<Vector128<byte>, Vector128<long>>(Vector128.LoadUnsafe(ref Unsafe.Add(ref offsets, at + plane)));
        return Unsafe.BitCast<Vector128<long>, Vector128<byte>>(Vector128.ConditionalSelect(Vector128.Create(0xFFFFFFFFL), even >>> shift, odd << (32 - shift)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyDoublingHigh(Vector128<byte> left, Vector128<byte> right)
    {
        if (AdvSimd.IsSupported)
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(AdvSimd.MultiplyRoundedDoublingSaturateHigh(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right)));
        var half = Vector128.Create(1L << 30);
        return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Narrow(((Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left)) * Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right))) + half) >> 31, ((Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left)) * Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right))) + half) >> 31));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MultiplyHigh(Vector128<byte> left, Vector128<byte> right) =>
        Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Narrow((Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left)) * Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right))) >> 32, (Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left)) * Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right))) >> 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ShiftRightEach(Vector128<byte> value, Vector128<byte> counts)
    {
        if (Avx2.IsSupported)
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Avx2.ShiftRightArithmeticVariable(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value), Unsafe.BitCast<Vector128<byte>, Vector128<uint>>(counts)));
        if (AdvSimd.IsSupported)
            return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(AdvSimd.ShiftArithmetic(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value), -Unsafe.BitCast<Vector128<byte>, Vector128<int>>(counts)));
        var (v, n) = (Unsafe.BitCast<Vector128<byte>, Vector128<int>>(value), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(counts));
        return Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Create(v[0] >> n[0], v[1] >> n[1], v[2] >> n[2], v[3] >> n[3]));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Min(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Min(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Max(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MinBytes(Vector128<byte> left, Vector128<byte> right) => Vector128.Min(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxBytes(Vector128<byte> left, Vector128<byte> right) => Vector128.Max(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> MaxWords(Vector128<byte> left, Vector128<byte> right) => Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(left), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(right)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenLower(Vector128<byte> words) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.WidenLower(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(words)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> WidenUpper(Vector128<byte> words) => Unsafe.BitCast<Vector128<int>, Vector128<byte>>(Vector128.WidenUpper(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(words)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow1(Vector128<byte> a) => Narrow4(a, a, a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow2(Vector128<byte> a, Vector128<byte> b) => Narrow4(a, b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow4(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d)
    {
        if (Sse2.IsSupported)
        {
            var low = Sse2.PackSignedSaturate(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b));
            var high = Sse2.PackSignedSaturate(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(c), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(d));
            return Sse2.PackUnsignedSaturate(low, high);
        }

        if (AdvSimd.IsSupported)
        {
            var low = AdvSimd.ExtractNarrowingSaturateUpper(AdvSimd.ExtractNarrowingSaturateLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a)), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b));
            var high = AdvSimd.ExtractNarrowingSaturateUpper(AdvSimd.ExtractNarrowingSaturateLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(c)), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(d));
            return AdvSimd.ExtractNarrowingSaturateUnsignedUpper(AdvSimd.ExtractNarrowingSaturateUnsignedLower(low), high);
        }

        if (PackedSimd.IsSupported)
        {
            var low = PackedSimd.ConvertNarrowingSaturateSigned(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b));
            var high = PackedSimd.ConvertNarrowingSaturateSigned(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(c), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(d));
            return PackedSimd.ConvertNarrowingSaturateUnsigned(low, high);
        }

        var most = Vector128.Create(255);
        var ab = Vector128.Narrow(
            Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a), Vector128<int>.Zero), most),
            Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b), Vector128<int>.Zero), most));
        var cd = Vector128.Narrow(
            Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(c), Vector128<int>.Zero), most),
            Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(d), Vector128<int>.Zero), most));
        return Vector128.Narrow(Unsafe.BitCast<Vector128<short>, Vector128<ushort>>(ab), Unsafe.BitCast<Vector128<short>, Vector128<ushort>>(cd));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackLanes(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Sse2.PackSignedSaturate(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)));
        if (AdvSimd.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(AdvSimd.ExtractNarrowingSaturateUpper(AdvSimd.ExtractNarrowingSaturateLower(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a)), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)));
        if (PackedSimd.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(PackedSimd.ConvertNarrowingSaturateSigned(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a), Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b)));
        Vector128<int> least = Vector128.Create((int)short.MinValue), most = Vector128.Create((int)short.MaxValue);
        return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Vector128.Narrow(Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a), least), most), Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b), least), most)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackUpperWords(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
            return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Sse2.PackSignedSaturate(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a) >> 16, Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b) >> 16));
        return Unsafe.BitCast<Vector128<short>, Vector128<byte>>(Vector128.Narrow(Unsafe.BitCast<Vector128<byte>, Vector128<int>>(a) >> 16, Unsafe.BitCast<Vector128<byte>, Vector128<int>>(b) >> 16));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> PackWords(Vector128<byte> a, Vector128<byte> b)
    {
        if (Sse2.IsSupported)
            return Sse2.PackUnsignedSaturate(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(a), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(b));
        if (AdvSimd.IsSupported)
            return AdvSimd.ExtractNarrowingSaturateUnsignedUpper(AdvSimd.ExtractNarrowingSaturateUnsignedLower(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(a)), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(b));
        if (PackedSimd.IsSupported)
            return PackedSimd.ConvertNarrowingSaturateUnsigned(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(a), Unsafe.BitCast<Vector128<byte>, Vector128<short>>(b));
        var most = Vector128.Create((short)255);
        return Vector128.Narrow(Unsafe.BitCast<Vector128<short>, Vector128<ushort>>(Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(a), Vector128<short>.Zero), most)), Unsafe.BitCast<Vector128<short>, Vector128<ushort>>(Vector128.Min(Vector128.Max(Unsafe.BitCast<Vector128<byte>, Vector128<short>>(b), Vector128<short>.Zero), most)));
    }
}
