using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Import.TfLite;

/// <summary>Operators that move elements and compute nothing.</summary>
internal static class TfLiteMovement
{
    /// <summary>RESHAPE, SQUEEZE and EXPAND_DIMS: the output's shape says all.</summary>
    public static void Reshape(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, target) = (graph.Source(op), graph.ShapeOf(graph.Output(op), op));
        if (x.Shape == target && x.Quantization == graph.GridOf(graph.Output(op)))
            graph.Alias(op, x);
        else
            graph.Add(op, new ReshapeNode { Name = "", Target = target, Quantization = x.Quantization }, x);
    }

    public static void Pad(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, input, amounts) = (graph.Source(op), graph.Input(op, 0), graph.IntegersOf(op, 1));
        var margins = new int[3, 2];
        for (var i = 0; i < amounts.Length; i++)
        {
            var axis = amounts.Length == 2 * input.Shape.Length ? TfLiteGraph.AxisOf(input, i / 2) : null;
            if (amounts[i] < 0 || amounts[i] > int.MaxValue || (amounts[i] > 0 && axis is not (Axis.Height or Axis.Width)))
                throw graph.Unsupported(op, FormattableString.Invariant($"it pads by {string.Join(", ", amounts)}, and rows and columns are supported"));
            if (axis is { } known)
                margins[(int)known, i % 2] = (int)amounts[i];
        }

        var values = graph.OptionalInput(op, 2) is { } value ? Enumerable.Repeat(ValueOf(graph, op, value, x.Quantization!), x.Shape.Channels).ToEquatableArray() : [];
        graph.Add(op, new PadNode { Name = "", Padding = new(margins[0, 0], margins[1, 0], margins[0, 1], margins[1, 1]), Values = values, Quantization = x.Quantization }, x);
    }

    public static void Concatenate(TfLiteGraph graph, TfLiteOperator op)
    {
        var (grid, output) = (graph.GridOf(graph.Output(op)), graph.Output(op));
        var sources = Enumerable.Range(0, op.Inputs.Length).Select(i => graph.Source(op, i)).ToArray();
        if (op.Options?.Byte(1) is not (null or 0))
            throw graph.Unsupported(op, "it has a fused activation");
        if (TfLiteGraph.AxisOf(output, op.Options?.Int32(0) ?? 0) is not { } axis)
            throw graph.Unsupported(op, FormattableString.Invariant($"its axis is {op.Options?.Int32(0) ?? 0}, and rows, columns and channels are supported"));
        if (Array.Find(sources, s => s.Quantization != grid) is { } other)
            throw graph.Unsupported(op, $"its input '{other.Name}' and its output have different scales or zero points");
        if (sources.Length == 1)
            graph.Alias(op, sources[0]);
        else
            graph.Add(op, new ConcatenateNode { Name = "", Axis = axis, Quantization = grid }, sources);
    }

    public static void Transpose(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, input, order) = (graph.Source(op), graph.Input(op, 0), graph.IntegersOf(op, 1));
        var axes = order.Length == input.Shape.Length ? order.Select(a => a >= 0 && a < order.Length ? (int)a : -1).ToList() : [];
        if (axes.Count == 0 || axes.Distinct().Count() != axes.Count || axes.Contains(-1))
            throw graph.Unsupported(op, FormattableString.Invariant($"its order is {string.Join(", ", order)} of {input.Shape.Length} axes"));

        // Sizes of 1 may go anywhere: what is left in order is no work.
        if (axes.Where(a => input.Shape[a] > 1).SequenceEqual(axes.Where(a => input.Shape[a] > 1).Order()))
        {
            Reshape(graph, op);
            return;
        }

        var lead = axes.Count - 3;
        if (lead > 0 && !axes.Take(lead).SequenceEqual(Enumerable.Range(0, lead)))
            throw graph.Unsupported(op, FormattableString.Invariant($"its order {string.Join(", ", order)} moves the batch"));
        var moved = Enumerable.Range(-lead, 3).Select(_ => 0).ToArray();
        for (var i = 0; i < 3; i++)
            moved[i] = i + lead < 0 ? i : axes[i + lead] - lead;
        var node = new TransposeNode { Name = "", Height = (Axis)moved[0], Width = (Axis)moved[1], Channels = (Axis)moved[2], Quantization = x.Quantization };
        graph.Add(op, node, x);
    }

    public static void Split(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, axis) = (graph.Source(op, 1), AxisOf(graph, op, graph.Input(op, 1), graph.IntegersOf(op, 0)));
        var (size, parts) = (SizeOf(x.Shape, axis), op.Outputs.Length);
        if (parts == 0 || size % parts != 0)
            throw graph.Unsupported(op, FormattableString.Invariant($"it splits {size} elements into {parts} equal parts"));
        Split(graph, op, x, axis, [.. Enumerable.Repeat(size / parts, parts)]);
    }

    public static void SplitSizes(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, sizes) = (graph.Source(op), graph.IntegersOf(op, 1));
        var axis = AxisOf(graph, op, graph.Input(op, 0), graph.IntegersOf(op, 2));
        var size = SizeOf(x.Shape, axis);
        var known = sizes.Where(s => s >= 0).Sum(s => (double)s);
        var parts = sizes.Select(s => s == -1 ? (long)(size - known) : s).ToArray();
        if (parts.Length != op.Outputs.Length || sizes.Count(s => s == -1) > 1 || Array.Exists(parts, p => p < 1 || p > size) || parts.Sum() != size)
            throw graph.Unsupported(op, FormattableString.Invariant($"it splits {size} elements into {string.Join(", ", sizes)}"));
        Split(graph, op, x, axis, [.. parts.Select(p => (int)p)]);
    }

    public static void StridedSlice(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, input) = (graph.Source(op), graph.Input(op, 0));
        var (begins, ends, steps) = (graph.IntegersOf(op, 1), graph.IntegersOf(op, 2), graph.IntegersOf(op, 3));
        var rank = input.Shape.Length;
        if (op.Options is not { } options || options.Int32(2) != 0 || options.Int32(3) != 0 || begins.Length != rank || ends.Length != rank || steps.Length != rank)
            throw graph.Unsupported(op, "it has an ellipsis, new axes or too few axes, and a begin, end and step for each axis is supported");
        var (first, step, size) = (new int[3], new[] { 1, 1, 1 }, new[] { x.Shape.Height, x.Shape.Width, x.Shape.Channels });
        for (var i = 0; i < rank; i++)
        {
            var length = input.Shape[i];
            var begin = (options.Int32(0) >> i & 1) != 0 ? 0 : Math.Clamp(begins[i] < 0 ? begins[i] + length : begins[i], 0, length);
            var end = (options.Int32(1) >> i & 1) != 0 ? length : Math.Clamp(ends[i] < 0 ? ends[i] + length : ends[i], 0, length);
            end = (options.Int32(4) >> i & 1) != 0 ? begin + 1 : end;
            if (steps[i] < 1 || begin >= end || end > length)
                throw graph.Unsupported(op, FormattableString.Invariant($"axis {i} goes from {begins[i]} to {ends[i]} in steps of {steps[i]}, and positive steps that meet an element are supported"));
            var taken = (int)Math.Min(length, (end - begin + steps[i] - 1) / steps[i]);
            if (TfLiteGraph.AxisOf(input, i) is { } axis)
                (first[(int)axis], step[(int)axis], size[(int)axis]) = ((int)begin, (int)Math.Min(steps[i], length), taken);
        }

        var part = new TensorShape(size[0], size[1], size[2]);
        var node = Slice(first, step, part) with { Quantization = x.Quantization };
        var target = graph.ShapeOf(graph.Output(op), op);
        if (part == target)
            graph.Add(op, node, x);
        else
            graph.Add(op, new ReshapeNode { Name = "", Target = target, Quantization = x.Quantization }, graph.AddStep(node, part, TfLiteGraph.NameOf(op) + "_kept", x));
    }

    public static void DepthToSpace(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, block) = (graph.Source(op), op.Options?.Int32(0) ?? 0);
        if (block < 1 || x.Shape.Channels / block % block != 0 || x.Shape.Channels % block != 0)
            throw graph.Unsupported(op, FormattableString.Invariant($"its block is {block}, whose square must divide the {x.Shape.Channels} channels"));
        graph.Add(op, new DepthToSpaceNode { Name = "", BlockHeight = block, BlockWidth = block, Order = DepthToSpaceOrder.BlockFirst, Quantization = x.Quantization }, x);
    }

    public static void Resize(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, target) = (graph.Source(op), graph.ShapeOf(graph.Output(op), op));
        if (op.Options?.Flag(0) == true || target.Height % x.Shape.Height != 0 || target.Width % x.Shape.Width != 0)
            throw graph.Unsupported(op, $"it resizes {x.Shape} to {target}, and whole factors without align_corners are supported");
        graph.Add(op, new UpsampleNode { Name = "", FactorHeight = target.Height / x.Shape.Height, FactorWidth = target.Width / x.Shape.Width, Quantization = x.Quantization }, x);
    }

    private static void Split(TfLiteGraph graph, TfLiteOperator op, Node x, Axis axis, IReadOnlyList<int> sizes)
    {
        var start = 0;
        for (var part = 0; part < sizes.Count; part++)
        {
            var (first, size) = (new int[3], new[] { x.Shape.Height, x.Shape.Width, x.Shape.Channels });
            (first[(int)axis], size[(int)axis]) = (start, sizes[part]);
            graph.Add(op, part, Slice(first, [1, 1, 1], new(size[0], size[1], size[2])) with { Quantization = x.Quantization }, x);
            start += sizes[part];
        }
    }

    private static SliceNode Slice(int[] first, int[] step, TensorShape size) => new()
    {
        Name = "",
        FirstRow = first[0],
        FirstColumn = first[1],
        FirstChannel = first[2],
        StepHeight = step[0],
        StepWidth = step[1],
        StepChannels = step[2],
        Size = size,
    };

    private static Axis AxisOf(TfLiteGraph graph, TfLiteOperator op, TfLiteTensor tensor, long[] axis) =>
        axis is [>= -8 and <= 8] && TfLiteGraph.AxisOf(tensor, (int)axis[0]) is { } known
            ? known
            : throw graph.Unsupported(op, FormattableString.Invariant($"its axis is {string.Join(", ", axis)}, and rows, columns and channels are supported"));

    private static int SizeOf(TensorShape shape, Axis axis) => axis switch
    {
        Axis.Height => shape.Height,
        Axis.Width => shape.Width,
        _ => shape.Channels,
    };

    /// <summary>A border's value: an integer on the input's grid.</summary>
    private static int ValueOf(TfLiteGraph graph, TfLiteOperator op, TfLiteTensor value, Quantization grid)
    {
        if (!value.IsConstant || value.Count != 1 || graph.GridOf(value) != grid || grid.Bits > 8)
            throw graph.Unsupported(op, $"the value '{value.Name}' of its border is no constant of its input's type, scale and zero point");
        return graph.CodesOf(value)[0] + grid.ZeroPoint;
    }
}
