using System;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>
/// Where the elements of a transposed convolution lie along one axis. Uncut, input i adds to outputs i * S + k * D; output f = q * S + r then
/// sums taps r, r + S, r + 2S … over inputs q, q - 1, q - 2 …: a convolution with stride 1 for each phase r, whose taps beyond the kernel
/// or between those of a dilation are zero.
/// </summary>
/// <param name="Stride">S, and the number of phases.</param>
/// <param name="Taps">Taps of each phase's kernel.</param>
/// <param name="Before">Zeros in front of the input.</param>
/// <param name="After">Zeros behind it.</param>
/// <param name="First">Outputs to cut off in front.</param>
/// <param name="Length">Outputs to keep.</param>
internal readonly record struct TransposedAxis(int Stride, int Taps, int Before, int After, int First, int Length)
{
    /// <summary>The axis of an input of so many elements; sizes are checked.</summary>
    public static TransposedAxis Of(int input, int kernel, int stride, int dilation, int cut, int length)
    {
        var reach = (kernel - 1) * dilation;
        int first = Math.Min(cut / stride, reach / stride), last = (cut + length - 1) / stride;
        var after = Math.Max(0, last - (input - 1));
        var taps = Math.Max((reach / stride) + 1, after + 1);
        return new(stride, taps, taps - 1 - first, after, cut - (first * stride), length);
    }

    /// <summary>The kernel's element that a tap of a phase is; null where it is zero.</summary>
    public int? ElementOf(int phase, int tap, int kernel, int dilation)
    {
        var at = phase + ((Taps - 1 - tap) * Stride);
        return at % dilation == 0 && at / dilation < kernel ? at / dilation : null;
    }
}

/// <summary>The sizes of a transposed convolution.</summary>
internal static class TransposedGeometry
{
    /// <summary>Greater sizes are above every limit, and sums of them would leave the range of integers.</summary>
    private const long MostLength = 1 << 29;

    public static TensorShape ShapeOf(TransposedConvolutionNode node, TensorShape input)
    {
        var w = node.Window;
        Check(node, input);
        return new(
            Along(node, "height", input.Height, w.KernelHeight, w.StrideHeight, w.DilationHeight, (long)w.Padding.Top + w.Padding.Bottom, node.OutputPaddingHeight),
            Along(node, "width", input.Width, w.KernelWidth, w.StrideWidth, w.DilationWidth, (long)w.Padding.Left + w.Padding.Right, node.OutputPaddingWidth),
            node.Filters);
    }

    /// <summary>The axes of a node; its shape is known.</summary>
    public static (TransposedAxis Rows, TransposedAxis Columns) AxesOf(TransposedConvolutionNode node, TensorShape input) => (
        TransposedAxis.Of(input.Height, node.Window.KernelHeight, node.Window.StrideHeight, node.Window.DilationHeight, node.Window.Padding.Top, node.Shape.Height),
        TransposedAxis.Of(input.Width, node.Window.KernelWidth, node.Window.StrideWidth, node.Window.DilationWidth, node.Window.Padding.Left, node.Shape.Width));

    private static void Check(TransposedConvolutionNode node, TensorShape input)
    {
        var w = node.Window;
        foreach (var (property, size) in new[]
        {
            ("Filters", node.Filters), ("Groups", node.Groups), ("Kernel", Math.Min(w.KernelHeight, w.KernelWidth)),
            ("Stride", Math.Min(w.StrideHeight, w.StrideWidth)), ("Dilation", Math.Min(w.DilationHeight, w.DilationWidth)),
        })
        {
            if (size < 1)
                throw new ProblemException(Pkr.NonPositiveSize.At(node.Site.At(property), node.Name, property, size));
        }

        if (input.Channels % node.Groups != 0 || node.Filters % node.Groups != 0)
            throw new ProblemException(Pkr.GroupsDoNotDivide.At(node.Site.At("Groups"), node.Name, node.Groups, input.Channels, node.Filters));
        if (Math.Min(Math.Min(w.Padding.Top, w.Padding.Left), Math.Min(w.Padding.Bottom, w.Padding.Right)) < 0)
            throw new ProblemException(Pkr.NegativePadding.At(node.Site.At("Padding"), node.Name, w.Padding));
    }

    private static int Along(Node node, string axis, int input, int kernel, int stride, int dilation, long cut, int added)
    {
        long reach = (kernel - 1L) * dilation, length = ((input - 1L) * stride) - cut + reach + added + 1;
        if (added < 0 || added >= Math.Max(stride, dilation))
            throw new ProblemException(Pkr.OutputPaddingTooLarge.At(node.Site.At("OutputPadding"), node.Name, added, axis, stride, dilation));
        if (length < 1)
            throw new ProblemException(Pkr.TransposedOutputEmpty.At(node.Site.At("Padding"), node.Name, cut, axis, length + cut));
        return length + cut + stride <= MostLength ? (int)length : int.MaxValue;
    }
}
