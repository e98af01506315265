using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Tensors of few channels: stored in 8 bytes a pixel where all who write and read them can, and in 16 elsewhere.</summary>
public sealed class NarrowTensorTests(NarrowTensorTests.Batch batch) : IClassFixture<NarrowTensorTests.Batch>
{
    private static readonly Window Same3 = IntegerNetworkBuilder.Square(3, padding: 1);

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public Task Networks_of_few_channels_equal_the_reference_interpreter(InstructionLevel level) => batch.AssertEqualsReference(level);

    [Fact]
    public void The_networks_use_every_technique() => Assert.Superset(
        new HashSet<string>(StringComparer.Ordinal) { "NarrowConvolutionU8S8Sum16", "NarrowConvolutionU8S8Split16", "NarrowConvolutionU8S8Split32", "DepthwiseU8S8Sum16", "DepthwiseU8S8Split16", "DepthwiseU8S8Wide32", "ConvolutionU8S8Scalar64" },
        batch.Layers.Select(l => l.Kernel).ToHashSet(StringComparer.Ordinal));

    [Theory]
    [InlineData("stem", 8)]
    [InlineData("dw", 8)]
    [InlineData("dw dw", 8)]
    [InlineData("stem dw", 8)]
    [InlineData("add", 16)]
    [InlineData("dw add", 16)]
    [InlineData("mean", 16)]
    [InlineData("stem mean", 16)]
    [InlineData("", 16)]
    public void A_tensor_is_narrow_when_convolutions_alone_read_it(string readers, int channels)
    {
        var builder = new IntegerNetworkBuilder("Net", new TensorShape(4, 4, 3)).Convolution("x", 5, Same3);
        foreach (var (reader, i) in readers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((r, i) => (r, i)))
        {
            builder = reader switch
            {
                "stem" => builder.Convolution($"n{i}", 3, Same3, from: "x"),
                "dw" => builder.Convolution($"n{i}", 5, Same3, groups: 5, from: "x").Convolution($"pw{i}", 17, IntegerNetworkBuilder.Square(1)),
                "add" => builder.Add($"n{i}", i == 0 ? "x" : "n0", "x"),
                _ => builder.Convolution($"n{i}", 5, Same3, groups: 5, from: "x").GlobalAverage($"mean{i}"),
            };
        }

        Assert.Equal(channels, StoragePlanner.Plan(builder.Build())["x"].ChannelStride);
    }

    [Theory]
    [InlineData(9, 4)]
    [InlineData(8, 1)]
    public void A_tensor_of_more_channels_or_of_one_column_is_not_narrow(int channels, int width)
    {
        var network = new IntegerNetworkBuilder("Net", new TensorShape(4, width, 3)).Convolution("x", channels, Same3).Convolution("y", 3, Same3).Build();
        Assert.Equal(16, StoragePlanner.Plan(network)["x"].ChannelStride);
    }

    [Theory]
    [InlineData(64, 64, "NarrowConvolutionU8S8Sum16")]
    [InlineData(65, 64, "NarrowConvolutionU8S8Split16")]
    [InlineData(-64, -64, "NarrowConvolutionU8S8Sum16")]
    [InlineData(-64, -65, "NarrowConvolutionU8S8Split16")]
    public void Pairs_are_summed_whole_until_they_saturate(int first, int second, string kernel)
    {
        var network = new IntegerNetworkBuilder("Net", new TensorShape(4, 4, 2))
            .Convolution("x", 2, IntegerNetworkBuilder.Square(1), weights: (i, _) => i == 0 ? first : i == 1 ? second : 0)
            .Convolution("y", 3, Same3)
            .Build();
        Assert.Equal(kernel, CompiledNetworks.Emit(network).Layers[0].Kernel);
    }

    [Theory]
    [InlineData(32, 120, "NarrowConvolutionU8S8Split16")]
    [InlineData(36, 120, "NarrowConvolutionU8S8Split32")]
    [InlineData(36, -120, "NarrowConvolutionU8S8Split32")]
    public void Parts_are_summed_in_words_until_their_totals_overflow(int inputs, int weight, string kernel)
    {
        // 120 is 8 - 16ths and -8: of 255s, 16 products a word fit it either way, 18 do not.
        var network = new IntegerNetworkBuilder("Net", new TensorShape(4, 4, inputs))
            .Convolution("x", 8, IntegerNetworkBuilder.Square(1), weights: (_, _) => weight)
            .Convolution("y", 3, Same3)
            .Build();
        Assert.Equal(kernel, CompiledNetworks.Emit(network).Layers[0].Kernel);
    }

    /// <summary>Stems, depthwise and other convolutions of few channels, at all extremes of weights.</summary>
    public sealed class Batch() : NetworkBatch([.. Networks()])
    {
        private static IEnumerable<Network> Networks()
        {
            var index = 0;
            foreach (var style in IntegerNetworkBuilder.AdversarialWeights.Values.Append(null))
            {
                foreach (var bits in new[] { 8, 4 })
                {
                    foreach (var (inputs, channels, width) in new[] { (3, 8, 9), (1, 3, 2), (24, 7, 5), (2, 1, 4), (16, 5, 8), (3, 8, 17) })
                    {
                        index++;
                        var stride = (index % 3) + 1;
                        var dilation = index % 4 == 0 ? 2 : 1;
                        yield return new IntegerNetworkBuilder($"Narrow{index}", new TensorShape(5, width * stride, inputs), signed: index % 2 == 0)
                            .Convolution("stem", channels, Same3 with { StrideWidth = stride }, weightBits: bits, weights: style, outputBits: (index % 3) switch { 0 => 8, 1 => 7, _ => 4 })
                            .Convolution("dw1", channels, Same3, groups: channels, weightBits: bits, weights: style)
                            .Convolution("dw2", channels, Same3 with { StrideHeight = 2, StrideWidth = channels < 8 ? 1 : 2, DilationHeight = dilation, Padding = new Margins(dilation, 1, dilation, 1) }, groups: channels, weightBits: bits)
                            .Convolution("mid", 8, IntegerNetworkBuilder.Square(1), weightBits: 8, weights: style)
                            .Convolution("many", 8, IntegerNetworkBuilder.Square(6, padding: 3), groups: 8, weightBits: 8, weights: style)
                            .Convolution("one", 20, IntegerNetworkBuilder.Square(1), weightBits: bits, weights: style)
                            .Convolution("ramp", 8, IntegerNetworkBuilder.Square(6, padding: 3), groups: 8, from: "mid", padding: [.. Enumerable.Range(0, 8)])
                            .Convolution("two", 20, IntegerNetworkBuilder.Square(1), weightBits: bits, weights: style)
                            .Add("sum", "one", "two")
                            .Build();
                    }
                }
            }
        }
    }
}
