using System;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Which tensor gets which bits, sign and scale.</summary>
public sealed class GridTests
{
    private static readonly Window Point = Window.Point;

    /// <summary>conv1 - relu - conv2 - relu - conv3 - relu - global pool - fc1.</summary>
    private static Network Chain => RealNodes.Network(
        RealNodes.Input(new(4, 4, 2)),
        RealNodes.Convolution("conv1", "input", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point),
        RealNodes.Relu("relu1", "conv1"),
        RealNodes.Convolution("conv2", "relu1", [2, 1, 1, 2], [1, -0.5, 0.5, 0.25], Point),
        RealNodes.Relu("relu2", "conv2"),
        RealNodes.Convolution("conv3", "relu2", [2, 1, 1, 2], [1, -0.5, 0.5, 0.25], Point),
        RealNodes.Relu("relu3", "conv3"),
        RealNodes.GlobalPool("gap1", "relu3"),
        RealNodes.Dense("fc1", "gap1", 3, [1, 2, 3, 4, 5, -6]));

    [Fact]
    public void The_ends_keep_eight_bits_below_eight()
    {
        var network = Chain.After(nameof(InferAccumulators), new() { Weights = 3, Activations = 4 });

        Assert.Equal([8, 3, 3, 8], network.Nodes.OfType<IntegerWeightedNode>().Select(n => n.BitsOf(0)));
        Assert.Equal([8, 4, 4, 4, 8, 16], network.Nodes.Select(n => n.Quantization!.Bits));
        Assert.True(network["gap1"] is IntegerAveragePoolNode { Numerator: 17, Denominator: 1 });
        Assert.Equal(network["conv3"].Quantization!.Scale * 15, network["gap1"].Quantization!.Scale * 255, 1e-12);
    }

    [Fact]
    public void Without_the_exception_every_layer_has_the_networks_bits()
    {
        var network = Chain.After(nameof(InferAccumulators), new() { Weights = 3, Activations = 4, FirstAndLast = 0 });

        Assert.Equal([3, 3, 3, 3], network.Nodes.OfType<IntegerWeightedNode>().Select(n => n.BitsOf(0)));
        Assert.Equal([8, 4, 4, 4, 4, 16], network.Nodes.Select(n => n.Quantization!.Bits));
    }

    [Fact]
    public void What_a_layer_sets_wins()
    {
        var chain = Chain.Select(n => n switch
        {
            ConvolutionNode { Name: "conv1" } c => c with { WeightBits = 2, ActivationBits = 6 },
            AveragePoolNode pool => pool with { ActivationBits = 5 },
            DenseNode dense => dense with { WeightBits = 7, ActivationBits = 3 },
            _ => n,
        });

        var network = chain.After(nameof(InferAccumulators), new() { Weights = 4, Activations = 4 });

        Assert.Equal([2, 4, 4, 7], network.Nodes.OfType<IntegerWeightedNode>().Select(n => n.BitsOf(0)));
        Assert.Equal([8, 6, 4, 4, 5, 3], network.Nodes.Select(n => n.Quantization!.Bits));
    }

    [Fact]
    public void PikeLpns_pointwise_weights_are_powers_of_two_and_depthwise_and_the_ends_uniform()
    {
        Assert.Equal("u8 u8 p4 u4 u8", GridsOf(new() { Scheme = WeightSchemeKind.PikeLpn, Weights = 4 }));
        Assert.Equal("u4 u8 p4 u4 u4", GridsOf(new() { Scheme = WeightSchemeKind.PikeLpn, Weights = 4, FirstAndLast = 0 }));
        Assert.Equal("u8 u3 p4 t2 u8", GridsOf(new() { Scheme = WeightSchemeKind.PikeLpn, Weights = 2, Grid = WeightGridKind.Ternary }, n => n.Name.Equals("dw", StringComparison.Ordinal) ? n with { WeightBits = 3 } : n));
        Assert.Equal("u8 u8 u6 u8 u8", GridsOf(new() { Scheme = WeightSchemeKind.PikeLpn }, n => n.Name.Equals("pw", StringComparison.Ordinal) ? n with { WeightGrid = WeightGridKind.Uniform, WeightBits = 6 } : n));
    }

    [Fact]
    public void A_networks_grid_holds_for_all_but_the_ends()
    {
        Assert.Equal("u8 p4 p4 p4 u8", GridsOf(new() { Grid = WeightGridKind.PowerOfTwo, Weights = 4 }));
        Assert.Equal("u8 p8 p8 p8 u8", GridsOf(new() { Grid = WeightGridKind.PowerOfTwo }));
        Assert.Equal("t2 t2 t2 t2 t2", GridsOf(new() { Grid = WeightGridKind.Ternary, Weights = 2, FirstAndLast = 0 }));
        Assert.Equal("m2 m2 m2 m2 m2", GridsOf(new() { Weights = 2, FirstAndLast = 0 }));
        Assert.Equal("m1 m1 m1 m1 m1", GridsOf(new() { Weights = 1, FirstAndLast = 0 }));
    }

    [Fact]
    public void A_layers_grid_wins_and_bits_that_the_networks_grid_lacks_are_uniform()
    {
        WeightedNode Change(WeightedNode n) => n.Name switch
        {
            "stem" => n with { WeightGrid = WeightGridKind.AdditivePowerOfTwo },
            "dw" => n with { WeightBits = 1 },
            "pw" => n with { WeightGrid = WeightGridKind.Ternary },
            "conv" => n with { WeightBits = 6 },
            _ => n,
        };

        Assert.Equal("a8 m1 t2 p6 u8", GridsOf(new() { Grid = WeightGridKind.PowerOfTwo, Weights = 4 }, Change));
    }

    /// <summary>The grids of a stem, a depthwise, a pointwise and an ordinary convolution and a classifier.</summary>
    private static string GridsOf(QuantizeDeclaration quantize, Func<WeightedNode, WeightedNode>? change = null)
    {
        var network = RealNodes.Network(
            RealNodes.Input(new(4, 4, 2)),
            RealNodes.Convolution("stem", "input", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point),
            RealNodes.Convolution("dw", "stem", [2, 1, 1, 1], [1, -1], Point, groups: 2),
            RealNodes.Convolution("pw", "dw", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point) with { Convolution = ConvolutionKind.Pointwise },
            RealNodes.Convolution("conv", "pw", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point),
            RealNodes.GlobalPool("gap1", "conv"),
            RealNodes.Dense("fc1", "gap1", 1, [1, 2]));
        var lowered = network.Select(n => n is WeightedNode w && change is not null ? change(w) : n).After(nameof(InferAccumulators), quantize);
        return string.Join(" ", lowered.Nodes.OfType<IntegerWeightedNode>().Select(n => Assert.Single(n.WeightGrids).Notation));
    }

    [Fact]
    public void The_last_input_keeps_eight_bits_through_reshapes_and_max_pools()
    {
        var network = RealNodes.Network(
            RealNodes.Input(new(4, 4, 2)),
            RealNodes.Convolution("conv1", "input", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point),
            RealNodes.MaxPool("maxpool1", "conv1"),
            RealNodes.Flatten("flatten1", "maxpool1"),
            RealNodes.Dense("fc1", "flatten1", 1, Enumerable.Range(1, 8).Select(i => (double)i)));

        Assert.Equal([8, 8, 8, 8, 16], network.After(nameof(PropagateQuantization), new() { Activations = 4 }).Nodes.Select(n => n.Quantization!.Bits));
    }

    [Fact]
    public void Grids_are_unsigned_behind_a_relu_and_signed_elsewhere()
    {
        var network = RealNodes.Network(
            RealNodes.Input(new(4, 4, 2)),
            RealNodes.Convolution("conv1", "input", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point),
            RealNodes.Convolution("conv2", "conv1", [2, 1, 1, 2], [1, -1, 0.5, 0.25], Point),
            RealNodes.Relu("relu2", "conv2"),
            RealNodes.Add("add1", "conv1", "relu2"),
            RealNodes.Add("add2", "relu2", "relu2"),
            RealNodes.Add("add3", "add1", "add2")).After(nameof(PropagateQuantization));

        Assert.Equal([true, false, true, false, true], network.Nodes.Skip(1).Select(n => n.Quantization!.Signed));
        Assert.All(network.Nodes.Skip(1), n => Assert.Equal(0, n.Quantization!.ZeroPoint));
    }

    [Fact]
    public void A_scale_from_the_model_file_is_taken_as_it_is()
    {
        var chain = Chain.Select(n => n is ReluNode { Name: "relu2" } relu ? relu with { ActivationScale = 0.125 } : n);

        Assert.Equal(new Quantization(0.125, 0, 8, Signed: false), chain.After(nameof(InferAccumulators))["conv2"].Quantization);
    }

    [Fact]
    public void A_relu_that_stands_alone_only_cuts()
    {
        var network = RealNodes.Network(RealNodes.Input(new(1, 1, 3), scale: 0.5, zeroPoint: 100), RealNodes.Relu("relu1", "input")).After(nameof(InferAccumulators));

        var step = ((IntegerAffineNode)network.Output).Requantization;
        Assert.Equal((1, 0L, 0), (step.MultiplierOf(0), step.OffsetOf(0), step.Shift));
        Assert.Equal(0.5, network.Output.Quantization!.Scale);
        Assert.Equal([0, 0, 155], ReferenceInterpreter.Run(network, [0, 100, 255]));
    }

    [Fact]
    public void The_output_of_a_classifier_cannot_clip()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 50; trial++)
        {
            var weights = Enumerable.Range(0, 40).Select(_ => (random.NextDouble() - 0.5) * Math.Exp(random.NextDouble() * 8)).ToArray();
            var bias = Enumerable.Range(0, 4).Select(_ => (random.NextDouble() - 0.5) * 100).ToArray();
            var network = RealNodes.Network(RealNodes.Input(new(1, 1, 10)), RealNodes.Dense("fc1", "input", 4, weights, bias)).After(nameof(InferAccumulators));
            var node = (IntegerDenseNode)network.Output;
            var largest = 0;
            for (var o = 0; o < 4; o++)
            {
                foreach (var sign in new[] { 1, -1 })
                {
                    var worst = Enumerable.Range(0, 10).Select(i => sign * node.Weights[(o * 10) + i] > 0 ? 255 : 0).ToArray();
                    var output = ReferenceInterpreter.Run(network, worst)[o];
                    var real = bias[o] + worst.Select((x, i) => x / 255.0 * weights[(o * 10) + i]).Sum();
                    Assert.InRange((output * node.Quantization!.Scale) - real, -0.02 * weights.Max(Math.Abs) * 10, 0.02 * weights.Max(Math.Abs) * 10);
                    Assert.True(output is > short.MinValue and < short.MaxValue, $"{output} of {real}");
                    largest = Math.Max(largest, Math.Abs(output));
                }
            }

            Assert.InRange(largest, 25_000, short.MaxValue); // Nor is range wasted.
        }
    }

    [Fact]
    public void Nor_does_a_long_sum_clip_whose_small_multiplier_was_rounded_up()
    {
        // The first filter has one large weight, and so the largest multiplier; the second's long sum has the largest output.
        for (var weight = 0.011; weight < 0.9; weight *= 1.03)
        {
            double[] weights = [1, .. Enumerable.Repeat(0.0, 99), .. Enumerable.Repeat(weight, 100)];
            var network = RealNodes.Network(RealNodes.Input(new(1, 1, 100)), RealNodes.Dense("fc1", "input", 2, weights)).After(nameof(InferAccumulators));

            var output = ReferenceInterpreter.Run(network, Enumerable.Repeat(255, 100).ToArray());
            var brightest = output[1] * network.Output.Quantization!.Scale;
            Assert.True(output[1] < short.MaxValue, $"weight {weight}: {output[1]}");

            // Slightly darker is slightly less, so nothing was clipped.
            Assert.True(ReferenceInterpreter.Run(network, Enumerable.Repeat(253, 100).ToArray())[1] < output[1]);
            Assert.InRange(brightest / (100 * weight), 0.5, 1.5);
        }
    }

    [Fact]
    public void A_refined_signed_grid_holds_the_lowest_mean()
    {
        var conv = RealNodes.Convolution("conv1", "input", [1, 1, 1, 1], [-1], Point) with { ActivationBits = 4, ActivationScale = 0.125 };
        var network = RealNodes.Network(RealNodes.Input(new(4, 4, 1)), conv, RealNodes.GlobalPool("gap1", "conv1")).After(nameof(InferAccumulators), new() { Activations = 4 });

        // A white image is -1, the lowest of 4 bits at 0.125.
        Assert.Equal(8, network.Output.Quantization!.Bits);
        Assert.Equal(-1, ReferenceInterpreter.Run(network, Enumerable.Repeat(255, 16).ToArray())[0] * network.Output.Quantization.Scale, 1e-9);
    }

    [Theory]
    [InlineData(4, 8, false)]
    [InlineData(4, 8, true)]
    [InlineData(8, 3, false)]
    [InlineData(5, 7, true)]
    public void An_average_pool_rounds_the_exact_mean_to_its_grid(int inputBits, int bits, bool signed)
    {
        var conv = RealNodes.Convolution("conv1", "input", [1, 1, 1, 1], [signed ? -1 : 1], Point) with { ActivationBits = inputBits };
        Node front = signed ? conv : conv with { Activation = Activation.Relu };
        var network = RealNodes.Network(RealNodes.Input(new(4, 4, 1)), front, RealNodes.GlobalPool("gap1", "conv1") with { ActivationBits = bits }).After(nameof(InferAccumulators));
        var random = new Random(bits);
        for (var trial = 0; trial < 50; trial++)
        {
            var values = ReferenceInterpreter.RunAll(network, Enumerable.Range(0, 16).Select(_ => random.Next(256)).ToArray());
            var mean = values["conv1"].Average() * network["conv1"].Quantization!.Scale;
            Assert.InRange(values["gap1"][0] - (mean / network["gap1"].Quantization!.Scale), -0.500001, 0.500001);
        }
    }
}
