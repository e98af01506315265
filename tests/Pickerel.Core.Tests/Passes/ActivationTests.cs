using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Passes;

/// <summary>Activations from declaration to integers: what they compute, what they are fused into, what is refused.</summary>
public sealed class ActivationTests
{
    private static readonly InputDeclaration Input = Declare.Input(1, 1, 1) with { Scale = 1.0 / 16, ZeroPoint = 128 };

    private static readonly ModelTensor[] Slopes = [Tensors.F32("act.weight", [1], 0.3f), Tensors.F32("act.shift1", [1], 0.5f), Tensors.F32("act.shift2", [1], -0.25f)];

    public static TheoryData<ActivationKind> Kinds => [.. Enum.GetValues<ActivationKind>().Where(k => k != ActivationKind.Softmax)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Standing_alone_it_rounds_the_real_curve_of_every_input(ActivationKind kind)
    {
        var network = Lower([new ActivationDeclaration { Kind = kind, Name = "act", Slope = 0.2 }], TensorsOf(kind));
        var isTable = network.Output is IntegerTableNode;
        for (var q = 0; q < 256; q++)
        {
            var expected = OnGrid(network.Output.Quantization!, Real(kind, (q - 128) / 16.0, slope: 0.2));
            Assert.InRange(ReferenceInterpreter.Run(network, [q])[0], expected - (isTable ? 0 : 1), expected + (isTable ? 0 : 1));
        }
    }

    [Theory]
    [InlineData(ActivationKind.Relu6, 1)]
    [InlineData(ActivationKind.LeakyRelu, 1)]
    [InlineData(ActivationKind.LeakyRelu, -1)]
    [InlineData(ActivationKind.PRelu, 1)]
    [InlineData(ActivationKind.RPRelu, 1)]
    [InlineData(ActivationKind.RPRelu, -1)]
    [InlineData(ActivationKind.HardSigmoid, 1)]
    [InlineData(ActivationKind.Sign, 1)]
    [InlineData(ActivationKind.Sign, -1)]
    public void Behind_a_norm_it_is_part_of_the_convolution(ActivationKind kind, int gamma)
    {
        var network = Lower(
            [Declare.Pointwise(1) with { Bias = false }, new BatchNormDeclaration { Epsilon = 1 }, new ActivationDeclaration { Kind = kind, Name = "act", Slope = 0.2 }],
            [Tensors.F32("pw1.weight", [1, 1, 1, 1], 0.75f), .. Tensors.Norm("bn1", [gamma], [0.4f], [0.1f], [3]), .. TensorsOf(kind)]);
        Assert.Equal(["input", "pw1"], network.Nodes.Select(n => n.Name));
        for (var q = 0; q < 256; q++)
        {
            var normed = (gamma * ((0.75 * (q - 128) / 16) - 0.1) / 2) + 0.4;
            var expected = OnGrid(network.Output.Quantization!, Real(kind, normed, slope: 0.2));
            Assert.InRange(ReferenceInterpreter.Run(network, [q])[0], expected - 2, expected + 2);
            if (kind == ActivationKind.Sign && Math.Abs(normed) > 1e-3)
                Assert.Equal(expected, ReferenceInterpreter.Run(network, [q])[0]);
        }
    }

    [Fact]
    public void A_table_reads_at_least_8_bits_whatever_the_network_has()
    {
        var network = Lower([Declare.Pointwise(2), new ActivationDeclaration { Kind = ActivationKind.Swish }, Declare.Pointwise(3)], quantize: new() { Activations = 3, FirstAndLast = 0 });
        Assert.Equal(8, network["pw1"].Quantization!.Bits);
        Assert.Equal(3, network["swish1"].Quantization!.Bits);
        Assert.InRange(network["swish1"].Quantization!.ZeroPoint, 1, 3);
    }

    [Fact]
    public void Slopes_of_a_flattened_image_are_put_in_its_order()
    {
        var network = Declare.Bind(Declare.Request(
            Declare.Network(Declare.Input(1, 2, 2), new FlattenDeclaration(), new ActivationDeclaration { Kind = ActivationKind.PRelu, Name = "act" }), Tensors.F32("act.weight", [4], 1, 2, 3, 4)));
        Assert.Equal([1.0, 3, 2, 4], Assert.IsType<ActivationCurve.PRelu>(Assert.IsType<ActivationNode>(network["act"]).Curve).Slopes!.Values);
    }

    [Fact]
    public void A_clip_passes_through_a_pool_and_ends_an_addition()
    {
        var network = Lower(
            [Declare.Conv(2) with { Name = "a" }, Declare.Conv(2) with { Name = "b", From = "input" }, Declare.Add("a"), Declare.MaxPool(1), new ActivationDeclaration { Kind = ActivationKind.Relu6 }]);
        Assert.DoesNotContain(network.Nodes, n => n is IntegerAffineNode);
        var (add, grid) = (network.Nodes.OfType<IntegerAddNode>().Single(), network["add1"].Quantization!);
        Assert.Equal(0, add.Minimum);
        Assert.InRange(add.Maximum * grid.Scale, 0, 6 + (grid.Scale / 2));
    }

    [Fact]
    public void A_softmax_of_one_pixel_sums_to_one()
    {
        var network = Lower([Declare.Dense(5), new ActivationDeclaration { Kind = ActivationKind.Softmax }]);
        foreach (var q in new[] { 0, 100, 255 })
        {
            var shares = ReferenceInterpreter.Run(network, [q]);
            Assert.InRange(shares.Sum() * network.Output.Quantization!.Scale, 0.98, 1.02);
        }
    }

    [Fact]
    public void One_bit_is_0_or_1_behind_a_ReLU_and_refused_elsewhere()
    {
        var network = Lower([Declare.Pointwise(4), new ReluDeclaration(), Declare.Pointwise(2)], quantize: new() { Activations = 1, FirstAndLast = 0 });
        Assert.Equal(new Quantization(network["pw1"].Quantization!.Scale, 0, 1, Signed: false), network["pw1"].Quantization);
        _ = Declare.Refused(
            () => Lower([Declare.Pointwise(4), Declare.Pointwise(2)], quantize: new() { Activations = 1, FirstAndLast = 0 }), Pkr.OneBitOfBothSigns, Site.OfLayer(0), "'pw1'", "[Sign]");
    }

    [Fact]
    public void A_mean_of_signs_has_bits_of_its_own()
    {
        var network = Lower([Declare.Conv(3), new ActivationDeclaration { Kind = ActivationKind.Sign }, new GlobalAveragePoolDeclaration(), Declare.Dense(2)]);
        Assert.True(network["conv1"].Quantization!.IsBipolar);
        Assert.Equal((8, true), (network["gap1"].Quantization!.Bits, network["gap1"].Quantization!.Signed));
        Assert.Equal(127, ((IntegerAveragePoolNode)network["gap1"]).Numerator);
    }

    [Theory]
    [InlineData(ActivationKind.PRelu, false)]
    [InlineData(ActivationKind.PRelu, true)]
    [InlineData(ActivationKind.RPRelu, false)]
    [InlineData(ActivationKind.RPRelu, true)]
    public void Unquantized_slopes_are_a_float_island_of_their_own_or_the_unquantized_norms(ActivationKind kind, bool floatNorm)
    {
        var network = Lower([Declare.Conv(4), new BatchNormDeclaration { Quantized = !floatNorm }, new ActivationDeclaration { Kind = kind, Quantized = false }, Declare.Dense(2)]);

        Assert.Equal(floatNorm ? 3 : 4, network.Nodes.Count);
        var node = (RequantizedNode)network.Nodes[network.Nodes.Count - 2];
        var island = Assert.IsType<FloatSlopeRequantization>(node.Requantizer);
        if (floatNorm)
            return;

        // Close to the real activation of what the convolution gives; only the order of roundings differs.
        var (from, to, knee) = (network["conv1"].Quantization!, node.Quantization!, CurveOf(kind));
        for (var q = from.Minimum; q <= from.Maximum; q++)
        {
            var real = CurveStatistics.ValueAt(knee, 1, q * from.Scale);
            Assert.Equal(OnGrid(to, real), ReferenceRequantizer.Apply(island, 1, q), 1.0);
        }

        ActivationCurve CurveOf(ActivationKind activation)
        {
            var declaration = Declare.Network(Input, Declare.Conv(4), new BatchNormDeclaration(), new ActivationDeclaration { Kind = activation, Quantized = false }, Declare.Dense(2)) with
            {
                Parameters = new ParametersSource.Seed(3),
            };
            var bound = PassPipeline.RunThrough(nameof(BindParameters), Declare.Build(declaration), new(declaration.Quantize, declaration.Parameters, null));
            return bound.Nodes.OfType<ActivationNode>().Single().Curve;
        }
    }

    [Fact]
    public void Absurd_constants_are_refused()
    {
        _ = Refused(new() { Kind = ActivationKind.ClippedRelu, Maximum = 0 }, Pkr.InvalidCurve, "Max");
        _ = Refused(new() { Kind = ActivationKind.ClippedRelu, Maximum = double.NaN }, Pkr.InvalidCurve, "Max");
        _ = Refused(new() { Kind = ActivationKind.LeakyRelu, Slope = double.PositiveInfinity }, Pkr.InvalidCurve, "Slope");
        _ = Refused(new() { Kind = ActivationKind.Sign, ActivationBits = 1 }, Pkr.Contradiction, "ActivationBits");
    }

    [Fact]
    public void Moments_of_a_clipped_Gaussian_are_its_integrals()
    {
        var statistics = TensorStatistics.FromMoments([1.5], [4], rectified: true) with { Ceiling = 3 };
        double mean = 0, square = 0;
        for (var z = -8.0; z < 8; z += 1.0 / 1024)
        {
            var (weight, y) = (StandardNormal.Density(z) / 1024, Math.Clamp(1.5 + (2 * z), 0, 3));
            (mean, square) = (mean + (weight * y), square + (weight * y * y));
        }

        Assert.Equal(mean, statistics.Mean(0), 4);
        Assert.Equal(square - (mean * mean), statistics.Variance(0), 4);
    }

    private static Problem Refused(ActivationDeclaration layer, Message message, string property) =>
        Declare.Refused(Declare.Network(Input, layer), message, Site.OfLayer(0, property));

    private static ModelTensor[] TensorsOf(ActivationKind kind) => kind switch
    {
        ActivationKind.PRelu => [Slopes[0]],
        ActivationKind.RPRelu => Slopes,
        _ => [],
    };

    private static Network Lower(LayerDeclaration[] layers, ModelTensor[] tensors)
    {
        var request = Declare.Request(Declare.Network(Input, layers), tensors);
        return PassPipeline.Run(NetworkBuilder.Build(request), new(request.Declaration.Quantize, request.Declaration.Parameters, request.Model), default, verify: true);
    }

    private static Network Lower(LayerDeclaration[] layers, QuantizeDeclaration? quantize = null)
    {
        var declaration = Declare.Network(Input, layers) with { Parameters = new ParametersSource.Seed(3), Quantize = quantize ?? new() };
        return PassPipeline.Run(Declare.Build(declaration), new(declaration.Quantize, declaration.Parameters, null), default, verify: true);
    }

    private static int OnGrid(Quantization grid, double real) => grid.IsBipolar
        ? real >= 0 ? 1 : -1
        : (int)Math.Clamp(Math.Floor((real / grid.Scale) + 0.5) + grid.ZeroPoint, grid.Minimum, grid.Maximum);

    private static double Real(ActivationKind kind, double x, double slope) => kind switch
    {
        ActivationKind.Relu6 or ActivationKind.ClippedRelu => Math.Clamp(x, 0, 6),
        ActivationKind.LeakyRelu => x > 0 ? x : slope * x,
        ActivationKind.PRelu => x > 0 ? x : 0.3f * x,
        ActivationKind.RPRelu => (x - 0.5 > 0 ? x - 0.5 : 0.3f * (x - 0.5)) - 0.25,
        ActivationKind.HardSigmoid => Math.Clamp(x + 3, 0, 6) / 6,
        ActivationKind.HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Swish => x / (1 + Math.Exp(-x)),
        ActivationKind.Gelu => x * StandardNormal.Cumulative(x),
        _ => x >= 0 ? 1 : -1,
    };
}
