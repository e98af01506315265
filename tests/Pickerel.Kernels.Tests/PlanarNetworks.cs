using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Networks for the planar kernels: weights of one and two bits that come closest to their bounds, on images of every awkward size.</summary>
internal static class PlanarNetworks
{
    private static readonly Window Point = IntegerNetworkBuilder.Square(1), Same3 = IntegerNetworkBuilder.Square(3, padding: 1);

    /// <summary>One pixel, one row, one column, one more than a register, two registers and more, an odd few.</summary>
    private static readonly (int Height, int Width)[] Images = [(1, 1), (1, 70), (67, 1), (5, 13), (11, 13), (7, 3)];

    private static readonly Dictionary<string, IntegerNetworkBuilder.WeightCode> Styles = new(IntegerNetworkBuilder.AdversarialWeights, StringComparer.Ordinal)
    {
        ["Gaps"] = (i, greatest) => i / 9 % 2 == 0 ? 0 : i % 2 == 0 ? greatest : -greatest,
        ["Lonely"] = (i, greatest) => i == 5 ? -greatest : 0,
    };

    /// <summary>A tensor in planes that two readers want, one of them pixel by pixel, and a sum of two such.</summary>
    public static Network Residual { get; } = new IntegerNetworkBuilder("PlanarResidual", new TensorShape(9, 8, 24))
        .Convolution("stem", 24, Point, weightBits: 4, outputBits: 2)
        .Convolution("dw1", 24, Same3, groups: 24, weightBits: 2, outputBits: 2)
        .Convolution("pw1", 24, Point, weightBits: 2, outputBits: 3)
        .Convolution("dw2", 24, Same3, groups: 24, weightBits: 2, outputBits: 2)
        .Convolution("pw2", 24, Point, weightBits: 1, outputBits: 3)
        .Add("sum", "pw1", "pw2")
        .Convolution("last", 5, Point, weightBits: 2, outputBits: 2)
        .Build();

    /// <summary>A chain that is the network's end, in windows wider than the image and beside its middle.</summary>
    public static Network Oblique { get; } = new IntegerNetworkBuilder("PlanarOblique", new TensorShape(4, 5, 17))
        .Convolution("stem", 17, Same3, weightBits: 4, outputBits: 2)
        .Convolution("wide", 17, new Window(5, 7, 1, 1, 1, 1, new Margins(4, 6, 0, 0)), groups: 17, weightBits: 2, outputBits: 2)
        .Convolution("dilated", 17, new Window(3, 3, 1, 1, 2, 2, new Margins(2, 2, 2, 2)), groups: 17, weightBits: 1, outputBits: 2)
        .Convolution("pw", 31, Point, weightBits: 2, outputBits: 3)
        .Build();

    /// <summary>As many added inputs as 8 bits hold: 42 of at most 3, or one more.</summary>
    public static Network AtTheBound(int channels) => new IntegerNetworkBuilder($"PlanarBound{channels}", new TensorShape(6, 11, channels))
        .Convolution("stem", channels, Same3, groups: channels, weightBits: 4, outputBits: 2)
        .Convolution("pw", 16, Point, weightBits: 2, weights: (i, greatest) => i / channels % 2 == 0 ? greatest : -greatest, outputBits: 2)
        .GlobalAverage("mean")
        .Dense("dense", 3, outputBits: 16)
        .Build();

    public static IEnumerable<Network> All =>
    [
        Residual, Oblique, AtTheBound(42), AtTheBound(43),
        .. from channels in new[] { 1, 3, 15, 60, 64, 121 }
           from style in Styles.Select((s, i) => (s.Key, s.Value, Index: i))
           select Chain(channels, style.Key, style.Value, weightBits: 2, Images[(channels + style.Index) % Images.Length]),
        .. from channels in new[] { 1, 3, 15, 40 }
           from style in IntegerNetworkBuilder.AdversarialSigns
           select Chain(channels, style.Key, style.Value, weightBits: 1, (9, 9)),
    ];

    private static Network Chain(int channels, string style, IntegerNetworkBuilder.WeightCode weights, int weightBits, (int Height, int Width) image) =>
        new IntegerNetworkBuilder($"Planar{style}{channels}W{weightBits}", new TensorShape(image.Height, image.Width, 2))
            .Convolution("stem", channels, Point, weightBits: 4, outputBits: 2)
            .Convolution("dw1", channels, Same3, groups: channels, weightBits: weightBits, weights: weights, outputBits: 2)
            .Convolution("pw1", channels, Point, weightBits: weightBits, weights: weights, outputBits: 2)
            .Convolution("dw2", channels, Same3, groups: channels, weightBits: weightBits, weights: weights, outputBits: 3)
            .Convolution("pw2", channels, Point, weightBits: weightBits, outputBits: 2, weights: (i, greatest) => (i % 5) switch { 0 => greatest, 2 => -greatest, _ => weightBits == 1 ? greatest : 0 })
            .GlobalAverage("mean")
            .Dense("dense", 3, outputBits: 16)
            .Build();
}
