using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pickerel.Core.Runtime;

/// <summary>Transposes a matrix of bytes: 16 by 16 at a time where there are 128-bit registers and so many rows and columns.</summary>
internal static class Transposition
{
    private const int Block = 16;

    /// <summary>Writes element (row, column) of the source to (column, row) of the target.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="sourceStride">Bytes from a row of the source to the next.</param>
    /// <param name="target">The first element.</param>
    /// <param name="targetStride">Bytes from a row of the target to the next.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    public static void Bytes(ref byte source, nint sourceStride, ref byte target, nint targetStride, nint rows, nint columns)
    {
        if (!Sse2.IsSupported || rows < Block || columns < Block)
        {
            Elements(ref source, sourceStride, ref target, targetStride, rows, columns);
            return;
        }

        for (nint y = 0; y < rows; y += Block)
        {
            // The last block overlaps the one before.
            var row = y < rows - Block ? y : rows - Block;
            for (nint x = 0; x < columns; x += Block)
            {
                var column = x < columns - Block ? x : columns - Block;
                Transpose(
                    ref Unsafe.Add(ref source, (row * sourceStride) + column), sourceStride, ref Unsafe.Add(ref target, (column * targetStride) + row), targetStride);
            }
        }
    }

    private static void Elements(ref byte source, nint sourceStride, ref byte target, nint targetStride, nint rows, nint columns)
    {
        for (nint row = 0; row < rows; row++)
        {
            for (nint column = 0; column < columns; column++)
                Unsafe.Add(ref target, (column * targetStride) + row) = Unsafe.Add(ref source, (row * sourceStride) + column);
        }
    }

    /// <summary>Row r and row r + 8, interleaved four times, are the columns: each time the rows of a pair come to lie twice as close.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(ref byte source, nint sourceStride, ref byte target, nint targetStride)
    {
        Interleave(Row(ref source, sourceStride, 0), Row(ref source, sourceStride, 8), out var a0, out var a1);
        Interleave(Row(ref source, sourceStride, 1), Row(ref source, sourceStride, 9), out var a2, out var a3);
        Interleave(Row(ref source, sourceStride, 2), Row(ref source, sourceStride, 10), out var a4, out var a5);
        Interleave(Row(ref source, sourceStride, 3), Row(ref source, sourceStride, 11), out var a6, out var a7);
        Interleave(Row(ref source, sourceStride, 4), Row(ref source, sourceStride, 12), out var a8, out var a9);
        Interleave(Row(ref source, sourceStride, 5), Row(ref source, sourceStride, 13), out var a10, out var a11);
        Interleave(Row(ref source, sourceStride, 6), Row(ref source, sourceStride, 14), out var a12, out var a13);
        Interleave(Row(ref source, sourceStride, 7), Row(ref source, sourceStride, 15), out var a14, out var a15);

        Interleave(a0, a8, out var b0, out var b1);
        Interleave(a1, a9, out var b2, out var b3);
        Interleave(a2, a10, out var b4, out var b5);
        Interleave(a3, a11, out var b6, out var b7);
        Interleave(a4, a12, out var b8, out var b9);
        Interleave(a5, a13, out var b10, out var b11);
        Interleave(a6, a14, out var b12, out var b13);
        Interleave(a7, a15, out var b14, out var b15);

        Interleave(b0, b8, out a0, out a1);
        Interleave(b1, b9, out a2, out a3);
        Interleave(b2, b10, out a4, out a5);
        Interleave(b3, b11, out a6, out a7);
        Interleave(b4, b12, out a8, out a9);
        Interleave(b5, b13, out a10, out a11);
        Interleave(b6, b14, out a12, out a13);
        Interleave(b7, b15, out a14, out a15);

        Interleave(a0, a8, out b0, out b1);
        Interleave(a1, a9, out b2, out b3);
        Interleave(a2, a10, out b4, out b5);
        Interleave(a3, a11, out b6, out b7);
        Interleave(a4, a12, out b8, out b9);
        Interleave(a5, a13, out b10, out b11);
        Interleave(a6, a14, out b12, out b13);
        Interleave(a7, a15, out b14, out b15);

        b0.StoreUnsafe(ref target);
        b1.StoreUnsafe(ref Unsafe.Add(ref target, targetStride));
        b2.StoreUnsafe(ref Unsafe.Add(ref target, 2 * targetStride));
        b3.StoreUnsafe(ref Unsafe.Add(ref target, 3 * targetStride));
        b4.StoreUnsafe(ref Unsafe.Add(ref target, 4 * targetStride));
        b5.StoreUnsafe(ref Unsafe.Add(ref target, 5 * targetStride));
        b6.StoreUnsafe(ref Unsafe.Add(ref target, 6 * targetStride));
        b7.StoreUnsafe(ref Unsafe.Add(ref target, 7 * targetStride));
        b8.StoreUnsafe(ref Unsafe.Add(ref target, 8 * targetStride));
        b9.StoreUnsafe(ref Unsafe.Add(ref target, 9 * targetStride));
        b10.StoreUnsafe(ref Unsafe.Add(ref target, 10 * targetStride));
        b11.StoreUnsafe(ref Unsafe.Add(ref target, 11 * targetStride));
        b12.StoreUnsafe(ref Unsafe.Add(ref target, 12 * targetStride));
        b13.StoreUnsafe(ref Unsafe.Add(ref target, 13 * targetStride));
        b14.StoreUnsafe(ref Unsafe.Add(ref target, 14 * targetStride));
        b15.StoreUnsafe(ref Unsafe.Add(ref target, 15 * targetStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Row(ref byte source, nint stride, int row) => Vector128.LoadUnsafe(ref Unsafe.Add(ref source, row * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector128<byte> left, Vector128<byte> right, out Vector128<byte> lower, out Vector128<byte> upper)
    {
        lower = Sse2.UnpackLow(left, right);
        upper = Sse2.UnpackHigh(left, right);
    }
}
