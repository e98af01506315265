using System;
using System.Buffers.Binary;
using Pickerel.Core.ModelText;

namespace Pickerel.Core.Passes;

/// <summary>Reads a tensor's elements as doubles, which hold every value of every element type exactly.</summary>
internal static class TensorWidening
{
    public static double[] ToDoubles(ModelTensor tensor)
    {
        var bytes = tensor.Bytes;
        var values = new double[bytes.Length / ModelTensor.SizeOf(tensor.Type)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = tensor.Type switch
            {
                TensorType.F32 => Widen(BinaryPrimitives.ReadUInt32LittleEndian(bytes.Slice(4 * i)), exponentBits: 8, fractionBits: 23),
                TensorType.F16 => Widen(BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(2 * i)), exponentBits: 5, fractionBits: 10),
                TensorType.BF16 => Widen(BinaryPrimitives.ReadUInt16LittleEndian(bytes.Slice(2 * i)), exponentBits: 8, fractionBits: 7),
                TensorType.I8 => (sbyte)bytes[i],
                _ => throw new NotSupportedException($"Tensor '{tensor.Name}' has elements of type {tensor.Type}."),
            };
        }

        return values;
    }

    /// <summary>Widens an IEEE-like binary format of sign, exponent and fraction; subnormals, infinities and NaN included.</summary>
    internal static double Widen(uint bits, int exponentBits, int fractionBits)
    {
        var (largest, fraction) = ((1 << exponentBits) - 1, (long)(bits & ((1u << fractionBits) - 1)));
        var exponent = (int)(bits >> fractionBits) & largest;
        var sign = (long)(bits >> (exponentBits + fractionBits)) << 63;
        var bias = largest >> 1;
        if (exponent == 0)
        {
            var unit = PowerOfTwo(1 - bias - fractionBits);
            return sign == 0 ? fraction * unit : -(fraction * unit);
        }

        var wideExponent = exponent == largest ? 0x7FFL : exponent - bias + 1023;
        return BitConverter.Int64BitsToDouble(sign | (wideExponent << 52) | (fraction << (52 - fractionBits)));
    }

    private static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((exponent + 1023L) << 52);
}
