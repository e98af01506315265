using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>The bits of the proved range of a value: without a sign where it cannot be negative, 0 where it is always 0.</summary>
public static class BitWidth
{
    public static int Of(IntegerRange range) => Of(range.Minimum, range.Maximum);

    public static int Of(BigInteger minimum, BigInteger maximum) =>
        minimum.Sign >= 0 ? Length(maximum) : System.Math.Max(Length(maximum), Length(-minimum - 1)) + 1;

    /// <summary>The least n with 2^n at least <paramref name="count"/>: the bits that tell so many apart.</summary>
    public static int ToTellApart(long count) => count <= 1 ? 0 : Length(count - 1);

    /// <summary>The least n with the value below 2^n; 0 for what is not positive.</summary>
    private static int Length(BigInteger value)
    {
        var bits = 0;
        for (; value.Sign > 0; value >>= 1)
            bits++;
        return bits;
    }
}
