using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Sums of looked-up terms as two multipliers and a shift.</summary>
public sealed class SumFormTests(ITestOutputHelper output)
{
    private const int Cases = 200, SumShift = 20;

    [Theory]
    [InlineData(TfLiteRounding.Double)]
    [InlineData(TfLiteRounding.Single)]
    public void A_sum_of_TFLite_is_two_multipliers_that_give_it_for_every_pair(TfLiteRounding rounding)
    {
        var random = new Random(5);
        var found = 0;
        for (var i = 0; i < Cases; i++)
        {
            var (left, right, grid) = (Grid(random), Grid(random), Grid(random));
            var sum = SumOf(left, right, grid, rounding);
            if (FormOf(sum, left, right) is not { } form)
                continue;
            found++;
            AssertSame(sum, form, left, right);
        }

        output.WriteLine($"{found} of {Cases} sums have the form.");
        Assert.InRange(found, Cases * 95 / 100, Cases);
    }

    [Theory]
    [InlineData(TfLiteRounding.Double, 1, 1, 1)]
    [InlineData(TfLiteRounding.Double, 1, 1, 2)]
    [InlineData(TfLiteRounding.Double, 1, 2, 4)]
    [InlineData(TfLiteRounding.Single, 2, 1, 2)]
    public void Ties_are_broken_as_the_rounding_says(TfLiteRounding rounding, int leftScale, int rightScale, int scale)
    {
        Quantization left = new(leftScale, 3, 8, true), right = new(rightScale, -5, 8, true), grid = new(scale, 1, 8, true);
        var sum = SumOf(left, right, grid, rounding);

        AssertSame(sum, Assert.IsType<IntegerAddNode>(FormOf(sum, left, right)), left, right);
    }

    [Fact]
    public void Terms_that_bend_are_left_alone()
    {
        Quantization left = new(1, 0, 8, true), grid = new(1, 0, 8, true);
        var sum = SumOf(left, left, grid, TfLiteRounding.Single);
        var bent = sum with { Left = Constant<int>.Vector([.. sum.Left.Values.ToArray().Select(t => Math.Max(t, 0))]) };

        Assert.Null(FormOf(bent, left, left));
    }

    [Fact]
    public void Outputs_that_never_change_are_left_alone()
    {
        var grid = new Quantization(1, 0, 8, true);
        var sum = SumOf(grid, grid, grid, TfLiteRounding.Single);

        Assert.Null(FormOf(sum with { Left = Constant<int>.Vector([.. new int[256]]), Right = Constant<int>.Vector([.. new int[256]]) }, grid, grid));
    }

    private static IntegerAddNode? FormOf(IntegerTableSumNode sum, Quantization left, Quantization right)
    {
        var (one, other) = (sum.Left.Values.ToArray(), sum.Right.Values.ToArray());
        var range = new IntegerRange((long)one.Min() + other.Min(), (long)one.Max() + other.Max());
        return SumForm.Of(sum, left, right, [.. Enumerable.Repeat(range, sum.Shape.Channels)]);
    }

    private static void AssertSame(IntegerTableSumNode sum, IntegerAddNode form, Quantization left, Quantization right)
    {
        for (var a = left.Minimum; a <= left.Maximum; a++)
        {
            for (var b = right.Minimum; b <= right.Maximum; b++)
            {
                var expected = ReferenceRequantizer.Apply(sum.Requantizer, 0, (long)sum.Left[a - left.Minimum] + sum.Right[b - right.Minimum]);
                var total = ((long)(a - left.ZeroPoint) * form.LeftMultiplier) + ((long)(b - right.ZeroPoint) * form.RightMultiplier) + form.Offset;
                Assert.Equal(expected, (int)Math.Clamp(total >> form.Shift, form.Minimum, form.Maximum));
            }
        }
    }

    /// <summary>The addition of TensorFlow Lite's reference kernels.</summary>
    private static IntegerTableSumNode SumOf(Quantization left, Quantization right, Quantization grid, TfLiteRounding rounding)
    {
        var twice = 2 * Math.Max(left.Scale, right.Scale);
        var (multiplier, shift) = Multiplier(twice / ((1 << SumShift) * grid.Scale));
        return new()
        {
            Name = "sum",
            Inputs = ["a", "b"],
            Shape = new(1, 1, 3),
            Quantization = grid,
            Left = Terms(left, left.Scale / twice, rounding),
            Right = Terms(right, right.Scale / twice, rounding),
            Requantizer = new TfLiteRequantization(
                Constant<long>.Vector([0]), Constant<int>.Vector([multiplier]), Constant<int>.Vector([shift]), rounding, grid.ZeroPoint, grid.Minimum, grid.Maximum),
        };
    }

    private static Constant<int> Terms(Quantization grid, double ratio, TfLiteRounding rounding)
    {
        var (multiplier, shift) = Multiplier(ratio);
        return Constant<int>.Vector([.. Enumerable.Range(grid.Minimum, grid.Span).Select(q => (int)TfLiteArithmetic.Multiply((long)(q - grid.ZeroPoint) << SumShift, multiplier, shift, rounding))]);
    }

    private static (int Multiplier, int Shift) Multiplier(double real)
    {
        var shift = 0;
        for (; real >= 1; shift++)
            real /= 2;
        for (; real < 0.5; shift--)
            real *= 2;
        var multiplier = (long)Math.Round(real * (1L << 31));
        return multiplier == 1L << 31 ? (1 << 30, shift + 1) : ((int)multiplier, shift);
    }

    private static Quantization Grid(Random random) => new(0.01 * Math.Pow(2, 3 * random.NextDouble()), random.Next(-128, 128), 8, true);
}
