using System.Collections.Concurrent;
using System.Numerics;

namespace Pickerel.Core.Quantizers;

/// <summary>Functions of exact fractions as intervals that hold the true value: series with their rests bounded, in integers.</summary>
internal static class ExactFunctions
{
    /// <summary>sqrt(2 pi) by its bits: every entry of a table asks for the same.</summary>
    private static readonly ConcurrentDictionary<int, Interval> RootsOfTwoPi = new();

    /// <summary>e^-x of a fraction x that is not negative.</summary>
    public static Interval ExponentialOfMinus(Fraction x, int bits)
    {
        // e^-x < 2^-x: beyond so many bits nothing is left but a unit in the last place.
        if (x.Floor() >= bits)
            return new(0, 1, bits);

        // The series at x / 2^halvings, of 2^-8 at most, squared as often.
        var halvings = BitLength(x.Floor()) + 8;
        var guarded = bits + (2 * halvings);
        var small = Interval.Of(x.Numerator, x.Denominator << halvings, guarded);
        var (sum, term) = (Interval.Of(1, guarded), Interval.Of(1, guarded));
        for (var n = 1; term.High > 1; n++)
        {
            term = (term * small).Over(n);
            sum = n % 2 == 0 ? sum + term : sum - term;
        }

        // Terms alternate and fall: the rest is less than the last.
        sum = new(sum.Low - term.High, sum.High + term.High, guarded);
        for (var i = 0; i < halvings; i++)
            sum *= sum;
        return Narrow(sum, bits);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    public static Interval Logistic(Fraction x, int bits)
    {
        var (one, power) = (Interval.Of(1, bits), ExponentialOfMinus(x.Abs(), bits));
        return (x.Numerator.Sign < 0 ? power : one) / (one + power);
    }

    /// <summary>tanh(x).</summary>
    public static Interval Tanh(Fraction x, int bits)
    {
        var (one, power) = (Interval.Of(1, bits), ExponentialOfMinus(x.Abs().Times(2), bits));
        return ((one - power) / (one + power)).Times(x.Numerator.Sign < 0 ? -1 : 1);
    }

    /// <summary>(1 + erf(x / sqrt(2))) / 2, the standard normal distribution.</summary>
    public static Interval Normal(Fraction x, int bits)
    {
        var magnitude = x.Abs();
        var square = magnitude.Times(magnitude);
        var tail = square.Over(2).Floor() >= bits
            ? new Interval(0, 1, bits) // Beyond 2 a tail is less than the exponential, which is below a unit in the last place.
            : Narrow(Interval.Of(1, 2, 2 * bits) - NormalFromZero(magnitude, square, 2 * bits), bits);
        return x.Numerator.Sign < 0 ? tail : Interval.Of(1, bits) - tail;
    }

    /// <summary>
    /// The normal distribution's integral from 0: <c>e^(-x^2/2) / sqrt(2 pi) * (x + x^3/3 + x^5/(3*5) + …)</c>, all terms positive. Their
    /// sum grows as the exponential falls, so they are computed with twice the bits.
    /// </summary>
    private static Interval NormalFromZero(Fraction x, Fraction square, int bits)
    {
        var (real, realSquare) = (Interval.Of(x.Numerator, x.Denominator, bits), Interval.Of(square.Numerator, square.Denominator, bits));
        var (sum, term) = (real, real);
        for (BigInteger odd = 3; term.High > 1 || realSquare.High >> (bits - 1) >= odd; odd += 2)
        {
            term = (term * realSquare).Over(odd);
            sum += term;
        }

        // From here on terms at least halve: the rest is less than the last.
        return sum.WithRest(term.High) * ExponentialOfMinus(square.Over(2), bits) / RootsOfTwoPi.GetOrAdd(bits, static b => Pi(b).Times(2).SquareRoot());
    }

    /// <summary>Pi by Machin's formula, 16 atan(1/5) - 4 atan(1/239).</summary>
    private static Interval Pi(int bits) => ArcTangentOfInverse(5, bits).Times(16) - ArcTangentOfInverse(239, bits).Times(4);

    private static Interval ArcTangentOfInverse(int inverse, int bits)
    {
        var power = Interval.Of(1, inverse, bits);
        var sum = power;
        for (var n = 1; power.High > 1; n++)
        {
            power = power.Over(inverse * inverse);
            sum = n % 2 == 0 ? sum + power.Over((2 * n) + 1) : sum - power.Over((2 * n) + 1);
        }

        return new(sum.Low - power.High, sum.High + power.High, bits);
    }

    /// <summary>The same interval with fewer bits.</summary>
    private static Interval Narrow(Interval value, int bits) => value.ShiftRight(value.Bits - bits) with { Bits = bits };

    private static int BitLength(BigInteger value)
    {
        var length = 0;
        for (; !value.IsZero; value >>= 1)
            length++;
        return length;
    }
}
