using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Pickerel.Core.Messages;

namespace Pickerel.Import.Arrays;

/// <summary>Reads and writes npy streams of versions 1 to 3, in C or Fortran order.</summary>
internal static class NpyFile
{
    private const int MaxHeaderBytes = 1 << 20;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">From its start.</param>
    /// <param name="length">Its bytes, as far as is known before reading them; no more are read.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="array">The array's name.</param>
    /// <exception cref="InvalidDataException">It is no npy stream; the message says what is wrong.</exception>
    /// <exception cref="ProblemException">The element type is none that is read (PKR1151).</exception>
    public static NumberArray Read(Stream stream, long length, string file, string array)
    {
        var (header, headerBytes) = ReadHeader(stream, file, array);
        var size = ArrayTypes.SizeOf(header.Type);
        var count = header.Count;
        if (count > ArrayFile.MaxBytes / size)
            throw new InvalidDataException(FormattableString.Invariant($"its shape ({Text(header.Shape)}) needs more than the {ArrayFile.MaxBytes} bytes that Pickerel reads"));
        if (count * size != length - headerBytes)
            throw new InvalidDataException(FormattableString.Invariant($"its shape ({Text(header.Shape)}) of {ArrayTypes.DescriptionOf(header.Type)} needs {count * size} bytes, and {length - headerBytes} follow the header"));
        var bytes = ReadBytes(stream, (int)(count * size));
        if (stream.ReadByte() >= 0)
            throw new InvalidDataException("it goes on behind its last element");
        return new(array, header.Type, header.Shape, header.IsFortran && header.Shape.Length > 1 ? ToRowMajor(bytes, header.Shape, size) : bytes);
    }

    /// <summary>Writes an array, version 1, in C order.</summary>
    public static void Write(NumberArray array, Stream stream)
    {
        var text = new NpyHeader(array.Type, IsFortran: false, array.Shape).Format();
        var prefix = Magic.Length + 4;
        var padded = (((prefix + text.Length + 1 + Alignment - 1) / Alignment) * Alignment) - prefix;
        Span<byte> start = stackalloc byte[prefix];
        Magic.CopyTo(start);
        (start[Magic.Length], start[Magic.Length + 1]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(start[(Magic.Length + 2)..], checked((ushort)padded));
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + "\n"));
        stream.Write(array.Bytes.Span);
    }

    private static (NpyHeader Header, long Bytes) ReadHeader(Stream stream, string file, string array)
    {
        var start = Exactly(stream, Magic.Length + 2);
        if (!start.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("it does not begin as npy files do");
        var major = start[Magic.Length];
        if (major is < 1 or > 3 || start[Magic.Length + 1] != 0)
            throw new InvalidDataException(FormattableString.Invariant($"it is of npy version {major}.{start[Magic.Length + 1]}, and 1.0, 2.0 and 3.0 are read"));
        var lengthBytes = major == 1 ? sizeof(ushort) : sizeof(uint);
        var prefix = Exactly(stream, lengthBytes);
        var length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(prefix) : BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        if (length > MaxHeaderBytes)
            throw new InvalidDataException(FormattableString.Invariant($"its header has {length} bytes, more than the {MaxHeaderBytes} Pickerel reads"));
        var text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(Exactly(stream, (int)length));
        return (NpyHeader.Parse(text, file, array), Magic.Length + 2 + lengthBytes + length);
    }

    private static byte[] Exactly(Stream stream, int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw new InvalidDataException("it ends within its header");
    }

    /// <summary>Memory grows with what is there, whatever the header says.</summary>
    private static byte[] ReadBytes(Stream stream, int count)
    {
        const int block = 1 << 20;
        var bytes = new byte[Math.Min(count, block)];
        var read = 0;
        while (read < count)
        {
            if (read == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            var part = stream.Read(bytes, read, bytes.Length - read);
            if (part == 0)
                throw new InvalidDataException(FormattableString.Invariant($"it ends after {read} of {count} bytes of elements"));
            read += part;
        }

        return bytes;
    }

    private static byte[] ToRowMajor(byte[] bytes, ImmutableArray<int> shape, int size)
    {
        var (result, position) = (new byte[bytes.Length], new int[shape.Length]);
        for (var from = 0; from < bytes.Length; from += size)
        {
            var to = 0;
            for (var d = 0; d < shape.Length; d++)
                to = (to * shape[d]) + position[d];
            bytes.AsSpan(from, size).CopyTo(result.AsSpan(to * size));
            for (var d = 0; d < shape.Length && ++position[d] == shape[d]; d++)
                position[d] = 0;
        }

        return result;
    }

    private static string Text(ImmutableArray<int> shape) => string.Join(", ", shape.Select(s => FormattableString.Invariant($"{s}")));
}
