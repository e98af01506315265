using System;
using System.Numerics;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// A real number between two integers times 2^-<see cref="Bits"/>. Every operation rounds outwards, so that what is meant stays inside:
/// the width at the end is the proved error.
/// </summary>
internal readonly record struct Interval(BigInteger Low, BigInteger High, int Bits)
{
    public static Interval Of(BigInteger integer, int bits) => new(integer << bits, integer << bits, bits);

    /// <summary>The quotient of two integers, the denominator positive.</summary>
    public static Interval Of(BigInteger numerator, BigInteger denominator, int bits) =>
        new(Floor(numerator << bits, denominator), Ceiling(numerator << bits, denominator), bits);

    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High, a.Bits);

    public static Interval operator -(Interval a, Interval b) => new(a.Low - b.High, a.High - b.Low, a.Bits);

    public static Interval operator *(Interval a, Interval b)
    {
        BigInteger p = a.Low * b.Low, q = a.Low * b.High, r = a.High * b.Low, s = a.High * b.High;
        var (low, high) = (BigInteger.Min(BigInteger.Min(p, q), BigInteger.Min(r, s)), BigInteger.Max(BigInteger.Max(p, q), BigInteger.Max(r, s)));
        return new(low >> a.Bits, -(-high >> a.Bits), a.Bits);
    }

    /// <summary>The quotient by a positive interval.</summary>
    public static Interval operator /(Interval a, Interval b)
    {
        if (b.Low.Sign <= 0)
            throw new ArgumentOutOfRangeException(nameof(b), "The divisor must be positive.");
        return new(
            Floor(a.Low << a.Bits, a.Low.Sign < 0 ? b.Low : b.High),
            Ceiling(a.High << a.Bits, a.High.Sign < 0 ? b.High : b.Low),
            a.Bits);
    }

    /// <summary>The product with 2^-count.</summary>
    public Interval ShiftRight(int count) => new(Low >> count, -(-High >> count), Bits);

    /// <summary>The product with an integer.</summary>
    public Interval Times(BigInteger factor) => factor.Sign >= 0 ? new(Low * factor, High * factor, Bits) : new(High * factor, Low * factor, Bits);

    /// <summary>The quotient by a positive integer.</summary>
    public Interval Over(BigInteger divisor) => new(Floor(Low, divisor), Ceiling(High, divisor), Bits);

    /// <summary>The same widened by so many units in the last place above.</summary>
    public Interval WithRest(BigInteger rest) => this with { High = High + rest };

    /// <summary>The square root of an interval that is not negative.</summary>
    public Interval SquareRoot() => new(Root(Low << Bits), Root(High << Bits) + 1, Bits);

    /// <summary>The nearest integer, half up, if all between the ends agree on it; the ends themselves are not meant.</summary>
    public BigInteger? RoundInside()
    {
        var half = BigInteger.One << (Bits - 1);
        BigInteger low = (Low + half) >> Bits, high = (High + half - 1) >> Bits;
        return low == high ? low : null;
    }

    private static BigInteger Floor(BigInteger numerator, BigInteger divisor) => Kernels.IntegerDivision.Floor(numerator, divisor);

    private static BigInteger Ceiling(BigInteger numerator, BigInteger divisor) => Kernels.IntegerDivision.Ceiling(numerator, divisor);

    /// <summary>The integer part of a root, by Newton's steps downwards from a power of two above it.</summary>
    private static BigInteger Root(BigInteger value)
    {
        if (value.Sign <= 0)
            return 0;
        var root = BigInteger.One << ((value.ToByteArray().Length * 4) + 1);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
