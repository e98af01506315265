using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Pickerel.TestKit.TfLite;

/// <summary>A table of a FlatBuffer to be written: values by field number.</summary>
public sealed class FlatFields
{
    private readonly SortedDictionary<int, object> _fields = [];

    internal IReadOnlyDictionary<int, object> All => _fields;

    /// <summary>Sets a field: a byte, int, uint, float or long; a string; an array of bytes, ints, longs or floats; a table, or an array of them. Null leaves it out.</summary>
    public FlatFields Set(int field, object? value)
    {
        if (value is not null)
            _fields[field] = value;
        return this;
    }
}

/// <summary>Writes FlatBuffers, front to back: a table, then what it refers to. Not small, but right.</summary>
public sealed class FlatBufferWriter
{
    private readonly List<byte> _bytes = [];

    private FlatBufferWriter()
    {
    }

    /// <summary>A whole file.</summary>
    public static byte[] Write(string identifier, FlatFields root)
    {
        var writer = new FlatBufferWriter();
        writer._bytes.AddRange(new byte[4]);
        writer._bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        writer.Refer(0, root);
        return [.. writer._bytes];
    }

    /// <summary>Writes a value and the offset to it.</summary>
    private void Refer(int at, object value)
    {
        Align();
        var position = value switch
        {
            FlatFields table => Table(table),
            FlatFields[] tables => Tables(tables),
            string text => Vector(text.Length, Encoding.UTF8.GetBytes(text + "\0")),
            byte[] bytes => Vector(bytes.Length, bytes),
            int[] ints => Vector(ints.Length, [.. ints.SelectMany(BitConverter.GetBytes)]),
            float[] reals => Vector(reals.Length, [.. reals.SelectMany(BitConverter.GetBytes)]),
            long[] longs => Vector(longs.Length, [.. longs.SelectMany(BitConverter.GetBytes)]),
            _ => throw new NotSupportedException(value.GetType().Name),
        };
        BinaryPrimitives.WriteInt32LittleEndian(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes)[at..], position - at);
    }

    private int Vector(int count, byte[] content)
    {
        var position = _bytes.Count;
        _bytes.AddRange(BitConverter.GetBytes(count));
        _bytes.AddRange(content);
        return position;
    }

    private int Tables(FlatFields[] tables)
    {
        var position = Vector(tables.Length, new byte[4 * tables.Length]);
        for (var i = 0; i < tables.Length; i++)
            Refer(position + 4 + (4 * i), tables[i]);
        return position;
    }

    private int Table(FlatFields table)
    {
        var count = table.All.Count == 0 ? 0 : table.All.Keys.Max() + 1;
        var fields = new byte[4 + (2 * count)];
        var content = new List<byte>(new byte[4]);
        foreach (var (field, value) in table.All)
        {
            var bytes = Inline(value);
            while (content.Count % bytes.Length != 0)
                content.Add(0);
            BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(4 + (2 * field)), (ushort)content.Count);
            content.AddRange(bytes);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(fields, (ushort)fields.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(fields.AsSpan(2), (ushort)content.Count);
        var start = _bytes.Count;
        _bytes.AddRange(fields);
        Align();
        var position = _bytes.Count;
        BitConverter.GetBytes(position - start).CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(content));
        _bytes.AddRange(content);
        foreach (var (field, value) in table.All.Where(f => !IsScalar(f.Value)))
            Refer(position + BinaryPrimitives.ReadUInt16LittleEndian(fields.AsSpan(4 + (2 * field))), value);
        return position;
    }

    private static bool IsScalar(object value) => value is byte or int or uint or float or long;

    private static byte[] Inline(object value) => value switch
    {
        byte b => [b],
        int i => BitConverter.GetBytes(i),
        uint u => BitConverter.GetBytes(u),
        float f => BitConverter.GetBytes(f),
        long l => BitConverter.GetBytes(l),
        _ => new byte[4],
    };

    private void Align()
    {
        while (_bytes.Count % 8 != 0)
            _bytes.Add(0);
    }
}
