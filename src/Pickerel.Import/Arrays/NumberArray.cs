using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Arrays;

/// <summary>Numbers in any number of dimensions, the last running fastest (C order).</summary>
/// <param name="Name">The array's name in its file; empty where files hold one.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The sizes, outermost first; none of a single number.</param>
/// <param name="Bytes">The elements, little-endian; as many as type and shape need.</param>
public sealed record NumberArray(string Name, ArrayType Type, ImmutableArray<int> Shape, ReadOnlyMemory<byte> Bytes)
{
    public bool IsReal => ArrayTypes.IsReal(Type);

    public int Count => Bytes.Length / ArrayTypes.SizeOf(Type);

    /// <summary>An element of an integer type.</summary>
    public long IntegerAt(int index)
    {
        var element = ElementAt(index);
        return Type switch
        {
            ArrayType.U1 => element[0],
            ArrayType.I1 => (sbyte)element[0],
            ArrayType.U2 => BinaryPrimitives.ReadUInt16LittleEndian(element),
            ArrayType.I2 => BinaryPrimitives.ReadInt16LittleEndian(element),
            ArrayType.U4 => BinaryPrimitives.ReadUInt32LittleEndian(element),
            ArrayType.I4 => BinaryPrimitives.ReadInt32LittleEndian(element),
            ArrayType.I8 => BinaryPrimitives.ReadInt64LittleEndian(element),
            _ => throw new InvalidOperationException($"Elements of type {Type} are no integers."),
        };
    }

    /// <summary>An element of any type as a real number.</summary>
    public double RealAt(int index) => Type switch
    {
        ArrayType.F4 => BinaryPrimitives.ReadSingleLittleEndian(ElementAt(index)),
        ArrayType.F8 => BinaryPrimitives.ReadDoubleLittleEndian(ElementAt(index)),
        _ => IntegerAt(index),
    };

    /// <summary>Makes an array of a network's integers; each fits the type.</summary>
    public static NumberArray OfIntegers(string name, ArrayType type, ImmutableArray<int> shape, ReadOnlySpan<int> values)
    {
        var size = ArrayTypes.SizeOf(type);
        var bytes = new byte[values.Length * size];
        for (var i = 0; i < values.Length; i++)
        {
            if (size == 1)
                bytes[i] = unchecked((byte)values[i]);
            else if (size == 2)
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * size), unchecked((short)values[i]));
            else
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * size), values[i]);
        }

        return new(name, type, shape, bytes);
    }

    /// <summary>Puts the samples of arrays of integers one behind another; as i4 where types differ.</summary>
    /// <param name="arrays">Arrays whose first dimension counts the same samples.</param>
    public static NumberArray Join(IReadOnlyList<NumberArray> arrays)
    {
        if (arrays.Count == 1)
            return arrays[0];
        var (samples, lengths) = (arrays[0].Shape[0], arrays.Select(a => a.Count / a.Shape[0]).ToList());
        var values = Enumerable.Range(0, samples).SelectMany(s => arrays.SelectMany((a, n) => Enumerable.Range(s * lengths[n], lengths[n]).Select(i => (int)a.IntegerAt(i))));
        return OfIntegers("", arrays.All(a => a.Type == arrays[0].Type) ? arrays[0].Type : ArrayType.I4, [samples, lengths.Sum()], values.ToArray());
    }

    private ReadOnlySpan<byte> ElementAt(int index) => Bytes.Span.Slice(index * ArrayTypes.SizeOf(Type), ArrayTypes.SizeOf(Type));
}
