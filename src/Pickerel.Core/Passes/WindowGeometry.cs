using System;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>Where windows lie: padding modes become amounts, and amounts are checked. Sums are 64-bit: any declared size is safe.</summary>
internal static class WindowGeometry
{
    /// <summary>Turns a declared window over an input of a known shape into one with amounts of padding.</summary>
    public static Window Resolve(WindowDeclaration declared, TensorShape input, string layer, Site site)
    {
        var window = new Window(
            declared.KernelHeight, declared.KernelWidth, declared.StrideHeight, declared.StrideWidth, declared.DilationHeight, declared.DilationWidth, default);
        CheckSizes(window, layer, site);
        if (declared.Padding == PaddingMode.Explicit)
            return window with { Padding = declared.Margins };
        var (top, bottom) = Amounts(declared.Padding, input.Height, ExtentHeight(window), window.StrideHeight);
        var (left, right) = Amounts(declared.Padding, input.Width, ExtentWidth(window), window.StrideWidth);
        return window with { Padding = new Margins(top, left, bottom, right) };
    }

    /// <summary>Checks a window against its input and returns the output's height and width.</summary>
    /// <param name="window">The window, with amounts of padding.</param>
    /// <param name="input">The input's shape.</param>
    /// <param name="node">The node it belongs to.</param>
    public static (int Height, int Width) Output(Window window, TensorShape input, Node node)
    {
        CheckSizes(window, node.Name, node.Site);
        CheckPadding(window, node);
        var height = (long)input.Height + window.Padding.Top + window.Padding.Bottom;
        var width = (long)input.Width + window.Padding.Left + window.Padding.Right;
        CheckPaddedSize(height, width, input.Channels, node);
        var (extentHeight, extentWidth) = (ExtentHeight(window), ExtentWidth(window));
        if (extentHeight > height || extentWidth > width)
            throw new ProblemException(Pkr.WindowTooLarge.At(node.Site.At("Kernel"), node.Name, extentHeight, extentWidth, height, width));
        return ((int)((height - extentHeight) / window.StrideHeight) + 1, (int)((width - extentWidth) / window.StrideWidth) + 1);
    }

    /// <summary>
    /// Checks that every pool window holds at least one element of the input. Padding smaller than the window does that, unless
    /// the taps are further apart than the input is long.
    /// </summary>
    public static void CheckPool(Window window, TensorShape input, Node node)
    {
        var skipsRows = window.Padding.Top + window.Padding.Bottom > 0 && window.DilationHeight > input.Height;
        var skipsColumns = window.Padding.Left + window.Padding.Right > 0 && window.DilationWidth > input.Width;
        if (skipsRows || skipsColumns)
        {
            throw new ProblemException(Pkr.DilationSkipsInput.At(
                node.Site.At("Dilation"), node.Name, window.DilationHeight, window.DilationWidth, input.Height, input.Width));
        }
    }

    private static (int Before, int After) Amounts(PaddingMode mode, int input, long extent, int stride)
    {
        var total = mode switch
        {
            PaddingMode.Same => Math.Max(((((long)input - 1) / stride) * stride) + extent - input, 0),
            PaddingMode.SameTorch => extent - 1,
            _ => 0,
        };
        return (Saturate(total / 2), Saturate(total - (total / 2)));
    }

    /// <summary>Amounts this large exceed every limit; the check that follows says so.</summary>
    private static int Saturate(long amount) => (int)Math.Min(amount, int.MaxValue);

    private static long ExtentHeight(Window window) => ((window.KernelHeight - 1L) * window.DilationHeight) + 1;

    private static long ExtentWidth(Window window) => ((window.KernelWidth - 1L) * window.DilationWidth) + 1;

    private static void CheckSizes(Window window, string layer, Site site)
    {
        CheckSize("Kernel", window.KernelHeight, window.KernelWidth, layer, site);
        CheckSize("Stride", window.StrideHeight, window.StrideWidth, layer, site);
        CheckSize("Dilation", window.DilationHeight, window.DilationWidth, layer, site);
    }

    private static void CheckSize(string property, int height, int width, string layer, Site site)
    {
        if (Math.Min(height, width) < 1)
            throw new ProblemException(Pkr.NonPositiveSize.At(site.At(property), layer, property, FormattableString.Invariant($"{height}x{width}")));
    }

    private static void CheckPadding(Window window, Node node)
    {
        var padding = window.Padding;
        var (extentHeight, extentWidth) = (ExtentHeight(window), ExtentWidth(window));
        if (Math.Min(Math.Min(padding.Top, padding.Left), Math.Min(padding.Bottom, padding.Right)) < 0)
            throw new ProblemException(Pkr.NegativePadding.At(node.Site.At("Margins"), node.Name, padding));
        if (Math.Max(padding.Top, padding.Bottom) >= extentHeight || Math.Max(padding.Left, padding.Right) >= extentWidth)
            throw new ProblemException(Pkr.PaddingTooLarge.At(node.Site.At("Margins"), node.Name, padding, extentHeight, extentWidth));
    }

    private static void CheckPaddedSize(long height, long width, int channels, Node node)
    {
        var elements = (System.Numerics.BigInteger)height * width * channels;
        if (elements > SizeLimits.TensorElements)
        {
            var shape = FormattableString.Invariant($"{height}x{width}x{channels}");
            throw new ProblemException(Pkr.TensorTooLarge.At(node.Site, node.Name, "padded input", shape, elements, SizeLimits.TensorElements));
        }
    }
}
