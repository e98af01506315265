using System;
using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>
/// Curves to about 200 bits by other ways than the compiler's: powers of e itself, erf by its alternating series, Stormer's pi. Numbers
/// are whole steps of 2^-Bits, with far more bits than asked for; an answer within 2^-200 of a tie would be refused.
/// </summary>
internal static class HighPrecision
{
    private const int Asked = 200;

    /// <summary>The curve of numerator / denominator in steps of a scale, rounded half up; both exact.</summary>
    public static BigInteger Rounded(ActivationCurve? curve, (BigInteger N, BigInteger D) x, (BigInteger N, BigInteger D) scale)
    {
        // Bits for the cancellation in erf's series, whose terms reach e^(x^2/2), and for the size of numbers.
        var magnitude = (int)BigInteger.Min(BigInteger.Abs(x.N) / x.D, 1 << 20);
        var small = Math.Min(magnitude + 1, 45);
        var bits = Asked + 200 + (2 * small * small) + (4 * (int)Math.Log2(magnitude + 2)) + (int)(scale.N.GetBitLength() + scale.D.GetBitLength());
        var one = BigInteger.One << bits;
        var value = ValueOf(curve, (x.N << bits) / x.D, bits, one);
        var steps = value * scale.D / scale.N;
        BigInteger Floor(BigInteger v) => (v + (one >> 1)) >> bits;
        var (low, high) = (Floor(steps - (one >> Asked)), Floor(steps + (one >> Asked)));
        if (low != high && !IsExact(curve, x))
            throw new InvalidOperationException("Too near a tie for this precision.");
        return IsExact(curve, x) ? FloorOf(ExactOf(curve, x), scale) : low;
    }

    private static bool IsExact(ActivationCurve? curve, (BigInteger N, BigInteger D) x) => x.N.IsZero || curve is ActivationCurve.HardSwish or ActivationCurve.HardSigmoid;

    private static (BigInteger N, BigInteger D) ExactOf(ActivationCurve? curve, (BigInteger N, BigInteger D) x)
    {
        var hard = (N: BigInteger.Max(0, BigInteger.Min(x.N + (3 * x.D), 6 * x.D)), D: 6 * x.D);
        return curve switch
        {
            ActivationCurve.HardSwish => (hard.N * x.N, hard.D * x.D),
            ActivationCurve.HardSigmoid => hard,
            ActivationCurve.Sigmoid => (1, 2),
            null => (1, 1),
            _ => (0, 1),
        };
    }

    private static BigInteger FloorOf((BigInteger N, BigInteger D) value, (BigInteger N, BigInteger D) scale)
    {
        var (n, d) = ((2 * value.N * scale.D) + (value.D * scale.N), 2 * value.D * scale.N);
        return BigInteger.DivRem(n, d, out var rest) - (rest.Sign < 0 ? 1 : 0);
    }

    private static BigInteger ValueOf(ActivationCurve? curve, BigInteger x, int bits, BigInteger one) => curve switch
    {
        null => Exponential(x, bits), // of a softmax
        ActivationCurve.Sigmoid => (one << bits) / (one + Exponential(-x, bits)),
        ActivationCurve.Swish => (x << bits) / (one + Exponential(-x, bits)),
        ActivationCurve.Tanh => ((Exponential(2 * x, bits) - one) << bits) / (Exponential(2 * x, bits) + one),
        ActivationCurve.Gelu => (x * (one + Erf(x, bits))) >> (bits + 1),
        _ => 0,
    };

    /// <summary>e^n * e^f of the whole part n and the rest f; beyond 600 the curves are flat or straight to 800 bits.</summary>
    private static BigInteger Exponential(BigInteger x, int bits)
    {
        var most = (BigInteger)600 << bits;
        x = BigInteger.Max(-most, BigInteger.Min(x, most));
        var whole = (int)(x >> bits);
        var wide = bits + 64 + (2 * Math.Abs(whole));
        var unit = BigInteger.One << wide;
        var rest = (x - ((BigInteger)whole << bits)) << (wide - bits);
        var (power, e) = (Series(rest, wide), Series(unit, wide));
        for (var i = 0; i < Math.Abs(whole); i++)
            power = whole > 0 ? (power * e) >> wide : (power << wide) / e;
        return power >> (wide - bits);
    }

    private static BigInteger Series(BigInteger x, int bits)
    {
        var (sum, term) = (BigInteger.One << bits, BigInteger.One << bits);
        for (var n = 1; !term.IsZero; n++)
            sum += term = ((term * x) >> bits) / n;
        return sum;
    }

    /// <summary>erf(x / sqrt(2)) = sqrt(2 / pi) * (x - x^3 / (2 * 1! * 3) + x^5 / (4 * 2! * 5) - …).</summary>
    private static BigInteger Erf(BigInteger x, int bits)
    {
        var one = BigInteger.One << bits;
        if (BigInteger.Abs(x) >> bits >= 40)
            return x.Sign * one;
        var (square, sum, power) = ((x * x) >> bits, x, x);
        for (var n = 1; !power.IsZero && power != -1; n++)
        {
            power = -((power * square) >> bits) / (2 * n);
            sum += power / ((2 * n) + 1);
        }

        return (sum * Root((2 * one << bits) / Pi(bits), bits)) >> bits;
    }

    private static BigInteger Pi(int bits) => 4 * ((6 * ArcTangent(8, bits)) + (2 * ArcTangent(57, bits)) + ArcTangent(239, bits));

    private static BigInteger ArcTangent(int inverse, int bits)
    {
        var (sum, power) = (BigInteger.Zero, (BigInteger.One << bits) / inverse);
        for (var n = 0; !power.IsZero; n++, power /= inverse * inverse)
            sum += (n % 2 == 0 ? power : -power) / ((2 * n) + 1);
        return sum;
    }

    private static BigInteger Root(BigInteger value, int bits)
    {
        var square = value << bits;
        var root = BigInteger.One << (int)((square.GetBitLength() / 2) + 1);
        for (var next = (root + (square / root)) >> 1; next < root; next = (root + (square / root)) >> 1)
            root = next;
        return root;
    }
}
