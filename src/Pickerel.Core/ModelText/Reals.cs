using System;
using System.Globalization;

namespace Pickerel.Core.ModelText;

/// <summary>Reals in text, as the 64 bits they are: no rounding, no culture.</summary>
internal static class Reals
{
    private const string Prefix = "0x";
    private const int Digits = 16;

    /// <summary>Writes <c>0x3FB0000000000000</c> for 0.0625.</summary>
    public static string ToBits(double value) => Prefix + BitConverter.DoubleToInt64Bits(value).ToString("X16", CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="ToBits"/> wrote.</summary>
    /// <exception cref="FormatException">It is anything else.</exception>
    public static double FromBits(string text) =>
        text.Length == Prefix.Length + Digits
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(text.Substring(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
            ? BitConverter.Int64BitsToDouble(bits)
            : throw new FormatException($"'{text}' is no real number, which is written as 0x and 16 hexadecimal digits");
}
