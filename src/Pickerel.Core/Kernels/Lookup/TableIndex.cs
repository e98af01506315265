using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>Elements of one or two bytes as what kernels look up by: how many steps they are above the least of their grid.</summary>
internal static class TableIndex
{
    /// <summary>A kernel's name with the type it reads.</summary>
    public static string Named(string kernel, TensorStorage input) => kernel + (input.ElementBytes == 1 ? "U8" : "S16");

    /// <summary>The indices there can be: every stored element, also those that channel padding may hold.</summary>
    public static int CountOf(TensorStorage storage) => storage.ElementBytes == 1 ? 1 << 8 : 1 << 16;

    /// <summary>The expression that is an element's index, an <c>nint</c>. Bytes are stored as such.</summary>
    /// <param name="variable">The tensor's first byte.</param>
    /// <param name="storage">How it lies.</param>
    /// <param name="offset">Of the pixel or row, in bytes.</param>
    /// <param name="element">The element in it.</param>
    public static string Of(string variable, TensorStorage storage, string offset, string element) => storage.ElementBytes == 1
        ? $"(nint)Address.At(ref {variable}, {offset} + {element})"
        : InvariantText.Of($"(nint)(ushort)(Address.ReadWord(ref {variable}, {offset} + (2 * {element})) + {WordOrigin(storage)})");

    /// <summary>What a stored 16-bit element is below its index, of which 16 bits count.</summary>
    public static int WordOrigin(TensorStorage storage) => storage.ElementBytes == 2 ? ushort.MaxValue - storage.Maximum : 0;
}
