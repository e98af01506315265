using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Ir;

/// <summary>Each test breaks one promise of a good network and expects the verifier to name the node and the promise.</summary>
public class NetworkVerifierTests
{
    private static readonly NetworkDeclaration Declaration = Declare.Network(
        Declare.Input(6, 6, 2),
        Declare.Conv(4) with { Name = "stem" },
        new BatchNormDeclaration(),
        new ReluDeclaration() with { Name = "trunk" },
        Declare.Conv(4) with { Name = "branch" },
        Declare.Add("trunk") with { Name = "sum" },
        Declare.MaxPool(2) with { Name = "max" },
        new GlobalAveragePoolDeclaration { Name = "mean" },
        Declare.Dense(3) with { Name = "last" });

    private static readonly Network Declared = Declare.Build(Declaration);

    private static readonly Network Bound = Through(nameof(BindParameters));

    private static readonly Network Quantized = Through(nameof(PropagateQuantization));

    private static readonly Network Proved = Through(nameof(InferAccumulators));

    [Fact]
    public void Good_networks_pass_at_their_stage()
    {
        NetworkVerifier.Verify(Declared, NetworkStage.Declared, "test");
        NetworkVerifier.Verify(Bound, NetworkStage.Bound, "test");
        NetworkVerifier.Verify(Quantized, NetworkStage.Quantized, "test");
        NetworkVerifier.Verify(Proved, NetworkStage.Proved, "test");
    }

    [Fact]
    public void A_network_is_not_further_than_it_is()
    {
        Broken(Declared, NetworkStage.Bound, "'stem'", "weights");
        Broken(Bound, NetworkStage.Quantized, "has a grid");
        Broken(Quantized, NetworkStage.Integer, "integer node");
    }

    [Fact]
    public void The_graph_is_in_order()
    {
        Broken(Declared with { Nodes = [] }, NetworkStage.Declared, "first node is the input");
        Broken(Declared.With(Declared.Nodes.Skip(1)), NetworkStage.Declared, "first node is the input");
        Broken(Declared.With(Declared.Nodes.Reverse()), NetworkStage.Declared, "first node is the input");
        Broken(Declared.With([Declared.Input, .. Declared.Nodes.Skip(1).Reverse()]), NetworkStage.Declared, "stands before it");
        Broken(Declared.With(Declared.Nodes.Append(Declared.Output)), NetworkStage.Declared, "'last'", "its name is its own");
        Broken(Change(Declared, "sum", n => n with { Inputs = ["trunk"] }), NetworkStage.Declared, "'sum'", "reads 2 nodes");
        Broken(Change(Declared, "last", n => n with { Inputs = ["nothing"] }), NetworkStage.Declared, "'nothing'", "stands before it");
        Broken(Change(Declared, "last", n => n with { Inputs = ["max"] }), NetworkStage.Declared, "'mean'", "some node reads it");
        Broken(Declared.With(Declared.Nodes.Append(Declared.Input with { Name = "second" })), NetworkStage.Declared, "'second'", "one input");
    }

    [Fact]
    public void Outputs_stand_at_the_end_and_nobody_reads_them()
    {
        OutputNode Returned(string layer) => new() { Name = OutputNode.NameOf(layer), Inputs = [layer], Shape = Declared[layer].Shape };

        NetworkVerifier.Verify(Declared.With([.. Declared.Nodes, Returned("sum"), Returned("last")]), NetworkStage.Declared, "test");
        Broken(Declared.With([.. Declared.Nodes, Returned("sum")]), NetworkStage.Declared, "'last'", "some node reads it");
        Broken(Declared.With([.. Declared.Nodes.SkipLast(1), Returned("sum"), Declared.Output]), NetworkStage.Declared, "output nodes stand at the end");
        var reader = new FlattenNode { Name = "reader", Inputs = ["output:sum"], Shape = new(1, 1, (int)Declared["sum"].Shape.Count) };
        Broken(
            Declared.With([.. Declared.Nodes, Returned("sum"), reader, Returned("last"), new OutputNode { Name = "output:reader", Inputs = ["reader"], Shape = reader.Shape }]),
            NetworkStage.Declared, "'reader'", "reads no output node");
    }

    [Fact]
    public void Shapes_follow_from_the_inputs()
    {
        Broken(Change(Declared, "stem", n => n with { Shape = new TensorShape(6, 6, 5) }), NetworkStage.Declared, "'stem'", "its shape is 6x6x4, not 6x6x5");
        Broken(Change(Declared, "branch", n => (ConvolutionNode)n with { Groups = 3 }), NetworkStage.Declared, "'branch'", "3 groups");
        Broken(Change(Proved, "last", n => n with { Shape = new TensorShape(1, 1, 4) }), NetworkStage.Proved, "'last'", "its shape is 1x1x3");
    }

    [Fact]
    public void Parameters_have_their_dimensions_and_are_finite()
    {
        Broken(Weighted(n => n with { Weights = null }), NetworkStage.Bound, "'stem'", "weights have dimensions [4,3,3,2]");
        Broken(Weighted(n => n with { Weights = new([72], [.. n.Weights!.Values]) }), NetworkStage.Bound, "'stem'", "weights have dimensions");
        Broken(Weighted(n => n with { Weights = With(n.Weights!, 7, double.NaN) }), NetworkStage.Bound, "'stem'", "weights are finite");
        Broken(Weighted(n => n with { HasBias = true }), NetworkStage.Bound, "'stem'", "bias");
        Broken(Weighted(n => n with { PaddingValues = [1] }), NetworkStage.Bound, "'stem'", "padding value");
        Broken(Norm(n => null), NetworkStage.Bound, "'bn1'", "bound");
        Broken(Norm(n => n with { Variance = With(n.Variance, 0, -1) }), NetworkStage.Bound, "'bn1'", "variances");
        Broken(Norm(n => n with { Epsilon = 0 }), NetworkStage.Bound, "'bn1'", "epsilon");
        Broken(Norm(n => n with { Mean = With(n.Mean, 1, double.PositiveInfinity) }), NetworkStage.Bound, "'bn1'", "mean are finite");

        static Network Weighted(Func<ConvolutionNode, Node> change) => Change(Bound, "stem", n => change((ConvolutionNode)n));
        static Network Norm(Func<Normalization, Normalization?> change) =>
            Change(Bound, "bn1", n => n is BatchNormalizationNode norm ? norm with { Normalization = change(norm.Normalization!) } : n);
    }

    [Fact]
    public void Grids_are_grids()
    {
        Broken(Grid("stem", g => g with { Bits = 9 }), NetworkStage.Quantized, "'stem'", "1 to 8 bits, or 16");
        Broken(Grid("stem", g => g with { Bits = 0 }), NetworkStage.Quantized, "'stem'", "1 to 8 bits");
        Broken(Grid("stem", g => g with { Scale = 0 }), NetworkStage.Quantized, "'stem'", "scale is positive");
        Broken(Grid("stem", g => g with { Scale = double.NaN }), NetworkStage.Quantized, "'stem'", "scale is positive");
        Broken(Grid("stem", g => g with { ZeroPoint = 300 }), NetworkStage.Quantized, "'stem'", "zero point");
        Broken(Grid("max", g => g with { Scale = g.Scale * 2 }), NetworkStage.Quantized, "'max'", "grid is its input's");

        static Network Grid(string name, Func<Core.Ir.Quantization, Core.Ir.Quantization> change) =>
            Change(Quantized, name, n => n with { Quantization = change(n.Quantization!) });
    }

    [Fact]
    public void Integer_nodes_hold_what_their_widths_say()
    {
        Broken(Conv(n => n with { WeightBits = 4 }), NetworkStage.Integer, "'stem'", "weight codes lie within ±7");
        Broken(Conv(n => n with { WeightBits = 9 }), NetworkStage.Integer, "'stem'", "1 to 8 bits");
        Broken(Conv(n => n with { WeightBits = 1 }), NetworkStage.Integer, "'stem'", "weight codes are -1 or 1");
        Broken(Conv(n => n with { Weights = With(n.Weights, 0, (short)-128) }), NetworkStage.Integer, "'stem'", "weight codes lie within ±127");
        Broken(Conv(n => n with { WeightScales = Constant<double>.Vector([1.0]) }), NetworkStage.Integer, "'stem'", "one weight scale a channel");
        Broken(Conv(n => n with { PaddingValues = [0, 256] }), NetworkStage.Integer, "'stem'", "padding values are on its input's grid");
        Broken(Step(s => s with { Multipliers = Constant<int>.Vector([1, 2]) }), NetworkStage.Integer, "'stem'", "one multiplier");
        Broken(Step(s => s with { Offsets = Constant<long>.Vector([1, 2, 3]) }), NetworkStage.Integer, "'stem'", "one offset");
        Broken(Step(s => s with { Shift = 63 }), NetworkStage.Integer, "'stem'", "shift is 0 to 62");
        Broken(Step(s => s with { Shift = -1 }), NetworkStage.Integer, "'stem'", "shift is 0 to 62");
        Broken(Step(s => s with { Maximum = 256 }), NetworkStage.Integer, "'stem'", "clamps to its grid");
        Broken(Step(s => s with { Minimum = 20, Maximum = 10 }), NetworkStage.Integer, "'stem'", "clamps to its grid");
        Broken(Change(Proved, "sum", n => (IntegerAddNode)n with { Minimum = -1000 }), NetworkStage.Integer, "'sum'", "clamps to its grid");
        Broken(Change(Proved, "mean", n => (IntegerAveragePoolNode)n with { Denominator = 0 }), NetworkStage.Integer, "'mean'", "fraction is positive");
    }

    [Fact]
    public void Weight_codes_are_on_their_grids()
    {
        var conv = (IntegerWeightedNode)Proved["stem"];
        var outputs = conv.Shape.Channels;
        Broken(Conv(n => n with { WeightGrids = [new CodeGrid.PowerOfTwo(4)] }), NetworkStage.Integer, "'stem'", "weight codes are on their grid, p4");
        Broken(Conv(n => n with { WeightGrids = [new CodeGrid.Ternary(), new CodeGrid.Ternary(), new CodeGrid.Ternary()] }), NetworkStage.Integer, "'stem'", "one weight grid, or one a channel");
        Broken(Conv(n => n with { WeightGrids = [new CodeGrid.PowerOfTwo(5)] }), NetworkStage.Integer, "'stem'", "16 bits of their widest grid");
        NetworkVerifier.Verify(Conv(n => n with { WeightGrids = [.. Enumerable.Repeat<CodeGrid>(new CodeGrid.Uniform(8), outputs)] }), NetworkStage.Integer, "a pass");
    }

    [Fact]
    public void A_float_island_is_finite_and_its_sums_are_exact()
    {
        var scales = Constant<float>.Vector([0.5f]);
        var island = new FloatRequantization(scales, scales, 0, 255);
        NetworkVerifier.Verify(Conv(n => n with { Requantizer = island }), NetworkStage.Integer, "a pass");
        Broken(Conv(n => n with { Requantizer = island with { Scales = Constant<float>.Vector([float.NaN]) } }), NetworkStage.Integer, "'stem'", "float scales and offsets are finite");
        Broken(Conv(n => n with { Requantizer = island with { Offsets = Constant<float>.Vector([float.PositiveInfinity]) } }), NetworkStage.Integer, "'stem'", "float scales and offsets are finite");
        Broken(Conv(n => n with { Requantizer = island with { Offsets = Constant<float>.Vector([1, 2, 3]) } }), NetworkStage.Integer, "'stem'", "one float offset");
        Broken(Conv(n => n with { Requantizer = island with { Maximum = 256 } }), NetworkStage.Integer, "'stem'", "clamps to its grid");
        Broken(Conv(n => n with { Requantizer = null! }), NetworkStage.Integer, "'stem'", "it has a requantizer");
    }

    [Fact]
    public void No_sum_leaves_64_bits()
    {
        Broken(Step(s => s with { Multipliers = Constant<int>.Vector([int.MaxValue]), Offsets = Constant<long>.Vector([long.MaxValue]) }), NetworkStage.Integer, "'stem'", "fits 64 bits");
        Broken(Change(Proved, "sum", n => (IntegerAddNode)n with { Offset = long.MinValue }), NetworkStage.Integer, "'sum'", "fits 64 bits");
    }

    [Fact]
    public void The_accumulators_range_holds_the_worst_case_and_one_less_does_not()
    {
        foreach (var name in new[] { "stem", "branch", "last" })
        {
            var range = ((IntegerWeightedNode)Proved[name]).Accumulator;

            Assert.True(range.Minimum < range.Maximum);
            NetworkVerifier.Verify(Proven(name, new(range.Minimum - 1, range.Maximum + 1)), NetworkStage.Proved, "test");
            Broken(Proven(name, default), NetworkStage.Proved, $"'{name}'", "holds its sums");
            NetworkVerifier.Verify(Proven(name, default), NetworkStage.Integer, "test");
        }

        // The stem reads the input itself, whose whole grid is possible: its range is exact, so there is no slack in either bound.
        var exact = ((IntegerWeightedNode)Proved["stem"]).Accumulator;
        Broken(Proven("stem", exact with { Maximum = exact.Maximum - 1 }), NetworkStage.Proved, "'stem'", "holds its sums");
        Broken(Proven("stem", exact with { Minimum = exact.Minimum + 1 }), NetworkStage.Proved, "'stem'", "holds its sums");

        static Network Proven(string name, IntegerRange range) => Change(Proved, name, n => (IntegerWeightedNode)n with { Accumulator = range });
    }

    [Fact]
    public void The_message_names_the_step_before() => Broken(Declared with { Nodes = [] }, NetworkStage.Declared, "After test");

    private static Network Through(string pass) =>
        PassPipeline.RunThrough(pass, Declared, new PassContext(Declaration.Quantize, Declaration.Parameters, Model: null));

    private static Network Change(Network network, string name, Func<Node, Node> change)
    {
        var node = network[name];
        return network.Select(n => ReferenceEquals(n, node) ? change(n) : n);
    }

    private static Network Conv(Func<IntegerConvolutionNode, Node> change) => Change(Proved, "stem", n => change((IntegerConvolutionNode)n));

    private static Network Step(Func<Requantization, Requantization> change) => Conv(n => n with { Requantization = change(n.Requantization) });

    private static Constant<T> With<T>(Constant<T> constant, int index, T value)
        where T : unmanaged
    {
        var values = constant.Values.ToArray();
        values[index] = value;
        return new(constant.Dimensions, [.. values]);
    }

    private static void Broken(Network network, NetworkStage stage, params string[] fragments)
    {
        var message = Assert.Throws<NetworkVerificationException>(() => NetworkVerifier.Verify(network, stage, "test")).Message;
        foreach (var fragment in fragments)
            Assert.Contains(fragment, message, StringComparison.Ordinal);
    }
}
