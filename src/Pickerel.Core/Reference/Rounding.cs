using System;
using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>Exact quotients of integers, rounded.</summary>
public static class Rounding
{
    /// <summary>The quotient as an integer.</summary>
    /// <param name="numerator">Of any sign.</param>
    /// <param name="denominator">Positive.</param>
    /// <param name="mode">How it is rounded.</param>
    public static BigInteger Divide(BigInteger numerator, BigInteger denominator, RoundingMode mode)
    {
        var floor = BigInteger.DivRem(numerator, denominator, out var rest);
        if (rest.Sign < 0)
            (floor, rest) = (floor - 1, rest + denominator);
        var half = BigInteger.Compare(2 * rest, denominator);
        var up = mode switch
        {
            RoundingMode.Floor => false,
            RoundingMode.Ceiling => !rest.IsZero,
            RoundingMode.TowardZero => !rest.IsZero && numerator.Sign < 0,
            RoundingMode.HalfUp => half >= 0,
            RoundingMode.HalfAway => half > 0 || (half == 0 && numerator.Sign > 0),
            RoundingMode.HalfEven => half > 0 || (half == 0 && !floor.IsEven),
            _ => throw new NotSupportedException($"There is no rounding {mode}."),
        };
        return up ? floor + 1 : floor;
    }
}
