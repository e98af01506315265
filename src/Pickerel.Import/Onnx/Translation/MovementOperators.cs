using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Operators that move elements: most change only how a tensor lies.</summary>
internal sealed class MovementOperators(OnnxBuilder builder, Closing closing)
{
    /// <summary>Other sizes for the same elements in the file's order.</summary>
    public void Reshape(OnnxNode node, Func<OnnxCall, ImmutableArray<int>, ImmutableArray<int>> shapeOf)
    {
        var x = builder.Activation(node);
        var dimensions = shapeOf(builder.Call(node), x.Layout.Dimensions);
        builder.Set(node.Outputs[0], x.Layout.Reshape(dimensions) is { } layout
            ? x with { Layout = layout, Maker = node }
            : Closing.Open(Arrangement.Reshape(builder, node, closing.Close(x, node), dimensions), x.Type, node));
    }

    public void Transpose(OnnxNode node)
    {
        var x = builder.Activation(node);
        builder.Set(node.Outputs[0], x with { Layout = x.Layout.Transpose(ShapeRules.Order(builder.Call(node), x.Layout.Dimensions.Length)), Maker = node });
    }

    public void Concat(OnnxNode node) => builder.Set(node.Outputs[0], Joined(node, [.. Enumerable.Range(0, node.Inputs.Length).Select(i => builder.Activation(node, i))]));

    public void QLinearConcat(OnnxNode node)
    {
        if (node.Inputs.Length < 5 || (node.Inputs.Length - 2) % 3 != 0)
            throw builder.Problems.Unsupported(node, "its inputs are not a scale, a zero point, and three a tensor");
        var parts = Enumerable.Range(0, (node.Inputs.Length - 2) / 3).Select(i => LinearQuantizers.Real(builder, node, 2 + (3 * i))).ToImmutableArray();
        builder.Set(node.Outputs[0], LinearQuantizers.Quantized(builder, node, Joined(node, parts), 0, 1, builder.Constant(node, 1).Tensor.Type));
    }

    public void Split(OnnxNode node)
    {
        var (x, call) = (builder.Activation(node), builder.Call(node));
        var axis = call.Axis(node.Integer("axis", 0), x.Layout.Dimensions.Length);
        var (first, sizes) = (0, ShapeRules.SplitSizes(call, x.Layout.Dimensions[axis]));
        for (var i = 0; i < node.Outputs.Length && i < sizes.Length; i++)
        {
            builder.Set(node.Outputs[i], Sliced(node, x, axis, new(first, 1, sizes[i])));
            first += sizes[i];
        }
    }

    public void Slice(OnnxNode node)
    {
        var x = builder.Activation(node);
        var axes = ShapeRules.Slice(builder.Call(node), x.Layout.Dimensions);
        for (var i = 0; i < axes.Count; i++)
            x = Sliced(node, x, i, axes[i]);
        builder.Set(node.Outputs[0], x with { Maker = node });
    }

    public void Pad(OnnxNode node)
    {
        var (x, call) = (closing.Close(builder.Activation(node), node), builder.Call(node));
        var pads = ShapeRules.Pads(call, x.Layout.Dimensions.Length);
        call.Check(node.Word("mode", "constant") is "constant", "its mode is not constant");
        call.Check(pads.All(p => p is { Before: >= 0, After: >= 0 }), "it takes elements away");
        x = Arrangement.Standard(builder, node, x);
        var (margins, layout) = (default(Margins), x.Layout);
        for (var i = 0; i < pads.Length; i++)
        {
            var (before, after) = ((int)pads[i].Before, (int)pads[i].After);
            if (before + after == 0)
                continue;
            var axis = layout.AxisOf(i);
            call.Check(axis is Axis.Height or Axis.Width, "it pads an axis other than rows and columns");
            layout = layout.Resize(i, call.Size(layout.Dimensions[i] + (long)before + after));
            margins = axis == Axis.Height ? margins with { Top = before, Bottom = after } : margins with { Left = before, Right = after };
        }

        var fill = call.Optional(2) is { Count: > 0 } given ? Exact.Of(given.Real(0)) : Exact.Of(node.Real("value", 0));
        var pad = new PadNode { Name = "", Padding = margins, Values = Border(node, x, fill), Quantization = x.Node.Quantization };
        var padded = margins == default ? x.Node : builder.Add(node, pad, layout.Shape, x.Node);
        builder.Set(node.Outputs[0], Closing.Open(new(padded, layout, x.Meaning), builder.Activation(node).Type, node));
    }

    public void Resize(OnnxNode node)
    {
        var x = Arrangement.Standard(builder, node, closing.Close(builder.Activation(node), node));
        var call = builder.Call(node);
        var factors = ShapeRules.ResizeFactors(call, x.Layout.Dimensions);
        var (rows, columns, layout) = (1, 1, x.Layout);
        for (var i = 0; i < factors.Length; i++)
        {
            if (factors[i] == 1)
                continue;
            var axis = layout.AxisOf(i);
            call.Check(axis is Axis.Height or Axis.Width, "it repeats along an axis other than rows and columns");
            (rows, columns) = axis == Axis.Height ? (factors[i], columns) : (rows, factors[i]);
            layout = layout.Resize(i, call.Size((long)layout.Dimensions[i] * factors[i]));
        }

        var repeated = builder.Add(node, new UpsampleNode { Name = "", FactorHeight = rows, FactorWidth = columns, Quantization = x.Node.Quantization }, layout.Shape, x.Node);
        builder.Set(node.Outputs[0], Closing.Open(new(repeated, layout, x.Meaning), builder.Activation(node).Type, node));
    }

    public void DepthToSpace(OnnxNode node)
    {
        var x = Arrangement.Standard(builder, node, closing.Close(builder.Activation(node), node));
        var (call, sizes) = (builder.Call(node), x.Layout.Dimensions);
        var block = call.Size(node.Integer("blocksize", 0));
        call.Check(sizes.Length == 4 && block is > 0 and <= 1 << 15 && sizes[1] % ((long)block * block) == 0, "its channels are no multiple of its block");
        call.Check(x.IsUniform, "its input has a scale for each channel");
        ImmutableArray<int> dimensions = [sizes[0], sizes[1] / block / block, call.Size((long)sizes[2] * block), call.Size((long)sizes[3] * block)];
        var order = string.Equals(node.Word("mode", "DCR"), "CRD", StringComparison.Ordinal) ? DepthToSpaceOrder.ChannelFirst : DepthToSpaceOrder.BlockFirst;
        var layout = Layout.Standard(dimensions)!;
        var spread = builder.Add(node, new DepthToSpaceNode { Name = "", BlockHeight = block, BlockWidth = block, Order = order, Quantization = x.Node.Quantization }, layout.Shape, x.Node);
        builder.Set(node.Outputs[0], Closing.Open(new(spread, layout, x.Meaning), builder.Activation(node).Type, node));
    }

    private Activation Joined(OnnxNode node, ImmutableArray<Activation> parts)
    {
        var call = builder.Call(node);
        var first = parts[0];
        var axis = call.Axis(node.Integer("axis", 0), first.Layout.Dimensions.Length);
        call.Check(parts.All(p => p.Layout.Dimensions.Length == first.Layout.Dimensions.Length), "its inputs have different numbers of axes");
        var standard = parts.Select(p => Layout.Standard(p.Layout.Dimensions) is { } layout && layout.Equals(p.Layout)).All(s => s)
            ? parts
            : [.. parts.Select(p => Closing.Open(Arrangement.Standard(builder, node, closing.Close(p, node)), p.Type, node))];
        var total = call.Size(parts.Sum(p => (long)p.Layout.Dimensions[axis]));
        var layout = Layout.Standard(first.Layout.Dimensions.SetItem(axis, total)) ?? throw builder.Problems.Unsupported(node, "it joins samples; those of one are supported");
        var along = layout.AxisOf(axis) ?? throw builder.Problems.Unsupported(node, "it joins along an axis that the network has not");
        call.Check(
            parts.All(p => p.Layout.Dimensions.SetItem(axis, 1).SequenceEqual(first.Layout.Dimensions.SetItem(axis, 1))),
            "its inputs differ in a size other than that it joins along");
        return parts.Length == 1 ? first : new(new Joined(standard, along), layout, [], first.Type, node);
    }

    private Activation Sliced(OnnxNode node, Activation x, int position, SliceAxis part)
    {
        if (part == new SliceAxis(0, 1, x.Layout.Dimensions[position]))
            return x;
        var source = closing.Close(x, node);
        var axis = source.Layout.AxisOf(position) ?? throw builder.Problems.Unsupported(node, "it takes a part of an axis that the network has not by itself");
        if (part.Step < 1 || part.Count < 1)
            throw builder.Problems.Unsupported(node, "it takes nothing, or from the end to the start");
        var layout = source.Layout.Resize(position, part.Count);
        var slice = new SliceNode
        {
            Name = "",
            FirstRow = axis == Axis.Height ? part.First : 0,
            FirstColumn = axis == Axis.Width ? part.First : 0,
            FirstChannel = axis == Axis.Channels ? part.First : 0,
            StepHeight = axis == Axis.Height ? part.Step : 1,
            StepWidth = axis == Axis.Width ? part.Step : 1,
            StepChannels = axis == Axis.Channels ? part.Step : 1,
            Size = layout.Shape,
            Quantization = source.Node.Quantization,
        };
        var meaning = axis == Axis.Channels ? (AffineStep)source.Meaning.Slice(part.First, part.Step, part.Count) : source.Meaning;
        return Closing.Open(new(builder.Add(node, slice, layout.Shape, source.Node), layout, meaning), x.Type, node);
    }

    /// <summary>The integers that stand for a border's value; none where it is the zero point.</summary>
    private EquatableArray<int> Border(OnnxNode node, Quantized x, Exact fill)
    {
        if (fill.Sign == 0 && x.IsCentred && !x.Node.Quantization!.IsBipolar)
            return [];
        var grid = x.Node.Quantization!;
        return Enumerable.Range(0, x.Node.Shape.Channels).Select(c =>
        {
            var code = (grid.ZeroPoint + ((fill - x.Meaning.Addend(c)) / x.Meaning.Factor(c))).Reduced();
            return code.IsInteger && code >= grid.Minimum && code <= grid.Maximum && !(grid.IsBipolar && code.Sign == 0)
                ? (int)code.Numerator
                : throw builder.Problems.Unsupported(node, "its border's value is none of its input's integers");
        }).ToEquatableArray();
    }
}
