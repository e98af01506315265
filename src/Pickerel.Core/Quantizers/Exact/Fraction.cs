using System.Numerics;

namespace Pickerel.Core.Quantizers;

/// <summary>An exact fraction, the denominator positive; not in lowest terms.</summary>
internal readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
{
    /// <summary>The exact value of a finite double.</summary>
    public static Fraction Of(double value)
    {
        // A double is a whole number of units of 2^-1074; those in use lie far above.
        var (mantissa, exponent) = (value, 0);
        while (mantissa != System.Math.Floor(mantissa))
            (mantissa, exponent) = (mantissa * 2, exponent + 1);
        return new(new BigInteger(mantissa), BigInteger.One << exponent);
    }

    public Fraction Times(BigInteger factor) => new(Numerator * factor, Denominator);

    public Fraction Times(Fraction factor) => new(Numerator * factor.Numerator, Denominator * factor.Denominator);

    public Fraction Over(BigInteger divisor) => new(Numerator, Denominator * divisor);

    /// <summary>The inverse of a positive fraction.</summary>
    public Fraction Inverse() => new(Denominator, Numerator);

    public Fraction Abs() => this with { Numerator = BigInteger.Abs(Numerator) };

    public BigInteger Floor() => Kernels.IntegerDivision.Floor(Numerator, Denominator);
}
