using System;
using System.Numerics;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>An exact fraction with a positive denominator: what formulas are checked in.</summary>
internal readonly record struct Rational(BigInteger Numerator, BigInteger Denominator) : IComparable<Rational>, IComparable
{
    public static Rational Zero => new(0, 1);

    public int Sign => Numerator.Sign;

    public static Rational Of(BigInteger value) => new(value, 1);

    public static Rational Of(long value) => new(value, 1);

    /// <summary>The exact value of a finite double.</summary>
    public static Rational Of(double value)
    {
        if (value == 0)
            return Zero;
        var exponent = Math.ILogB(value) - 52;
        return exponent < -1000
            ? new Rational(new BigInteger(Math.ScaleB(value, 1070)), BigInteger.One << 1070)
            : Of(new BigInteger(Math.ScaleB(value, -exponent))) * Power(exponent);
    }

    /// <summary>2^exponent.</summary>
    public static Rational Power(int exponent) => exponent >= 0 ? new(BigInteger.One << exponent, 1) : new(1, BigInteger.One << -exponent);

    public static Rational Abs(Rational value) => value.Sign < 0 ? new(-value.Numerator, value.Denominator) : value;

    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public int CompareTo(object? obj) => CompareTo((Rational)obj!);

    public override string ToString() => $"{(double)Numerator / (double)Denominator:R}";

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static Rational operator +(Rational a, Rational b) => new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => new((a.Numerator * b.Denominator) - (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => b.Sign < 0
        ? new(-a.Numerator * b.Denominator, a.Denominator * -b.Numerator)
        : new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);
}
