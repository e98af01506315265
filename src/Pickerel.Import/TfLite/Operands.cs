using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Import.TfLite;

/// <summary>The two operands of an operator, one of which may be a constant; 8 bits each.</summary>
internal sealed record Operands(Quantization Left, Quantization Right, Quantization Output, OutputRange Range)
{
    /// <summary>Gets the constant operand's integers less their zero point, one a channel; null when both are tensors.</summary>
    public IReadOnlyList<int>? Constant { get; private init; }

    public int ConstantPosition { get; private init; }

    /// <summary>Gets the operand that is no constant; null when both are none.</summary>
    public Node? Source { get; private init; }

    /// <summary>Gets the grid of <see cref="Source"/>.</summary>
    public Quantization Variable => ConstantPosition == 0 ? Right : Left;

    public static Operands Of(TfLiteGraph graph, TfLiteOperator op)
    {
        var tensors = new[] { graph.Input(op, 0), graph.Input(op, 1) };
        var output = OutputOf(graph, op);
        var range = OutputRange.Of(output, op.Options?.Byte(0) ?? 0) ?? throw graph.Unsupported(op, "its fused activation is none of RELU, RELU6 and RELU_N1_TO_1");
        var operands = new Operands(Check(graph, op, graph.GridOf(tensors[0])), Check(graph, op, graph.GridOf(tensors[1])), output, range);
        var position = Array.FindIndex(tensors, t => t.IsConstant);
        if (position < 0)
            return operands;
        var source = graph.Source(op, 1 - position);
        return operands with { Constant = ConstantOf(graph, op, tensors[position], source.Shape.Channels), ConstantPosition = position, Source = source };
    }

    /// <summary>The grid of an output of 8 bits.</summary>
    public static Quantization OutputOf(TfLiteGraph graph, TfLiteOperator op) => Check(graph, op, graph.GridOf(graph.Output(op)));

    /// <summary>The table of a function of the operand that is no constant.</summary>
    /// <param name="function">Of its integer and the channel; the output's zero point is added to it.</param>
    public IntegerTableNode Table(Func<int, int, long> function) => TableOf(Variable, Constant!.Count, Output, Range, function);

    /// <summary>The table of a function of one integer and its channel.</summary>
    public static IntegerTableNode TableOf(Quantization input, int channels, Quantization output, OutputRange range, Func<int, int, long> function) => new()
    {
        Name = "",
        Values = new(
            [channels, input.Span],
            [
                .. Enumerable.Range(0, channels).SelectMany(c => Enumerable.Range(input.Minimum, input.Span).Select(
                    q => (int)Math.Max(range.Minimum, Math.Min(range.Maximum, output.ZeroPoint + function(q, c))))),
            ]),
    };

    private static Quantization Check(TfLiteGraph graph, TfLiteOperator op, Quantization grid) =>
        grid.Bits <= 8 ? grid : throw graph.Unsupported(op, "its elements have 16 bits, and those of 8 are supported");

    private static int[] ConstantOf(TfLiteGraph graph, TfLiteOperator op, TfLiteTensor tensor, int channels)
    {
        var codes = graph.CodesOf(tensor);
        var isPerChannel = tensor.Shape.Length > 0 && tensor.Shape[tensor.Shape.Length - 1] == codes.Length;
        return codes.Length == 1 || (isPerChannel && codes.Length == channels)
            ? [.. codes.Select(c => (int)c)]
            : throw graph.Unsupported(op, $"its constant '{tensor.Name}' has shape [{string.Join(", ", tensor.Shape)}], and one value, or one a channel, is supported");
    }
}
