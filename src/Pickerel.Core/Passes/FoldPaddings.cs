using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>A border of zeros becomes the padding of the convolutions that alone read it: the same zeros, and no tensor of its own.</summary>
public static class FoldPaddings
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        foreach (var pad in network.Nodes.OfType<PadNode>().Where(p => p.Values.IsEmpty).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            var readers = network.ConsumersOf(pad.Name).ToList();
            if (readers.Count == 0 || !readers.All(r => r is ConvolutionNode { PaddingValues.IsEmpty: true } c && Fits(Padded(c.Window, pad.Padding))))
                continue;
            foreach (var reader in readers.Cast<ConvolutionNode>())
                network = network.Replace(reader with { Window = Padded(reader.Window, pad.Padding) });
            network = network.Bypass(pad);
        }

        return network;
    }

    private static Window Padded(Window window, Margins more)
    {
        var own = window.Padding;
        return window with { Padding = new(own.Top + more.Top, own.Left + more.Left, own.Bottom + more.Bottom, own.Right + more.Right) };
    }

    /// <summary>Whether no window sees nothing but padding.</summary>
    private static bool Fits(Window window)
    {
        var (padding, height, width) = (window.Padding, window.ExtentHeight, window.ExtentWidth);
        return padding.Top < height && padding.Bottom < height && padding.Left < width && padding.Right < width;
    }
}
