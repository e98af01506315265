using System;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>An exact fraction. What files hold in floating point are such fractions, and nothing here rounds them.</summary>
/// <param name="Numerator">Of any sign.</param>
/// <param name="Denominator">Positive.</param>
internal readonly record struct Exact(BigInteger Numerator, BigInteger Denominator) : IComparable<Exact>
{
    public static Exact Zero => new(0, 1);

    public static Exact One => new(1, 1);

    public bool IsInteger => (Numerator % Denominator).IsZero;

    public int Sign => Numerator.Sign;

    public static implicit operator Exact(BigInteger value) => new(value, 1);

    public static implicit operator Exact(long value) => new(value, 1);

    /// <summary>The exact value of a finite double.</summary>
    public static Exact Of(double value)
    {
        if (!double.IsFinite(value))
            throw new NotFiniteNumberException(value);
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        var shift = Math.Max(exponent, 1) - 1075;
        mantissa = bits < 0 ? -mantissa : mantissa;
        return shift >= 0 ? new(mantissa << shift, 1) : new Exact(mantissa, BigInteger.One << -shift).Reduced();
    }

    public static Exact operator +(Exact a, Exact b) =>
        a.Denominator == b.Denominator ? new(a.Numerator + b.Numerator, a.Denominator) : new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Exact operator -(Exact a) => new(-a.Numerator, a.Denominator);

    public static Exact operator -(Exact a, Exact b) => a + -b;

    public static Exact operator *(Exact a, Exact b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>The quotient; the divisor is not 0.</summary>
    public static Exact operator /(Exact a, Exact b) =>
        b.Sign > 0 ? new(a.Numerator * b.Denominator, a.Denominator * b.Numerator) : new(-a.Numerator * b.Denominator, a.Denominator * -b.Numerator);

    public static bool operator <(Exact a, Exact b) => a.CompareTo(b) < 0;

    public static bool operator >(Exact a, Exact b) => a.CompareTo(b) > 0;

    public static bool operator <=(Exact a, Exact b) => a.CompareTo(b) <= 0;

    public static bool operator >=(Exact a, Exact b) => a.CompareTo(b) >= 0;

    public int CompareTo(Exact other) => Denominator == other.Denominator
        ? Numerator.CompareTo(other.Numerator)
        : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public bool Equals(Exact other) => CompareTo(other) == 0;

    public override int GetHashCode() => Reduced().Numerator.GetHashCode();

    public BigInteger Round(RoundingMode mode) => Rounding.Divide(Numerator, Denominator, mode);

    /// <summary>The same in lowest terms.</summary>
    public Exact Reduced()
    {
        var divisor = BigInteger.GreatestCommonDivisor(Numerator, Denominator);
        return divisor.IsOne ? this : new(Numerator / divisor, Denominator / divisor);
    }

    /// <summary>The nearest double, or one beside it.</summary>
    public double ToDouble()
    {
        var shift = (int)(Denominator.GetBitLength() - Numerator.GetBitLength()) + 64;
        var quotient = shift >= 0 ? (Numerator << shift) / Denominator : Numerator / (Denominator << -shift);
        return Math.ScaleB((double)quotient, -shift);
    }
}
