using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.TestKit;

/// <summary>
/// Every kind of weighted layer with weights that come closest to every bound, at channel counts that fill no register:
/// a stem, depthwise and pointwise convolutions, 3x3 convolutions of stride 1 and 2, and a dense layer, one behind the other.
/// </summary>
public static class AdversarialNetworks
{
    private static readonly int[] Channels = [1, 3, 15, 60, 121, 209];

    private static readonly (int Weights, int Activations)[] Precisions = [(8, 8), (8, 7), (4, 8), (4, 4), (2, 2)];

    /// <summary>Gets a network for each number of channels, precision and style of weights.</summary>
    public static IEnumerable<Network> All =>
        from channels in Channels
        from bits in Precisions
        from style in IntegerNetworkBuilder.AdversarialWeights
        select Create(FormattableString.Invariant($"Adversarial{channels}w{bits.Weights}a{bits.Activations}{style.Key}"), channels, bits.Weights, bits.Activations, style.Value);

    private static Network Create(string name, int channels, int weightBits, int outputBits, IntegerNetworkBuilder.WeightCode weights)
    {
        var builder = new IntegerNetworkBuilder(name, new TensorShape(5, 6, channels % 2 == 0 ? 3 : 1));
        Convolve("stem", channels, IntegerNetworkBuilder.Square(3, padding: 1));
        Convolve("depthwise", channels, IntegerNetworkBuilder.Square(3, padding: 1), groups: channels);
        Convolve("pointwise", channels, IntegerNetworkBuilder.Square(1));
        Convolve("square", 17, IntegerNetworkBuilder.Square(3, padding: 1));
        Convolve("strided", channels, IntegerNetworkBuilder.Square(3, stride: 2, padding: 1));
        return builder.Dense("dense", channels, weightBits, weights, outputBits: outputBits).Build();

        void Convolve(string layer, int filters, Window window, int groups = 1) =>
            builder.Convolution(layer, filters, window, groups, weightBits, weights, outputBits: outputBits);
    }
}
