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
        var network = DigitNetwork.After(nameof(InferAccumulators), new() { Weights = weights, Activations = activations });

        var right = images.AsParallel().Count(image => Classify(network, image) == image.Label);

        var accuracy = 100.0 * right / images.Length;
        output.WriteLine($"{weights}/{activations}: {accuracy:F2} % ({right}/{images.Length})");
        Assert.True(accuracy >= atLeast, $"{accuracy:F2} % ({right}/{images.Length}), but at least {atLeast} % is expected");
    }

    private static int Classify(Network network, DigitImage image)
    {
        var scores = ReferenceInterpreter.Run(network, image.Pixels.AsSpan());
        return scores.AsSpan().IndexOf(scores.Max());
    }
}
