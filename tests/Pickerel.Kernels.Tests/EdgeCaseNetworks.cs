using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Networks at the edges of what kernels and plans prove, which chance rarely finds.</summary>
internal static class EdgeCaseNetworks
{
    private static readonly Window Same3 = IntegerNetworkBuilder.Square(3, padding: 1);

    /// <summary>Two readers of one tensor pad it with different values: only one of them finds its border there.</summary>
    public static Network TwoPaddings { get; } = new IntegerNetworkBuilder("TwoPaddings", new TensorShape(5, 6, 17))
        .Convolution("zeros", 33, Same3)
        .Convolution("ramp", 33, Same3, from: "input", padding: [.. Enumerable.Range(0, 17).Select(c => c * 15)])
        .Add("sum", "zeros", "ramp")
        .Build();

    /// <summary>A mean of so many elements that no 32-bit multiply and shift divides exactly.</summary>
    public static Network HugeMean { get; } = new IntegerNetworkBuilder("HugeMean", new TensorShape(211, 127, 2)).GlobalAverage("mean", 253, 251).Build();

    /// <summary>Sums beyond 32 bits.</summary>
    public static Network HugeSum { get; } = new IntegerNetworkBuilder("HugeSum", new TensorShape(251, 283, 1))
        .Flatten("flat")
        .Dense("dense", 2, weights: (_, greatest) => greatest)
        .Build();

    /// <summary>A depthwise kernel of more taps than are written out.</summary>
    public static Network ManyTaps { get; } = new IntegerNetworkBuilder("ManyTaps", new TensorShape(11, 12, 19))
        .Convolution("dw", 19, IntegerNetworkBuilder.Square(9, padding: 4), groups: 19, weightBits: 4)
        .Build();

    /// <summary>More scratch than goes on the stack.</summary>
    public static Network LargeScratch { get; } = new IntegerNetworkBuilder("LargeScratch", new TensorShape(40, 40, 3), signed: true)
        .Convolution("conv", 24, IntegerNetworkBuilder.Square(3, stride: 1, padding: 1), weightBits: 4)
        .Convolution("dw", 24, Same3, groups: 24)
        .GlobalAverage("mean")
        .Dense("dense", 5, outputBits: 16)
        .Build();

    /// <summary>A network as small as any.</summary>
    public static Network OneByOne { get; } = new IntegerNetworkBuilder("OneByOne", new TensorShape(1, 1, 1), signed: true).Dense("dense", 1, weightBits: 2).Build();

    /// <summary>The shape of the digit networks.</summary>
    public static Network Digits { get; } = new IntegerNetworkBuilder("Digits", new TensorShape(8, 8, 1))
        .Convolution("conv1", 16, Same3)
        .Convolution("dw1", 16, Same3, groups: 16, weightBits: 4)
        .Convolution("pw1", 32, IntegerNetworkBuilder.Square(1), weightBits: 4)
        .Convolution("dw2", 32, IntegerNetworkBuilder.Square(3, stride: 2, padding: 1), groups: 32, weightBits: 4)
        .Convolution("pw2", 32, IntegerNetworkBuilder.Square(1), weightBits: 4)
        .GlobalAverage("mean")
        .Dense("fc1", 10, outputBits: 16)
        .Build();

    /// <summary>Gets every edge case, and adversarial weights on odd channel counts at 1, 4 and 8 bits.</summary>
    public static IEnumerable<Network> All =>
    [
        TwoPaddings, HugeMean, HugeSum, ManyTaps, LargeScratch, OneByOne, Digits,
        .. from channels in new[] { 1, 3, 15, 60, 121, 209 }
           from style in IntegerNetworkBuilder.AdversarialWeights
           from bits in new[] { 4, 8 }
           select Adversarial(channels, style.Key, style.Value, bits),
        .. from channels in new[] { 1, 3, 15, 60, 121, 209 }
           from style in IntegerNetworkBuilder.AdversarialWeights
           from bits in new[] { 7, 8 }
           select AdversarialActivations(channels, style.Key, style.Value, bits),
        .. from channels in new[] { 1, 3, 15, 60, 64 }
           from style in IntegerNetworkBuilder.AdversarialSigns
           select Adversarial(channels, style.Key, style.Value, bits: 1),
    ];

    /// <summary>8-bit weights on activations of some bits, stored as kernels store them.</summary>
    private static Network AdversarialActivations(int channels, string style, IntegerNetworkBuilder.WeightCode weights, int bits) =>
        new IntegerNetworkBuilder($"{style}{channels}A{bits}", new TensorShape(3, 7, 5))
            .Convolution("first", channels, IntegerNetworkBuilder.Square(1), weights: weights, outputBits: bits)
            .Convolution("pw", channels, IntegerNetworkBuilder.Square(1), weights: weights, outputBits: bits)
            .Convolution("strided", 37, IntegerNetworkBuilder.Square(3, stride: 2, padding: 1), weights: weights, outputBits: bits)
            .Flatten("flat")
            .Dense("dense", 3, weights: weights, outputBits: 16)
            .Build();

    private static Network Adversarial(int channels, string style, IntegerNetworkBuilder.WeightCode weights, int bits)
    {
        var builder = new IntegerNetworkBuilder($"{style}{channels}W{bits}", new TensorShape(3, 5, channels))
            .Convolution("pw", channels, IntegerNetworkBuilder.Square(1), weightBits: bits, weights: weights)
            .Convolution("dw", channels, Same3, groups: channels, weightBits: bits, weights: weights);
        return (channels < 100 ? builder.Convolution("conv", 20, Same3, weightBits: bits, weights: weights) : builder)
            .Flatten("flat")
            .Dense("dense", 3, weightBits: bits, weights: weights, outputBits: 16)
            .Build();
    }
}
