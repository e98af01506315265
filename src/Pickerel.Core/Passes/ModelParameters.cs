using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>
/// Parameters from a model file's tensors, named and laid out as PyTorch does: <c>layer.weight</c> as [out][in][row][column] or
/// [out][in], vectors per channel, and channels first behind a flatten. Every tensor must be taken, every layer must find its own.
/// </summary>
internal sealed class ModelParameters(Network network, ModelDocument model, ScaleQuantizationKind scales) : ParameterSource
{
    private readonly Dictionary<string, ModelTensor> _tensors = model.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly FlattenedOrders _orders = FlattenedOrders.Of(network);

    public override Constant<double> Weights(WeightedNode node)
    {
        var input = network[node.Input];
        var dimensions = InferShapes.WeightDimensions(node, input.Shape);
        if (node is ConvolutionNode { Window: var window })
        {
            // A kernel of one row may be that of a 1-D convolution.
            EquatableArray<int> oihw = window.KernelHeight == 1 && RankOf(node, "weight") == 3
                ? [dimensions[0], dimensions[3], dimensions[2]]
                : [dimensions[0], dimensions[3], dimensions[1], dimensions[2]];
            var values = Take(node, "weight", oihw, oihw.Count == 3 ? "filters, channels of a group, kernel" : "filters, channels of a group, kernel rows, kernel columns");
            return Permute(values, dimensions, channels: dimensions[3], positions: window.KernelHeight * window.KernelWidth);
        }

        if (node is TransposedConvolutionNode transposed)
            return Transposed(transposed, dimensions);

        var order = _orders.OfVector(node);
        return Permute(Take(node, "weight", dimensions, "units, inputs"), dimensions, order.Channels, order.Height * order.Width);
    }

    /// <summary>PyTorch keeps the weights of the convolution that is transposed: [in][filters of a group][row][column].</summary>
    private Constant<double> Transposed(TransposedConvolutionNode node, EquatableArray<int> dimensions)
    {
        var (inputsPerGroup, filtersPerGroup, positions) = (dimensions[3], node.Filters / node.Groups, dimensions[1] * dimensions[2]);
        var values = Take(
            node, "weight", [inputsPerGroup * node.Groups, filtersPerGroup, dimensions[1], dimensions[2]], "input channels, filters of a group, kernel rows, kernel columns");
        var permuted = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (input, filter, position) = (i / positions / filtersPerGroup, i / positions % filtersPerGroup, i % positions);
            var output = (input / inputsPerGroup * filtersPerGroup) + filter;
            permuted[(((output * positions) + position) * inputsPerGroup) + (input % inputsPerGroup)] = values[i];
        }

        return new Constant<double>(dimensions, ImmutableCollectionsMarshal.AsImmutableArray(permuted));
    }

    public override Constant<double>? Bias(WeightedNode node, bool isFollowedByNorm)
    {
        var name = node.Name + ".bias";
        if (node.HasBias == false)
        {
            return _tensors.ContainsKey(name)
                ? throw new ProblemException(Pkr.UnwantedBias.At(node.Site.At("Bias"), node.Name, model.Name, name))
                : null;
        }

        if (_tensors.ContainsKey(name))
            return Constant<double>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(Take(node, "bias", [node.Outputs], "one value a channel")));
        return node.HasBias is null && isFollowedByNorm
            ? null
            : throw new ProblemException(Pkr.MissingBias.At(node.Site, node.Name, name, model.Name, Names()));
    }

    public override Normalization Normalization(BatchNormalizationNode node)
    {
        var order = _orders.OfChannels(node);
        Constant<double> Vector(string role) =>
            Permute(Take(node, role, [node.Shape.Channels], "one value a channel"), [node.Shape.Channels], order.Channels, order.Height * order.Width);
        var norm = new Normalization(Vector("weight"), Vector("bias"), Vector("running_mean"), Vector("running_var"), node.Epsilon);
        var negative = Array.FindIndex(norm.Variance.Values.ToArray(), v => v < 0);
        return negative < 0
            ? norm
            : throw new ProblemException(Pkr.NegativeVariance.At(
                node.Site, node.Name + ".running_var", model.Name, norm.Variance[negative], $"channel {Invariant(negative)}"));
    }

    public override ActivationCurve Curve(ActivationNode node)
    {
        if (node.Curve is not ActivationCurve.PRelu curve)
            return node.Curve;
        var order = _orders.OfChannels(node);
        Constant<double> Vector(string role) =>
            Permute(Take(node, role, [node.Shape.Channels], "one value a channel"), [node.Shape.Channels], order.Channels, order.Height * order.Width);

        // PyTorch's PReLU has one slope for all channels if nothing else is said.
        var isOne = !curve.IsShifted && _tensors.TryGetValue(node.Name + ".weight", out var weight) && weight.Dimensions == (EquatableArray<int>)[1];
        curve = curve with { Slopes = isOne ? Constant<double>.Vector([.. Take(node, "weight", [1], "one value")]) : Vector("weight") };
        return curve.IsShifted ? curve with { Shifts = Vector("shift1"), Offsets = Vector("shift2") } : curve;
    }

    public override EquatableArray<int> WeightBits(WeightedNode node)
    {
        var name = node.Name + ".weight_bits";
        if (!_tensors.ContainsKey(name))
            return [];
        var values = Take(node, "weight_bits", [node.Outputs], "one width a channel");
        var bad = Array.FindIndex(values, bits => bits is < 1 or > 8 || bits != Math.Floor(bits));
        return bad < 0
            ? values.Select(bits => (int)bits).ToEquatableArray()
            : throw new ProblemException(Pkr.InvalidWeightBits.At(node.Site, name, model.Name, values[bad], $"channel {Invariant(bad)}"));
    }

    public override double? ActivationScale(Node node)
    {
        var name = node.Name + ".activation_scale";
        if (!_tensors.TryGetValue(name, out var tensor))
            return null;
        var scale = Take(node, "activation_scale", tensor.Dimensions.IsEmpty ? [] : [1], "a scalar")[0];
        if (!(scale > 0))
            throw new ProblemException(Pkr.InvalidActivationScale.At(node.Site, name, model.Name, scale));
        return !scales.HasPowerOfTwoActivations() || Binary.IsPowerOfTwo(scale)
            ? scale
            : throw new ProblemException(Pkr.ActivationScaleNoPowerOfTwo.At(node.Site, name, model.Name, scale, $"ScaleQuantization.{scales}"));
    }

    public override void CheckAllTaken()
    {
        var left = Listed().Where(name => !_taken.Contains(name)).ToList();
        if (left.Count == 0)
            return;
        var layers = network.Nodes.Where(n => n is WeightedNode or BatchNormalizationNode or ActivationNode { Curve: ActivationCurve.PRelu }).Select(n => n.Name);
        throw new ProblemException(Pkr.UnmatchedTensors.At(Site.Network, model.Name, network.Name, Listing.Of(left), Listing.Of(layers)));
    }

    private int? RankOf(Node node, string role) => _tensors.TryGetValue($"{node.Name}.{role}", out var tensor) ? tensor.Dimensions.Count : null;

    /// <summary>Takes a tensor's values in the file's order; shape and values are checked.</summary>
    private double[] Take(Node node, string role, EquatableArray<int> expected, string meaning)
    {
        var name = $"{node.Name}.{role}";
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new ProblemException(Pkr.MissingTensor.At(node.Site, node.Name, name, model.Name, Names()));
        if (tensor.Dimensions != expected)
            throw new ProblemException(Pkr.MisshapenTensor.At(node.Site, name, model.Name, Bracket(tensor.Dimensions), node.Name, Bracket(expected), meaning));
        _ = _taken.Add(name);
        var values = TensorWidening.ToDoubles(tensor);
        var bad = Array.FindIndex(values, v => double.IsNaN(v) || double.IsInfinity(v));
        return bad < 0 ? values : throw new ProblemException(Pkr.NotFinite.At(node.Site, name, model.Name, values[bad], Position(bad, expected)));
    }

    /// <summary>[…][channel][position] becomes […][position][channel]: what tells PyTorch's layouts from the IR's, everywhere.</summary>
    private static Constant<double> Permute(double[] values, EquatableArray<int> dimensions, int channels, int positions)
    {
        var permuted = new double[values.Length];
        var block = channels * positions;
        for (var start = 0; start < values.Length; start += block)
        {
            for (var channel = 0; channel < channels; channel++)
            {
                for (var position = 0; position < positions; position++)
                    permuted[start + (position * channels) + channel] = values[start + (channel * positions) + position];
            }
        }

        return new Constant<double>(dimensions, ImmutableCollectionsMarshal.AsImmutableArray(permuted));
    }

    /// <summary>The names that count: PyTorch's step counters are no parameters, wherever they stand.</summary>
    private IEnumerable<string> Listed() =>
        model.Tensors.Select(t => t.Name).Where(n => !n.EndsWith("num_batches_tracked", StringComparison.Ordinal));

    private string Names() => Listing.Of(Listed());

    private static string Bracket(EquatableArray<int> dimensions) => "[" + string.Join(", ", dimensions.Select(Invariant)) + "]";

    private static string Position(int index, EquatableArray<int> dimensions)
    {
        var position = new int[dimensions.Count];
        for (var i = position.Length - 1; i >= 0; i--)
        {
            position[i] = index % dimensions[i];
            index /= dimensions[i];
        }

        return Bracket(position.ToEquatableArray());
    }

    private static string Invariant(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
