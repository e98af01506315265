using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Tests.Passes;

public class ModelParametersTests
{
    private static readonly NetworkDeclaration Plain = Declare.Network(Declare.Input(4, 4, 2), Declare.Conv(3, 1));

    private static readonly NetworkDeclaration Normed = Declare.Network(Declare.Input(4, 4, 2), Declare.Conv(3, 1), new BatchNormDeclaration(), new ReluDeclaration());

    private static readonly ModelTensor Weight = Tensors.F32("conv1.weight", [3, 2, 1, 1], 1, 2, 3, 4, 5, 6);

    private static readonly ModelTensor Bias = Tensors.F32("conv1.bias", [3], 1, 2, 3);

    private static readonly ModelTensor[] Norm = Tensors.Norm("bn1", [1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 0, 2]);

    [Fact]
    public void Norm_parameters_are_bound_by_their_PyTorch_names()
    {
        var norm = Assert.IsType<BatchNormalizationNode>(Bind(Normed, [Weight, .. Norm])["bn1"]).Normalization!;

        Assert.Equal([1.0, 2, 3], norm.Gamma.Values);
        Assert.Equal([4.0, 5, 6], norm.Beta.Values);
        Assert.Equal([7.0, 8, 9], norm.Mean.Values);
        Assert.Equal([1.0, 0, 2], norm.Variance.Values);
        Assert.Equal(1e-5, norm.Epsilon);
    }

    [Fact]
    public void A_bias_is_optional_before_a_norm_and_read_if_present()
    {
        Assert.Null(Weighted(Bind(Normed, [Weight, .. Norm])).Bias);
        Assert.Equal([1.0, 2, 3], Weighted(Bind(Normed, [Weight, Bias, .. Norm])).Bias!.Values);
    }

    [Fact]
    public void A_bias_is_required_elsewhere()
    {
        _ = Declare.Refused(() => Bind(Plain, [Weight]), Pkr.MissingBias, Site.OfLayer(0), "'conv1.bias'", "Bias = false", "'conv1.weight'");
        Assert.Null(Weighted(Bind(WithBias(Plain, hasBias: false), [Weight])).Bias);
    }

    [Fact]
    public void A_bias_is_required_before_a_norm_that_is_not_its_only_reader()
    {
        var branched = Normed with { Layers = [.. Normed.Layers, Declare.Add("conv1")] };

        _ = Declare.Refused(() => Bind(branched, [Weight, .. Norm]), Pkr.MissingBias, Site.OfLayer(0), "'conv1.bias'");
    }

    [Fact]
    public void A_bias_asked_for_before_a_norm_is_required() =>
        Declare.Refused(() => Bind(WithBias(Normed, hasBias: true), [Weight, .. Norm]), Pkr.MissingBias, Site.OfLayer(0), "'conv1.bias'");

    [Fact]
    public void A_bias_in_the_file_for_a_layer_without_is_refused() =>
        Declare.Refused(() => Bind(WithBias(Plain, hasBias: false), [Weight, Bias]), Pkr.UnwantedBias, Site.OfLayer(0, "Bias"), "'conv1'", "'conv1.bias'", "Bias = false");

    [Fact]
    public void A_missing_tensor_is_refused_with_the_files_names() =>
        Declare.Refused(
            () => Bind(Plain, [Tensors.F32("stem.weight", [3, 2, 1, 1], 1, 2, 3, 4, 5, 6)]), Pkr.MissingTensor, Site.OfLayer(0), "'conv1' needs tensor 'conv1.weight'", "'stem.weight'", "Name");

    [Fact]
    public void A_missing_norm_parameter_is_refused() =>
        Declare.Refused(() => Bind(Normed, [Weight, .. Norm.Take(3)]), Pkr.MissingTensor, Site.OfLayer(1), "'bn1.running_var'");

    [Fact]
    public void Tensors_that_no_layer_takes_are_refused_with_the_layers_names() =>
        Declare.Refused(
            () => Bind(Plain, [Weight, Bias, Tensors.F32("conv2.weight", [1], 1), Tensors.F32("fc.bias", [1], 1)]),
            Pkr.UnmatchedTensors, Site.Network, "'conv2.weight', 'fc.bias'", "'conv1'");

    [Fact]
    public void Step_counters_are_no_parameters_wherever_they_stand()
    {
        ModelTensor[] counters = [Tensors.F32("bn1.num_batches_tracked", [], 5), Tensors.F32("other.num_batches_tracked", [], 5)];

        Assert.NotNull(Bind(Normed, [Weight, .. Norm, .. counters]));
    }

    [Theory]
    [InlineData(3, 2, 1, 1, 1)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(3, 1, 1, 2)]
    [InlineData(6)]
    public void A_misshapen_weight_is_refused_with_both_shapes(params int[] dimensions) =>
        Declare.Refused(
            () => Bind(Plain, [Tensors.F32("conv1.weight", dimensions, 1, 2, 3, 4, 5, 6), Bias]),
            Pkr.MisshapenTensor, Site.OfLayer(0), $"has shape [{string.Join(", ", dimensions)}]", "needs [3, 2, 1, 1]", "filters, channels of a group");

    [Fact]
    public void Misshapen_vectors_are_refused()
    {
        _ = Declare.Refused(() => Bind(Plain, [Weight, Tensors.F32("conv1.bias", [2], 1, 2)]), Pkr.MisshapenTensor, Site.OfLayer(0), "[2]", "needs [3]");
        _ = Declare.Refused(
            () => Bind(Normed, [Weight, Tensors.F32("bn1.weight", [3, 1], 1, 2, 3), .. Norm.Skip(1)]), Pkr.MisshapenTensor, Site.OfLayer(1), "[3, 1]");
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void A_value_that_is_not_finite_is_refused_with_its_place_in_the_file(float value, string text) =>
        Declare.Refused(
            () => Bind(Plain, [Tensors.F32("conv1.weight", [3, 2, 1, 1], 1, 2, 3, value, 5, 6), Bias]),
            Pkr.NotFinite, Site.OfLayer(0), "'conv1.weight'", text, "at [1, 1, 0, 0]");

    [Fact]
    public void A_negative_variance_is_refused() =>
        Declare.Refused(
            () => Bind(Normed, [Weight, .. Norm.Take(3), Tensors.F32("bn1.running_var", [3], 1, -0.5f, 1)]),
            Pkr.NegativeVariance, Site.OfLayer(1), "'bn1.running_var'", "-0.5", "channel 1");

    [Fact]
    public void Activation_scales_are_bound_where_the_file_has_them()
    {
        var scaled = Bind(Normed, [Weight, .. Norm, Tensors.F32("relu1.activation_scale", [], 0.25f), Tensors.F32("conv1.activation_scale", [1], 0.5f)]);

        Assert.Equal(0.25, Assert.IsType<ReluNode>(scaled["relu1"]).ActivationScale);
        Assert.Equal(0.5, Weighted(scaled).ActivationScale);
        Assert.Null(Assert.IsType<BatchNormalizationNode>(scaled["bn1"]).ActivationScale);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5f)]
    public void An_activation_scale_that_is_not_positive_is_refused(float scale) =>
        Declare.Refused(
            () => Bind(Plain, [Weight, Bias, Tensors.F32("conv1.activation_scale", [], scale)]), Pkr.InvalidActivationScale, Site.OfLayer(0), "'conv1.activation_scale'", "positive");

    [Fact]
    public void An_activation_scale_is_a_finite_scalar()
    {
        _ = Declare.Refused(
            () => Bind(Plain, [Weight, Bias, Tensors.F32("conv1.activation_scale", [], float.NaN)]), Pkr.NotFinite, Site.OfLayer(0), "NaN");
        _ = Declare.Refused(
            () => Bind(Plain, [Weight, Bias, Tensors.F32("conv1.activation_scale", [2], 1, 1)]), Pkr.MisshapenTensor, Site.OfLayer(0), "scalar");
    }

    [Fact]
    public void An_activation_scale_for_a_layer_that_keeps_its_inputs_grid_matches_nothing()
    {
        var pooled = Plain with { Layers = [.. Plain.Layers, Declare.MaxPool(2)] };

        _ = Declare.Refused(
            () => Bind(pooled, [Weight, Bias, Tensors.F32("maxpool1.activation_scale", [], 1)]), Pkr.UnmatchedTensors, Site.Network, "'maxpool1.activation_scale'");
    }

    [Fact]
    public void Halves_are_widened_exactly_whatever_their_bits()
    {
        var bits = Enumerable.Range(0, 1 << 16).Select(i => (ushort)i).ToArray();
        var tensor = new ModelTensor("x", TensorType.F16, [bits.Length], Bytes(bits));

        Assert.Equal(bits.Select(b => Bits((double)BitConverter.UInt16BitsToHalf(b))), TensorWidening.ToDoubles(tensor).Select(Bits));
    }

    [Fact]
    public void Brain_floats_are_widened_exactly_whatever_their_bits()
    {
        var bits = Enumerable.Range(0, 1 << 16).Select(i => (ushort)i).ToArray();
        var tensor = new ModelTensor("x", TensorType.BF16, [bits.Length], Bytes(bits));

        Assert.Equal(bits.Select(b => Bits(BitConverter.UInt32BitsToSingle((uint)b << 16))), TensorWidening.ToDoubles(tensor).Select(Bits));
    }

    [Fact]
    public void Singles_are_widened_exactly()
    {
        var random = new Random(3);
        float[] values = [0, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, 1.17549435E-38f, .. Enumerable.Range(0, 10_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))];

        Assert.Equal(values.Select(v => Bits(v)), TensorWidening.ToDoubles(Tensors.F32("x", [values.Length], values)).Select(Bits));
    }

    [Fact]
    public void Bytes_are_signed()
    {
        var tensor = new ModelTensor("conv1.weight", TensorType.I8, [3, 2, 1, 1], [0, 1, 127, 128, 255, 2]);

        Assert.Equal([0.0, 1, 127, -128, -1, 2], Weighted(Bind(Plain, [tensor, Bias])).Weights!.Values);
    }

    [Fact]
    public void Output_channels_have_the_bits_that_the_file_gives_them()
    {
        var request = Declare.Request(
            Plain with { Quantize = new() { Weights = 4, FirstAndLast = 0, Grid = WeightGridKind.PowerOfTwo } }, [Weight, Bias, Tensors.F32("conv1.weight_bits", [3], 1, 8, 3)]);
        var network = PassPipeline.Run(NetworkBuilder.Build(request), new(request.Declaration.Quantize, request.Declaration.Parameters, request.Model), default, verify: true);

        // Signs are no powers of two; the widest code, 2^14, has 16 bits.
        var conv = (IntegerWeightedNode)network["conv1"];
        Assert.Equal("m1 p8 p3", string.Join(" ", conv.WeightGrids));
        Assert.Equal([1, 8, 3], Enumerable.Range(0, 3).Select(conv.BitsOf));
        Assert.Equal(16, conv.WeightBits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(2.5f)]
    public void Bits_of_a_channel_that_are_none_are_refused(float bits) => Declare.Refused(
        () => Bind(Plain, [Weight, Bias, Tensors.F32("conv1.weight_bits", [3], 4, bits, 4)]), Pkr.InvalidWeightBits, Site.OfLayer(0), "'conv1.weight_bits'", "channel 1", "1 to 8");

    [Fact]
    public void Scales_that_are_quantized_apart_want_powers_of_two_for_activations()
    {
        var separate = Plain with { Quantize = new() { ScaleQuantization = ScaleQuantizationKind.Separate } };

        _ = Declare.Refused(
            () => Bind(separate, [Weight, Bias, Tensors.F32("conv1.activation_scale", [], 0.3f)]), Pkr.ActivationScaleNoPowerOfTwo, Site.OfLayer(0), "'conv1.activation_scale'", "ScaleQuantization.Separate");
        Assert.Equal(0.25, Weighted(Bind(separate, [Weight, Bias, Tensors.F32("conv1.activation_scale", [], 0.25f)])).ActivationScale);
    }

    private static Network Bind(NetworkDeclaration declaration, ModelTensor[] tensors) => Declare.Bind(Declare.Request(declaration, tensors));

    private static WeightedNode Weighted(Network network) => Assert.IsAssignableFrom<WeightedNode>(network["conv1"]);

    private static NetworkDeclaration WithBias(NetworkDeclaration declaration, bool hasBias) =>
        declaration with { Layers = [(ConvolutionDeclaration)declaration.Layers[0] with { Bias = hasBias }, .. declaration.Layers.Skip(1)] };

    /// <summary>NaN equals NaN here, whatever its payload: only that it is one matters.</summary>
    private static long Bits(double value) => double.IsNaN(value) ? long.MaxValue : BitConverter.DoubleToInt64Bits(value);

    private static ImmutableArray<byte> Bytes(ushort[] values)
    {
        var bytes = new byte[values.Length * 2];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * i), values[i]);
        return [.. bytes];
    }
}
