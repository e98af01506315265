using System;
using System.Linq;
using Pickerel.Core.Cost;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Cost;

/// <summary>MobileNetV1 at full width and 224 pixels, depthwise weights of 8 bits, pointwise of 4, both ends 8 by 8.</summary>
public class MobileNetCostTests
{
    private static readonly (int Filters, int Stride)[] Blocks =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    [Theory]
    [InlineData(4, 9.95)]
    [InlineData(8, 19.14)]
    [InlineData(16, 37.51)]
    public void Its_ace_is_the_derived(int activationBits, double billions)
    {
        var cost = CostOf(activationBits);

        Assert.Equal(billions, Math.Round(cost.Total.Ace / 1e9, 2));
        Assert.Equal(cost.Total.Ace, cost.Total.AceV2 - cost.Total.ElementwiseAceV2);
    }

    [Fact]
    public void Its_multiply_accumulates_are_the_derived()
    {
        var layers = CostOf(8).AsQuantized.Layers;
        double Millions(Func<LayerCost, bool> of) => Math.Round(layers.Where(of).Sum(l => l.Figures.Macs) / 1e6, 2);

        Assert.Equal(10.84, Millions(l => l.Name is "stem"));
        Assert.Equal(17.39, Millions(l => l.Name.StartsWith("dw", StringComparison.Ordinal)));
        Assert.Equal(539.49, Millions(l => l.Name.StartsWith("pw", StringComparison.Ordinal)));
        Assert.Equal(1.02, Millions(l => l.Name is "fc"));
    }

    private static CostReport CostOf(int activationBits)
    {
        var builder = new IntegerNetworkBuilder("MobileNet", new TensorShape(224, 224, 3))
            .Convolution("stem", 32, IntegerNetworkBuilder.Square(3, 2, 1), outputBits: activationBits, weights: Zero);
        var channels = 32;
        foreach (var ((filters, stride), i) in Blocks.Select((b, i) => (b, i)))
        {
            var isLast = i == Blocks.Length - 1;
            _ = builder
                .Convolution($"dw{i}", channels, IntegerNetworkBuilder.Square(3, stride, 1), groups: channels, outputBits: activationBits, weights: Zero)
                .Convolution($"pw{i}", filters, Window.Point, weightBits: 4, outputBits: isLast ? 8 : activationBits, weights: Zero);
            channels = filters;
        }

        var network = builder.GlobalAverage("pool").Dense("fc", 1000, weights: Zero).Build();
        return CostModel.Of(network, network);
    }

    private static int Zero(int index, int greatest) => 0;
}
