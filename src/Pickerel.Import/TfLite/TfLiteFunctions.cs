using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;

namespace Pickerel.Import.TfLite;

/// <summary>Functions of one integer, which become tables: LOGISTIC, TANH, HARD_SWISH, LEAKY_RELU, PRELU; and SOFTMAX.</summary>
internal static class TfLiteFunctions
{
    /// <summary>Integer bits of what LOGISTIC and TANH are computed of.</summary>
    private const int SigmoidBits = 4;

    /// <summary>Integer bits of a difference of SOFTMAX.</summary>
    private const int SoftmaxBits = 5;

    public static void Logistic(TfLiteGraph graph, TfLiteOperator op) => Sigmoid(graph, op, new(1.0 / 256, -128, 8, Signed: true), 8, TfLiteFixedPoint.Logistic);

    public static void Tanh(TfLiteGraph graph, TfLiteOperator op) => Sigmoid(graph, op, new(1.0 / 128, 0, 8, Signed: true), 7, TfLiteFixedPoint.Tanh);

    /// <summary>x * relu6(x + 3) / 6 in 16-bit fixed point.</summary>
    public static void HardSwish(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, grid) = (graph.Source(op), Operands.OutputOf(graph, op));
        var fine = (float)((1.0f / 128.0f) * (float)x.Quantization!.Scale);
        var output = TfLiteMultiplier.Of((float)(fine / (float)grid.Scale), graph.Rounding);
        var relu = TfLiteMultiplier.Of((float)(fine / (3.0f / 32768.0f)), graph.Rounding);
        if (output.Shift > 0)
            throw graph.Unsupported(op, "its output's scale is too small for its input's");
        var swish = new HardSwish(output, relu);
        AddTable(graph, op, x, 1, OutputRange.Of(grid), (q, _) => swish.Of(q - x.Quantization.ZeroPoint));
    }

    public static void LeakyRelu(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, grid, alpha) = (graph.Source(op), Operands.OutputOf(graph, op), op.Options?.Real(0) ?? 0);
        var (input, output) = ((float)x.Quantization!.Scale, (float)grid.Scale);
        if (float.IsNaN(alpha) || float.IsInfinity((float)(input * alpha) / output))
            throw graph.Unsupported(op, FormattableString.Invariant($"its slope is {alpha}, and must be finite"));
        var positive = TfLiteMultiplier.Of((float)(input / output), graph.Rounding);
        var negative = TfLiteMultiplier.Of((float)((float)(input * alpha) / output), graph.Rounding);
        AddTable(graph, op, x, 1, OutputRange.Of(grid), (q, _) => (q >= x.Quantization.ZeroPoint ? positive : negative).Times(q - x.Quantization.ZeroPoint, graph.Rounding));
    }

    public static void PRelu(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, grid, slopes) = (graph.Source(op), Operands.OutputOf(graph, op), graph.Input(op, 1));
        if (!slopes.IsConstant || slopes.Shape.Length == 0 || slopes.Count != slopes.Shape[slopes.Shape.Length - 1] || (slopes.Count != 1 && slopes.Count != x.Shape.Channels))
            throw graph.Unsupported(op, $"its slopes '{slopes.Name}' have shape [{string.Join(", ", slopes.Shape)}], and a constant with one, or one a channel, is supported");
        var (codes, scale) = (graph.CodesOf(slopes), graph.GridOf(slopes).Scale);
        var positive = TfLiteMultiplier.Of(x.Quantization!.Scale / grid.Scale, graph.Rounding);
        var negative = TfLiteMultiplier.Of(x.Quantization.Scale * scale / grid.Scale, graph.Rounding);
        AddTable(graph, op, x, codes.Length, OutputRange.Of(grid), (q, c) =>
        {
            long centred = q - x.Quantization.ZeroPoint;
            return centred >= 0 ? positive.Times(centred, graph.Rounding) : negative.Times(centred * codes[c], graph.Rounding);
        });
    }

    public static void Softmax(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, grid, beta) = (graph.Source(op), graph.GridOf(graph.Output(op)), op.Options?.Real(0) ?? 0);
        var input = x.Quantization!;
        var isShare = grid == new Quantization(1.0 / 256, grid.Signed ? -128 : 0, 8, input.Signed);
        if (input.Bits > 8 || !isShare)
            throw graph.Unsupported(op, "it must be of 8-bit elements, and its output of scale 1/256 with zero at the least integer");
        if (!(beta > 0) || float.IsInfinity(beta))
            throw graph.Unsupported(op, FormattableString.Invariant($"its beta is {beta}, and must be positive and finite"));
        var most = graph.Rounding == TfLiteRounding.Single ? (1L << 30) - 1.0 : (1L << 31) - 1.0;
        var scale = Math.Min(beta * input.Scale * (1 << (31 - SoftmaxBits)), most);
        if (scale <= 1)
            throw graph.Unsupported(op, "its input's scale is too small");
        var multiplier = TfLiteMultiplier.Of(scale, graph.Rounding);
        var radius = Radius(SoftmaxBits, multiplier.Shift);
        var exponentials = Enumerable.Range(0, input.Span).Select(d => d > radius ? 0 : TfLiteFixedPoint.Exponential((int)multiplier.Times(-d, graph.Rounding), SoftmaxBits));
        graph.Add(op, new TfLiteSoftmaxNode { Name = "", Exponentials = Constant<int>.Vector([.. exponentials]) }, x);
    }

    private static void Sigmoid(TfLiteGraph graph, TfLiteOperator op, Quantization expected, int bits, Func<int, int, int> function)
    {
        var x = graph.Source(op);
        if (x.Quantization is not { Bits: 8, Signed: true } input || graph.GridOf(graph.Output(op)) != expected)
            throw graph.Unsupported(op, FormattableString.Invariant($"it must be of Int8, and its output of scale 1/{1 << bits} and zero point {expected.ZeroPoint}"));

        // The kernels' own multiplier here keeps what TfLiteMultiplier would clip; no scale of use is near either end.
        var multiplier = TfLiteMultiplier.Of(input.Scale * (1 << (31 - SigmoidBits)), graph.Rounding);
        var radius = multiplier.Shift is >= 0 and <= 30 ? Radius(SigmoidBits, multiplier.Shift) : throw graph.Unsupported(op, "its input's scale is out of range");
        AddTable(graph, op, x, 1, OutputRange.Of(expected), (q, _) =>
        {
            var centred = q - input.ZeroPoint;
            if (Math.Abs(centred) >= radius)
                return centred < 0 ? -1 << bits : 1 << bits;
            return TfLiteArithmetic.RoundingShiftRight(function((int)multiplier.Times(centred, graph.Rounding), SigmoidBits), 31 - bits);
        });
    }

    /// <summary>The least magnitude that leaves so many integer bits once shifted: floor((2^b - 1) * 2^(31 - b) / 2^shift).</summary>
    private static long Radius(int integerBits, int shift) => shift < 0 ? long.MaxValue : (((1L << integerBits) - 1) << (31 - integerBits)) >> shift;

    private static void AddTable(TfLiteGraph graph, TfLiteOperator op, Node x, int channels, OutputRange range, Func<int, int, long> function)
    {
        if (x.Quantization!.Bits > 8)
            throw graph.Unsupported(op, "its elements have 16 bits, and those of 8 are supported");
        graph.Add(op, Operands.TableOf(x.Quantization, channels, graph.GridOf(graph.Output(op)), range, function), x);
    }
}
