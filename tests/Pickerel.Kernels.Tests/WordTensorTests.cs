using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Activations of 16 bits between layers of every kind, from both ends of both grids.</summary>
public sealed class WordTensorTests(WordTensorTests.Batch batch) : IClassFixture<WordTensorTests.Batch>
{
    private const int Networks = 200, Seed = 70_000;

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public Task Networks_of_16_bit_activations_equal_the_reference_interpreter(InstructionLevel level) => batch.AssertEqualsReference(level);

    [Fact]
    public void The_networks_use_every_kernel_on_words()
    {
        string[] kernels =
        [
            "ConvolutionS16S8Word32", "ConvolutionS16S8Scalar64", "ConvolutionS16S16Scalar64", "DepthwiseS16S8Wide32",
            "AffineS16Lanes32", "AffineS16ScalarFloat32", "AddS16Lanes32", "AddS16Scalar64",
            "AveragePoolS16Wide64", "AveragePoolS16Scalar64", "AveragePoolU8Wide64", "MaxPoolS16", "MoveU16Runs", "MultiplyS16Lanes32", "MultiplyS16Scalar64",
        ];
        Assert.Empty(kernels.Except(batch.Layers.Select(l => l.Kernel), StringComparer.Ordinal));
    }

    [Fact]
    public void Sums_are_requantized_in_64_bits_with_and_without_a_clamp()
    {
        var wide = batch.Layers.Where(l => l.Bound.Contains("fits 64 bits", StringComparison.Ordinal)).ToList();
        Assert.Contains(wide, l => l.Bound.Contains("sums clamped", StringComparison.Ordinal));
        Assert.Contains(wide, l => !l.Bound.Contains("sums clamped", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(4, "ConvolutionS16S8Word32")]
    [InlineData(5, "ConvolutionS16S8Scalar64")]
    [InlineData(-3, "ConvolutionS16S8Word32")]
    [InlineData(-4, "ConvolutionS16S8Scalar64")]
    public void Lanes_hold_the_totals_of_weights_up_to_a_sum_of_65536(int last, string kernel)
    {
        // 516 weights of 127 and one more: times -32768 they reach -2^31, and of the other sign one short of 2^31.
        var sign = Math.Sign(last);
        var report = Report(new IntegerNetworkBuilder("Bound", new TensorShape(1, 2, 3))
            .Convolution("wide", 517, IntegerNetworkBuilder.Square(1), outputBits: 16)
            .Convolution("pw", 1, IntegerNetworkBuilder.Square(1), weights: (i, most) => i < 516 ? sign * most : last)
            .Build());
        Assert.Equal(kernel, report.Kernel);
        if (kernel.EndsWith("Scalar64", StringComparison.Ordinal))
            Assert.Contains(report.Refused, r => r.EndsWith("overflow 32 bits", StringComparison.Ordinal));
    }

    [Fact]
    public void Groups_and_single_outputs_read_words_where_they_lie()
    {
        var network = new IntegerNetworkBuilder("Groups", new TensorShape(3, 3, 8))
            .Convolution("wide", 64, IntegerNetworkBuilder.Square(1), outputBits: 16)
            .Convolution("groups", 64, IntegerNetworkBuilder.Square(3, padding: 1), groups: 4, outputBits: 16)
            .Dense("dense", 5)
            .Build();
        Assert.Equal(["ConvolutionS16S8Word32", "ConvolutionS16S8Word32"], CompiledNetworks.Emit(network).Layers.Skip(1).Select(l => l.Kernel));
    }

    private static LayerReport Report(Network network) => CompiledNetworks.Emit(network).Layers.Single(l => string.Equals(l.Layer, "pw", StringComparison.Ordinal));

    /// <summary>Random networks, and every kind of weighted layer with extreme weights between tensors of 16 bits.</summary>
    public sealed class Batch() : NetworkBatch([.. Enumerable.Range(Seed, Networks).Select(RandomIntegerNetwork.CreateWide), .. Adversarial(), UnevenMean])
    {
        /// <summary>Gets a mean whose change of scale no multiplier of 32 bits holds exactly.</summary>
        private static Network UnevenMean => new IntegerNetworkBuilder("UnevenMean", new TensorShape(9, 9, 3))
            .Convolution("wide", 17, IntegerNetworkBuilder.Square(1), outputBits: 16)
            .GlobalAverage("mean", 65521, 65519)
            .Build();

        private static IEnumerable<Network> Adversarial() =>
            from channels in new[] { 1, 3, 15, 60, 121 }
            from style in IntegerNetworkBuilder.AdversarialWeights
            from signed in new[] { true, false }
            select Create(FormattableString.Invariant($"Words{channels}{style.Key}{(signed ? "Signed" : "Unsigned")}"), channels, style.Value, signed);

        private static Network Create(string name, int channels, IntegerNetworkBuilder.WeightCode weights, bool signed)
        {
            var builder = new IntegerNetworkBuilder(name, new TensorShape(5, 6, channels % 2 == 0 ? 3 : 1));
            Convolve("stem", channels, IntegerNetworkBuilder.Square(3, padding: 1));
            Convolve("depthwise", channels, IntegerNetworkBuilder.Square(3, padding: 1), groups: channels);
            Convolve("pointwise", channels, IntegerNetworkBuilder.Square(1));
            Convolve("square", 17, IntegerNetworkBuilder.Square(3, padding: 1));
            Convolve("strided", channels, IntegerNetworkBuilder.Square(3, stride: 2, padding: 1));
            return builder.GlobalAverage("mean").Dense("dense", channels, weights: weights, outputBits: 16).Build();

            void Convolve(string layer, int filters, Window window, int groups = 1) =>
                builder.Convolution(layer, filters, window, groups, weights: weights, outputBits: 16, gain: 1.5, signed: signed);
        }
    }
}
