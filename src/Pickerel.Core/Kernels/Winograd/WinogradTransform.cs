using System;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The identity behind exact integer Winograd convolution F(2x2, 3x3): for a 4x4 patch d of inputs and 3x3 weights g,
/// <c>4 y = A' (U * V) A</c> with <c>U = G g G'</c>, <c>V = B d B'</c> and * by element, 16 products for 4 outputs instead of 36.
/// G is twice the usual one, so that everything is an integer; the third rows of B and G are negated, so that V needs no negation.
/// </summary>
internal static class WinogradTransform
{
    /// <summary>Points in a row of U or V; there are as many rows.</summary>
    public const int Side = 4;

    /// <summary>Points in all.</summary>
    public const int Points = Side * Side;

    /// <summary>Outputs in a row of a tile; there are as many rows.</summary>
    public const int TileSide = 2;

    /// <summary>What sums are multiplied by: both G's are doubled.</summary>
    public const int Factor = 1 << FactorBits;

    public const int FactorBits = 2;

    private static readonly int[,] B = { { 1, 0, -1, 0 }, { 0, 1, 1, 0 }, { 0, 1, -1, 0 }, { 0, 1, 0, -1 } };

    private static readonly int[,] A = { { 1, 1, 1, 0 }, { 0, 1, -1, -1 } };

    /// <summary>The 16 points of U, row by row, of nine weights, row by row.</summary>
    public static void Weights(int[] taps, int[] points)
    {
        Span<int> rows = stackalloc int[Side * 3];
        for (var x = 0; x < 3; x++)
            TimesG(taps[x], taps[3 + x], taps[6 + x], rows.Slice(x), 3);
        for (var y = 0; y < Side; y++)
            TimesG(rows[3 * y], rows[(3 * y) + 1], rows[(3 * y) + 2], points.AsSpan(Side * y), 1);
    }

    /// <summary>The sign with which a point enters an output of the tile; 0 when it does not.</summary>
    public static int OutputSign(int output, int point) =>
        A[output / TileSide, point / Side] * A[output % TileSide, point % Side];

    /// <summary>The range of V at a point, of inputs from 0 to a maximum.</summary>
    public static IntegerRange InputRange(int point, int maximum)
    {
        int least = 0, greatest = 0;
        for (var at = 0; at < Points; at++)
        {
            var sign = B[point / Side, at / Side] * B[point % Side, at % Side];
            least += Math.Min(sign, 0);
            greatest += Math.Max(sign, 0);
        }

        return new IntegerRange((long)least * maximum, (long)greatest * maximum);
    }

    private static void TimesG(int a, int b, int c, Span<int> target, int stride)
    {
        target[0] = 2 * a;
        target[stride] = a + b + c;
        target[2 * stride] = b - a - c;
        target[3 * stride] = 2 * c;
    }
}
