using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// What to expect of every tensor without seeing data. A norm was trained on data and tells: behind it a channel is Gaussian with
/// mean beta and deviation |gamma|. Elsewhere means and variances are propagated, weighted sums as if their terms were
/// independent, additions as if they were not. Pools
/// and reshapes pass on what they read: neighbours in a map are alike, and to overestimate a spread costs less than to clip. For
/// the input see <see cref="InputStatistics"/>.
/// </summary>
internal sealed class NetworkStatistics
{
    private readonly Network _network;
    private readonly Dictionary<string, TensorStatistics> _tensors = new(StringComparer.Ordinal);

    private readonly TensorStatistics? _fittedInput;

    private NetworkStatistics(Network network) => (_network, _fittedInput) = (network, InputStatistics.Fit(network));

    /// <summary>Gets whether what is expected of the input is more than a guess.</summary>
    public bool KnowsInput => _fittedInput is not null;

    /// <summary>Gets the statistics of a node's output.</summary>
    public TensorStatistics this[string name] => _tensors[name];

    public static NetworkStatistics Of(Network network, CancellationToken cancellation)
    {
        var statistics = new NetworkStatistics(network);
        foreach (var node in network.Nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            statistics._tensors.Add(node.Name, statistics.Expect(node));
        }

        return statistics;
    }

    /// <summary>What to expect of a weighted node's sum, before bias and norm.</summary>
    public SumStatistics SumOf(WeightedNode node)
    {
        var source = _network[node.Input];
        return SumStatistics.Of(FilterGeometry.Of(node, source.Shape), node.Weights!.Values, _tensors[node.Input], _network.PaddingGridOf(node));
    }

    /// <summary>What to expect in front of a node's curve.</summary>
    public TensorStatistics BeforeCurve(Node node) => node is ActivationNode ? _tensors[node.Input] : ExpectBeforeCurve(node);

    private TensorStatistics Expect(Node node) => CurveStatistics.Behind(CurveOf(node), ExpectBeforeCurve(node));

    private static ActivationCurve? CurveOf(Node node) => node switch
    {
        WeightedNode n => n.Curve,
        BatchNormalizationNode n => n.Curve,
        AddNode n => n.Curve,
        ActivationNode n => n.Curve,
        _ => null,
    };

    private TensorStatistics ExpectBeforeCurve(Node node) => node switch
    {
        InputNode input => _fittedInput ?? InputStatistics.Uniform(input),
        WeightedNode { Normalization: { } norm } weighted => Normal(norm, weighted.Activation),
        WeightedNode weighted => Sum(weighted),
        BatchNormalizationNode norm => Normal(norm.Normalization!, norm.Activation),
        AddNode add => Sum(add),
        MultiplyNode => MovedStatistics.Product(_tensors[node.Inputs[0]], _tensors[node.Inputs[1]]),
        ConcatenateNode concatenate => MovedStatistics.Join(concatenate, [.. node.Inputs.Select(i => (_tensors[i], _network[i].Shape))]),
        MovementNode movement => MovedStatistics.Move(movement, _tensors[node.Input], _network[node.Input].Shape),
        RescaleNode => _tensors[node.Input],
        ReluNode relu => _tensors[relu.Input].Rectify(),
        ActivationNode => _tensors[node.Input],
        SoftmaxNode => Shares(node.Shape.Channels),
        FlattenNode => _tensors[node.Input].Repeat(node.Shape.Channels),
        MaxPoolNode or AveragePoolNode => _tensors[node.Input],
        _ => throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) is not a real node."),
    };

    /// <summary>Shares of one: their mean is sure, and they may stray as far.</summary>
    private static TensorStatistics Shares(int channels)
    {
        var mean = 1.0 / channels;
        return TensorStatistics.FromMoments([.. Enumerable.Repeat(mean, channels)], [.. Enumerable.Repeat(mean * (1 - mean), channels)], rectified: false) with { IsCurved = true };
    }

    private static TensorStatistics Normal(Normalization norm, Activation activation)
    {
        var (means, variances) = (new double[norm.Gamma.Count], new double[norm.Gamma.Count]);
        for (var c = 0; c < means.Length; c++)
        {
            // A channel that never varied in training (variance 0) leaves the norm as the constant beta, whatever its gamma.
            var spread = norm.Variance[c] + norm.Epsilon;
            means[c] = norm.Beta[c];
            variances[c] = spread > 0 ? norm.Gamma[c] * norm.Gamma[c] * (norm.Variance[c] / spread) : 0;
        }

        return TensorStatistics.FromMoments(means, variances, activation == Activation.Relu);
    }

    private TensorStatistics Sum(WeightedNode node)
    {
        var sum = SumOf(node);
        for (var o = 0; o < sum.Means.Length; o++)
            sum.Means[o] += node.Bias is null ? 0 : node.Bias[o];
        return TensorStatistics.FromMoments(sum.Means, sum.Variances, node.Activation == Activation.Relu);
    }

    private TensorStatistics Sum(AddNode node)
    {
        var (left, right) = (_tensors[node.Inputs[0]], _tensors[node.Inputs[1]]);
        var (means, variances) = (new double[left.Channels], new double[left.Channels]);
        for (var c = 0; c < means.Length; c++)
        {
            means[c] = left.Mean(c) + right.Mean(c);
            // A residual and its shortcut may well rise and fall together: deviations add at most.
            var deviation = Math.Sqrt(left.Variance(c)) + Math.Sqrt(right.Variance(c));
            variances[c] = deviation * deviation;
        }

        // What is added behind two ReLUs cannot be negative either.
        return TensorStatistics.FromMoments(means, variances, node.Activation == Activation.Relu || (left.Rectified && right.Rectified));
    }
}
