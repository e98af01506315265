namespace Pickerel.Core.Kernels;

/// <summary>Writes the low bytes of integers, least significant first: constant data as kernels read it.</summary>
internal static class LittleEndian
{
    public static void Write(byte[] target, int offset, long value, int size)
    {
        for (var i = 0; i < size; i++)
            target[offset + i] = unchecked((byte)(value >> (8 * i)));
    }
}
