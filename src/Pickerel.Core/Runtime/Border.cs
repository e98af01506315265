using System;
using System.Runtime.InteropServices;

namespace Pickerel.Core.Runtime;

/// <summary>Fills the border around a tensor in scratch with what padding holds; the interior is written by its producer.</summary>
internal static class Border
{
    /// <summary>Fills with one value.</summary>
    /// <param name="tensor">The tensor with its border.</param>
    /// <param name="top">Bytes above the first row and left of its first pixel.</param>
    /// <param name="rows">Rows of the interior.</param>
    /// <param name="interior">Bytes of a row of the interior.</param>
    /// <param name="gap">Bytes between the end of one row's interior and the start of the next.</param>
    /// <param name="value">What padding holds.</param>
    public static void Fill(Span<byte> tensor, int top, int rows, int interior, int gap, byte value)
    {
        Set(tensor.Slice(0, top), value);
        var at = top + interior;
        for (var row = 1; row < rows; row++)
        {
            Set(tensor.Slice(at, gap), value);
            at += gap + interior;
        }

        Set(tensor.Slice(at), value);
    }

    /// <summary>Fills with one word.</summary>
    public static void FillWords(Span<byte> tensor, int top, int rows, int interior, int gap, short value)
    {
        MemoryMarshal.Cast<byte, short>(tensor.Slice(0, top)).Fill(value);
        var at = top + interior;
        for (var row = 1; row < rows; row++)
        {
            MemoryMarshal.Cast<byte, short>(tensor.Slice(at, gap)).Fill(value);
            at += gap + interior;
        }

        MemoryMarshal.Cast<byte, short>(tensor.Slice(at)).Fill(value);
    }

    /// <summary>Fills with one value a channel.</summary>
    public static void FillPixels(Span<byte> tensor, int top, int rows, int interior, int gap, ReadOnlySpan<byte> pixel)
    {
        Repeat(tensor.Slice(0, top), pixel);
        var at = top + interior;
        for (var row = 1; row < rows; row++)
        {
            Repeat(tensor.Slice(at, gap), pixel);
            at += gap + interior;
        }

        Repeat(tensor.Slice(at), pixel);
    }

    /// <summary>Padding is mostly zero, and the runtime comes with its Clear compiled; Fill costs the first inference a millisecond.</summary>
    private static void Set(Span<byte> target, byte value)
    {
        if (value == 0)
            target.Clear();
        else
            target.Fill(value);
    }

    private static void Repeat(Span<byte> target, ReadOnlySpan<byte> pixel)
    {
        for (; target.Length >= pixel.Length; target = target.Slice(pixel.Length))
            pixel.CopyTo(target);
    }
}
