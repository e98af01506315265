using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Executes a network of real nodes in double, as declared or with norms, activations and the input's normalization folded: what integers must come near.</summary>
internal static class RealExecutor
{
    /// <summary>Infers one sample given as integers on the input's grid, and returns every node's real output by name.</summary>
    public static IReadOnlyDictionary<string, double[]> RunAll(Network network, ReadOnlySpan<int> input)
    {
        var real = new double[input.Length];
        var (grid, channels) = (network.Input.Quantization!, network.Input.Shape.Channels);
        for (var i = 0; i < real.Length; i++)
        {
            real[i] = grid.Scale * (input[i] - grid.ZeroPoint);
            if (!network.Input.Mean.IsEmpty)
                real[i] -= network.Input.Mean[i % channels];
            if (!network.Input.Std.IsEmpty)
                real[i] /= network.Input.Std[i % channels];
        }

        var values = new Dictionary<string, double[]>(StringComparer.Ordinal) { [network.Input.Name] = real };
        foreach (var node in network.Nodes.Skip(1))
            values[node.Name] = Execute(network, node, node.Inputs.Select(name => values[name]).ToArray());
        return values;
    }

    public static double[] Run(Network network, ReadOnlySpan<int> input) => RunAll(network, input)[network.Output.Name];

    /// <summary>Executes one node on its real inputs.</summary>
    public static double[] Execute(Network network, Node node, double[][] inputs)
    {
        var (x, shape) = (inputs[0], network[node.Input].Shape);
        return node switch
        {
            ConvolutionNode n => Finish(Convolve(network, n, shape, x), n.Normalization, n.Activation),
            TransposedConvolutionNode n => Finish(Scatter(n, shape, x), n.Normalization, n.Activation),
            MultiplyNode n => Finish([.. x.Select((value, i) => value * inputs[1][i % inputs[1].Length])], null, n.Activation),
            RescaleNode => x,
            MovementNode n => Move(n, [.. n.Inputs.Select(i => network[i].Shape)], inputs),
            DenseNode n => Finish(Multiply(n, x), n.Normalization, n.Activation),
            BatchNormalizationNode n => Finish([.. x], n.Normalization, n.Activation),
            AddNode n => Finish([.. x.Select((value, i) => value + inputs[1][i])], null, n.Activation),
            ReluNode => Finish([.. x], null, Activation.Relu),
            FlattenNode => x,
            MaxPoolNode n => Pool(n.Shape, n.Window, shape, x, (seen, _) => seen.Max()),
            AveragePoolNode n => Pool(n.Shape, n.Window, shape, x, (seen, all) => seen.Sum() / (n.CountIncludesPadding ? all : seen.Count)),
            _ => throw new NotSupportedException(node.Kind),
        };
    }

    private static double[] Finish(double[] values, Normalization? norm, Activation activation)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (norm is not null)
            {
                var c = i % norm.Gamma.Count;
                values[i] = (norm.Gamma[c] * (values[i] - norm.Mean[c]) / Math.Sqrt(norm.Variance[c] + norm.Epsilon)) + norm.Beta[c];
            }

            if (activation == Activation.Relu)
                values[i] = Math.Max(values[i], 0);
        }

        return values;
    }

    /// <summary>The textbook's definition: each input adds its value times the kernel to the outputs it reaches.</summary>
    private static double[] Scatter(TransposedConvolutionNode node, TensorShape shape, double[] x)
    {
        var (output, window) = (node.Shape, node.Window);
        int inputs = shape.Channels / node.Groups, outputs = node.Filters / node.Groups;
        var result = new double[output.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = node.Bias is null ? 0 : node.Bias[i % output.Channels];
        for (var i = 0; i < x.Length; i++)
        {
            var (ic, ix, iy) = (i % shape.Channels, i / shape.Channels % shape.Width, i / shape.Channels / shape.Width);
            for (var k = 0; k < outputs * window.KernelHeight * window.KernelWidth; k++)
            {
                var (kx, ky, oc) = (k % window.KernelWidth, k / window.KernelWidth % window.KernelHeight, (ic / inputs * outputs) + (k / window.KernelWidth / window.KernelHeight));
                int oy = (iy * window.StrideHeight) - window.Padding.Top + (ky * window.DilationHeight), ox = (ix * window.StrideWidth) - window.Padding.Left + (kx * window.DilationWidth);
                if (oy < 0 || oy >= output.Height || ox < 0 || ox >= output.Width)
                    continue;
                var weight = node.Weights![(((((oc * window.KernelHeight) + ky) * window.KernelWidth) + kx) * inputs) + (ic % inputs)];
                result[(((oy * output.Width) + ox) * output.Channels) + oc] += x[i] * weight;
            }
        }

        return result;
    }

    private static double[] Move(MovementNode node, TensorShape[] shapes, double[][] inputs)
    {
        var result = new double[node.Shape.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var place = new Place(i / node.Shape.Channels / node.Shape.Width, i / node.Shape.Channels % node.Shape.Width, i % node.Shape.Channels);
            if (Movement.OriginOf(node, shapes, place) is var (input, origin))
                result[i] = inputs[input][(((origin.Y * shapes[input].Width) + origin.X) * shapes[input].Channels) + origin.Channel];
        }

        return result;
    }

    private static double[] Convolve(Network network, ConvolutionNode node, TensorShape shape, double[] x)
    {
        var (output, window, grid) = (node.Shape, node.Window, network[node.Input].Quantization ?? network.Input.Quantization!);
        int inputs = shape.Channels / node.Groups, outputs = output.Channels / node.Groups;
        var result = new double[output.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var (oc, ox, oy) = (i % output.Channels, i / output.Channels % output.Width, i / output.Channels / output.Width);
            result[i] = node.Bias is null ? 0 : node.Bias[oc];
            for (var k = 0; k < window.KernelHeight * window.KernelWidth * inputs; k++)
            {
                var (ic, kx, ky) = ((oc / outputs * inputs) + (k % inputs), k / inputs % window.KernelWidth, k / inputs / window.KernelWidth);
                var y = (oy * window.StrideHeight) - window.Padding.Top + (ky * window.DilationHeight);
                var column = (ox * window.StrideWidth) - window.Padding.Left + (kx * window.DilationWidth);
                var padding = node.PaddingValues.IsEmpty ? 0 : grid.Scale * (node.PaddingValues[ic] - grid.ZeroPoint);
                var value = y >= 0 && y < shape.Height && column >= 0 && column < shape.Width ? x[(((y * shape.Width) + column) * shape.Channels) + ic] : padding;
                result[i] += value * node.Weights![(oc * window.KernelHeight * window.KernelWidth * inputs) + k];
            }
        }

        return result;
    }

    private static double[] Multiply(DenseNode node, double[] x) =>
        [.. Enumerable.Range(0, node.Units).Select(o => (node.Bias is null ? 0 : node.Bias[o]) + x.Select((value, i) => value * node.Weights![(o * x.Length) + i]).Sum())];

    private static double[] Pool(TensorShape output, Window window, TensorShape shape, double[] x, Func<List<double>, int, double> reduce)
    {
        var result = new double[output.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var (c, ox, oy) = (i % output.Channels, i / output.Channels % output.Width, i / output.Channels / output.Width);
            var seen = new List<double>();
            for (var k = 0; k < window.KernelHeight * window.KernelWidth; k++)
            {
                var y = (oy * window.StrideHeight) - window.Padding.Top + (k / window.KernelWidth * window.DilationHeight);
                var column = (ox * window.StrideWidth) - window.Padding.Left + (k % window.KernelWidth * window.DilationWidth);
                if (y >= 0 && y < shape.Height && column >= 0 && column < shape.Width)
                    seen.Add(x[(((y * shape.Width) + column) * shape.Channels) + c]);
            }

            result[i] = reduce(seen, window.KernelHeight * window.KernelWidth);
        }

        return result;
    }
}
