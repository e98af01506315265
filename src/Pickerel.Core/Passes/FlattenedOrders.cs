using System;
using System.Collections.Generic;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>
/// Which vectors of a network are a flattened image, and of what shape: PyTorch flattens channels first, the IR channels last,
/// so parameters that such a vector meets have to be reordered.
/// </summary>
internal sealed class FlattenedOrders
{
    private readonly Network _network;
    private readonly Dictionary<string, TensorShape?> _flattened = new(StringComparer.Ordinal);

    private FlattenedOrders(Network network) => _network = network;

    /// <summary>Follows flattened images through the network.</summary>
    /// <exception cref="ProblemException">A flattened image meets an operation that cannot keep its order (PKR1061).</exception>
    public static FlattenedOrders Of(Network network)
    {
        var orders = new FlattenedOrders(network);
        foreach (var node in network.Nodes)
            orders._flattened.Add(node.Name, orders.Follow(node));
        return orders;
    }

    /// <summary>Gets the image a dense node reads, itself or through a flatten; a plain vector is an image of one pixel.</summary>
    public TensorShape OfVector(WeightedNode node) => _flattened[node.Input] ?? _network[node.Input].Shape;

    /// <summary>Gets the image whose flattening a node's channels are; plain channels are an image of one pixel.</summary>
    public TensorShape OfChannels(Node node) => _flattened[node.Input] ?? new TensorShape(1, 1, node.Shape.Channels);

    private TensorShape? Follow(Node node) => node switch
    {
        InputNode => null,
        FlattenNode when _network[node.Input].Shape is var shape && IsReordered(shape) => Refuse(node) ?? shape,
        DenseNode when IsImage(_network[node.Input].Shape) => Refuse(node),
        DenseNode => null,
        ConvolutionNode or TransposedConvolutionNode => Refuse(node),
        MovementNode and not OutputNode => Refuse(node),
        AddNode or MultiplyNode when _flattened[node.Inputs[0]] != _flattened[node.Inputs[1]] => Refuse(node),
        _ => _flattened[node.Input],
    };

    private static bool IsImage(TensorShape shape) => shape.Height > 1 || shape.Width > 1;

    /// <summary>With one channel or one pixel both orders are the same.</summary>
    private static bool IsReordered(TensorShape shape) => IsImage(shape) && shape.Channels > 1;

    private TensorShape? Refuse(Node node)
    {
        foreach (var name in node.Inputs)
        {
            if (_flattened[name] is { } shape)
                throw new ProblemException(Pkr.FlattenedOrderLost.At(node.Site, node.Name, name, shape));
        }

        return null;
    }
}
