using Pickerel.Core.Ir;

namespace Pickerel.Benchmarks.Layers;

/// <summary>The multiply-accumulates of networks and nodes, declared or lowered. Padding counts, as it does for everybody.</summary>
internal static class Work
{
    public static long Macs(Network network) => network.Nodes.Sum(node => Macs(network, node));

    public static long Macs(Network network, Node node)
    {
        if (node.Inputs.IsEmpty)
            return 0;
        var input = network[node.Input].Shape;
        return node switch
        {
            ConvolutionNode c => node.Shape.Count * Taps(c.Window) * (input.Channels / c.Groups),
            IntegerConvolutionNode c => node.Shape.Count * Taps(c.Window) * (input.Channels / c.Groups),
            DenseNode or IntegerDenseNode => node.Shape.Count * input.Count,
            _ => 0,
        };
    }

    private static long Taps(Window window) => (long)window.KernelHeight * window.KernelWidth;
}
