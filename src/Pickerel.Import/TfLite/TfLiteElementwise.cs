using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Import.TfLite;

/// <summary>ADD, SUB and MUL of two tensors or of one and a constant; RELU and its kin; QUANTIZE.</summary>
internal static class TfLiteElementwise
{
    /// <summary>What operands of a sum are shifted left by, so that their scaling loses nothing.</summary>
    private const int SumShift = 20;

    public static void Add(TfLiteGraph graph, TfLiteOperator op) => Sum(graph, op, 1);

    public static void Subtract(TfLiteGraph graph, TfLiteOperator op) => Sum(graph, op, -1);

    public static void Multiply(TfLiteGraph graph, TfLiteOperator op)
    {
        var operands = Operands.Of(graph, op);
        var multiplier = TfLiteMultiplier.Of(operands.Left.Scale * operands.Right.Scale / operands.Output.Scale, graph.Rounding);
        if (operands.Constant is { } constant)
        {
            // A product of two: whichever is constant.
            graph.Add(op, operands.Table((q, c) => multiplier.Times((q - operands.Variable.ZeroPoint) * (long)constant[c], graph.Rounding)), operands.Source!);
            return;
        }

        var (left, right) = (graph.Source(op), graph.Source(op, 1));
        if (left.Shape.Count < right.Shape.Count)
            (left, right) = (right, left);
        var node = new IntegerMultiplyNode { Name = "", Requantizer = TfLiteMultiplier.Requantizer([multiplier], [0], graph.Rounding, operands.Output, operands.Range) };
        graph.Add(op, node, left, right);
    }

    /// <summary>RELU, RELU6 and RELU_N1_TO_1 that stand alone: a change of grid, clamped.</summary>
    public static void Clamp(TfLiteGraph graph, TfLiteOperator op, float least, float? greatest)
    {
        var (x, grid) = (graph.Source(op), Operands.OutputOf(graph, op));
        var multiplier = TfLiteMultiplier.Of((float)((float)x.Quantization!.Scale / (float)grid.Scale), graph.Rounding);
        graph.Add(op, new IntegerAffineNode { Name = "", Requantizer = TfLiteMultiplier.Requantizer([multiplier], [0], graph.Rounding, grid, OutputRange.Of(grid, least, greatest)) }, x);
    }

    public static void Quantize(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, grid) = (graph.Source(op), Operands.OutputOf(graph, op));
        var multiplier = TfLiteMultiplier.Of(x.Quantization!.Scale / grid.Scale, graph.Rounding);
        graph.Add(op, new IntegerAffineNode { Name = "", Requantizer = TfLiteMultiplier.Requantizer([multiplier], [0], graph.Rounding, grid, OutputRange.Of(grid)) }, x);
    }

    private static void Sum(TfLiteGraph graph, TfLiteOperator op, int sign)
    {
        var operands = Operands.Of(graph, op);
        double twiceGreatest = 2 * Math.Max(operands.Left.Scale, operands.Right.Scale);
        var left = TfLiteMultiplier.Of(operands.Left.Scale / twiceGreatest, graph.Rounding);
        var right = TfLiteMultiplier.Of(operands.Right.Scale / twiceGreatest, graph.Rounding);
        var output = TfLiteMultiplier.Of(twiceGreatest / ((1 << SumShift) * operands.Output.Scale), graph.Rounding);
        long Left(long centred) => left.Times(centred << SumShift, graph.Rounding);
        long Right(long centred) => sign * right.Times(centred << SumShift, graph.Rounding);
        if (operands.Constant is { } constant)
        {
            var isLeft = operands.ConstantPosition == 0;
            long Total(int q, int c) => isLeft ? Left(constant[c]) + Right(q - operands.Variable.ZeroPoint) : Left(q - operands.Variable.ZeroPoint) + Right(constant[c]);
            graph.Add(op, operands.Table((q, c) => output.Times(Total(q, c), graph.Rounding)), operands.Source!);
            return;
        }

        var (first, second) = Spread(graph, op, graph.Source(op), graph.Source(op, 1));
        var node = new IntegerTableSumNode
        {
            Name = "",
            Left = Terms(operands.Left, Left),
            Right = Terms(operands.Right, Right),
            Requantizer = TfLiteMultiplier.Requantizer([output], [0], graph.Rounding, operands.Output, operands.Range),
        };
        graph.Add(op, node, first, second);
    }

    private static Constant<int> Terms(Quantization grid, Func<long, long> term) =>
        Constant<int>.Vector([.. Enumerable.Range(grid.Minimum, grid.Span).Select(q => checked((int)term(q - grid.ZeroPoint)))]);

    /// <summary>A tensor of one pixel is repeated to the size of the other.</summary>
    private static (Node Left, Node Right) Spread(TfLiteGraph graph, TfLiteOperator op, Node left, Node right)
    {
        var shape = graph.ShapeOf(graph.Output(op), op);
        return (Spread(graph, op, left, shape, "_left"), Spread(graph, op, right, shape, "_right"));
    }

    private static Node Spread(TfLiteGraph graph, TfLiteOperator op, Node source, TensorShape shape, string suffix)
    {
        if (source.Shape == shape)
            return source;
        if (source.Shape.Channels != shape.Channels || source.Shape is not { Height: 1, Width: 1 })
            throw graph.Unsupported(op, $"it spreads {source.Shape} to {shape}, and tensors of equal shape, or one of a single pixel, are supported");
        var node = new UpsampleNode { Name = "", FactorHeight = shape.Height, FactorWidth = shape.Width, Quantization = source.Quantization };
        return graph.AddStep(node, shape, TfLiteGraph.NameOf(op) + suffix, source);
    }
}
