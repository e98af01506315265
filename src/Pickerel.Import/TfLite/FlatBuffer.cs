using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Pickerel.Import.TfLite;

/// <summary>Bytes that are no well-formed FlatBuffer; the message says where and why.</summary>
internal sealed class FlatBufferException(string message) : Exception(message);

/// <summary>
/// The bytes of a FlatBuffer. Every access is checked against them, and all that is read of vectors is counted: a file may refer to
/// one vector from many places, and reading it from all of them must not take longer than its size allows.
/// </summary>
internal sealed class FlatBuffer
{
    private const int LeastAllowance = 1 << 20;
    private const int AllowancePerByte = 4;
    private const int IdentifierOffset = 4;

    private readonly ReadOnlyMemory<byte> _bytes;
    private long _allowance;

    public FlatBuffer(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        _allowance = LeastAllowance + ((long)AllowancePerByte * bytes.Length);
    }

    /// <summary>Gets the table that the file's first word refers to.</summary>
    public FlatTable Root => new(this, Follow(0));

    /// <summary>Whether the file says that it is of this kind, in four letters behind the first word.</summary>
    public bool HasIdentifier(string identifier) =>
        _bytes.Length >= IdentifierOffset + 4 && string.Equals(Encoding.ASCII.GetString(Slice(IdentifierOffset, 4).Span), identifier, StringComparison.Ordinal);

    public ReadOnlyMemory<byte> Slice(long position, long length) =>
        position >= 0 && length >= 0 && position + length <= _bytes.Length
            ? _bytes.Slice((int)position, (int)length)
            : throw new FlatBufferException(FormattableString.Invariant($"{length} bytes at {position} lie outside the file, which has {_bytes.Length}"));

    public int Int32(long position) => BinaryPrimitives.ReadInt32LittleEndian(Slice(position, 4).Span);

    public uint UInt32(long position) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(position, 4).Span);

    public ushort UInt16(long position) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(position, 2).Span);

    /// <summary>The position that an offset refers to; offsets lead forward.</summary>
    public long Follow(long position) => position + UInt32(position);

    /// <summary>The elements of a vector of <paramref name="size"/> bytes each.</summary>
    public ReadOnlyMemory<byte> Vector(long position, int size)
    {
        var count = UInt32(position);
        _allowance -= (long)count * size;
        if (_allowance < 0)
            throw new FlatBufferException("its tables refer to the same data over and over");
        return Slice(position + 4, (long)count * size);
    }
}

/// <summary>A table of a FlatBuffer: fields by their number in the schema, each present or of its default value.</summary>
internal readonly struct FlatTable
{
    private readonly FlatBuffer _buffer;
    private readonly long _position;
    private readonly long _fields;
    private readonly int _fieldsLength;

    public FlatTable(FlatBuffer buffer, long position)
    {
        (_buffer, _position) = (buffer, position);
        _fields = position - buffer.Int32(position);
        _fieldsLength = buffer.UInt16(_fields);
        _ = buffer.Slice(_fields, _fieldsLength);
    }

    public bool Has(int field) => PositionOf(field) is not null;

    public int Int32(int field, int otherwise = 0) => PositionOf(field) is { } at ? _buffer.Int32(at) : otherwise;

    public uint UInt32(int field) => PositionOf(field) is { } at ? _buffer.UInt32(at) : 0;

    public ulong UInt64(int field) => PositionOf(field) is { } at ? BinaryPrimitives.ReadUInt64LittleEndian(_buffer.Slice(at, 8).Span) : 0;

    public byte Byte(int field) => PositionOf(field) is { } at ? _buffer.Slice(at, 1).Span[0] : (byte)0;

    public bool Flag(int field) => Byte(field) != 0;

    public float Real(int field) => BitConverter.Int32BitsToSingle(Int32(field));

    public string Text(int field) => Encoding.UTF8.GetString(Vector(field, 1).Span);

    public ReadOnlyMemory<byte> Bytes(int field) => Vector(field, 1);

    public int[] Int32s(int field) => Elements(field, 4, BinaryPrimitives.ReadInt32LittleEndian);

    public long[] Int64s(int field) => Elements(field, 8, BinaryPrimitives.ReadInt64LittleEndian);

    public float[] Reals(int field) => Elements(field, 4, BinaryPrimitives.ReadSingleLittleEndian);

    public FlatTable? Table(int field) => PositionOf(field) is { } at ? new FlatTable(_buffer, _buffer.Follow(at)) : null;

    public IReadOnlyList<FlatTable> Tables(int field)
    {
        if (PositionOf(field) is not { } at)
            return [];
        var start = _buffer.Follow(at);
        var tables = new FlatTable[_buffer.Vector(start, 4).Length / 4];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = new FlatTable(_buffer, _buffer.Follow(start + 4 + (4L * i)));
        return tables;
    }

    private delegate T Read<out T>(ReadOnlySpan<byte> bytes);

    private T[] Elements<T>(int field, int size, Read<T> read)
    {
        var bytes = Vector(field, size).Span;
        var elements = new T[bytes.Length / size];
        for (var i = 0; i < elements.Length; i++)
            elements[i] = read(bytes.Slice(i * size, size));
        return elements;
    }

    private ReadOnlyMemory<byte> Vector(int field, int size) =>
        PositionOf(field) is { } at ? _buffer.Vector(_buffer.Follow(at), size) : ReadOnlyMemory<byte>.Empty;

    private long? PositionOf(int field)
    {
        const int firstField = 4;
        var entry = firstField + (2 * field);
        if (entry + 2 > _fieldsLength)
            return null;
        var offset = _buffer.UInt16(_fields + entry);
        return offset == 0 ? null : _position + offset;
    }
}
