using System;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Tests.Quantizers;

public sealed class BinaryTests
{
    [Fact]
    public void Exponents_are_those_of_frexp()
    {
        for (var value = 1e-100; value < 1e100; value *= 1.37)
        {
            var exponent = Binary.Exponent(value);
            Assert.Equal(Math.ILogB(value), exponent);
            Assert.Equal(Math.ScaleB(1, exponent), Binary.Power(exponent));
            Assert.Equal((int)Math.Round(Math.Log2(value)), Binary.NearestExponent(value));
            Assert.False(Binary.IsPowerOfTwo(value));
            Assert.True(Binary.IsPowerOfTwo(Binary.Power(exponent)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_positive_and_finite_is_no_power_of_two(double value) => Assert.False(Binary.IsPowerOfTwo(value));
}
