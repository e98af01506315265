using System;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// The standard normal distribution from additions, multiplications and divisions alone: the runtime's <c>Exp</c> may differ in
/// its last bit from system to system, and with it the scales and the code emitted. Values are cubic Hermite interpolations of a
/// table (absolute error below 1e-9); beyond ±8 the density is 0.
/// </summary>
internal static class StandardNormal
{
    /// <summary>Where the tails end: less than 1e-15 of the mass lies beyond.</summary>
    public const double Limit = 8;

    private const int StepsPerUnit = 64;
    private const double Step = 1.0 / StepsPerUnit;
    private const double DensityAtZero = 0.39894228040143267794;
    private const double MassBeyondLimit = 6.220960574271785e-16;

    private static readonly double[] Densities = TabulateDensities();
    private static readonly double[] UpperTails = TabulateUpperTails();

    /// <summary>The density at z.</summary>
    public static double Density(double z)
    {
        z = Math.Abs(z);
        if (!(z < Limit))
            return 0;
        var k = (int)(z * StepsPerUnit);
        double from = k * Step, to = (k + 1) * Step;
        return Interpolate((z - from) * StepsPerUnit, Densities[k], Densities[k + 1], -from * Densities[k], -to * Densities[k + 1]);
    }

    /// <summary>The probability of a value below z.</summary>
    public static double Cumulative(double z) => z < 0 ? UpperTail(-z) : 1 - UpperTail(z);

    /// <summary>The probability of a value above z &gt;= 0.</summary>
    private static double UpperTail(double z)
    {
        if (!(z < Limit))
            return 0;
        var k = (int)(z * StepsPerUnit);
        return Interpolate((z - (k * Step)) * StepsPerUnit, UpperTails[k], UpperTails[k + 1], -Densities[k], -Densities[k + 1]);
    }

    /// <summary>The cubic through two values with two slopes, at t of 0 to 1 between them.</summary>
    private static double Interpolate(double t, double left, double right, double leftSlope, double rightSlope)
    {
        var rise = right - left;
        double a = (leftSlope * Step) - rise, b = rise - (rightSlope * Step);
        return left + (t * (rise + ((1 - t) * ((a * (1 - t)) + (b * t)))));
    }

    private static double[] TabulateDensities()
    {
        var table = new double[((int)Limit * StepsPerUnit) + 1];
        for (var k = 0; k < table.Length; k++)
            table[k] = DensityOf(k * Step);
        return table;
    }

    /// <summary>Integrates the density from the limit downwards (Simpson), so that small tails are not differences of large numbers.</summary>
    private static double[] TabulateUpperTails()
    {
        var table = new double[Densities.Length];
        table[table.Length - 1] = MassBeyondLimit;
        for (var k = table.Length - 2; k >= 0; k--)
        {
            var middle = DensityOf((k + 0.5) * Step);
            table[k] = table[k + 1] + ((Densities[k] + (4 * middle) + Densities[k + 1]) * Step / 6);
        }

        return table;
    }

    private static double DensityOf(double z) => DensityAtZero * ExponentialOfMinus(z * z / 2);

    /// <summary>e^-x for x of 0 to 32: the series at x / 64, squared six times.</summary>
    public static double ExponentialOfMinus(double x)
    {
        var small = -x / 64;
        double sum = 1, term = 1;
        for (var n = 1; n <= 18; n++)
        {
            term *= small / n;
            sum += term;
        }

        for (var i = 0; i < 6; i++)
            sum *= sum;
        return sum;
    }
}
