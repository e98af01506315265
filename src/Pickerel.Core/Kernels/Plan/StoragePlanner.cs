using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Kernels;

/// <summary>Decides how each tensor lies in scratch, from its grid and from who reads it.</summary>
internal static class StoragePlanner
{
    /// <summary>Channels of a tensor made by a kernel are padded to a multiple of this: the lanes of the widest register.</summary>
    public const int ChannelQuantum = 16;

    /// <summary>Channels of a tensor of few, where those who write and read it know how: half of that quantum.</summary>
    public const int NarrowChannels = 8;

    /// <summary>Maps every node to its storage, pixel by pixel.</summary>
    public static Dictionary<string, TensorStorage> Plan(Network network) => Plan(network, new HashSet<string>(StringComparer.Ordinal));

    /// <summary>Maps every node to its storage; an output, and a flatten or reshape that needs no work, shares its input's.</summary>
    /// <param name="network">An integer network.</param>
    /// <param name="planar">The nodes whose tensors lie in planes.</param>
    public static Dictionary<string, TensorStorage> Plan(Network network, ISet<string> planar)
    {
        var storages = new Dictionary<string, TensorStorage>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            storages[node.Name] = node is OutputNode || (node is FlattenNode flatten && IsView(network, flatten, storages[flatten.Input].Shape))
                ? storages[node.Input]
                : Describe(network, storages, node, planar.Contains(node.Name));
            if (node is FlattenNode or ReshapeNode && ViewOf(storages[node.Input], storages[node.Name]) is { } view)
                storages[node.Name] = view;
        }

        return storages;
    }

    /// <summary>Whether a flatten of a tensor stored in some shape costs nothing: a single pixel is flat already, and a dense node reads, and delivery copies, from any layout.</summary>
    private static bool IsView(Network network, FlattenNode flatten, TensorShape stored) =>
        stored is { Height: 1, Width: 1 } || HasReadersOfAnyLayout(network, flatten);

    /// <summary>The bytes of one tensor as another shape; null where they are not the same bytes.</summary>
    private static TensorStorage? ViewOf(TensorStorage stored, TensorStorage reshaped)
    {
        bool HasGaps(TensorStorage tensor) => tensor.HasBorder || tensor.Planes is not null || tensor.ChannelStride != tensor.Shape.Channels;
        return HasGaps(stored) || HasGaps(reshaped) || stored.Least != reshaped.Least ? null : stored with { Shape = reshaped.Shape, ChannelStride = reshaped.ChannelStride };
    }

    private static bool HasReadersOfAnyLayout(Network network, FlattenNode flatten) =>
        network.ConsumersOf(flatten.Name).All(c => c is IntegerDenseNode or OutputNode || (c is FlattenNode next && HasReadersOfAnyLayout(network, next)));

    /// <summary>Who reads a tensor stored in some shape, under its own name or through views.</summary>
    private static IEnumerable<Node> ReadersOf(Network network, string name, TensorShape stored) =>
        network.ConsumersOf(name).SelectMany(
            reader => reader is FlattenNode flatten && IsView(network, flatten, stored) ? ReadersOf(network, flatten.Name, stored) : [reader]);

    /// <summary>The same tensor in planes, with the zeros around them that its readers need, or paired if a convolution makes it for such as only add.</summary>
    public static TensorStorage InPlanes(TensorStorage storage, Node producer, IReadOnlyList<Node> readers)
    {
        var margins = readers.OfType<IntegerConvolutionNode>().Select(c => PlanarDepthwiseKernel.MarginOf(c.Window, storage.Shape.Width));
        var planes = new PlaneLayout((long)storage.Shape.Height * storage.Shape.Width, margins.DefaultIfEmpty(0).Max());
        var isPaired = producer is IntegerConvolutionNode && storage.Maximum <= PlaneLayout.MostPaired && planes.Pixels > PlaneLayout.Alignment
            && readers.Count > 0 && readers.All(PlanarPointwiseKernel.IsMeantFor);
        return storage with { ChannelStride = Padded(storage.Shape.Channels), Border = default, BorderPixel = [], Planes = planes with { IsPaired = isPaired } };
    }

    private static TensorStorage Describe(Network network, Dictionary<string, TensorStorage> storages, Node node, bool inPlanes)
    {
        IReadOnlyList<Node> readers = [.. ReadersOf(network, node.Name, node.Shape)];
        var grid = node.Quantization ?? throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) has no grid; run the passes first.");
        if (grid.Bits > 8 && readers.FirstOrDefault(r => node is InputNode || !ReadsWords(r)) is { } reader)
            throw new ProblemException(Pkr.WideActivation.At(node.Site, node.Name, grid.Bits, reader.Name));

        // The input's elements are whatever the user passes, so its range is its type's.
        var least = grid.Bits > 8 ? grid.Minimum - short.MinValue : node is InputNode ? (grid.Signed ? sbyte.MinValue : 0) : grid.Minimum;
        var maximum = node is InputNode ? byte.MaxValue : grid.Maximum - least;
        var storage = new TensorStorage(
            node.Name, node.Shape, grid.Bits > 8 ? 2 : 1, least, maximum, grid.ZeroPoint - least, ChannelStride(network, storages, node, readers), default, []);
        return inPlanes ? InPlanes(storage, node, readers) : WithBorder(storage, [.. readers.OfType<IntegerConvolutionNode>().Where(c => c.Window.Padding != default)]);
    }

    /// <summary>Whether some kernel for a node reads elements of 16 bits.</summary>
    private static bool ReadsWords(Node node) => node is IntegerWeightedNode or IntegerAffineNode or IntegerAddNode or IntegerMultiplyNode
        or IntegerTableNode or IntegerTableSumNode or IntegerSoftmaxNode or IntegerAveragePoolNode or MaxPoolNode or FlattenNode or MovementNode;

    /// <summary>The input keeps its own stride where its readers take any: a copy without gaps, and no padding of one channel to sixteen.</summary>
    private static int ChannelStride(Network network, Dictionary<string, TensorStorage> storages, Node node, IReadOnlyList<Node> readers)
    {
        if (node is InputNode && readers.All(r => r is IntegerDenseNode or IntegerConvolutionNode { Groups: 1 } or MovementNode))
            return node.Shape.Channels;
        if (MayBeNarrow(network, node) && (node is IntegerConvolutionNode { Groups: 1 } || storages[node.Input].ChannelStride == NarrowChannels))
            return NarrowChannels;
        return Padded(node.Shape.Channels);
    }

    private static int Padded(int channels) => checked((channels + ChannelQuantum - 1) / ChannelQuantum * ChannelQuantum);

    /// <summary>
    /// Whether 8 channels a pixel serve a convolution's readers: convolutions of all channels, and depthwise ones whose own
    /// outputs can lie so too. Two pixels fill the narrowest register of a depthwise kernel.
    /// </summary>
    private static bool MayBeNarrow(Network network, Node node)
    {
        if (node is not IntegerConvolutionNode { Shape: { Channels: <= NarrowChannels, Width: >= 2 }, Quantization.Bits: <= 8 } convolution
            || network[node.Input].Quantization is not { Bits: <= 8 }
            || (convolution.Groups > 1 && !DepthwiseKernel.Takes(convolution, network[node.Input].Shape)))
        {
            return false;
        }

        var readers = ReadersOf(network, node.Name, node.Shape).ToList();
        return readers.Count > 0 && readers.All(r => r is IntegerConvolutionNode { Groups: 1 } || MayBeNarrow(network, r));
    }

    /// <summary>The pixels a convolution reads outside its input.</summary>
    public static Margins Needs(IntegerConvolutionNode node, TensorShape input)
    {
        var w = node.Window;
        return new Margins(
            w.Padding.Top,
            w.Padding.Left,
            Math.Max(0, ((node.Shape.Height - 1) * w.StrideHeight) + w.ExtentHeight - w.Padding.Top - input.Height),
            Math.Max(0, ((node.Shape.Width - 1) * w.StrideWidth) + w.ExtentWidth - w.Padding.Left - input.Width));
    }

    /// <summary>The first padded reader says what the border holds; those that want something else pad for themselves.</summary>
    private static TensorStorage WithBorder(TensorStorage storage, IReadOnlyList<IntegerConvolutionNode> padded)
    {
        if (padded.Count == 0)
            return storage;
        var pixel = BorderPixel(storage, padded[0]);
        var needs = padded.Where(p => BorderPixel(storage, p) == pixel).Select(p => Needs(p, storage.Shape)).ToList();
        var border = new Margins(needs.Max(n => n.Top), needs.Max(n => n.Left), needs.Max(n => n.Bottom), needs.Max(n => n.Right));
        return border == default ? storage : storage with { Border = border, BorderPixel = pixel };
    }

    /// <summary>The u that a convolution's padding holds: one value, or one a channel where they differ.</summary>
    public static EquatableArray<int> BorderPixel(TensorStorage storage, IntegerConvolutionNode node)
    {
        var values = node.PaddingValues.Select(v => v - storage.Least).Distinct().ToList();
        return values.Count switch
        {
            0 => [storage.Zero],
            1 => [values[0]],
            _ => node.PaddingValues.Select(v => v - storage.Least).ToEquatableArray(),
        };
    }
}
