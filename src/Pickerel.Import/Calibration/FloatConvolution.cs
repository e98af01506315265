using System;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Calibration;

/// <summary>The sums of a convolution in double precision.</summary>
internal static class FloatConvolution
{
    /// <summary>Computes the sums, without bias.</summary>
    /// <param name="node">The convolution; bound.</param>
    /// <param name="grid">The grid that padding values are on: the network's input's.</param>
    /// <param name="x">The input in HWC order.</param>
    /// <param name="input">Its shape.</param>
    /// <param name="y">Receives the sums in HWC order.</param>
    public static void Run(ConvolutionNode node, Quantization grid, ReadOnlySpan<double> x, TensorShape input, Span<double> y)
    {
        var (window, output) = (node.Window, node.Shape);
        var weights = node.Weights!.Values;
        int perGroup = input.Channels / node.Groups, filtersPerGroup = node.Filters / node.Groups;
        var padding = new double[input.Channels];
        for (var c = 0; c < node.PaddingValues.Count; c++)
            padding[c] = grid.RealOf(node.PaddingValues[c]);
        for (var i = 0; i < y.Length; i++)
        {
            var (o, pixel) = (i % output.Channels, i / output.Channels);
            var (top, left) = (((pixel / output.Width) * window.StrideHeight) - window.Padding.Top, ((pixel % output.Width) * window.StrideWidth) - window.Padding.Left);
            var (first, weight, sum) = (o / filtersPerGroup * perGroup, o * window.KernelHeight * window.KernelWidth * perGroup, 0.0);
            for (var ky = 0; ky < window.KernelHeight; ky++)
            {
                for (var kx = 0; kx < window.KernelWidth; kx++, weight += perGroup)
                {
                    var (row, column) = (top + (ky * window.DilationHeight), left + (kx * window.DilationWidth));
                    var isInside = row >= 0 && row < input.Height && column >= 0 && column < input.Width;
                    var values = isInside ? x.Slice((((row * input.Width) + column) * input.Channels) + first, perGroup) : padding.AsSpan(first, perGroup);
                    sum += Dot(weights.Slice(weight, perGroup), values);
                }
            }

            y[i] = sum;
        }
    }

    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
