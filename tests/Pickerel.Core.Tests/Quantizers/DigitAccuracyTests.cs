using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Post-training quantization without data on the 1,797 test digits, in the reference interpreter (float: 1,767 right).</summary>
public sealed class DigitAccuracyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(8, 8, 97.9)]
    [InlineData(8, 4, 96.8)]
    [InlineData(4, 4, 96.5)]
    public void Data_free_quantization_keeps_the_accuracy(int weights, int activations, double atLeast)
    {
        Assert.SkipWhen(SharedData.IsMissing, "shared/data is not beside the project");
        var images = DigitImages.ReadTest();
        Assert.Equal(1797, images.Length);

        var accuracy = Accuracy(images, new() { Weights = weights, Activations = activations });

        output.WriteLine($"{weights}/{activations}: {accuracy:F2} %");
        Assert.True(accuracy >= atLeast, $"{accuracy:F2} %, but at least {atLeast} % is expected");
    }

    [Fact]
    public void A_norm_of_eight_bits_loses_at_most_three_tenths_of_a_point_against_an_unquantized_one()
    {
        Assert.SkipWhen(SharedData.IsMissing, "shared/data is not beside the project");
        var images = DigitImages.ReadTest();

        var (quantized, island) = (Accuracy(images, new()), Accuracy(images, new(), new() { Quantized = false }));

        output.WriteLine($"{quantized:F2} % against {island:F2} %");
        Assert.InRange(quantized, island - 0.3, 100);
    }

    [Theory]
    [InlineData(ScaleQuantizationKind.Merged, WeightSchemeKind.PikeLpn, null, 97)]
    [InlineData(ScaleQuantizationKind.Separate, WeightSchemeKind.None, null, 98)]
    [InlineData(ScaleQuantizationKind.PowerOfTwo, WeightSchemeKind.None, null, 97.5)]
    [InlineData(ScaleQuantizationKind.Merged, WeightSchemeKind.None, 0, 97.8)]
    [InlineData(ScaleQuantizationKind.Merged, WeightSchemeKind.None, 4, 97)]
    public void Every_form_of_scales_classifies_digits(ScaleQuantizationKind scales, WeightSchemeKind scheme, int? normBits, double atLeast)
    {
        Assert.SkipWhen(SharedData.IsMissing, "shared/data is not beside the project");

        var accuracy = Accuracy(DigitImages.ReadTest(), new() { ScaleQuantization = scales, Scheme = scheme }, normBits is 0 ? new() { PowerOfTwo = true } : new() { Bits = normBits });

        output.WriteLine($"{scales}, {scheme}, norm of {normBits} bits: {accuracy:F2} %");
        Assert.True(accuracy >= atLeast, $"{accuracy:F2} %, but at least {atLeast} % is expected");
    }

    private static double Accuracy(ImmutableArray<DigitImage> images, QuantizeDeclaration quantize, BatchNormDeclaration? norm = null)
    {
        var network = DigitNetwork.After(nameof(InferAccumulators), quantize, norm);
        return 100.0 * images.AsParallel().Count(image => Classify(network, image) == image.Label) / images.Length;
    }

    private static int Classify(Network network, DigitImage image)
    {
        var scores = ReferenceInterpreter.Run(network, image.Pixels.AsSpan());
        return scores.AsSpan().IndexOf(scores.Max());
    }
}
