using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Cost;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Cost;

/// <summary>Every kind of node that is executed has a cost, and the simple ones cost what a sheet of paper says.</summary>
public class NodeCostTests
{
    private static readonly IntegerNetworkBuilder.WeightCode Ones = (_, _) => 1;

    /// <summary>A network for each kind of executed node, its last node of that kind.</summary>
    private static readonly Dictionary<Type, Func<Network>> Examples = new()
    {
        [typeof(IntegerConvolutionNode)] = () => Start().Convolution("last", 3, IntegerNetworkBuilder.Square(3)).Build(),
        [typeof(IntegerDenseNode)] = () => Start().Dense("last", 3).Build(),
        [typeof(IntegerAffineNode)] = () => Affine(Multiply([3, 5], 2)),
        [typeof(IntegerAddNode)] = () => Start().Copy("copy").Add("last", "input", "copy").Build(),
        [typeof(IntegerAveragePoolNode)] = () => Start().GlobalAverage("last", 17, 15).Build(),
        [typeof(MaxPoolNode)] = () => Pool(2),
        [typeof(FlattenNode)] = () => Start().Flatten("last").Build(),
        [typeof(IntegerTableNode)] = () => Last(new IntegerTableNode { Name = "last", Values = Vector(1, 256) }),
        [typeof(IntegerTableSumNode)] = () => Last(new IntegerTableSumNode { Name = "last", Left = Vector(256), Right = Vector(256), Requantizer = Multiply([3, 5], 2) }),
        [typeof(IntegerMultiplyNode)] = () => Last(new IntegerMultiplyNode { Name = "last", Requantizer = Multiply([3, 5], 9) }),
        [typeof(IntegerSoftmaxNode)] = () => Last(new IntegerSoftmaxNode { Name = "last", Exponentials = Vector(256), Levels = 256 }),
        [typeof(ConcatenateNode)] = () => Last(new ConcatenateNode { Name = "last" }),
        [typeof(OutputNode)] = () => Last(new OutputNode { Name = OutputNode.NameOf("last") }),
        [typeof(UpsampleNode)] = () => Last(new UpsampleNode { Name = "last", FactorHeight = 1, FactorWidth = 1 }),
        [typeof(DepthToSpaceNode)] = () => Last(new DepthToSpaceNode { Name = "last", BlockHeight = 1, BlockWidth = 1 }),
        [typeof(PadNode)] = () => Last(new PadNode { Name = "last", Padding = default }),
        [typeof(SliceNode)] = () => Last(new SliceNode { Name = "last", Size = new(4, 4, 2) }),
        [typeof(TransposeNode)] = () => Last(new TransposeNode { Name = "last", Height = Axis.Height, Width = Axis.Width, Channels = Axis.Channels }),
        [typeof(ReshapeNode)] = () => Last(new ReshapeNode { Name = "last", Target = new(4, 4, 2) }),
    };

    private static readonly Dictionary<Type, Func<Requantizer>> Steps = new()
    {
        [typeof(Requantization)] = () => Multiply([3, 5], 2),
        [typeof(FloatRequantization)] = () => new FloatRequantization(Constant<float>.Vector([0.5f, 0.25f]), Constant<float>.Vector([1f, 2f]), 0, 255),
        [typeof(FloatSlopeRequantization)] = () => new FloatSlopeRequantization(
            Constant<float>.Vector([0.5f, 0.25f]), Constant<float>.Vector([1f]), Constant<float>.Vector([0.25f]), Constant<float>.Vector([2f]), 0, 255),
        [typeof(TwoSlopeRequantization)] = () => new TwoSlopeRequantization(Longs(100), Ints(1), Longs(2), Ints(3, 5), Longs(2), 2, 0, 255),
        [typeof(ThresholdRequantization)] = () => new ThresholdRequantization(new([1, 3], [10, 20, 30]), Ints(0), Ints(1), 0, 3),
        [typeof(TfLiteRequantization)] = () => new TfLiteRequantization(Longs(5, -5), Ints(1 << 30, 1 << 30), Ints(0, -1), TfLiteRounding.Double, 3, 0, 255),
        [typeof(ExactRequantization)] = () => new ExactRequantization(Longs(5), Longs(3), Longs(7), -2, RoundingMode.HalfEven, 3, false, 0, 255),
    };

    [Fact]
    public void Every_kind_of_executed_node_has_a_cost()
    {
        var executed = typeof(Node).Assembly.GetTypes().Where(t => typeof(Node).IsAssignableFrom(t) && !t.IsAbstract && IsExecuted(t));

        Assert.Equal(executed.Select(t => t.Name).Order(), Examples.Keys.Select(t => t.Name).Order());
        foreach (var (type, create) in Examples)
        {
            var network = create();
            Assert.IsType(type, network.Output);
            var cost = CostModel.Of(network, network);
            Assert.Equal(Enum.GetValues<Baseline>(), cost.Baselines.Select(b => b.Baseline));
            Assert.All(cost.Baselines, b => Assert.Equal(network.Output is not (FlattenNode or MovementNode), b.Find("last") is not null));
            Assert.Equal(cost, CostModel.Of(network, network));
        }
    }

    [Fact]
    public void Every_kind_of_requantizer_has_a_cost()
    {
        var kinds = typeof(Requantizer).Assembly.GetTypes().Where(t => typeof(Requantizer).IsAssignableFrom(t) && !t.IsAbstract);

        Assert.Equal(kinds.Select(t => t.Name).Order(), Steps.Keys.Select(t => t.Name).Order());
        foreach (var create in Steps.Values)
        {
            var network = Affine(create());
            Assert.True(CostModel.Of(network, network).Total.ElementwiseAceV2 > 0);
        }
    }

    [Fact]
    public void What_no_one_knows_the_cost_of_is_named()
    {
        var network = Start().Build();
        network = network.With([.. network.Nodes, new ReluNode { Name = "real", Inputs = ["input"] }]);

        Assert.Contains("knows no relu (node 'real')", Assert.Throws<NotSupportedException>(() => CostModel.Of(network, network)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Products_cost_their_operands_bits_and_sums_have_their_own_column()
    {
        // 4 positions of 4 channels, 18 products of 3 by 8 bits each; sums of 18 * 255 have 13 bits.
        var network = Start().Convolution("last", 4, IntegerNetworkBuilder.Square(3), weightBits: 3, weights: Ones).Build();

        var figures = CostModel.Of(network, network).Total;

        Assert.Equal((288, 288 * 24, 288 * 24, 288 * 13), (figures.Macs, figures.Ace, figures.AceV2 - figures.ElementwiseAceV2, figures.Accumulators));
    }

    [Fact]
    public void A_multiplier_a_channel_costs_its_range_times_the_sums()
    {
        // 8 bits by 3 bits; products up to 1275 (11 bits) plus an offset of 2; outputs up to 319 (9 bits) are clamped.
        Assert.Equal(32 * ((8 * 3) + 11 + 9), ElementwiseOf(Affine(Multiply([3, 5], 2))));
    }

    [Fact]
    public void Powers_of_two_are_shifts_and_one_for_all_is_free()
    {
        // Two amounts are told apart by one bit; the half joins 10 bits; 255 at most needs no clamp to 255.
        Assert.Equal(32 * ((8 * 1) + 10), ElementwiseOf(Affine(Multiply([2, 4], 2))));
        Assert.Equal(32 * 10, ElementwiseOf(Affine(Multiply([4, 4], 2))));
        Assert.Equal(32 * (10 + 8), ElementwiseOf(Affine(Multiply([4, 4], 2)), clampTo: 200));
    }

    [Fact]
    public void A_maximum_compares_what_lies_inside()
    {
        // Nine windows of four pixels in two channels: three compares of 8 bits each.
        var network = Pool(2);
        Assert.Equal(9 * 2 * 3 * 8, CostModel.Of(network, network).Total.AceV2);
    }

    [Fact]
    public void A_mean_adds_with_growing_sums_and_divides_by_a_shift_or_a_reciprocal()
    {
        // 16 elements of 8 bits: sums of 1, 2, 3-4, 5-8, 9-15 have 8, 9, 10, 11, 12 bits; the half joins 12 bits; two channels.
        var adds = 8 + 9 + (2 * 10) + (4 * 11) + (7 * 12);
        var shifted = Start().GlobalAverage("last").Build();
        Assert.Equal(2 * (adds + 12), CostModel.Of(shifted, shifted).Total.AceV2);

        // 17 / (16 * 15): a reciprocal of 13 bits, a half on 25 bits, and a clamp of 289.
        var scaled = Start().GlobalAverage("last", 17, 15).Build();
        Assert.Equal(2 * (adds + (12 * 13) + 25 + 9), CostModel.Of(scaled, scaled).Total.AceV2);
    }

    [Fact]
    public void An_addition_multiplies_both_and_adds_twice()
    {
        // 70 and 58 have 7 and 6 bits: 8 * 7 + 8 * 6; 15 bits plus 14, then 15 plus the half of 7; the result has 8 bits and clamps nothing.
        var network = Start().Copy("copy").Add("last", "input", "copy").Build();

        Assert.Equal(32 * (56 + 48 + 15 + 15), CostModel.Of(network, network).AsQuantized.Find("last")!.Figures.AceV2);
    }

    [Fact]
    public void A_table_costs_its_index_and_a_product_of_tensors_both_their_bits()
    {
        Assert.Equal(32 * 8, ElementwiseOf(typeof(IntegerTableNode)));

        // 8 by 8 bits; 16 by 3, 19 bits and a half; 635 at most is clamped.
        Assert.Equal(32 * (64 + (16 * 3) + 19 + 10), ElementwiseOf(typeof(IntegerMultiplyNode)));
    }

    [Fact]
    public void A_softmax_finds_the_greatest_looks_up_adds_and_divides()
    {
        // Two channels: one compare, two differences, two lookups of 8 bits each, one sum of 9 bits; a product of 8 by 9 bits each, 8 subtractions of 9.
        Assert.Equal(16 * (8 + (2 * 8) + (2 * 8) + 9 + (2 * 8 * 9) + (2 * 8 * 9)), ElementwiseOf(typeof(IntegerSoftmaxNode)));
    }

    [Fact]
    public void Two_slopes_cost_a_compare_more_than_one_and_thresholds_a_search()
    {
        // Between the knee's compare and the clamp of 319: multipliers of 3 bits, 11-bit products.
        Assert.Equal(32 * (8 + (8 * 3) + 11 + 9), ElementwiseOf(Affine(Steps[typeof(TwoSlopeRequantization)]())));
        Assert.Equal(32 * 8 * 2, ElementwiseOf(Affine(Steps[typeof(ThresholdRequantization)]()), clampTo: 3));
    }

    [Fact]
    public void TfLites_step_adds_bias_rounds_twice_and_adds_the_zero_point()
    {
        // Sums of -5 to 260 have 10 bits; a bias of 4 (-5 to 5); 42-bit products; shifts of 0 or 1; 263 - 5 at most is clamped (9 bits).
        Assert.Equal(32 * (8 + (10 * 32) + 42 + 32 + 32 + 8), ElementwiseOf(Affine(Steps[typeof(TfLiteRequantization)]())));
    }

    [Fact]
    public void Channels_of_their_own_width_cost_their_own_bits()
    {
        var network = Start().Convolution("last", 2, Window.Point, weightBits: 8, weights: Ones).Build();
        var node = (IntegerConvolutionNode)network.Output;
        network = network.With([network.Nodes[0], node with { WeightGrids = [new CodeGrid.Uniform(3), new CodeGrid.PowerOfTwo(4)] }]);

        // 16 positions of 2 products a channel: 3 by 8 bits, and 8 bits shifted by one of 7 amounts.
        var figures = CostModel.Of(network, network).Total;
        Assert.Equal((32 * 24) + (32 * 8 * 3), figures.AceV2 - figures.ElementwiseAceV2);
        Assert.Equal((32 * 24) + (32 * 32), figures.Ace);
    }

    [Fact]
    public void Sums_of_two_powers_of_two_are_two_shifts_and_an_add()
    {
        var network = Start().Convolution("last", 1, Window.Point, weightBits: 8, weights: Ones).Build();
        var node = (IntegerConvolutionNode)network.Output;
        network = network.With([network.Nodes[0], node with { WeightGrids = [new CodeGrid.AdditivePowerOfTwo(4)] }]);

        var layer = CostModel.Of(network, network).AsQuantized.Find("last")!;

        Assert.Equal(32 * 8 * 3, AceV2.Of(layer.Operations.Where(o => o.IsAccumulation), CostTable.One));
        Assert.Contains(layer.Operations, o => o.Kind == OperationKind.Add && o.Count == 32);
    }

    private static bool IsExecuted(Type type) => type.Name.StartsWith("Integer", StringComparison.Ordinal) || type == typeof(MaxPoolNode) || type == typeof(FlattenNode) || typeof(MovementNode).IsAssignableFrom(type);

    private static Constant<int> Ints(params int[] values) => Constant<int>.Vector([.. values]);

    private static Constant<long> Longs(params long[] values) => Constant<long>.Vector([.. values]);

    private static Constant<int> Vector(params int[] dimensions) => new([.. dimensions], [.. Enumerable.Range(0, dimensions[^1])]);

    /// <summary>A node that reads the input, twice, and leaves its shape.</summary>
    private static Network Last(Node node)
    {
        var input = Start().Build().Input;
        return new("Net", [input, node with { Inputs = ["input", "input"], Shape = input.Shape, Quantization = input.Quantization }]);
    }

    private static long ElementwiseOf(Type kind)
    {
        var network = Examples[kind]();
        return CostModel.Of(network, network).Total.ElementwiseAceV2;
    }

    private static IntegerNetworkBuilder Start() => new("Net", new TensorShape(4, 4, 2));

    private static Network Pool(int kernel)
    {
        var network = Start().Copy("last").Build();
        var shape = new TensorShape(5 - kernel, 5 - kernel, 2);
        return network.With([network.Nodes[0], (MaxPoolNode)network.Output with { Window = IntegerNetworkBuilder.Square(kernel), Shape = shape }]);
    }

    private static Network Affine(Requantizer step)
    {
        var input = Start().Build().Input;
        return new("Net", [input, new IntegerAffineNode { Name = "last", Inputs = ["input"], Shape = input.Shape, Quantization = new(1, 0, 8, false), Requantizer = step }]);
    }

    private static Requantization Multiply(int[] multipliers, int shift) =>
        new(Constant<int>.Vector([.. multipliers]), Constant<long>.Vector([1L << (shift - 1)]), shift, 0, 255);

    private static long ElementwiseOf(Network network, int clampTo = 255)
    {
        var node = (IntegerAffineNode)network.Output;
        network = network.With([network.Nodes[0], node with { Requantizer = node.Requantizer with { Maximum = clampTo } }]);
        return CostModel.Of(network, network).Total.ElementwiseAceV2;
    }
}
