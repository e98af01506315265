using System;

namespace Pickerel.Core.Reference;

/// <summary>
/// The exponential, logistic and hyperbolic tangent of TensorFlow Lite's reference kernels, in 32-bit fixed point. Arguments and results
/// are raw integers: a number of so many integer bits b is <c>raw * 2^(b - 31)</c>, and one of none is below 1.
/// </summary>
public static class TfLiteFixedPoint
{
    /// <summary>1 in no integer bits, as near as they come.</summary>
    private const int One = int.MaxValue;

    /// <summary>1 in two integer bits.</summary>
    private const int OneOfTwo = 1 << 29;

    /// <summary>exp(-2^e) for e from -2 to 4.</summary>
    private static readonly int[] ExponentialsOfPowers = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    /// <summary>exp(a) for a of at most 0 in up to 5 integer bits.</summary>
    /// <param name="a">The raw argument.</param>
    /// <param name="integerBits">Its integer bits.</param>
    /// <returns>Of no integer bits.</returns>
    public static int Exponential(int a, int integerBits)
    {
        if (a == 0)
            return One;
        const int leastPower = -2;
        var fractionalBits = 31 - integerBits;
        var quarter = 1 << (fractionalBits - 2);
        var inQuarter = (a & (quarter - 1)) - quarter;
        var result = ExponentialNearZero(ShiftLeft(inQuarter, integerBits));
        var remainder = unchecked(inQuarter - a);
        for (var power = leastPower; power < integerBits; power++)
        {
            if ((remainder & (1 << (fractionalBits + power))) != 0)
                result = Product(result, ExponentialsOfPowers[power - leastPower]);
        }

        return result;
    }

    /// <summary>1 / (1 + exp(-a)).</summary>
    /// <param name="a">The raw argument.</param>
    /// <param name="integerBits">Its integer bits.</param>
    /// <returns>Of no integer bits.</returns>
    public static int Logistic(int a, int integerBits)
    {
        if (a == 0)
            return 1 << 30;
        var ofMagnitude = ReciprocalOfOnePlus(Exponential(a > 0 ? -a : a, integerBits));
        return a > 0 ? ofMagnitude : One - ofMagnitude;
    }

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="a">The raw argument.</param>
    /// <param name="integerBits">Its integer bits.</param>
    /// <returns>Of no integer bits.</returns>
    public static int Tanh(int a, int integerBits)
    {
        if (a == 0)
            return 0;

        // (1 - e) / (1 + e) with e = exp(-2 |a|): one integer bit more is a factor of two.
        var ofMagnitude = ShiftLeft(TwiceReciprocalOfOnePlus(Exponential(a < 0 ? a : -a, integerBits + 1)) - OneOfTwo, 2);
        return a < 0 ? -ofMagnitude : ofMagnitude;
    }

    /// <summary>1 / (1 + a) for a from 0 to 1, of no integer bits.</summary>
    public static int ReciprocalOfOnePlus(int a) => ShiftLeft(TwiceReciprocalOfOnePlus(a), 1);

    /// <summary>2 / (1 + a) in two integer bits, by three steps of Newton and Raphson.</summary>
    private static int TwiceReciprocalOfOnePlus(int a)
    {
        const int fortyEightSeventeenths = 1515870810;
        const int minusThirtyTwoSeventeenths = -1010580540;
        var halfDenominator = (int)(((long)a + One + 1) / 2);
        var x = fortyEightSeventeenths + Product(halfDenominator, minusThirtyTwoSeventeenths);
        for (var step = 0; step < 3; step++)
            x += ShiftLeft(Product(x, OneOfTwo - Product(halfDenominator, x)), 2);
        return x;
    }

    /// <summary>exp(a) for a from -1/4 to 0, by its series around -1/8.</summary>
    private static int ExponentialNearZero(int a)
    {
        const int atMinusEighth = 1895147668;
        const int third = 715827883;
        var x = a + (1 << 28);
        var x2 = Product(x, x);
        var x3 = Product(x2, x);
        var x4 = Product(x2, x2);
        var rest = TfLiteArithmetic.RoundingShiftRight(Product(TfLiteArithmetic.RoundingShiftRight(x4, 2) + x3, third) + x2, 1);
        return atMinusEighth + Product(atMinusEighth, x + rest);
    }

    private static int Product(int a, int b) => TfLiteArithmetic.DoublingHighMultiply(a, b);

    private static int ShiftLeft(int a, int bits) => (int)Math.Max(int.MinValue, Math.Min(int.MaxValue, (long)a << bits));
}
