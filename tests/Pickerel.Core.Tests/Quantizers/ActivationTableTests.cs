using System;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Every entry of every table is the real curve, rounded once: against numbers of 200 bits computed by other ways.</summary>
public sealed class ActivationTableTests
{
    public static TheoryData<string> Curves => ["hard_swish", "hard_sigmoid", "sigmoid", "tanh", "swish", "gelu"];

    [Theory]
    [MemberData(nameof(Curves))]
    public void Every_entry_is_the_exactly_rounded_curve(string kind)
    {
        var random = new Random(11);
        for (var round = 0; round < 40; round++)
        {
            var (curve, input, output) = (CurveOf(kind), Grid(random, random.Next(1, 9), 8.0), Grid(random, random.Next(2, 9), 1.0));
            AssertExact(curve, input, output, step: 1);
        }
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void Entries_for_16_bits_are_exactly_rounded_too(string kind) =>
        AssertExact(CurveOf(kind), new(1 / 4096.0, 0, 16, Signed: true), new(1 / 32767.0, 0, 16, Signed: true), step: 331);

    [Theory]
    [MemberData(nameof(Curves))]
    public void Absurd_scales_are_no_exception(string kind)
    {
        foreach (var (x, y) in new[] { (1.2e-38, 1.2e-38), (1.2e-38, 1e30), (3e38, 1.0), (1e6, 1e-3), (0.3, 3e38) })
            AssertExact(CurveOf(kind), new(x, 3, 4, Signed: true), new(y, 1, 8, Signed: true), step: 1);
    }

    [Fact]
    public void Exponentials_of_a_softmax_are_exactly_rounded()
    {
        var random = new Random(12);
        for (var round = 0; round < 20; round++)
        {
            var grid = Grid(random, 8, 20);
            var exponentials = ActivationTable.Exponentials(grid);
            Assert.Equal(1 << 30, exponentials[0]);
            for (var d = 1; d < grid.Span; d++)
                Assert.Equal(HighPrecision.Rounded(null, Times(Exact(grid.Scale), -d), (1, 1 << 30)), exponentials[d]);
        }
    }

    private static void AssertExact(ActivationCurve curve, Quantization input, Quantization output, int step)
    {
        var table = ActivationTable.Of(curve, input, output);
        Assert.Equal(input.Span, table.Count);
        for (var i = 0; i < input.Span; i += step)
        {
            var exact = HighPrecision.Rounded(curve, Times(Exact(input.Scale), input.Minimum + i - input.ZeroPoint), Exact(output.Scale)) + output.ZeroPoint;
            var expected = (int)BigInteger.Max(output.Minimum, BigInteger.Min(exact, output.Maximum));
            if (expected != table[i])
                Assert.Fail($"{curve.Kind} of {input.Minimum + i} on {input} is {expected} on {output}, not {table[i]}");
        }
    }

    private static ActivationCurve CurveOf(string kind) => kind switch
    {
        "hard_swish" => new ActivationCurve.HardSwish(),
        "hard_sigmoid" => new ActivationCurve.HardSigmoid(),
        "sigmoid" => new ActivationCurve.Sigmoid(),
        "tanh" => new ActivationCurve.Tanh(),
        "swish" => new ActivationCurve.Swish(),
        _ => new ActivationCurve.Gelu(),
    };

    /// <summary>A grid that reaches about so far, here and there with a scale that is a round number.</summary>
    private static Quantization Grid(Random random, int bits, double reach)
    {
        var grid = new Quantization(1, 0, bits, random.Next(2) == 0);
        var scale = random.Next(4) == 0 ? 1.0 / (1 << random.Next(8)) : reach * (0.2 + random.NextDouble()) / grid.Span;
        return grid with { Scale = scale, ZeroPoint = random.Next(grid.Minimum, grid.Maximum + 1) };
    }

    private static (BigInteger N, BigInteger D) Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, mantissa) = ((int)(bits >> 52) - 1075, (bits & ((1L << 52) - 1)) | (1L << 52));
        return exponent >= 0 ? (new BigInteger(mantissa) << exponent, 1) : (mantissa, BigInteger.One << -exponent);
    }

    private static (BigInteger N, BigInteger D) Times((BigInteger N, BigInteger D) x, int factor) => (x.N * factor, x.D);
}
