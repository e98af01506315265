using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>The declared mean and standard deviation of the input, one of each per channel, and how constants absorb them.</summary>
/// <param name="Means">Real values.</param>
/// <param name="Deviations">Positive real values.</param>
/// <param name="Grid">The input's grid.</param>
internal sealed record InputMoments(ImmutableArray<double> Means, ImmutableArray<double> Deviations, Quantization Grid)
{
    /// <summary>Declared moments beyond this (or deviations below its inverse) are absurd; the limit keeps what is computed from them finite.</summary>
    private const double Most = 1e100;

    /// <summary>The epsilon of a norm whose variances hold it already: positive, as a norm's must be, and too small to change a sum.</summary>
    public const double NoEpsilon = 1e-300;

    /// <summary>Gets the largest magnitude a normalized input can have.</summary>
    public double Reach
    {
        get
        {
            double reach = 0;
            for (var c = 0; c < Means.Length; c++)
            {
                double low = Grid.Scale * (Grid.Minimum - Grid.ZeroPoint), high = Grid.Scale * (Grid.Maximum - Grid.ZeroPoint);
                reach = Math.Max(reach, Math.Max(Math.Abs(low - Means[c]), Math.Abs(high - Means[c])) / Deviations[c]);
            }

            return ChannelScale.Bound(reach);
        }
    }

    public static InputMoments Of(InputNode input) => new(
        PerChannel(input.Mean, input.Shape.Channels, 0, -Most), PerChannel(input.Std, input.Shape.Channels, 1, 1 / Most), input.Quantization!);

    /// <summary><c>W ((x - mean) / std) = (W / std) x - (W / std) mean</c>, over all taps: padding holds the mean.</summary>
    public WeightedNode FoldInto(WeightedNode node, TensorShape input)
    {
        var geometry = FilterGeometry.Of(node, input);
        var weights = ImmutableArray.CreateBuilder<double>(node.Weights!.Count);
        var bias = ImmutableArray.CreateBuilder<double>(geometry.Outputs);
        for (var o = 0; o < geometry.Outputs; o++)
        {
            double atMean = 0;
            for (var k = 0; k < geometry.WeightsPerOutput; k++)
            {
                var channel = geometry.ChannelOf(o, k % geometry.InputsPerGroup) % Means.Length;
                weights.Add(node.Weights[weights.Count] / Deviations[channel]);
                atMean += weights[weights.Count - 1] * Means[channel];
            }

            bias.Add((node.Bias is null ? 0 : node.Bias[o]) - atMean);
        }

        return node with
        {
            Weights = new(node.Weights.Dimensions, weights.MoveToImmutable()),
            Bias = Constant<double>.Vector(bias.MoveToImmutable()),
            PaddingValues = PaddingFor(node, input.Channels),
        };
    }

    /// <summary><c>((x - mean) / std - mean') / sqrt(v)</c> is <c>(x - (mean + std mean')) / sqrt(std^2 v)</c>, v including the epsilon.</summary>
    public BatchNormalizationNode FoldInto(BatchNormalizationNode node)
    {
        var norm = node.Normalization!;
        var channels = Enumerable.Range(0, norm.Mean.Count).ToList();
        return node with
        {
            Epsilon = NoEpsilon,
            Normalization = norm with
            {
                Mean = Vector(channels.Select(c => Means[c % Means.Length] + (Deviations[c % Means.Length] * norm.Mean[c]))),
                Variance = Vector(channels.Select(c => Deviations[c % Means.Length] * Deviations[c % Means.Length] * (norm.Variance[c] + norm.Epsilon))),
                Epsilon = NoEpsilon,
            },
        };
    }

    /// <summary>The normalization itself as a batch norm.</summary>
    public Normalization ToNormalization() => new(
        Vector(Means.Select(_ => 1.0)), Vector(Means.Select(_ => 0.0)), Vector(Means), Vector(Deviations.Select(d => d * d)), NoEpsilon);

    /// <summary>One value a channel of what the node reads, which may be the input flattened.</summary>
    private EquatableArray<int> PaddingFor(WeightedNode node, int channels)
    {
        if (node is not ConvolutionNode convolution || convolution.Window.Padding == default)
            return node.PaddingValues;
        var nearest = Means.Select(m => (int)Math.Max(Grid.Minimum, Math.Min(Math.Floor((m / Grid.Scale) + Grid.ZeroPoint + 0.5), Grid.Maximum))).ToEquatableArray();
        return nearest.All(v => v == Grid.ZeroPoint) ? [] : Enumerable.Range(0, channels).Select(c => nearest[c % nearest.Count]).ToEquatableArray();
    }

    private static Constant<double> Vector(System.Collections.Generic.IEnumerable<double> values) => Constant<double>.Vector([.. values]);

    private static ImmutableArray<double> PerChannel(EquatableArray<double> values, int channels, double otherwise, double least) =>
        [.. Enumerable.Range(0, channels).Select(c => values.IsEmpty ? otherwise : Math.Max(least, Math.Min(values[values.Count == 1 ? 0 : c], Most)))];
}
