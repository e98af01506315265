using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

public sealed class ThresholdFormTests
{
    private static readonly IntegerRange Range = new(-900, 1100);

    [Theory]
    [InlineData(7, 4)]
    [InlineData(-5, 5)]
    [InlineData(0, 3)]
    [InlineData(90, 0)] // outputs are skipped
    public void Thresholds_give_what_a_multiply_and_shift_gives(int multiplier, int shift) =>
        AssertSame(new Requantization(Constant<int>.Vector([multiplier]), Constant<long>.Vector([37]), shift, -100, 120));

    [Theory]
    [InlineData(TfLiteRounding.Double)]
    [InlineData(TfLiteRounding.Single)]
    public void Thresholds_give_what_TFLite_gives(TfLiteRounding rounding) =>
        AssertSame(new TfLiteRequantization(Constant<long>.Vector([-55]), Constant<int>.Vector([1_700_000_123]), Constant<int>.Vector([-3]), rounding, 11, -128, 127));

    [Theory]
    [InlineData(RoundingMode.HalfEven, true)]
    [InlineData(RoundingMode.HalfEven, false)]
    [InlineData(RoundingMode.Floor, false)]
    public void Thresholds_give_what_an_exact_fraction_gives(RoundingMode rounding, bool roundsZeroPoint) =>
        AssertSame(new ExactRequantization(
            Constant<long>.Vector([3]), Constant<long>.Vector([-3]), Constant<long>.Vector([8]), -2, rounding, 5, roundsZeroPoint, -128, 127));

    [Fact]
    public void Channels_that_ascend_and_descend_share_one_form()
    {
        var step = new Requantization(Constant<int>.Vector([3, -7, 0]), Constant<long>.Vector([0, 5, 64]), 4, -128, 127);
        var form = ThresholdForm.Of(step, [Range, Range, Range]);
        Assert.True(Thresholds.AreEqual(step, form, [Range, Range, Range]));
    }

    [Fact]
    public void A_sign_becomes_one_threshold_and_a_step_of_two()
    {
        var sign = new ThresholdRequantization(new([1, 1], [12]), Constant<int>.Vector([-1]), Constant<int>.Vector([2]), -1, 1);
        var form = ThresholdForm.Of(sign, [Range]);
        Assert.Equal(sign, form);
    }

    private static void AssertSame(Requantizer step)
    {
        var form = ThresholdForm.Of(step, [Range]);
        for (var acc = Range.Minimum; acc <= Range.Maximum; acc++)
            Assert.Equal(ReferenceRequantizer.Apply(step, 0, acc), ReferenceRequantizer.Apply(form, 0, acc));
        Assert.True(form.ThresholdsOf(0).ToArray().SequenceEqual(form.ThresholdsOf(0).ToArray().Order()));
    }
}
