using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Tests.Passes;

public class DeclaredNumbersTests
{
    private static readonly InputDeclaration Input = Declare.Input(8, 8, 2);

    [Theory]
    [InlineData("Weights", 0)]
    [InlineData("Weights", 9)]
    [InlineData("Weights", int.MinValue)]
    [InlineData("Activations", 0)]
    [InlineData("Activations", 9)]
    [InlineData("Activations", 17)]
    [InlineData("FirstAndLast", 1)]
    [InlineData("FirstAndLast", 9)]
    [InlineData("FirstAndLast", -1)]
    public void Bits_of_the_network_out_of_range_are_refused(string property, int bits)
    {
        var quantize = property switch
        {
            "Weights" => new QuantizeDeclaration { Weights = bits },
            "Activations" => new QuantizeDeclaration { Activations = bits },
            _ => new QuantizeDeclaration { FirstAndLast = bits },
        };

        _ = Declare.Refused(
            Declare.Network(Input, Declare.Dense(3)) with { Quantize = quantize }, Pkr.BitsOutOfRange, Site.Quantize.At(property), property, string.Equals(property, "FirstAndLast", StringComparison.Ordinal) ? "2 to 8" : "1 to 8");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(8)]
    public void First_and_last_may_be_any_width_or_no_exception(int bits) =>
        Assert.Equal(2, Declare.Build(Declare.Network(Input, Declare.Dense(3)) with { Quantize = new() { FirstAndLast = bits, Weights = 2, Activations = 2 } }).Nodes.Count);

    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Bits_of_a_layer_out_of_range_are_refused(int bits)
    {
        Refuse("WeightBits", Declare.Conv(2) with { WeightBits = bits }, "1 to 8");
        Refuse("WeightBits", Declare.Dense(2) with { WeightBits = bits }, "1 to 8");
        Refuse("ActivationBits", Declare.Conv(2) with { ActivationBits = bits });
        Refuse("ActivationBits", new BatchNormDeclaration { ActivationBits = bits });
        Refuse("ActivationBits", new ReluDeclaration { ActivationBits = bits });
        Refuse("ActivationBits", Declare.Add("input") with { ActivationBits = bits });
        Refuse("ActivationBits", new GlobalAveragePoolDeclaration { ActivationBits = bits });

        static void Refuse(string property, LayerDeclaration layer, string allowed = "1 to 8") => Declare.Refused(
            Declare.Network(Input, layer), Pkr.BitsOutOfRange, Site.OfLayer(0, property), $"{property} of '{layer.Stem}1'", allowed);
    }

    [Theory]
    [InlineData(WeightGridKind.PowerOfTwo, 1, "2 to 8 on the grid of power of two weights")]
    [InlineData(WeightGridKind.AdditivePowerOfTwo, 9, "2 to 8 on the grid of additive power of two weights")]
    [InlineData(WeightGridKind.Ternary, 3, "2 on the grid of ternary weights")]
    public void Bits_that_a_grid_does_not_have_are_refused(WeightGridKind grid, int bits, string allowed)
    {
        _ = Declare.Refused(
            Declare.Network(Input, Declare.Conv(2)) with { Quantize = new() { Weights = bits, Grid = grid } }, Pkr.BitsOutOfRange, Site.Quantize.At("Weights"), allowed);
        _ = Declare.Refused(
            Declare.Network(Input, Declare.Conv(2) with { WeightBits = bits, Grid = grid }), Pkr.BitsOutOfRange, Site.OfLayer(0, "WeightBits"), "'conv1'", allowed);
        _ = Declare.Refused(
            Declare.Network(Input, Declare.Dense(2) with { WeightBits = bits, Grid = grid }), Pkr.BitsOutOfRange, Site.OfLayer(0, "WeightBits"), "'fc1'", allowed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(-1)]
    public void Mantissas_have_2_to_16_bits(int bits)
    {
        _ = Declare.Refused(
            Declare.Network(Input, new BatchNormDeclaration { Bits = bits }), Pkr.BitsOutOfRange, Site.OfLayer(0, "Bits"), "Bits of 'bn1'", "2 to 16");
        _ = Declare.Refused(
            Declare.Network(Input, Declare.Dense(2)) with { Quantize = new() { ScaleBits = bits } }, Pkr.BitsOutOfRange, Site.Quantize.At("ScaleBits"), "ScaleBits of 'Net'", "2 to 16");
    }

    [Fact]
    public void A_norm_or_a_network_that_asks_for_two_forms_is_refused()
    {
        Refuse(new() { PowerOfTwo = true, Bits = 4 }, "Bits");
        Refuse(new() { Quantized = false, Bits = 4 }, "Bits");
        Refuse(new() { Quantized = false, PowerOfTwo = true }, "PowerOfTwo");
        _ = Declare.Refused(
            Declare.Network(Input, Declare.Dense(2)) with { Quantize = new() { ScaleBits = 4, ScaleQuantization = ScaleQuantizationKind.PowerOfTwo } },
            Pkr.Contradiction,
            Site.Quantize.At("ScaleBits"),
            "'Net'",
            "remove ScaleBits");

        static void Refuse(BatchNormDeclaration norm, string property) =>
            Declare.Refused(Declare.Network(Input, norm), Pkr.Contradiction, Site.OfLayer(0, property), "'bn1'", "remove");
    }

    [Fact]
    public void One_bit_is_allowed_for_weights_and_for_activations() =>
        Assert.Equal(2, Declare.Build(Declare.Network(Input, Declare.Conv(2) with { WeightBits = 1, ActivationBits = 1 }) with { Quantize = new() { Activations = 1 } }).Nodes.Count);

    [Fact]
    public void Bits_on_a_layer_that_keeps_its_inputs_grid_are_refused()
    {
        _ = Declare.Refused(
            Declare.Network(Input, Declare.MaxPool(2) with { ActivationBits = 4 }), Pkr.BitsWithoutEffect, Site.OfLayer(0, "ActivationBits"), "'maxpool1'");
        _ = Declare.Refused(
            Declare.Network(Input, new FlattenDeclaration { ActivationBits = 4 }), Pkr.BitsWithoutEffect, Site.OfLayer(0, "ActivationBits"), "'flatten1'");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-38)]
    [InlineData(1e39)]
    public void An_input_scale_that_is_no_scale_is_refused(double scale) =>
        Declare.Refused(
            Declare.Network(Input with { Scale = scale }, Declare.Dense(3)), Pkr.InvalidInputScale, Site.Network.At("InputScale"), "positive and in the range of float");

    [Theory]
    [InlineData(ElementType.UInt8, -1, "byte holds 0 to 255")]
    [InlineData(ElementType.UInt8, 256, "byte holds 0 to 255")]
    [InlineData(ElementType.Int8, -129, "sbyte holds -128 to 127")]
    [InlineData(ElementType.Int8, 128, "sbyte holds -128 to 127")]
    public void A_zero_point_outside_the_element_type_is_refused(ElementType element, int zero, string range) =>
        Declare.Refused(
            Declare.Network(Input with { Element = element, ZeroPoint = zero }, Declare.Dense(3)), Pkr.InvalidZeroPoint, Site.Network.At("InputZeroPoint"), range);

    [Fact]
    public void The_input_is_on_the_grid_declared()
    {
        var network = Declare.Build(Declare.Network(Input with { Element = ElementType.Int8, ZeroPoint = -128, Scale = 0.5 }, Declare.Dense(3)));

        Assert.Equal(new Core.Ir.Quantization(0.5, -128, 8, Signed: true), network.Input.Quantization);
    }

    [Fact]
    public void Moments_of_the_wrong_length_are_refused()
    {
        _ = Declare.Refused(
            Declare.Network(Input with { Mean = [1.0] }, Declare.Dense(3)), Pkr.MomentsPerChannel, Site.Network.At("Mean"), "Mean", "1 values", "2 channels");
        _ = Declare.Refused(
            Declare.Network(Input with { Std = [1.0, 1, 1] }, Declare.Dense(3)), Pkr.MomentsPerChannel, Site.Network.At("Std"), "Std", "3 values");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.Epsilon)]
    public void A_standard_deviation_that_is_none_is_refused(double std) =>
        Declare.Refused(
            Declare.Network(Input with { Std = [1, std] }, Declare.Dense(3)), Pkr.InvalidMoments, Site.Network.At("Std"), "at position 1", "positive");

    [Fact]
    public void A_mean_must_be_finite_but_may_be_negative()
    {
        _ = Declare.Refused(
            Declare.Network(Input with { Mean = [double.NaN, 0] }, Declare.Dense(3)), Pkr.InvalidMoments, Site.Network.At("Mean"), "NaN", "at position 0");
        _ = Declare.Refused(
            Declare.Network(Input with { Mean = [0, -1e39] }, Declare.Dense(3)), Pkr.InvalidMoments, Site.Network.At("Mean"), "at position 1", "range of float");
        Assert.Equal([-1.0, 0], Declare.Build(Declare.Network(Input with { Mean = [-1.0, 0] }, Declare.Dense(3))).Input.Mean);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-39)]
    public void An_epsilon_that_is_not_a_positive_float_is_refused(double epsilon) =>
        Declare.Refused(
            Declare.Network(Input, new BatchNormDeclaration { Epsilon = epsilon }), Pkr.InvalidEpsilon, Site.OfLayer(0, "Epsilon"), "'bn1'", "1e-5");
}
