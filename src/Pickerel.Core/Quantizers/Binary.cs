using System;

namespace Pickerel.Core.Quantizers;

/// <summary>Powers of two and the binary exponents of doubles, exactly.</summary>
internal static class Binary
{
    private const int Bias = 1023;
    private const int FractionBits = 52;

    /// <summary>2^exponent, for exponents of normal doubles (-1022 to 1023).</summary>
    public static double Power(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + Bias) << FractionBits);

    /// <summary>The e with 2^e &lt;= value &lt; 2^(e+1), of a positive normal double.</summary>
    public static int Exponent(double value) => (int)(BitConverter.DoubleToInt64Bits(value) >> FractionBits) - Bias;

    /// <summary>The exponent of the nearest power of two by ratio: upwards from the geometric mean.</summary>
    public static int NearestExponent(double value)
    {
        var exponent = Exponent(value);
        var fraction = value / Power(exponent);
        return fraction * fraction >= 2 ? exponent + 1 : exponent;
    }

    public static bool IsPowerOfTwo(double value) => value > 0 && value <= double.MaxValue && Power(Exponent(value)) == value;
}
