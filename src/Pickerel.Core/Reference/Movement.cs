using System;
using System.Collections.Generic;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Reference;

/// <summary>An element of a tensor.</summary>
public readonly record struct Place(int Y, int X, int Channel);

/// <summary>Which element of which input each element of a <see cref="MovementNode"/>'s output is: the nodes' definition.</summary>
public static class Movement
{
    /// <summary>The origin of an output element, as the input's position among those the node reads and the place in it; null in a border.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">The shapes it reads.</param>
    /// <param name="at">The place in the output.</param>
    public static (int Input, Place Place)? OriginOf(MovementNode node, IReadOnlyList<TensorShape> inputs, Place at)
    {
        var input = inputs[0];
        switch (node)
        {
            case ConcatenateNode concatenate:
                return Concatenated(concatenate.Axis, inputs, at);
            case OutputNode:
                return (0, at);
            case UpsampleNode upsample:
                return (0, at with { Y = at.Y / upsample.FactorHeight, X = at.X / upsample.FactorWidth });
            case DepthToSpaceNode spread:
                return (0, Spread(spread, input, at));
            case PadNode pad:
                var (y, x) = (at.Y - pad.Padding.Top, at.X - pad.Padding.Left);
                return y >= 0 && y < input.Height && x >= 0 && x < input.Width ? (0, new(y, x, at.Channel)) : null;
            case SliceNode slice:
                return (0, new(
                    slice.FirstRow + (at.Y * slice.StepHeight), slice.FirstColumn + (at.X * slice.StepWidth), slice.FirstChannel + (at.Channel * slice.StepChannels)));
            case TransposeNode transpose:
                return (0, Transposed(transpose, at));
            case ReshapeNode:
                var index = (((at.Y * (long)node.Shape.Width) + at.X) * node.Shape.Channels) + at.Channel;
                var pixel = index / input.Channels;
                return (0, new((int)(pixel / input.Width), (int)(pixel % input.Width), (int)(index % input.Channels)));
            default:
                throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) moves elements nobody knows where.");
        }
    }

    private static (int Input, Place Place) Concatenated(Axis axis, IReadOnlyList<TensorShape> inputs, Place at)
    {
        for (var i = 0; ; i++)
        {
            var size = SizeOf(inputs[i], axis);
            if (Along(at, axis) < size)
                return (i, at);
            at = axis switch
            {
                Axis.Height => at with { Y = at.Y - size },
                Axis.Width => at with { X = at.X - size },
                _ => at with { Channel = at.Channel - size },
            };
        }
    }

    private static Place Spread(DepthToSpaceNode node, TensorShape input, Place at)
    {
        int rows = node.BlockHeight, columns = node.BlockWidth;
        var (blockY, blockX) = (at.Y % rows, at.X % columns);
        var channel = node.Order == DepthToSpaceOrder.BlockFirst
            ? (((blockY * columns) + blockX) * (input.Channels / (rows * columns))) + at.Channel
            : (((at.Channel * rows) + blockY) * columns) + blockX;
        return new(at.Y / rows, at.X / columns, channel);
    }

    private static Place Transposed(TransposeNode node, Place at)
    {
        int From(Axis axis) => node.Height == axis ? at.Y : node.Width == axis ? at.X : at.Channel;
        return new(From(Axis.Height), From(Axis.Width), From(Axis.Channels));
    }

    private static int Along(Place place, Axis axis) => axis switch
    {
        Axis.Height => place.Y,
        Axis.Width => place.X,
        _ => place.Channel,
    };

    private static int SizeOf(TensorShape shape, Axis axis) => axis switch
    {
        Axis.Height => shape.Height,
        Axis.Width => shape.Width,
        _ => shape.Channels,
    };
}
