using System;
using System.Linq;

namespace Pickerel.Import.Arrays;

/// <summary>The element types of arrays, by NumPy's names: u unsigned, i signed, f floating, and the bytes.</summary>
public enum ArrayType
{
    U1,
    I1,
    U2,
    I2,
    U4,
    I4,
    I8,
    F4,
    F8,
}

/// <summary>What element types have in common.</summary>
public static class ArrayTypes
{
    /// <summary>The bytes of an element.</summary>
    public static int SizeOf(ArrayType type) => type switch
    {
        ArrayType.U1 or ArrayType.I1 => 1,
        ArrayType.U2 or ArrayType.I2 => 2,
        ArrayType.I8 or ArrayType.F8 => 8,
        _ => 4,
    };

    public static bool IsReal(ArrayType type) => type is ArrayType.F4 or ArrayType.F8;

    /// <summary>The type's name in an npy header: byte order, kind and bytes.</summary>
    public static string DescriptionOf(ArrayType type) => (SizeOf(type) == 1 ? "|" : "<") + Name(type);

    /// <summary>Reads the type's name in an npy header; null for what is not read. One byte has no order.</summary>
    public static ArrayType? Parse(string description) => Enum.GetValues<ArrayType>()
        .Where(t => string.Equals(DescriptionOf(t), description, StringComparison.Ordinal)
            || (SizeOf(t) == 1 && string.Equals("<" + Name(t), description, StringComparison.Ordinal)))
        .Select(t => (ArrayType?)t).FirstOrDefault();

    /// <summary>The type of a C# element type that a network takes or gives.</summary>
    public static ArrayType OfElement(string type) => type switch
    {
        "byte" => ArrayType.U1,
        "sbyte" => ArrayType.I1,
        "ushort" => ArrayType.U2,
        "short" => ArrayType.I2,
        _ => throw new NotSupportedException($"No network has elements of type {type}."),
    };

    private static string Name(ArrayType type) => type switch
    {
        ArrayType.U1 => "u1",
        ArrayType.I1 => "i1",
        ArrayType.U2 => "u2",
        ArrayType.I2 => "i2",
        ArrayType.U4 => "u4",
        ArrayType.I4 => "i4",
        ArrayType.I8 => "i8",
        ArrayType.F4 => "f4",
        _ => "f8",
    };
}
