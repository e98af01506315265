using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>32 bits in an ordinary register: no intrinsics at all.</summary>
internal readonly struct ScalarLane(uint bits) : IVector<ScalarLane>
{
    private readonly uint _bits = bits;

    public static int Lanes => 1;

    public static int Size => 4;

    public static ScalarLane Zero => new(0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Create(int value) => new(unchecked((uint)value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane CreateBytes(byte value) => new(unchecked(value * 0x01010101u));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane CreateWords(short value) => Words(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Load(ref byte source, nint offset) => new(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Broadcast(ref byte source, nint offset) => new(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref source, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane LoadBytesToWords(ref byte source, nint offset) => Words(Unsafe.Add(ref source, offset), Unsafe.Add(ref source, offset + 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane LoadSignedBytesToWords(ref byte source, nint offset) => unchecked(Words((sbyte)Unsafe.Add(ref source, offset), (sbyte)Unsafe.Add(ref source, offset + 1)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane LoadBytesToLanes(ref byte source, nint offset) => new(Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ScalarLane value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), value._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalf(ScalarLane value, ref byte target, nint offset) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), unchecked((ushort)value._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreQuarter(ScalarLane value, ref byte target, nint offset) => Unsafe.Add(ref target, offset) = unchecked((byte)value._bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreLanesAsWords(ScalarLane value, ref byte target, nint offset) => StoreHalf(value, ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane EvenBytes(ScalarLane value) => new(value._bits & 0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane OddBytes(ScalarLane value) => new((value._bits >> 8) & 0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane PairBytes(ScalarLane even, ScalarLane odd) => new(even._bits | (odd._bits << 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane PairWords(ScalarLane even, ScalarLane odd) => new(even._bits | (odd._bits << 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MultiplyAddBytes(ScalarLane unsigned, ScalarLane signed)
    {
        unchecked
        {
            uint u = unsigned._bits, s = signed._bits;
            return Words(
                ((byte)u * (sbyte)s) + ((byte)(u >> 8) * (sbyte)(s >> 8)),
                ((byte)(u >> 16) * (sbyte)(s >> 16)) + ((byte)(u >> 24) * (sbyte)(s >> 24)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MultiplyAddWords(ScalarLane left, ScalarLane right) => unchecked(Create((left.Low * right.Low) + (left.High * right.High)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane AddWords(ScalarLane left, ScalarLane right) => unchecked(Words(left.Low + right.Low, left.High + right.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Add(ScalarLane left, ScalarLane right) => new(unchecked(left._bits + right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Multiply(ScalarLane left, ScalarLane right) => new(unchecked(left._bits * right._bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane ShiftRight(ScalarLane value, int count) => Create(value.Value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Min(ScalarLane left, ScalarLane right) => left.Value < right.Value ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Max(ScalarLane left, ScalarLane right) => left.Value > right.Value ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MinBytes(ScalarLane left, ScalarLane right)
    {
        uint l = left._bits, r = right._bits;
        return Bytes(Least(l & 255, r & 255), Least((l >> 8) & 255, (r >> 8) & 255), Least((l >> 16) & 255, (r >> 16) & 255), Least(l >> 24, r >> 24));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MaxBytes(ScalarLane left, ScalarLane right)
    {
        uint l = left._bits, r = right._bits;
        return Bytes(Most(l & 255, r & 255), Most((l >> 8) & 255, (r >> 8) & 255), Most((l >> 16) & 255, (r >> 16) & 255), Most(l >> 24, r >> 24));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane WidenLower(ScalarLane words) => Create(words.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane WidenUpper(ScalarLane words) => Create(words.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Narrow1(ScalarLane a) => new(Clamp(a));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Narrow2(ScalarLane a, ScalarLane b) => new(Clamp(a) | (Clamp(b) << 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Narrow4(ScalarLane a, ScalarLane b, ScalarLane c, ScalarLane d) => Bytes(Clamp(a), Clamp(b), Clamp(c), Clamp(d));

    private int Value => unchecked((int)_bits);

    private int Low => unchecked((short)_bits);

    private int High => Value >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ScalarLane Words(int low, int high) => new(unchecked((ushort)low | ((uint)high << 16)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ScalarLane Bytes(uint a, uint b, uint c, uint d) => new(a | (b << 8) | (c << 16) | (d << 24));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Clamp(ScalarLane lane) => unchecked((uint)(lane.Value < 0 ? 0 : lane.Value > 255 ? 255 : lane.Value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Least(uint left, uint right) => left < right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Most(uint left, uint right) => left > right ? left : right;
}
