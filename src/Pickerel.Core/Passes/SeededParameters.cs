using System;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>
/// Pseudo-random parameters, for benchmarks and shape studies: scaled (He et al. 2015) so that activations keep their magnitude
/// from layer to layer. Every tensor has a stream of its own, named as in a file, so editing one layer leaves the others' alone.
/// </summary>
internal sealed class SeededParameters(Network network, ParametersSource.Seed seed) : ParameterSource
{
    /// <summary>The mean square of a hidden activation: of a unit normal, half is cut off by the ReLU.</summary>
    private const double HiddenMeanSquare = 0.5;

    public override Constant<double> Weights(WeightedNode node)
    {
        var dimensions = InferShapes.WeightDimensions(node, network[node.Input].Shape);
        var fanIn = dimensions.Skip(1).Aggregate(1, (product, d) => product * d);
        var meanSquare = ReadsNetworkInput(node) ? InputMeanSquare(network.Input) : HiddenMeanSquare;
        return Draw(node, "weight", dimensions, 0, 1 / Math.Sqrt(fanIn * meanSquare), seed.Uniform);
    }

    public override Constant<double>? Bias(WeightedNode node, bool isFollowedByNorm) =>
        node.HasBias ?? !isFollowedByNorm ? Draw(node, "bias", [node.Outputs], 0, 0.1) : null;

    /// <summary>Moments near those of what the seeded weights produce; a Gaussian stays within 3.5, so variances are positive.</summary>
    public override Normalization Normalization(BatchNormalizationNode node)
    {
        EquatableArray<int> channels = [node.Shape.Channels];
        return new Normalization(
            Draw(node, "weight", channels, 1, 0.25),
            Draw(node, "bias", channels, 0, 0.3),
            Draw(node, "running_mean", channels, 0, 0.2),
            Draw(node, "running_var", channels, 1, 0.25),
            node.Epsilon);
    }

    /// <summary>Slopes near PyTorch's first, 0.25; shifts small beside a unit normal.</summary>
    public override ActivationCurve Curve(ActivationNode node)
    {
        if (node.Curve is not ActivationCurve.PRelu curve)
            return node.Curve;
        EquatableArray<int> channels = [node.Shape.Channels];
        curve = curve with { Slopes = Draw(node, "weight", channels, 0.25, 0.05) };
        return curve.IsShifted ? curve with { Shifts = Draw(node, "shift1", channels, 0, 0.1), Offsets = Draw(node, "shift2", channels, 0, 0.1) } : curve;
    }

    private Constant<double> Draw(Node node, string role, EquatableArray<int> dimensions, double mean, double deviation, bool uniform = false)
    {
        var stream = SplitMix64.Of(seed.Value, $"{node.Name}.{role}");
        var values = new double[(int)SizeLimits.Product([.. dimensions])];
        for (var i = 0; i < values.Length; i++)
            values[i] = mean + (deviation * (uniform ? stream.NextUniform() : stream.NextGaussian()));
        return new Constant<double>(dimensions, ImmutableCollectionsMarshal.AsImmutableArray(values));
    }

    private bool ReadsNetworkInput(Node node) => network.OriginOf(node.Input) is InputNode;

    /// <summary>The mean square of the normalized input, if every integer on its grid is equally likely.</summary>
    private static double InputMeanSquare(InputNode input)
    {
        var grid = input.Quantization!;
        double low = grid.Minimum - grid.ZeroPoint, high = grid.Maximum - grid.ZeroPoint;
        var mean = grid.Scale * (low + high) / 2;
        var variance = grid.Scale * grid.Scale * (high - low) * (high - low + 2) / 12;
        var sum = 0.0;
        var channels = Math.Max(1, Math.Max(input.Mean.Count, input.Std.Count));
        for (var c = 0; c < channels; c++)
        {
            var centred = mean - (input.Mean.IsEmpty ? 0 : input.Mean[c]);
            var std = input.Std.IsEmpty ? 1 : input.Std[c];
            sum += (variance + (centred * centred)) / (std * std);
        }

        return sum / channels;
    }
}
