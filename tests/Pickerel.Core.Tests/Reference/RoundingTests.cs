using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Reference;

public sealed class RoundingTests
{
    [Theory]
    [InlineData(RoundingMode.HalfEven, 2, 2, 3, -2, -2, -3)]
    [InlineData(RoundingMode.HalfUp, 2, 3, 3, -1, -2, -3)]
    [InlineData(RoundingMode.HalfAway, 2, 3, 3, -2, -3, -3)]
    [InlineData(RoundingMode.Floor, 1, 2, 2, -2, -3, -3)]
    [InlineData(RoundingMode.Ceiling, 2, 3, 3, -1, -2, -2)]
    [InlineData(RoundingMode.TowardZero, 1, 2, 2, -1, -2, -2)]
    public void Six_quarters_ten_quarters_and_eleven_quarters_round_as_named(
        RoundingMode mode, int six, int ten, int eleven, int minusSix, int minusTen, int minusEleven)
    {
        Assert.Equal(six, Rounding.Divide(6, 4, mode));
        Assert.Equal(ten, Rounding.Divide(10, 4, mode));
        Assert.Equal(eleven, Rounding.Divide(11, 4, mode));
        Assert.Equal(minusSix, Rounding.Divide(-6, 4, mode));
        Assert.Equal(minusTen, Rounding.Divide(-10, 4, mode));
        Assert.Equal(minusEleven, Rounding.Divide(-11, 4, mode));
    }

    [Theory]
    [InlineData(12, 3, 2)] // 1.5: half away from zero
    [InlineData(-12, 3, -2)]
    [InlineData(11, 3, 1)]
    [InlineData(int.MinValue, 31, -1)]
    [InlineData(5, 0, 5)]
    public void A_rounding_shift_of_TFLite_rounds_halves_away_from_zero(int value, int exponent, int expected) =>
        Assert.Equal(expected, TfLiteArithmetic.RoundingShiftRight(value, exponent));

    [Theory]
    [InlineData(int.MinValue, int.MinValue, int.MaxValue)]
    [InlineData(1 << 30, 1 << 30, 1 << 29)]
    [InlineData(3, 1 << 30, 2)]
    [InlineData(-3, 1 << 30, -1)] // its nudge makes -1.5 -1: the truncation of (-1.5 * 2^31 + 1 - 2^30) / 2^31
    public void A_doubling_high_multiply_of_TFLite_rounds_and_saturates(int a, int b, int expected) =>
        Assert.Equal(expected, TfLiteArithmetic.DoublingHighMultiply(a, b));

    [Fact]
    public void Double_and_single_rounding_of_TFLite_differ_where_the_first_rounding_makes_a_tie()
    {
        // 0.46875 * 2^-... : the high multiply rounds to a half, and the shift rounds that up again.
        var differences = 0;
        for (var value = 0; value < 1000; value++)
        {
            if (TfLiteArithmetic.Multiply(value, 1_500_000_001, -4, TfLiteRounding.Double) != TfLiteArithmetic.Multiply(value, 1_500_000_001, -4, TfLiteRounding.Single))
                differences++;
        }

        Assert.InRange(differences, 1, 100);
    }
}
