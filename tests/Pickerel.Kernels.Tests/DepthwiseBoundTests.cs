using System;
using System.Linq;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.Core.Runtime;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>The bounds that decide a depthwise kernel, each at its last value and one beyond, and where its constants lie.</summary>
public sealed class DepthwiseBoundTests
{
    [Theory]
    [InlineData("64 64 0 0 0 0 0 0 0", "")]
    [InlineData("65 64 0 0 0 0 0 0 0", "channel 0: |65| + |64| = 129 > 128 (1 of 1 pairs saturate 16 bits)")]
    [InlineData("-64 -64 0 0 0 0 0 0 0", "")]
    [InlineData("-64 -65 0 0 0 0 0 0 0", "channel 0: |-64| + |-65| = 129 > 128 (1 of 1 pairs saturate 16 bits)")]
    [InlineData("64 -65 0 0 0 0 0 0 0", "")]
    [InlineData("64 64 64 64 64 64 64 64 1", "")]
    [InlineData("64 64 64 64 64 64 64 64 2", "channel 0: totals in [0, 65790] overflow 16 bits")]
    [InlineData("64 -64 64 -64 64 64 64 -64 -2", "channel 0: totals in [-16830, 48960] overflow 16 bits")]
    public void Whole_weights_are_summed_in_words_until_a_bound_breaks(string codes, string objection)
    {
        int[] taps = [.. codes.Split(' ').Select(int.Parse)];
        var report = Report(new IntegerNetworkBuilder("Bound", new TensorShape(4, 4, 2))
            .Convolution("dw", 2, IntegerNetworkBuilder.Square(3), groups: 2, weights: (i, _) => i < 9 ? taps[i] : 0)
            .Build());
        Assert.Equal(objection.Length == 0 ? "DepthwiseU8S8Sum16" : "DepthwiseU8S8Split16", report.Kernel);
        if (objection.Length > 0)
            Assert.Equal("DepthwiseU8S8Sum16: " + objection, Assert.Single(report.Refused));
    }

    [Theory]
    [InlineData("65 64 0 0 0 0 0 0 0", "")]
    [InlineData("65 0 0 64 0 0 0 0 0", "channel 63: |65| + |64| = 129 > 128 (1 of 316 pairs saturate 16 bits)")]
    [InlineData("0 0 0 0 0 0 65 64 0", "channel 63: |65| + |64| = 129 > 128 (1 of 316 pairs saturate 16 bits)")]
    [InlineData("0 0 0 0 0 0 0 65 64", "")]
    [InlineData("64 64 64 64 64 64 64 64 2", "channel 63: totals in [0, 65790] overflow 16 bits")]
    public void Windows_that_share_columns_pair_the_taps_of_a_column(string codes, string objection)
    {
        int[] taps = [.. codes.Split(' ').Select(int.Parse)];
        var report = Report(new IntegerNetworkBuilder("Columns", new TensorShape(4, 4, 64))
            .Convolution("dw", 64, IntegerNetworkBuilder.Square(3), groups: 64, weights: (i, _) => i / 9 == 63 ? taps[i % 9] : 1)
            .Build());
        Assert.Equal(objection.Length == 0 ? "DepthwiseU8S8Sum16" : "DepthwiseU8S8Split16", report.Kernel);
        if (objection.Length > 0)
            Assert.Equal("DepthwiseU8S8Sum16: " + objection, Assert.Single(report.Refused));
    }

    [Theory]
    [InlineData(127)]
    [InlineData(-127)]
    public void Split_weights_always_fit_words(int weight)
    {
        // 5 x 6 taps are 15 pairs, 60 of at most 64 multiplications.
        var report = Report(new IntegerNetworkBuilder("Split", new TensorShape(5, 6, 2))
            .Convolution("dw", 2, IntegerNetworkBuilder.Square(5) with { KernelWidth = 6 }, groups: 2, weights: (_, _) => weight)
            .Build());
        Assert.Equal("DepthwiseU8S8Split16", report.Kernel);
    }

    [Fact]
    public void Many_taps_of_wide_weights_and_wide_outputs_are_summed_in_lanes()
    {
        var many = Report(new IntegerNetworkBuilder("Many", new TensorShape(6, 6, 2)).Convolution("dw", 2, IntegerNetworkBuilder.Square(6), groups: 2, weights: (_, most) => most).Build());
        Assert.Equal("DepthwiseU8S8Wide32", many.Kernel);
        Assert.Equal("DepthwiseU8S8Split16: 36 taps take 72 multiplications, more than 64", many.Refused[^1]);
        var wide = Report(new IntegerNetworkBuilder("Wide", new TensorShape(3, 3, 2)).Convolution("dw", 2, IntegerNetworkBuilder.Square(3), groups: 2, weightBits: 4, outputBits: 16).Build());
        Assert.Equal("DepthwiseU8S8Wide32", wide.Kernel);
        Assert.Equal("DepthwiseU8S8Sum16: the output has 16 bits", wide.Refused[0]);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(48)]
    [InlineData(64)]
    [InlineData(208)]
    public void Constants_lie_where_registers_look_for_them(int channels)
    {
        var planes = new BlockPlanes(channels);
        byte[] pairs = new byte[2 * planes.Bytes], lanes = new byte[4 * planes.Bytes];
        planes.WritePairs(pairs, 0, c => c);
        planes.WriteLanes(lanes, 0, c => c << 8);
        for (var channel = 0; channel < channels; channel++)
        {
            Assert.Equal(channel, BitConverter.ToUInt16(pairs, (int)BlockOrder.Pair(channel, planes.Bytes)));
            Assert.Equal(channel << 8, BitConverter.ToInt32(lanes, (int)BlockOrder.Lane(channel, planes.Bytes)));
        }
    }

    private static LayerReport Report(Network network) => CompiledNetworks.Emit(network).Layers.Single(l => string.Equals(l.Layer, "dw", StringComparison.Ordinal));
}
