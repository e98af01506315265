using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

public sealed class AccumulatorRangesTests
{
    private static readonly Quantization Signed4 = new(1, 0, 4, Signed: true);

    [Fact]
    public void Each_weight_meets_the_end_of_the_grid_that_serves_it_worst()
    {
        var node = Dense([3, -2, 0, /* */ -1, -1, -1]);

        var ranges = AccumulatorRanges.Of(node, Source(new(1, 1, 3), Signed4));

        Assert.Equal([new IntegerRange((3 * -8) + (-2 * 7), (3 * 7) + (-2 * -8)), new IntegerRange(-21, 24)], ranges);
        Assert.Equal(new IntegerRange(-38, 37), AccumulatorRanges.Union(ranges));
    }

    [Fact]
    public void Values_count_from_the_zero_point() =>
        Assert.Equal([new IntegerRange(-100, 155)], AccumulatorRanges.Of(Dense([1]), Source(new(1, 1, 1), new(1, 100, 8, Signed: false))));

    [Fact]
    public void Every_bound_is_reached_by_some_input_where_the_window_fits()
    {
        var random = new Random(5);
        var node = Convolution(new(4, 4, 3), new(5, 4, 2), RealNodes.Padded(3, 1), 1, () => (sbyte)random.Next(-7, 8));
        var source = Source(new(5, 4, 2), Signed4);
        var ranges = AccumulatorRanges.Of(node, source);
        for (var o = 0; o < 3; o++)
        {
            // The worst image for one output, moved to the window at (1, 1), the first that lies wholly inside.
            foreach (var sign in new[] { 1, -1 })
            {
                var image = new int[5 * 4 * 2];
                for (var k = 0; k < 18; k++)
                    image[((((k / 6) * 4) + (k / 2 % 3)) * 2) + (k % 2)] = sign * node.Weights[(o * 18) + k] > 0 ? 7 : -8;
                var sums = Sums(node, source, image);
                Assert.Equal(sign > 0 ? ranges[o].Maximum : ranges[o].Minimum, sums[(((1 * 4) + 1) * 3) + o]);
                Assert.All(sums.Where((_, i) => i % 3 == o), sum => Assert.InRange(sum, ranges[o].Minimum, ranges[o].Maximum));
            }
        }
    }

    [Fact]
    public void A_tap_that_is_always_in_padding_adds_what_padding_holds()
    {
        var node = Convolution(new(1, 1, 1), new(1, 1, 1), RealNodes.Padded(3, 1), 1, () => 2) with { PaddingValues = [90] };

        // Eight taps see padding, 90 - 100 each; the middle one sees the pixel.
        Assert.Equal([new IntegerRange((8 * -20) - 200, (8 * -20) + 310)], AccumulatorRanges.Of(node, Source(new(1, 1, 1), new(1, 100, 8, Signed: false))));
    }

    private static IntegerDenseNode Dense(sbyte[] codes)
    {
        var outputs = codes.Length == 6 ? 2 : 1;
        return new()
        {
            Name = "fc",
            Inputs = ["x"],
            Shape = new(1, 1, outputs),
            Weights = new Constant<short>([outputs, codes.Length / outputs], [.. codes]),
            WeightBits = 4,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, outputs)]),
            Requantization = Identity,
        };
    }

    private static IntegerConvolutionNode Convolution(TensorShape output, TensorShape input, Window window, int groups, Func<sbyte> code)
    {
        int[] dimensions = [output.Channels, window.KernelHeight, window.KernelWidth, input.Channels / groups];
        return new()
        {
            Name = "conv",
            Inputs = ["x"],
            Shape = output with { Height = input.Height, Width = input.Width },
            Convolution = ConvolutionKind.Standard,
            Groups = groups,
            Window = window,
            Weights = new Constant<short>([.. dimensions], [.. Enumerable.Range(0, dimensions.Aggregate((a, b) => a * b)).Select(_ => code())]),
            WeightBits = 4,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, output.Channels)]),
            Requantization = Identity,
        };
    }

    private static Requantization Identity => new(Constant<int>.Vector([1]), Constant<long>.Vector([0]), 0, short.MinValue, short.MaxValue);

    private static InputNode Source(TensorShape shape, Quantization grid) => new() { Name = "x", Shape = shape, Quantization = grid };

    private static int[] Sums(IntegerConvolutionNode node, InputNode source, int[] image) =>
        ReferenceInterpreter.Run(new("Test", [source, node with { Quantization = new(1, 0, 16, Signed: true) }]), image);
}
