using System;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>What is folded into what, and under which name. That results stay is tested on random networks.</summary>
public sealed class FoldingTests
{
    private static readonly TensorShape Map = new(4, 4, 2);

    private static readonly Node[] WeightedFront =
    [
        RealNodes.Input(Map),
        RealNodes.Convolution("conv1", "input", [2, 1, 1, 2], [1, 2, 3, 4], Window.Point),
    ];

    [Fact]
    public void Norm_and_relu_fold_into_the_weighted_node_whose_name_stays()
    {
        var network = Fused([.. WeightedFront, Norm("bn1", "conv1"), RealNodes.Relu("relu1", "bn1"), RealNodes.MaxPool("maxpool1", "relu1")]);

        Assert.Equal(["input", "conv1", "maxpool1"], Names(network));
        Assert.Equal("conv1", network.Output.Input);
        Assert.True(network["conv1"] is ConvolutionNode { Normalization: not null, Activation: Activation.Relu });
    }

    [Fact]
    public void The_last_request_of_a_fused_group_counts()
    {
        var conv = (ConvolutionNode)WeightedFront[1] with { ActivationBits = 7, ActivationScale = 0.5 };
        var network = Fused(WeightedFront[0], conv, Norm("bn1", "conv1") with { ActivationBits = 6 }, RealNodes.Relu("relu1", "bn1") with { ActivationScale = 0.25 });

        Assert.True(network.Output is ConvolutionNode { ActivationBits: 6, ActivationScale: 0.25 });
    }

    [Fact]
    public void A_norm_stands_alone_where_the_sum_is_read_by_others_too()
    {
        var network = Fused([.. WeightedFront, Norm("bn1", "conv1"), RealNodes.Relu("relu1", "bn1"), RealNodes.Add("add1", "relu1", "conv1")]);

        Assert.Equal(["input", "conv1", "bn1", "add1"], Names(network));
        Assert.True(network["bn1"] is BatchNormalizationNode { Activation: Activation.Relu });
        Assert.True(network["conv1"] is ConvolutionNode { Normalization: null, Activation: Activation.None });
        Assert.Equal(["bn1", "conv1"], network["add1"].Inputs);
    }

    [Fact]
    public void A_norm_behind_a_relu_or_a_norm_stands_alone()
    {
        var network = Fused([.. WeightedFront, RealNodes.Relu("relu1", "conv1"), Norm("bn1", "relu1"), Norm("bn2", "bn1")]);

        Assert.Equal(["input", "conv1", "bn1", "bn2"], Names(network));
        Assert.True(network["conv1"] is ConvolutionNode { Normalization: null, Activation: Activation.Relu });
    }

    [Fact]
    public void A_relu_moves_through_max_pools_and_reshapes_but_not_through_averages()
    {
        var through = Fused([.. WeightedFront, RealNodes.MaxPool("maxpool1", "conv1"), RealNodes.Flatten("flatten1", "maxpool1"), RealNodes.Relu("relu1", "flatten1")]);
        Assert.Equal(["input", "conv1", "maxpool1", "flatten1"], Names(through));
        Assert.True(through["conv1"] is ConvolutionNode { Activation: Activation.Relu });

        var behind = Fused([.. WeightedFront, RealNodes.AveragePool("avgpool1", "conv1"), RealNodes.Relu("relu1", "avgpool1")]);
        Assert.Equal(["input", "conv1", "avgpool1", "relu1"], Names(behind));
        Assert.True(behind["conv1"] is ConvolutionNode { Activation: Activation.None });
    }

    [Fact]
    public void A_relu_stays_where_another_node_reads_the_negative_values()
    {
        var network = Fused([.. WeightedFront, RealNodes.Relu("relu1", "conv1"), RealNodes.Add("add1", "relu1", "conv1")]);

        Assert.Equal(["input", "conv1", "relu1", "add1"], Names(network));
    }

    [Fact]
    public void A_relu_of_what_cannot_be_negative_vanishes()
    {
        var network = Fused([.. WeightedFront, RealNodes.Relu("relu1", "conv1"), RealNodes.AveragePool("avgpool1", "relu1"), RealNodes.Relu("relu2", "avgpool1")]);

        Assert.Equal(["input", "conv1", "avgpool1"], Names(network));
    }

    [Fact]
    public void An_additions_relu_belongs_to_it()
    {
        var network = Fused([.. WeightedFront, RealNodes.Add("add1", "conv1", "input"), RealNodes.Relu("relu1", "add1")]);

        Assert.True(network.Output is AddNode { Name: "add1", Activation: Activation.Relu });
    }

    [Fact]
    public void Padding_of_a_normalized_input_holds_the_value_nearest_the_mean()
    {
        var input = RealNodes.Input(Map, scale: 0.1, zeroPoint: 10) with { Mean = [0.52, -7], Std = [2, 4] };
        var conv = RealNodes.Convolution("conv1", "input", [1, 3, 3, 2], Enumerable.Range(1, 18).Select(i => (double)i), RealNodes.Padded(3, 1));

        var network = RealNodes.Network(input, conv).After(nameof(FoldInputNormalization));

        var folded = (ConvolutionNode)network.Output;
        Assert.Equal([15, 0], folded.PaddingValues); // 0.52 / 0.1 + 10, and -60 clamped to the grid.
        Assert.Equal([0.5, 0.5, 1.5], folded.Weights!.Values.Slice(0, 3).ToArray());
        Assert.Equal(-(81 / 2.0 * 0.52) - (90 / 4.0 * -7), folded.Bias![0], 1e-12);
        Assert.True(network.Input.Mean.IsEmpty && network.Input.Std.IsEmpty);
    }

    [Fact]
    public void Unpadded_readers_need_no_padding_values()
    {
        var network = RealNodes.Network(RealNodes.Input(Map) with { Mean = [0.5, 0.5] }, WeightedFront[1]).After(nameof(FoldInputNormalization));

        Assert.Empty(((ConvolutionNode)network.Output).PaddingValues);
    }

    [Fact]
    public void The_normalization_passes_pools_and_stands_alone_where_nothing_can_hold_it()
    {
        var input = RealNodes.Input(Map, scale: 1.0 / 16) with { Mean = [3, 4], Std = [2, 0.5] };

        var passed = RealNodes.Network(input, RealNodes.MaxPool("maxpool1", "input"), RealNodes.Flatten("flatten1", "maxpool1"), RealNodes.Dense("fc1", "flatten1", 1, new double[8]))
            .After(nameof(FoldInputNormalization));
        Assert.Equal(["input", "maxpool1", "flatten1", "fc1"], Names(passed));

        var alone = RealNodes.Network(input, WeightedFront[1], RealNodes.Relu("relu1", "input"), RealNodes.Add("add1", "conv1", "relu1"))
            .After(nameof(FoldInputNormalization));
        Assert.Equal(["input", "input_norm", "conv1", "relu1", "add1"], Names(alone));
        Assert.Equal(("input", "input_norm"), (alone["conv1"].Input, alone["relu1"].Input));

        // The largest magnitude is (4080 / 256 - 4) / 0.5; it must not clip.
        var step = alone.After(nameof(InferAccumulators))["input_norm"];
        Assert.Equal(((255 / 16.0) - 4) / 0.5, step.Quantization!.Scale * 127, 1e-9);
    }

    [Fact]
    public void A_norm_of_the_input_absorbs_the_normalization()
    {
        var input = RealNodes.Input(Map) with { Mean = [0.25, 0.5], Std = [0.5, 0.125] };

        var network = RealNodes.Network(input, Norm("bn1", "input")).After(nameof(FoldInputNormalization));

        Assert.Equal(["input", "bn1"], Names(network));
        Assert.Equal([0.25 + (0.5 * 0.1), 0.5 + (0.125 * -0.2)], ((BatchNormalizationNode)network.Output).Normalization!.Mean.Values.ToArray());
    }

    private static BatchNormalizationNode Norm(string name, string input) => RealNodes.Norm(name, input, [1, -2], [0.5, 0], [0.1, -0.2], [1, 4]);

    private static Network Fused(params Node[] nodes) => RealNodes.Network(nodes).After(nameof(FuseActivations));

    private static string[] Names(Network network) => [.. network.Nodes.Select(n => n.Name)];
}
