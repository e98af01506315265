using System.Runtime.CompilerServices;

namespace Pickerel.Core.Runtime;

/// <summary>Address arithmetic. Nothing checks it at run time: the compiler's memory plan proves every access.</summary>
internal static class Address
{
    private const int CacheLine = 64;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte At(ref byte origin, nint offset) => ref Unsafe.Add(ref origin, offset);

    /// <summary>The smaller offset: the last step of a loop overlaps the one before instead of passing the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Least(nint left, nint right) => left < right ? left : right;

    /// <summary>The next byte whose address is a multiple of 64. Memory that the collector moves keeps its place, not the multiple: only speed depends on it.</summary>
    public static ref byte AlignUp(ref byte start) => ref Unsafe.Add(ref start, -Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref start) & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Most(nint left, nint right) => left > right ? left : right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadLong(ref byte origin, nint offset) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short ReadWord(ref byte origin, nint offset) => Unsafe.ReadUnaligned<short>(ref Unsafe.Add(ref origin, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteWord(ref byte origin, nint offset, short value) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref origin, offset), value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt(ref byte origin, nint offset) => Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref origin, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt(ref byte origin, nint offset, int value) => Unsafe.WriteUnaligned(ref Unsafe.Add(ref origin, offset), value);

    /// <summary>
    /// The bytes from a place in memory to the next cache line. Memory may move while nobody looks, so this is for speed alone.
    /// </summary>
    public static int ToCacheLine(ref byte place) => (int)(-Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref place) & (CacheLine - 1));

    /// <summary>The positions first, first + step, … (count of them) that lie within 0 to length - 1.</summary>
    public static nint Inside(nint first, nint step, nint count, nint length)
    {
        nint inside = 0;
        for (nint i = 0; i < count; i++, first += step)
        {
            if (first >= 0 && first < length)
                inside++;
        }

        return inside;
    }
}
