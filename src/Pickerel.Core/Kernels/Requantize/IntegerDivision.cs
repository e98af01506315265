using System.Numerics;

namespace Pickerel.Core.Kernels;

/// <summary>Division rounded one way whatever the signs, by positive divisors.</summary>
internal static class IntegerDivision
{
    public static BigInteger Floor(BigInteger numerator, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(numerator, divisor, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    public static BigInteger Ceiling(BigInteger numerator, BigInteger divisor) => -Floor(-numerator, divisor);
}
