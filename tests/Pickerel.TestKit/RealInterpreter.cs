using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.TestKit;

/// <summary>
/// Executes a bound network in double precision, straight from the definitions of the nodes and in the IR's layouts: what a pass on
/// real nodes must preserve. Folded norms and fused activations count; quantization does not.
/// </summary>
public static class RealInterpreter
{
    /// <summary>Infers one sample.</summary>
    /// <param name="network">A network whose parameters are bound.</param>
    /// <param name="input">The input's real values, HWC, before mean and std.</param>
    /// <returns>Every node's output by name, HWC.</returns>
    public static IReadOnlyDictionary<string, double[]> RunAll(Network network, double[] input)
    {
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
            values[node.Name] = Execute(network, node, values, input);
        return values;
    }

    public static double[] Run(Network network, double[] input) => RunAll(network, input)[network.Output.Name];

    private static double[] Execute(Network network, Node node, Dictionary<string, double[]> values, double[] input)
    {
        if (node is InputNode start)
            return PerChannel(start.Shape, input, (x, c) => (x - At(start.Mean, c, 0)) / At(start.Std, c, 1));
        var (source, x) = (network[node.Input], values[node.Input]);
        return node switch
        {
            ConvolutionNode convolution => Finish(convolution, Convolve(convolution, source, x)),
            DenseNode dense => Finish(dense, Multiply(dense, x)),
            BatchNormalizationNode norm => Activate(norm.Activation, Normalize(norm.Shape, norm.Normalization!, x)),
            ReluNode => Activate(Activation.Relu, x),
            AddNode add => Activate(add.Activation, [.. x.Zip(values[node.Inputs[1]], (a, b) => a + b)]),
            AveragePoolNode pool => Pool(
                pool.Shape, pool.Window, source.Shape, x, seen => seen.Sum() / (pool.CountIncludesPadding ? pool.Window.KernelHeight * pool.Window.KernelWidth : seen.Count)),
            MaxPoolNode pool => Pool(pool.Shape, pool.Window, source.Shape, x, seen => seen.Max()),
            FlattenNode => x,
            _ => throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) is no real node."),
        };
    }

    private static double At(EquatableArray<double> values, int channel, double absent) => values.IsEmpty ? absent : values[channel];

    private static double[] Convolve(ConvolutionNode node, Node source, double[] x)
    {
        var (output, window, input) = (node.Shape, node.Window, source.Shape);
        int inputsPerGroup = input.Channels / node.Groups, outputsPerGroup = node.Filters / node.Groups;
        var result = new double[output.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var (oy, ox, oc) = (i / output.Channels / output.Width, i / output.Channels % output.Width, i % output.Channels);
            for (var ky = 0; ky < window.KernelHeight; ky++)
            {
                for (var kx = 0; kx < window.KernelWidth; kx++)
                {
                    var iy = (oy * window.StrideHeight) - window.Padding.Top + (ky * window.DilationHeight);
                    var ix = (ox * window.StrideWidth) - window.Padding.Left + (kx * window.DilationWidth);
                    for (var ic = 0; ic < inputsPerGroup; ic++)
                    {
                        var channel = (oc / outputsPerGroup * inputsPerGroup) + ic;
                        var inside = iy >= 0 && iy < input.Height && ix >= 0 && ix < input.Width;
                        var value = inside ? x[(((iy * input.Width) + ix) * input.Channels) + channel] : Padding(node, source, channel);
                        result[i] += value * node.Weights![(((((oc * window.KernelHeight) + ky) * window.KernelWidth) + kx) * inputsPerGroup) + ic];
                    }
                }
            }
        }

        return result;
    }

    private static double Padding(ConvolutionNode node, Node source, int channel) =>
        node.PaddingValues.IsEmpty ? 0 : source.Quantization!.Scale * (node.PaddingValues[channel] - source.Quantization.ZeroPoint);

    private static double[] Multiply(DenseNode node, double[] x) =>
        [.. Enumerable.Range(0, node.Units).Select(o => x.Select((value, i) => value * node.Weights![(o * x.Length) + i]).Sum())];

    private static double[] Finish(WeightedNode node, double[] sums)
    {
        var biased = node.Bias is { } bias ? PerChannel(node.Shape, sums, (x, c) => x + bias[c]) : sums;
        return Activate(node.Activation, node.Normalization is { } norm ? Normalize(node.Shape, norm, biased) : biased);
    }

    private static double[] Normalize(TensorShape shape, Normalization norm, double[] x) =>
        PerChannel(shape, x, (v, c) => (norm.Gamma[c] * (v - norm.Mean[c]) / Math.Sqrt(norm.Variance[c] + norm.Epsilon)) + norm.Beta[c]);

    private static double[] Activate(Activation activation, double[] x) => activation == Activation.Relu ? Array.ConvertAll(x, v => Math.Max(v, 0)) : x;

    private static double[] PerChannel(TensorShape shape, double[] x, Func<double, int, double> map) => [.. x.Select((v, i) => map(v, i % shape.Channels))];

    private static double[] Pool(TensorShape output, Window window, TensorShape input, double[] x, Func<List<double>, double> reduce)
    {
        var result = new double[output.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var (oy, ox, c) = (i / output.Channels / output.Width, i / output.Channels % output.Width, i % output.Channels);
            var seen = new List<double>();
            for (var ky = 0; ky < window.KernelHeight; ky++)
            {
                for (var kx = 0; kx < window.KernelWidth; kx++)
                {
                    var iy = (oy * window.StrideHeight) - window.Padding.Top + (ky * window.DilationHeight);
                    var ix = (ox * window.StrideWidth) - window.Padding.Left + (kx * window.DilationWidth);
                    if (iy >= 0 && iy < input.Height && ix >= 0 && ix < input.Width)
                        seen.Add(x[(((iy * input.Width) + ix) * input.Channels) + c]);
                }
            }

            result[i] = reduce(seen);
        }

        return result;
    }
}
