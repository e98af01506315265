using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Moves the elements of a tensor to where another layout has them.</summary>
internal static class Arrangement
{
    private static readonly Axis[] All = [Axis.Height, Axis.Width, Axis.Channels];

    /// <summary>A tensor in the layout in which nodes of windows and pixels read it.</summary>
    public static Quantized Standard(OnnxBuilder builder, OnnxNode at, Quantized x) =>
        To(builder, at, x, Layout.Standard(x.Layout.Dimensions) ?? throw TooManySizes(builder, at, x.Layout.Dimensions));

    /// <summary>A tensor under other sizes: in its place where its axes allow, else row by row.</summary>
    public static Quantized Reshape(OnnxBuilder builder, OnnxNode at, Quantized x, ImmutableArray<int> dimensions) =>
        x.Layout.Reshape(dimensions) is { } layout ? x with { Layout = layout } : To(builder, at, x, Layout.RowMajor(dimensions) ?? throw TooManySizes(builder, at, dimensions));

    /// <summary>A tensor in another layout of the same elements.</summary>
    public static Quantized To(OnnxBuilder builder, OnnxNode at, Quantized x, Layout target)
    {
        if (x.Layout.Shape == target.Shape && x.Layout.Order.SequenceEqual(target.Order))
            return x with { Layout = target };
        if (!x.IsUniform)
            throw builder.Problems.Unsupported(at, "it moves channels that have scales of their own");
        var node = x.Node;
        if (!x.Layout.Positions().SequenceEqual(target.Positions()))
        {
            // Row by row first, as the file has them; then axes to their places.
            node = Transpose(builder, at, node, [.. All.Except(x.Layout.Order), .. x.Layout.Order]);
            var rows = Layout.RowMajor(target.Dimensions) ?? throw TooManySizes(builder, at, target.Dimensions);
            node = Reshape(builder, at, node, rows.Shape);
            node = Transpose(builder, at, node, Sources(rows, target));
        }

        return new(Reshape(builder, at, node, target.Shape), target, x.Meaning);
    }

    /// <summary>For each axis of a layout the axis of another that the same size of the file is.</summary>
    private static Axis[] Sources(Layout rows, Layout target)
    {
        var sources = new Dictionary<Axis, Axis>();
        for (var i = 0; i < target.Dimensions.Length; i++)
        {
            if (target.AxisOf(i) is { } axis)
                sources[axis] = rows.AxisOf(i)!.Value;
        }

        var unused = new Queue<Axis>(All.Except(sources.Values));
        return [.. All.Select(a => sources.TryGetValue(a, out var source) ? source : unused.Dequeue())];
    }

    private static Node Transpose(OnnxBuilder builder, OnnxNode at, Node node, Axis[] order)
    {
        if (order.SequenceEqual(All))
            return node;
        int Size(Axis axis) => axis switch
        {
            Axis.Height => node.Shape.Height,
            Axis.Width => node.Shape.Width,
            _ => node.Shape.Channels,
        };
        var transpose = new TransposeNode { Name = "", Height = order[0], Width = order[1], Channels = order[2], Quantization = node.Quantization };
        return builder.Add(at, transpose, new(Size(order[0]), Size(order[1]), Size(order[2])), node);
    }

    private static Node Reshape(OnnxBuilder builder, OnnxNode at, Node node, TensorShape shape) =>
        node.Shape == shape ? node : builder.Add(at, new ReshapeNode { Name = "", Target = shape, Quantization = node.Quantization }, shape, node);

    private static Core.Messages.ProblemException TooManySizes(OnnxBuilder builder, OnnxNode at, ImmutableArray<int> dimensions) =>
        builder.Problems.Unsupported(at, $"its tensor [{string.Join(", ", dimensions)}] has more than three sizes that are not 1, or a batch; those of one sample, with height, width and channels, are supported");
}
