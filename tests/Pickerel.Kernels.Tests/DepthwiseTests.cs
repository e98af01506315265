using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Depthwise convolutions of every channel count, geometry and extreme of weights.</summary>
public sealed class DepthwiseTests(DepthwiseTests.Batch batch) : IClassFixture<DepthwiseTests.Batch>
{
    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public Task Depthwise_networks_equal_the_reference_interpreter(InstructionLevel level) => batch.AssertEqualsReference(level);

    [Fact]
    public void The_networks_use_every_technique_on_bytes()
    {
        var depthwise = batch.Layers.Where(l => l.Kernel.StartsWith("Depthwise", StringComparison.Ordinal)).ToList();
        Assert.Equal(["DepthwiseU8S8Split16", "DepthwiseU8S8Sum16"], depthwise.Select(l => l.Kernel).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Contains(depthwise, l => l.Bound.Contains("moved by an offset", StringComparison.Ordinal));
        Assert.Contains(depthwise, l => l.Bound.Contains("fit 16 bits, totals in", StringComparison.Ordinal) && !l.Bound.Contains("moved", StringComparison.Ordinal));
    }

    /// <summary>Every channel count with every second geometry; styles of weights, bits and signs take turns.</summary>
    public sealed class Batch() : NetworkBatch([.. Networks()])
    {
        private static readonly int[] ChannelCounts = [1, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 48, 60, 64, 65, 80, 121, 209];

        private static readonly (int Height, int Width, Window Window)[] Geometries =
        [
            (1, 1, IntegerNetworkBuilder.Square(3, padding: 1)),
            (1, 9, IntegerNetworkBuilder.Square(3, padding: 1)),
            (9, 1, IntegerNetworkBuilder.Square(3, stride: 2, padding: 1)),
            (5, 7, IntegerNetworkBuilder.Square(1)),
            (4, 6, IntegerNetworkBuilder.Square(2)),
            (5, 7, IntegerNetworkBuilder.Square(3, stride: 2, padding: 1)),
            (6, 8, IntegerNetworkBuilder.Square(5, padding: 2)),
            (3, 9, IntegerNetworkBuilder.Square(1, padding: 3) with { KernelWidth = 7, Padding = new Margins(0, 3, 0, 3) }),
            (7, 8, IntegerNetworkBuilder.Square(2, stride: 3)),
            (7, 10, IntegerNetworkBuilder.Square(3, padding: 2) with { DilationHeight = 2, DilationWidth = 2 }),
            (7, 5, IntegerNetworkBuilder.Square(3) with { StrideHeight = 2, DilationHeight = 2, Padding = new Margins(2, 1, 2, 1) }),
        ];

        private static IEnumerable<Network> Networks()
        {
            var styles = IntegerNetworkBuilder.AdversarialWeights.Values.Append(null).ToList();
            var index = 0;
            foreach (var channels in ChannelCounts)
            {
                foreach (var (height, width, window) in Geometries)
                {
                    if (++index % 2 == 0)
                        continue;
                    var weights = styles[index / 2 % styles.Count];
                    int bits = (index / 4 % 3) switch { 0 => 8, 1 => 4, _ => 2 }, inputBits = (index / 6 % 3) switch { 0 => 8, 1 => 7, _ => 4 };
                    yield return new IntegerNetworkBuilder($"Depthwise{channels}N{index}", new TensorShape(height, width, channels), signed: index / 2 % 2 == 0)
                        .Convolution("first", channels, window, groups: channels, weightBits: bits, weights: weights, outputBits: inputBits)
                        .Convolution("second", channels, IntegerNetworkBuilder.Square(3, padding: 1), groups: channels, weightBits: 8, weights: weights)
                        .Convolution("third", channels, IntegerNetworkBuilder.Square(3, padding: 1), groups: channels, weightBits: 4, from: "first", padding: [.. Enumerable.Repeat(1, channels)])
                        .Add("sum", "second", "third")
                        .Build();
                }
            }
        }
    }
}
