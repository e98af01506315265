using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>Reads the nodes that move elements, which are the same in declared and in integer networks.</summary>
internal static class MovementNodeReader
{
    /// <summary>Reads a node that moves elements, or returns null for another kind.</summary>
    public static Node? Read(string kind, string name, TensorShape shape, NodeFields fields) => kind switch
    {
        "concatenate" => new ConcatenateNode { Name = name, Axis = AxisOf(fields.Text("axis")) },
        "upsample" => Upsample(name, fields.Sizes("factors")),
        "depth_to_space" => DepthToSpace(name, fields.Sizes("block"), fields.Text("order")),
        "pad" => Pad(name, fields.Integers("padding"), fields.Integers("padding_values")),
        "slice" => Slice(name, fields.Integers("first"), fields.Integers("steps"), shape),
        "transpose" => Transpose(name, [.. fields.Texts("order").Select(AxisOf)]),
        "output" => new OutputNode { Name = name },
        "reshape" => new ReshapeNode { Name = name, Target = shape },
        _ => null,
    };

    private static UpsampleNode Upsample(string name, (int Height, int Width) factors) =>
        new() { Name = name, FactorHeight = factors.Height, FactorWidth = factors.Width };

    private static DepthToSpaceNode DepthToSpace(string name, (int Height, int Width) block, string order) => new()
    {
        Name = name,
        BlockHeight = block.Height,
        BlockWidth = block.Width,
        Order = order switch
        {
            "block_first" => DepthToSpaceOrder.BlockFirst,
            "channel_first" => DepthToSpaceOrder.ChannelFirst,
            _ => throw new FormatException($"there is no order '{order}'"),
        },
    };

    private static PadNode Pad(string name, EquatableArray<int> padding, EquatableArray<int> values) => padding.Count == 4
        ? new() { Name = name, Padding = new(padding[0], padding[1], padding[2], padding[3]), Values = values }
        : throw new FormatException("'padding' needs 4 numbers");

    private static SliceNode Slice(string name, EquatableArray<int> first, EquatableArray<int> steps, TensorShape size) => first.Count == 3 && steps.Count == 3
        ? new()
        {
            Name = name,
            FirstRow = first[0],
            FirstColumn = first[1],
            FirstChannel = first[2],
            StepHeight = steps[0],
            StepWidth = steps[1],
            StepChannels = steps[2],
            Size = size,
        }
        : throw new FormatException("'first' and 'steps' need 3 numbers");

    private static TransposeNode Transpose(string name, IReadOnlyList<Axis> order) => order.Count == 3
        ? new() { Name = name, Height = order[0], Width = order[1], Channels = order[2] }
        : throw new FormatException("'order' needs 3 axes");

    private static Axis AxisOf(string text) => text switch
    {
        "height" => Axis.Height,
        "width" => Axis.Width,
        "channels" => Axis.Channels,
        _ => throw new FormatException($"there is no axis '{text}'"),
    };
}
