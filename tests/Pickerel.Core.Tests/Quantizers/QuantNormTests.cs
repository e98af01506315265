using System;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;
using Xunit.Sdk;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Every form of a quantized norm against its formula, in exact rational arithmetic.</summary>
public sealed class QuantNormTests
{
    private const double InputScale = 1.0 / 16;

    public static TheoryData<string> Mantissas => [.. Enumerable.Range(2, 15).Select(bits => "m" + bits)];

    [Theory]
    [MemberData(nameof(Mantissas))]
    public void A_merged_multiplier_is_the_scale_rounded_to_its_mantissa(string notation)
    {
        var form = (MultiplierForm.Mantissa)MultiplierForm.Parse(notation)!;
        foreach (var (network, node, step) in Lowered(form, new()))
        {
            for (var c = 0; c < node.Outputs; c++)
            {
                // Below 8 bits weight scales make it exact.
                var real = Multiplier(network, node, c);
                var error = Rational.Abs(Rational.Of(step.MultiplierOf(c)) - (real * Rational.Power(step.Shift)));
                Assert.InRange(error, Rational.Zero, Rational.Of(form.Bits < 8 ? 1e-9 : 0.5 + 1e-9));
            }

            // All bits are used, and no more than asked for; sixteen even ones are eight.
            var largest = step.Multipliers.Values.ToArray().Max(Math.Abs);
            Assert.InRange(largest, 1, (1 << (form.Bits - 1)) - 1);
            Assert.True(step.Multipliers.Values.ToArray().Any(m => m % 2 != 0) || step.Shift == 0);
            CheckOffsets(network, node, step);
        }
    }

    [Theory]
    [InlineData(ScaleQuantizationKind.Merged)]
    [InlineData(ScaleQuantizationKind.Separate)]
    [InlineData(ScaleQuantizationKind.PowerOfTwo)]
    public void A_power_of_two_is_exactly_what_norm_and_scales_come_to_with_their_sign(ScaleQuantizationKind scales)
    {
        foreach (var (network, node, step) in Lowered(new MultiplierForm.PowerOfTwo(), new() { ScaleQuantization = scales }))
        {
            for (var c = 0; c < node.Outputs; c++)
            {
                var (real, m) = (Multiplier(network, node, c), step.MultiplierOf(c));
                Assert.True(BitOperations.IsPow2(Math.Abs(m)), $"{m} is no power of two");
                var ratio = Rational.Of(m) / (real * Rational.Power(step.Shift));
                Assert.InRange(ratio, Rational.Of(1 - 1e-9), Rational.Of(1 + 1e-9));
            }

            CheckOffsets(network, node, step);
        }
    }

    [Fact]
    public void A_power_of_two_without_weights_in_front_is_the_nearest_by_ratio()
    {
        for (var real = 0.01; real < 20; real *= 1.0371)
        {
            var step = MergedScales.Quantize([new(real, 0, 0, 1e9, new(-100, 100)), new(-real / 3, 0, 0, 1e9, new(-100, 100))], new MultiplierForm.PowerOfTwo(), -128, 127);

            Assert.Equal(Math.ScaleB(1, (int)Math.Round(Math.Log2(real))), Math.ScaleB(step.MultiplierOf(0), -step.Shift));
            Assert.Equal(-Math.ScaleB(1, (int)Math.Round(Math.Log2(real / 3))), Math.ScaleB(step.MultiplierOf(1), -step.Shift));
        }
    }

    [Theory]
    [InlineData(ScaleQuantizationKind.Separate, "m8", null)]
    [InlineData(ScaleQuantizationKind.Separate, "m4", 4)]
    [InlineData(ScaleQuantizationKind.Separate, "m16", 16)]
    [InlineData(ScaleQuantizationKind.PowerOfTwo, "m5", null)]
    public void Separate_scales_fold_into_exactly_what_the_two_steps_say(ScaleQuantizationKind scales, string notation, int? scaleBits)
    {
        foreach (var (network, node, step) in Lowered(MultiplierForm.Parse(notation)!, new() { ScaleQuantization = scales, ScaleBits = scaleBits }))
        {
            var grid = node.Quantization!;
            Assert.True(Binary.IsPowerOfTwo(grid.Scale), "the output's scale is a power of two");
            var ranges = AccumulatorRanges.Of((IntegerWeightedNode)network[node.Name], network.Input);
            for (var c = 0; c < node.Outputs; c++)
            {
                // First the sum, sw sx acc with sw a mantissa times 2^-e; then the norm with a quantized scale, offset on the product's grid.
                var sum = Rational.Of(node.Quantized!.Scales[c]) * Rational.Of(InputScale);
                var normScale = Rational.Of(step.MultiplierOf(c)) / Rational.Power(step.Shift) * Rational.Of(grid.Scale) / sum;
                CheckNormScale(normScale, node, c, notation);
                var unit = Rational.Of(grid.Scale) / Rational.Power(step.Shift);
                var offset = Rational.Of(OffsetWithoutHalf(step, c)) * unit;
                foreach (var accumulator in Samples(ranges[c]))
                {
                    var y = (normScale * (sum * Rational.Of(accumulator))) + offset;
                    var rounded = ((y / Rational.Of(grid.Scale)) + (step.Shift > 0 ? Rational.Of(0.5) : Rational.Zero)).Floor();
                    var expected = (int)BigInteger.Max(step.Minimum, BigInteger.Min(rounded, step.Maximum));
                    Assert.Equal(expected, ReferenceRequantizer.Apply(step, c, accumulator));
                }
            }

            CheckOffsets(network, node, step);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(16)]
    public void Separate_weight_scales_are_mantissas_of_at_least_one_on_one_exponent(int bits)
    {
        foreach (var (_, node, _) in Lowered(new MultiplierForm.Mantissa(8), new() { ScaleQuantization = ScaleQuantizationKind.Separate, ScaleBits = bits }))
        {
            var mantissas = node.Quantized!.Mantissas!;
            Assert.All(mantissas.Values.Values.ToArray(), m => Assert.InRange(m, 1, (1 << bits) - 1));
            Assert.InRange(mantissas.Values.Values.ToArray().Max(), 1 << (bits - 1), (1 << bits) - 1);
            for (var c = 0; c < node.Outputs; c++)
                Assert.Equal(mantissas.Values[c] * Math.ScaleB(1, mantissas.Exponent), node.Quantized.Scales[c] * InputScale);

            // Codes are those of the quantized scale.
            var perOutput = node.Weights!.Count / node.Outputs;
            for (var i = 0; i < node.Weights.Count; i++)
                Assert.Equal(Math.Clamp(Math.Round(node.Weights[i] / node.Quantized.Scales[i / perOutput], MidpointRounding.AwayFromZero), -127, 127), node.Quantized.Codes[i]);
        }
    }

    [Fact]
    public void A_network_of_powers_of_two_only_shifts()
    {
        foreach (var (network, _, step) in Lowered(null, new() { ScaleQuantization = ScaleQuantizationKind.PowerOfTwo }))
        {
            Assert.All(step.Multipliers.Values.ToArray(), m => Assert.True(BitOperations.IsPow2(Math.Abs(m)), $"{m}"));
            Assert.All(network.Nodes.Skip(1), n => Assert.True(Binary.IsPowerOfTwo(n.Quantization!.Scale)));
        }
    }

    [Theory]
    [InlineData("m8", ScaleQuantizationKind.Merged)]
    [InlineData("m2", ScaleQuantizationKind.Merged)]
    [InlineData("m16", ScaleQuantizationKind.Separate)]
    [InlineData("p", ScaleQuantizationKind.Merged)]
    [InlineData("p", ScaleQuantizationKind.Separate)]
    [InlineData("p", ScaleQuantizationKind.PowerOfTwo)]
    [InlineData("f32", ScaleQuantizationKind.Merged)]
    [InlineData("f32", ScaleQuantizationKind.Separate)]
    public void Gammas_of_any_sign_zero_and_tiny_and_variances_of_zero_come_out_right(string notation, ScaleQuantizationKind scales)
    {
        // Channels: ordinary, negative gamma, gamma 0, tiny gamma, variance 0 with an all-zero filter.
        double[] gamma = [1, -1, 0, 1e-30, 2], beta = [0.5, 0.5, 0.75, 0.25, 0.6], mean = [1, 1, 1, 1, 0], variance = [1, 1, 1, 1, 0];
        double[] weights = [1, 0.5, /* */ 1, 0.5, /* */ 1, -1, /* */ -1, 0.5, /* */ 0, 0];
        var norm = RealNodes.Norm("bn1", "conv1", gamma, beta, mean, variance) with { Multiplier = MultiplierForm.Parse(notation), ActivationScale = 1.0 / 64 };
        var network = RealNodes.Network(
            RealNodes.Input(new(1, 1, 2), InputScale), RealNodes.Convolution("conv1", "input", [5, 1, 1, 2], weights, Window.Point), norm, RealNodes.Relu("relu1", "bn1"))
            .After(nameof(InferAccumulators), new() { ScaleQuantization = scales });

        // At the mean of the first two channels, sum 1, they are at beta; the last three are at beta whatever the input.
        var atMean = ReferenceInterpreter.Run(network, [16, 0]);
        var anywhere = ReferenceInterpreter.Run(network, [255, 7]);

        Assert.Equal([32, 32, 48, 16, 38], atMean);
        Assert.True(anywhere[0] > 32 && anywhere[1] == 0, $"{anywhere[0]}, {anywhere[1]}");
        Assert.Equal([48, 16, 38], anywhere.Skip(2));
    }

    [Fact]
    public void A_norm_that_stands_alone_takes_every_form()
    {
        foreach (var notation in new[] { "m2", "m4", "m8", "m16", "p", "f32" })
        {
            var norm = RealNodes.Norm("bn1", "input", [2, -1], [1, 2], [0.5, 0.5], [1, 4]) with { Multiplier = MultiplierForm.Parse(notation), ActivationScale = 1.0 / 16 };
            var network = RealNodes.Network(RealNodes.Input(new(2, 2, 2), InputScale), norm).After(nameof(InferAccumulators));

            Assert.Equal(string.Equals(notation, "f32", StringComparison.Ordinal), ((IntegerAffineNode)network.Output).Requantizer is FloatRequantization);
            Assert.Equal([16, 32], ReferenceInterpreter.Run(network, [8, 8, 8, 8, 8, 8, 8, 8]).Take(2));
        }
    }

    /// <summary>Random convolutions with norms, quantized and lowered, with the multiplier asked for.</summary>
    private static System.Collections.Generic.IEnumerable<(Network Network, WeightedNode Node, Requantization Step)> Lowered(MultiplierForm? form, QuantizeDeclaration quantize)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            double[] Values(int count, double least, double most) => [.. Enumerable.Range(0, count).Select(_ => least + (random.NextDouble() * (most - least)))];
            const int channels = 6;
            var network = RealNodes.Network(
                RealNodes.Input(new(4, 4, 3), InputScale),
                RealNodes.Convolution("conv1", "input", [channels, 3, 3, 3], Values(channels * 27, -0.3, 0.3), RealNodes.Padded(3, 1)),
                RealNodes.Norm("bn1", "conv1", [.. Values(channels, 0.6, 1.4).Select(g => random.Next(3) == 0 ? -g : g)], Values(channels, -1, 1), Values(channels, -2, 2), Values(channels, 4, 10)) with { Multiplier = form },
                RealNodes.Relu("relu1", "bn1"));
            var real = (WeightedNode)network.After(nameof(ScaleOutput), quantize)["conv1"];
            var integer = network.After(nameof(InferAccumulators), quantize);
            yield return (integer, real, ((IntegerWeightedNode)integer["conv1"]).Requantization);
        }
    }

    private static Rational NormScale(WeightedNode node, int channel)
    {
        var norm = node.Normalization!;
        return Rational.Of(norm.Gamma[channel]) / Rational.Of(Math.Sqrt(norm.Variance[channel] + norm.Epsilon));
    }

    private static Rational Multiplier(Network network, WeightedNode node, int channel) =>
        NormScale(node, channel) * Rational.Of(node.Quantized!.Scales[channel]) * Rational.Of(network.Input.Quantization!.Scale) / Rational.Of(node.Quantization!.Scale);

    /// <summary>The norm's quantized scale is the mantissa that the largest channel's frexp leaves room for, or the nearest power of two.</summary>
    private static void CheckNormScale(Rational quantized, WeightedNode node, int channel, string notation)
    {
        var norm = node.Normalization!;
        double[] scales = [.. Enumerable.Range(0, node.Outputs).Select(c => norm.Gamma[c] / Math.Sqrt(norm.Variance[c] + norm.Epsilon))];
        double expected;
        if (MultiplierForm.Parse(notation) is MultiplierForm.Mantissa { Bits: var bits })
        {
            var (exponent, largest) = (bits - 1, (1 << (bits - 1)) - 1);
            exponent -= Math.ILogB(scales.Max(Math.Abs)) + 1;
            if (Math.Round(scales.Max(Math.Abs) * Math.ScaleB(1, exponent)) > largest)
                exponent--;
            expected = Math.Round(scales[channel] * Math.ScaleB(1, exponent), MidpointRounding.AwayFromZero) * Math.ScaleB(1, -exponent);
        }
        else
        {
            expected = Math.Sign(scales[channel]) * Math.ScaleB(1, (int)Math.Round(Math.Log2(Math.Abs(scales[channel]))));
        }

        Assert.Equal(0, quantized.CompareTo(Rational.Of(expected)));
    }

    /// <summary>
    /// b = o on the product's grid, rounded half up, plus half; o = beta - (mean - bias) s_q, s_q what the multiplier stands for.
    /// Saturated offsets change nothing.
    /// </summary>
    private static void CheckOffsets(Network network, WeightedNode node, Requantization step)
    {
        var (norm, ranges) = (node.Normalization!, AccumulatorRanges.Of((IntegerWeightedNode)network[node.Name], network.Input));
        for (var c = 0; c < node.Outputs; c++)
        {
            var sum = Rational.Of(node.Quantized!.Scales[c]) * Rational.Of(InputScale);
            var unit = Rational.Of(node.Quantization!.Scale) / Rational.Power(step.Shift);
            var executed = Rational.Of(step.MultiplierOf(c)) * unit / sum;
            var bias = node.Bias is null ? Rational.Zero : Rational.Of(node.Bias[c]);
            var offset = (Rational.Of(norm.Beta[c]) - ((Rational.Of(norm.Mean[c]) - bias) * executed)) / unit;
            var exact = (offset + Rational.Of(0.5)).Floor() + (step.Shift > 0 ? BigInteger.One << (step.Shift - 1) : 0);
            var formula = step with { Offsets = Collections.Constant<long>.Vector([.. step.Offsets.Values.ToArray().Select((b, i) => i == c ? (long)exact : b)]) };
            if (exact != step.OffsetOf(c) && Thresholds.Of(formula, c, ranges[c]) != Thresholds.Of(step, c, ranges[c]))
                throw FailException.ForFailure($"channel {c}: the offset is {step.OffsetOf(c)} instead of {exact}");
        }
    }

    private static BigInteger OffsetWithoutHalf(Requantization step, int channel) => step.OffsetOf(channel) - (step.Shift > 0 ? 1L << (step.Shift - 1) : 0);

    private static System.Collections.Generic.IEnumerable<long> Samples(IntegerRange range)
    {
        var stride = Math.Max(1, (range.Maximum - range.Minimum) / 997);
        for (var accumulator = range.Minimum; accumulator <= range.Maximum; accumulator += stride)
            yield return accumulator;
    }
}
