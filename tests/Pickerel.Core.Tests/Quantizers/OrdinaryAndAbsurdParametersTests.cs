using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Gamma of any sign and size, dead channels, filters of zeros: right results. Absurd magnitudes: some result, never an overflow.</summary>
public sealed class OrdinaryAndAbsurdParametersTests
{
    private const int Channels = 8;

    [Theory]
    [InlineData(8, true)]
    [InlineData(4, true)]
    [InlineData(8, false)]
    public void Norms_of_every_kind_come_out_right(int bits, bool folded)
    {
        var random = new Random(bits);
        for (var trial = 0; trial < 40; trial++)
        {
            double[] gamma = [1, -1, 0, 1e-6, 0.5, 1, 1, 2];
            double[] variance = [1, 0.5, 1, 1, 0, 1, 1, 3];
            var weights = Enumerable.Range(0, Channels * Channels).Select(i => (i / Channels) is 5 or 6 ? 0.0 : random.NextDouble() - 0.5).ToArray();
            var mean = Enumerable.Range(0, Channels).Select(c => c == 6 ? 3.0 : 0.2 * (random.NextDouble() - 0.5)).ToArray();
            var beta = Enumerable.Range(0, Channels).Select(_ => random.NextDouble() - 0.3).ToArray();
            Node[] nodes =
            [
                RealNodes.Input(new(2, 2, Channels)),
                RealNodes.Convolution("conv1", "input", [Channels, 1, 1, Channels], weights, Window.Point),
                .. folded ? Array.Empty<Node>() : [RealNodes.Relu("relu0", "conv1")],
                RealNodes.Norm("bn1", folded ? "conv1" : "relu0", gamma, beta, mean, variance),
                .. trial % 2 == 0 ? Array.Empty<Node>() : [RealNodes.Relu("relu1", "bn1")],
                RealNodes.Flatten("flatten1", trial % 2 == 0 ? "bn1" : "relu1"),
            ];

            var scaled = RealNodes.Network(nodes).After(nameof(ScaleOutput), new() { Weights = bits, Activations = bits });

            Assert.Equal(folded, scaled["conv1"] is ConvolutionNode { Normalization: not null });
            LocalErrors.Check(scaled, Enumerable.Range(0, 5).Select(_ => Bytes(random, 4 * Channels)), $"trial {trial}");
        }
    }

    [Fact]
    public void A_filter_of_zeros_gives_its_constant_on_every_input()
    {
        // gamma (0 - mean) / sqrt(variance + epsilon) + beta = 2 (0 + 3) / 2 + 0.5 = 3.5, whatever the input.
        var conv = RealNodes.Convolution("conv1", "input", [2, 1, 1, 1], [0, 1], Window.Point);
        var norm = RealNodes.Norm("bn1", "conv1", [2, 1], [0.5, 0], [-3, 0.5], [4, 1]);
        var network = RealNodes.Network(RealNodes.Input(new(1, 1, 1)), conv, norm with { ActivationScale = 0.05 }).After(nameof(InferAccumulators));

        Assert.All(new[] { 0, 100, 255 }, x => Assert.Equal(70, ReferenceInterpreter.Run(network, [x])[0]));
    }

    [Fact]
    public void An_activation_scale_far_too_small_makes_a_step_function()
    {
        var dense = RealNodes.Dense("fc1", "input", 2, [1, -1, -1, 1]) with { ActivationScale = 1e-9, ActivationBits = 4 };
        var network = RealNodes.Network(RealNodes.Input(new(1, 1, 2)), dense).After(nameof(InferAccumulators));

        Assert.Equal([7, -8], ReferenceInterpreter.Run(network, [200, 100]));
        Assert.Equal([-8, 7], ReferenceInterpreter.Run(network, [100, 101]));
        Assert.Equal([0, 0], ReferenceInterpreter.Run(network, [100, 100]));
        Assert.Equal(0, ((IntegerDenseNode)network.Output).Requantization.Shift);
    }

    [Fact]
    public void An_activation_scale_far_too_large_makes_everything_zero()
    {
        var dense = RealNodes.Dense("fc1", "input", 1, [1, -1]) with { ActivationScale = 1e20, ActivationBits = 4 };
        var network = RealNodes.Network(RealNodes.Input(new(1, 1, 2)), dense).After(nameof(InferAccumulators));

        Assert.Equal([0], ReferenceInterpreter.Run(network, [255, 0]));
    }

    [Fact]
    public void Absurd_magnitudes_never_overflow()
    {
        double[] magnitudes = [0, 1e-300, 1e-45, 1e-20, 1e-3, 1, 1e3, 1e20, 3.4e38];
        var random = new Random(9);
        double Draw() => magnitudes[random.Next(magnitudes.Length)] * (random.Next(2) == 0 ? 1 : -1);
        double[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => Draw())];
        for (var trial = 0; trial < 300; trial++)
        {
            var moments = trial % 3 == 0;
            var input = RealNodes.Input(new(4, 4, 2), scale: Math.Abs(Draw()) + 1e-300, zeroPoint: random.Next(256)) with
            {
                Mean = moments ? Many(2).ToEquatableArray() : [],
                Std = moments ? Many(2).Select(s => Math.Abs(s) + 1e-300).ToEquatableArray() : [],
            };
            var network = RealNodes.Network(
                input,
                RealNodes.Convolution("conv1", "input", [2, 3, 3, 2], Many(36), RealNodes.Padded(3, 1)),
                RealNodes.Norm("bn1", "conv1", Many(2), Many(2), Many(2), [.. Many(2).Select(Math.Abs)]),
                RealNodes.Relu("relu1", "bn1"),
                RealNodes.Convolution("conv2", "relu1", [2, 1, 1, 2], Many(4), Window.Point),
                RealNodes.Add("add1", "conv2", "relu1"),
                RealNodes.Norm("bn2", "add1", Many(2), Many(2), Many(2), [.. Many(2).Select(Math.Abs)]),
                RealNodes.AveragePool("avgpool1", "bn2"),
                RealNodes.Add("add2", "avgpool1", trial % 5 == 0 ? "input" : "relu1"),
                RealNodes.Dense("fc1", "add2", 3, Many(96), Many(3)));

            var integer = network.After(nameof(InferAccumulators), new() { Weights = random.Next(2, 9), Activations = random.Next(2, 9) });

            var output = ReferenceInterpreter.Run(integer, Bytes(random, 32));
            Assert.All(output, value => Assert.InRange(value, short.MinValue, short.MaxValue));
        }
    }

    private static int[] Bytes(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(256))];
}
