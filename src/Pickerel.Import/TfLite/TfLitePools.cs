using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Import.TfLite;

/// <summary>AVERAGE_POOL_2D, MAX_POOL_2D and MEAN. Pools keep their integers: what grid the file gives their output changes none.</summary>
internal static class TfLitePools
{
    public static void Average(TfLiteGraph graph, TfLiteOperator op)
    {
        var x = graph.Source(op);
        var pool = new IntegerAveragePoolNode
        {
            Name = "",
            Window = WindowOf(graph, op, x),
            CountIncludesPadding = false,
            Numerator = 1,
            Denominator = 1,
            Rounding = PoolRounding.HalfAwayFromZero,
            Quantization = x.Quantization,
        };
        AddClamped(graph, op, pool, x);
    }

    public static void Maximum(TfLiteGraph graph, TfLiteOperator op)
    {
        var x = graph.Source(op);
        AddClamped(graph, op, new MaxPoolNode { Name = "", Window = WindowOf(graph, op, x), Quantization = x.Quantization }, x);
    }

    /// <summary>A sum over rows and columns, and one multiplier for scale and count together.</summary>
    public static void Mean(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, axes) = (graph.Source(op), graph.IntegersOf(op, 1));
        var input = graph.Input(op, 0);
        var reduced = axes.Select(a => a is >= int.MinValue and <= int.MaxValue ? TfLiteGraph.AxisOf(input, (int)a) : null).ToHashSet();
        var shape = x.Shape;
        if (reduced.Contains(null) || reduced.Contains(Axis.Channels) || reduced.Count == 0)
            throw graph.Unsupported(op, FormattableString.Invariant($"it reduces axes {string.Join(", ", axes)} of {input.Shape.Length}, and rows and columns are supported"));
        var (rows, columns) = (reduced.Contains(Axis.Height) ? shape.Height : 1, reduced.Contains(Axis.Width) ? shape.Width : 1);
        var grid = graph.GridOf(graph.Output(op));
        var rounding = grid.Bits > 8 ? TfLiteRounding.Word : graph.Rounding;
        var multiplier = MultiplierOf(TfLiteMultiplier.Of(x.Quantization!.Scale / grid.Scale, rounding), rows * columns);
        var channels = shape.Channels;
        var mean = new IntegerConvolutionNode
        {
            Name = "",
            Convolution = ConvolutionKind.Depthwise,
            Groups = channels,
            Window = Window.Point with { KernelHeight = rows, KernelWidth = columns },
            Weights = new([channels, rows, columns, 1], [.. Enumerable.Repeat((short)1, channels * rows * columns)]),
            WeightBits = 2,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, channels)]),
            Requantizer = TfLiteMultiplier.Requantizer([multiplier], [0], rounding, grid, OutputRange.Of(grid)),
            Quantization = grid,
        };
        var (kept, target) = (new TensorShape(shape.Height / rows, shape.Width / columns, channels), graph.ShapeOf(graph.Output(op), op));
        if (kept == target)
            graph.Add(op, mean, x);
        else
            graph.Add(op, new ReshapeNode { Name = "", Target = target, Quantization = grid }, graph.AddStep(mean, kept, TfLiteGraph.NameOf(op) + "_kept", x));
    }

    /// <summary>A multiplier over a count, with as many bits as fit.</summary>
    private static TfLiteMultiplier MultiplierOf(TfLiteMultiplier scale, int count)
    {
        var shift = 0;
        while (count >> (shift + 1) > 0)
            shift++;
        shift = Math.Min(shift, 31 + scale.Shift);
        return new((int)(((long)scale.Value << shift) / count), scale.Shift - shift);
    }

    private static Window WindowOf(TfLiteGraph graph, TfLiteOperator op, Node x) =>
        Windows.Of(what => graph.Unsupported(op, what), op, x.Shape, (op.Options?.Int32(4) ?? 0, op.Options?.Int32(3) ?? 0), dilationOptions: null);

    /// <summary>Adds a pool, and its fused activation as a clamp behind it.</summary>
    private static void AddClamped(TfLiteGraph graph, TfLiteOperator op, Node pool, Node x)
    {
        var grid = graph.GridOf(graph.Output(op));
        var range = OutputRange.Of(grid, op.Options?.Byte(5) ?? 0) ?? throw graph.Unsupported(op, "its fused activation is none of RELU, RELU6 and RELU_N1_TO_1");
        if (range == OutputRange.Of(grid))
        {
            graph.Add(op, pool, x);
            return;
        }

        var step = graph.AddStep(pool, graph.ShapeOf(graph.Output(op), op), TfLiteGraph.NameOf(op) + "_pool", x);
        graph.Add(op, TfLiteGraph.Relabel(step, range), step);
    }
}
