using System;

namespace Pickerel.Import.Onnx;

/// <summary>The element types of ONNX, by their numbers in the format. Those that are not here are not read.</summary>
public enum OnnxType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
    UInt4 = 21,
    Int4 = 22,
    UInt2 = 25,
    Int2 = 26,
}

/// <summary>What element types hold.</summary>
internal static class OnnxTypes
{
    public static bool IsKnown(int type) => Enum.IsDefined((OnnxType)type);

    public static bool IsReal(this OnnxType type) => type is OnnxType.Float or OnnxType.Float16 or OnnxType.Double or OnnxType.BFloat16;

    /// <summary>The bits of an element in a file's raw data.</summary>
    public static int Bits(this OnnxType type) => type switch
    {
        OnnxType.Double or OnnxType.Int64 or OnnxType.UInt64 => 64,
        OnnxType.Float or OnnxType.Int32 or OnnxType.UInt32 => 32,
        OnnxType.Float16 or OnnxType.BFloat16 or OnnxType.Int16 or OnnxType.UInt16 => 16,
        OnnxType.Int4 or OnnxType.UInt4 => 4,
        OnnxType.Int2 or OnnxType.UInt2 => 2,
        _ => 8,
    };

    public static bool IsSigned(this OnnxType type) => type is OnnxType.Int8 or OnnxType.Int16 or OnnxType.Int32 or OnnxType.Int64 or OnnxType.Int4 or OnnxType.Int2;

    public static Int128 Minimum(this OnnxType type) => type.IsSigned() ? -(Int128.One << (type.Bits() - 1)) : 0;

    public static Int128 Maximum(this OnnxType type) =>
        type is OnnxType.Bool ? 1 : type.IsSigned() ? (Int128.One << (type.Bits() - 1)) - 1 : (Int128.One << type.Bits()) - 1;

    /// <summary>The integer that remains of another in the type's bits, as 64 bits hold it.</summary>
    public static long Wrap(this OnnxType type, Int128 value)
    {
        if (type is OnnxType.Bool)
            return value != 0 ? 1 : 0;
        var unused = 64 - type.Bits();
        var low = unchecked((long)(ulong)value) << unused;
        return type.IsSigned() ? low >> unused : (long)((ulong)low >> unused);
    }

    /// <summary>An integer as 64 bits hold it: those of 64 bits without sign may be above what a signed one holds.</summary>
    public static Int128 Widen(this OnnxType type, long value) => type is OnnxType.UInt64 ? (ulong)value : value;

    /// <summary>The nearest real of a type.</summary>
    public static double Round(this OnnxType type, double value) => type switch
    {
        OnnxType.Float => (float)value,
        OnnxType.Float16 => (double)(Half)value,
        OnnxType.BFloat16 => ToBFloat16((float)value),
        _ => value,
    };

    public static float FromBFloat16(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static float ToBFloat16(float value)
    {
        if (float.IsNaN(value))
            return value;
        var bits = BitConverter.SingleToUInt32Bits(value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000);
    }
}
