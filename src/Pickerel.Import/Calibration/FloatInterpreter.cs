using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Import.Calibration;

/// <summary>
/// Executes a network whose parameters are bound in double precision: what calibration measures, and what quantized layers are compared
/// with. Nothing that is compiled depends on its last bits.
/// </summary>
public static class FloatInterpreter
{
    /// <summary>Infers one sample.</summary>
    /// <param name="network">A bound network (norms and activations may be fused), not yet lowered.</param>
    /// <param name="input">The input's real values in HWC order.</param>
    /// <returns>Every node's output by name.</returns>
    public static IReadOnlyDictionary<string, double[]> RunAll(Network network, ReadOnlySpan<double> input)
    {
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal) { [network.Input.Name] = input.ToArray() };
        foreach (var node in network.Nodes)
        {
            if (node is not InputNode)
                values[node.Name] = Execute(network, node, values);
        }

        return values;
    }

    private static double[] Execute(Network network, Node node, Dictionary<string, double[]> values)
    {
        var (x, shape, y) = (values[node.Input], network[node.Input].Shape, new double[checked((int)node.Shape.Count)]);
        switch (node)
        {
            case ConvolutionNode convolution:
                FloatConvolution.Run(convolution, network.Input.Quantization!, x, shape, y);
                Finish(y, convolution.Bias, convolution.Normalization, convolution.Activation, convolution.Curve, node.Shape.Channels);
                break;
            case DenseNode dense:
                for (var o = 0; o < y.Length; o++)
                    y[o] = FloatConvolution.Dot(dense.Weights!.Values.Slice(o * x.Length, x.Length), x);
                Finish(y, dense.Bias, dense.Normalization, dense.Activation, dense.Curve, node.Shape.Channels);
                break;
            case BatchNormalizationNode norm:
                x.CopyTo(y, 0);
                Finish(y, null, norm.Normalization, norm.Activation, norm.Curve, node.Shape.Channels);
                break;
            case AddNode add:
                var other = values[node.Inputs[1]];
                for (var i = 0; i < y.Length; i++)
                    y[i] = x[i] + other[i];
                Finish(y, null, null, add.Activation, add.Curve, node.Shape.Channels);
                break;
            case MultiplyNode multiply:
                var factor = values[node.Inputs[1]];
                for (var i = 0; i < y.Length; i++)
                    y[i] = x[i] * factor[i % factor.Length];
                Finish(y, null, null, multiply.Activation, null, node.Shape.Channels);
                break;
            case ReluNode:
                x.CopyTo(y, 0);
                Finish(y, null, null, Activation.Relu, null, node.Shape.Channels);
                break;
            case ActivationNode { Curve: var curve }:
                x.CopyTo(y, 0);
                Finish(y, null, null, Activation.None, curve, node.Shape.Channels);
                break;
            case SoftmaxNode:
                Softmax(x, y, node.Shape.Channels);
                break;
            case AveragePoolNode pool:
                Pool(pool.Window, x, shape, y, node.Shape, (sum, value) => sum + value, 0, (sum, inside, all) => sum / (pool.CountIncludesPadding ? all : inside));
                break;
            case MaxPoolNode pool:
                Pool(pool.Window, x, shape, y, node.Shape, Math.Max, double.NegativeInfinity, (most, _, _) => most);
                break;
            case FlattenNode:
                x.CopyTo(y, 0);
                break;
            case MovementNode movement:
                Move(movement, [.. node.Inputs.Select(i => (values[i], network[i].Shape))], y);
                break;
            default:
                throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) is not a real node.");
        }

        return y;
    }

    /// <summary>Adds biases, then applies norm and activation, in place.</summary>
    private static void Finish(double[] y, Constant<double>? bias, Normalization? norm, Activation activation, ActivationCurve? curve, int channels)
    {
        for (var i = 0; i < y.Length; i++)
        {
            var c = i % channels;
            var value = y[i] + (bias is null ? 0 : bias[c]);
            if (norm is not null)
                value = (norm.Gamma[c] * (value - norm.Mean[c]) / Math.Sqrt(norm.Variance[c] + norm.Epsilon)) + norm.Beta[c];
            if (activation == Activation.Relu)
                value = Math.Max(value, 0);
            y[i] = curve is null ? value : FloatCurves.Apply(curve, c, value);
        }
    }

    private static void Softmax(double[] x, double[] y, int channels)
    {
        for (var first = 0; first < x.Length; first += channels)
        {
            var pixel = x.AsSpan(first, channels);
            var (most, sum) = (double.NegativeInfinity, 0.0);
            foreach (var value in pixel)
                most = Math.Max(most, value);
            foreach (var value in pixel)
                sum += Math.Exp(value - most);
            for (var c = 0; c < channels; c++)
                y[first + c] = Math.Exp(pixel[c] - most) / sum;
        }
    }

    private static void Pool(
        Window window, double[] x, TensorShape input, double[] y, TensorShape output, Func<double, double, double> join, double seed, Func<double, int, int, double> finish)
    {
        for (var i = 0; i < y.Length; i++)
        {
            var (c, pixel) = (i % output.Channels, i / output.Channels);
            var (top, left) = (((pixel / output.Width) * window.StrideHeight) - window.Padding.Top, ((pixel % output.Width) * window.StrideWidth) - window.Padding.Left);
            var (value, inside) = (seed, 0);
            for (var ky = 0; ky < window.KernelHeight; ky++)
            {
                for (var kx = 0; kx < window.KernelWidth; kx++)
                {
                    var (row, column) = (top + (ky * window.DilationHeight), left + (kx * window.DilationWidth));
                    if (row < 0 || row >= input.Height || column < 0 || column >= input.Width)
                        continue;
                    value = join(value, x[(((row * input.Width) + column) * input.Channels) + c]);
                    inside++;
                }
            }

            y[i] = finish(value, inside, window.KernelHeight * window.KernelWidth);
        }
    }

    private static void Move(MovementNode node, IReadOnlyList<(double[] Values, TensorShape Shape)> inputs, double[] y)
    {
        var (shapes, i) = (inputs.Select(input => input.Shape).ToList(), 0);
        for (var row = 0; row < node.Shape.Height; row++)
        {
            for (var column = 0; column < node.Shape.Width; column++)
            {
                for (var c = 0; c < node.Shape.Channels; c++, i++)
                {
                    if (Movement.OriginOf(node, shapes, new(row, column, c)) is not var (input, place))
                        continue; // A border of a real tensor holds zero.
                    var shape = shapes[input];
                    y[i] = inputs[input].Values[(((place.Y * shape.Width) + place.X) * shape.Channels) + place.Channel];
                }
            }
        }
    }
}
