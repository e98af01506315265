using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Passes;

public sealed class SimplifyRequantizersTests
{
    private static readonly Quantization Signed = new(0.5, 0, 8, Signed: true);

    [Fact]
    public void A_multiply_and_shift_is_found_for_the_thresholds_of_1000_random_ones()
    {
        var random = new Random(4);
        for (var round = 0; round < 1000; round++)
        {
            var (range, shift) = (new IntegerRange(-random.Next(1, 40_000), random.Next(1, 40_000)), random.Next(0, 17));
            var step = new Requantization(
                Constant<int>.Vector([random.Next(-127, 128)]), Constant<long>.Vector([random.NextInt64(-40L << shift, 300L << shift)]), shift, 0, random.Next(1, 256));
            var found = MultiplyShiftForm.Of(ThresholdForm.Of(step, [range]), [range]);
            Assert.NotNull(found);
            Assert.InRange(found.Shift, 0, shift);
            Assert.True(Thresholds.AreEqual(step, found, [range]));
        }
    }

    [Fact]
    public void What_no_line_passes_through_keeps_its_thresholds()
    {
        // 10 steps in a row, then one of 1000: no slope does both.
        var step = new ThresholdRequantization(new([1, 4], [10, 20, 30, 1030]), Constant<int>.Vector([0]), Constant<int>.Vector([1]), 0, 4);
        Assert.Null(MultiplyShiftForm.Of(step, [new IntegerRange(0, 2000)]));

        // Where the long one does not occur, one does.
        Assert.NotNull(MultiplyShiftForm.Of(step, [new IntegerRange(0, 1000)]));
    }

    [Fact]
    public void TFLite_s_rounding_becomes_multiply_and_shift_where_the_thresholds_match()
    {
        var step = new TfLiteRequantization(
            Constant<long>.Vector([100, -50]), Constant<int>.Vector([1 << 30, 3 << 29]), Constant<int>.Vector([-4, -5]), TfLiteRounding.Single, 3, -128, 127);
        IntegerRange[] ranges = [new(-5000, 5000), new(-6000, 4000)];
        var form = MultiplyShiftForm.Of(step, ranges);
        Assert.NotNull(form);
        for (var c = 0; c < 2; c++)
        {
            for (var acc = ranges[c].Minimum; acc <= ranges[c].Maximum; acc++)
                Assert.Equal(ReferenceRequantizer.Apply(step, c, acc), ReferenceRequantizer.Apply(form, c, acc));
        }
    }

    [Fact]
    public void Two_slopes_of_which_one_alone_is_met_are_one()
    {
        var step = new TwoSlopeRequantization(
            Constant<long>.Vector([50, -50]), Constant<int>.Vector([3]), Constant<long>.Vector([8]), Constant<int>.Vector([12]), Constant<long>.Vector([4]), 4, -128, 127);
        IntegerRange[] ranges = [new(-100, 49), new(-50, 100)];
        var form = MultiplyShiftForm.Of(step, ranges);
        Assert.NotNull(form);
        Assert.True(Thresholds.AreEqual(step, form, ranges));
        Assert.Null(MultiplyShiftForm.Of(step, [new(-100, 50), ranges[1]]));
    }

    [Fact]
    public void A_change_of_grid_that_changes_nothing_is_removed()
    {
        var identity = new Requantization(Constant<int>.Vector([64]), Constant<long>.Vector([32]), 6, -128, 127);
        var network = SimplifyRequantizers.Run(Network(identity, Signed), default);
        Assert.Equal(["input", "last"], network.Nodes.Select(n => n.Name));
    }

    [Fact]
    public void A_change_of_grid_that_is_no_multiply_and_shift_becomes_a_table()
    {
        var toward = new ExactRequantization(
            Constant<long>.Vector([0]), Constant<long>.Vector([3]), Constant<long>.Vector([7]), 0, RoundingMode.TowardZero, 0, RoundsZeroPoint: false, -128, 127);
        var before = Network(toward, Signed with { Scale = 1 });
        var after = SimplifyRequantizers.Run(before, default);
        NetworkVerifier.Verify(after, NetworkStage.Integer, nameof(SimplifyRequantizers));
        Assert.IsType<IntegerTableNode>(after["step"]);
        for (var q = -128; q < 128; q++)
            Assert.Equal(ReferenceInterpreter.Run(before, [q]), ReferenceInterpreter.Run(after, [q]));
    }

    private static Network Network(Requantizer step, Quantization grid) => new("Net",
    [
        new InputNode { Name = "input", Shape = new(1, 1, 1), Quantization = Signed },
        new IntegerAffineNode { Name = "step", Inputs = ["input"], Shape = new(1, 1, 1), Quantization = grid, Requantizer = step },
        new IntegerAffineNode
        {
            Name = "last",
            Inputs = ["step"],
            Shape = new(1, 1, 1),
            Quantization = Signed with { Scale = 2 },
            Requantizer = new Requantization(Constant<int>.Vector([1]), Constant<long>.Vector([2]), 2, -128, 127),
        },
    ]);
}
