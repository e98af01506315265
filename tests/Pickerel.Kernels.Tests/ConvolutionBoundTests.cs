using System;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>The bound of each convolution kernel, met by one set of weights and just broken by another.</summary>
public sealed class ConvolutionBoundTests
{
    [Theory]
    [InlineData(64, "Sum16")]
    [InlineData(65, "Word32")]
    public void A_pair_of_128_is_the_last_that_bytes_do_not_saturate(int second, string kernel) =>
        Choose(4, kernel, (i, _) => i % 2 == 0 ? 64 : second);

    [Theory]
    [InlineData(64, "Sum16")]
    [InlineData(65, "Group32")]
    public void A_total_of_128_is_the_last_that_words_hold_from_zero(int second, string kernel) =>
        Choose(8, kernel, (i, _) => (i % 8) switch { 0 => 64, 4 => second, _ => 0 });

    [Theory]
    [InlineData(3, "Group32")]
    [InlineData(4, "Pair32")]
    public void A_span_of_257_is_the_last_that_words_hold_from_their_centre(int third, string kernel) =>
        Choose(8, kernel, (i, _) => (i % 8) switch { 0 => 127, 1 => -127, 4 => third, _ => 0 });

    [Theory]
    [InlineData(66304 - 16500, "Inner32")]
    [InlineData(66304, "Word32")]
    public void The_products_of_weights_that_an_inner_product_has_too_much_must_fit_its_lanes(int channels, string kernel)
    {
        var report = Report(new IntegerNetworkBuilder("Wide", new TensorShape(1, 2, channels / 32 * 32))
            .Convolution("pw", 1, IntegerNetworkBuilder.Square(1), weights: (_, greatest) => greatest)
            .Build());
        Assert.Equal("ConvolutionU8S8" + kernel, report.Kernel);
        Assert.Equal(string.Equals(kernel, "Word32", StringComparison.Ordinal), report.Refused.Any(r => r.StartsWith("ConvolutionU8S8Inner32: totals in ", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_input_too_large_to_be_widened_is_widened_as_it_is_read()
    {
        var report = Report(new IntegerNetworkBuilder("Large", new TensorShape(96, 96, 64)).Convolution("pw", 3, IntegerNetworkBuilder.Square(2, stride: 7)).Build());
        Assert.Equal("ConvolutionU8S8Wide32", report.Kernel);
        Assert.Contains(report.Refused, r => r.StartsWith("ConvolutionU8S8Inner32: the input takes ", StringComparison.Ordinal));
    }

    /// <summary>Asserts the kernel of a pointwise layer on bytes.</summary>
    private static void Choose(int channels, string kernel, IntegerNetworkBuilder.WeightCode weights) => Assert.Equal(
        "ConvolutionU8S8" + kernel,
        Report(new IntegerNetworkBuilder("Bound", new TensorShape(2, 3, channels)).Convolution("pw", 2, IntegerNetworkBuilder.Square(1), weights: weights).Build()).Kernel);

    private static LayerReport Report(Network network) => CompiledNetworks.Emit(network).Layers.Single();
}
