using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Import.TfLite;

/// <summary>CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED.</summary>
internal static class TfLiteWeighted
{
    /// <summary>The option that says what activation is fused, by kind.</summary>
    private const int ConvolutionActivation = 3, DepthwiseActivation = 4, FullyConnectedActivation = 0;

    public static void Convolution(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, weights) = (graph.Source(op), WeightsOf(graph, op, 4));
        var (outputs, inputs) = (weights.Shape[0], weights.Shape[3]);
        var isGrouped = inputs > 0 && x.Shape.Channels % inputs == 0;
        var groups = isGrouped ? x.Shape.Channels / inputs : 1;
        Check(graph, op, isGrouped && outputs % groups == 0, FormattableString.Invariant($"its weights take {inputs} input channels, and its input has {x.Shape.Channels}"));
        var window = Windows.Of(what => graph.Unsupported(op, what), op, x.Shape, (weights.Shape[1], weights.Shape[2]), dilationOptions: (5, 4));
        var kind = weights.Shape[1] == 1 && weights.Shape[2] == 1 ? ConvolutionKind.Pointwise : ConvolutionKind.Standard;
        graph.Add(op, Convolution(graph, op, x, weights, 0, ConvolutionActivation) with { Convolution = kind, Groups = groups, Window = window }, x);
    }

    /// <summary>The file holds [1, rows, columns, outputs], outputs of an input channel side by side.</summary>
    public static void Depthwise(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, weights) = (graph.Source(op), WeightsOf(graph, op, 4));
        var (outputs, channels) = (weights.Shape[3], x.Shape.Channels);
        Check(graph, op, weights.Shape[0] == 1 && outputs % channels == 0, FormattableString.Invariant($"its weights make {outputs} channels of {channels}"));
        var window = Windows.Of(what => graph.Unsupported(op, what), op, x.Shape, (weights.Shape[1], weights.Shape[2]), dilationOptions: (6, 5));
        var node = Convolution(graph, op, x, weights, 3, DepthwiseActivation);
        graph.Add(op, node with { Convolution = ConvolutionKind.Depthwise, Groups = channels, Window = window }, x);
    }

    /// <summary>Over the whole input, or over each pixel of one whose channels are as many as the weights take.</summary>
    public static void FullyConnected(TfLiteGraph graph, TfLiteOperator op)
    {
        var (x, weights) = (graph.Source(op), WeightsOf(graph, op, 2));
        Check(graph, op, op.Options?.Byte(1) is null or 0, "its weights are shuffled, and must lie in rows");
        var (outputs, inputs) = (weights.Shape[0], weights.Shape[1]);
        var codes = Codes(graph, weights, 0);
        var bits = BitsOf(codes.Values);
        var requantizer = Requantizer(graph, op, x, weights, outputs, 0, FullyConnectedActivation);
        var scales = Scales(graph, weights, outputs, 0);
        if (x.Shape.Count == inputs)
        {
            graph.Add(op, new IntegerDenseNode { Name = "", Weights = codes, WeightBits = bits, WeightScales = scales, Requantizer = requantizer }, x);
            return;
        }

        Check(graph, op, x.Shape.Channels == inputs, FormattableString.Invariant($"its weights take {inputs} elements, and its input has {x.Shape.Count}"));
        var pixels = new IntegerConvolutionNode
        {
            Name = "",
            Convolution = ConvolutionKind.Pointwise,
            Groups = 1,
            Window = Window.Point,
            Weights = new([outputs, 1, 1, inputs], [.. codes.Values]),
            WeightBits = bits,
            WeightScales = scales,
            Requantizer = requantizer,
            Quantization = graph.GridOf(graph.Output(op)),
        };
        var shape = x.Shape with { Channels = outputs };
        var target = graph.ShapeOf(graph.Output(op), op);
        if (target == shape)
            graph.Add(op, pixels, x);
        else
            graph.Add(op, new ReshapeNode { Name = "", Target = target, Quantization = pixels.Quantization }, graph.AddStep(pixels, shape, TfLiteGraph.NameOf(op) + "_pixels", x));
    }

    /// <summary>A convolution without its geometry.</summary>
    private static IntegerConvolutionNode Convolution(TfLiteGraph graph, TfLiteOperator op, Node x, TfLiteTensor weights, int channelDimension, int activation)
    {
        var (outputs, codes) = (weights.Shape[channelDimension], Codes(graph, weights, channelDimension));
        return new()
        {
            Name = "",
            Convolution = default,
            Groups = 1,
            Window = default,
            Weights = codes,
            WeightBits = BitsOf(codes.Values),
            WeightScales = Scales(graph, weights, outputs, channelDimension),
            Requantizer = Requantizer(graph, op, x, weights, outputs, channelDimension, activation),
        };
    }

    private static TfLiteTensor WeightsOf(TfLiteGraph graph, TfLiteOperator op, int rank)
    {
        var weights = graph.Input(op, 1);
        Check(graph, op, weights.IsConstant, $"its weights '{weights.Name}' are known only at run time, and must be a constant");
        Check(graph, op, weights.Shape.Length == rank && !weights.Shape.Contains(0), FormattableString.Invariant($"its weights have shape [{string.Join(", ", weights.Shape)}], and need {rank} sizes"));
        Check(graph, op, weights.Count <= SizeLimits.Weights, FormattableString.Invariant($"it has {weights.Count} weights, and the limit is {SizeLimits.Weights}"));
        return weights;
    }

    /// <summary>Output channels first.</summary>
    private static Constant<short> Codes(TfLiteGraph graph, TfLiteTensor weights, int channelDimension)
    {
        var codes = graph.CodesOf(weights);
        if (channelDimension == 0)
            return new(weights.Shape.ToEquatableArray(), codes);
        var (outputs, ordered) = (weights.Shape[channelDimension], ImmutableArray.CreateBuilder<short>(codes.Length));
        for (var o = 0; o < outputs; o++)
        {
            for (var i = o; i < codes.Length; i += outputs)
                ordered.Add(codes[i]);
        }

        return new([outputs, weights.Shape[1], weights.Shape[2], 1], ordered.MoveToImmutable());
    }

    /// <summary>The fewest bits that hold all codes and their negatives; 16 beyond 8.</summary>
    private static int BitsOf(ReadOnlySpan<short> codes)
    {
        var largest = 1;
        foreach (var code in codes)
            largest = Math.Max(largest, Math.Abs((int)code));
        var bits = 2;
        while ((1 << (bits - 1)) - 1 < largest)
            bits++;
        return bits <= 8 ? bits : 16;
    }

    private static Constant<double> Scales(TfLiteGraph graph, TfLiteTensor weights, int outputs, int dimension)
    {
        var scales = graph.ScalesOf(weights, outputs, dimension);
        return Constant<double>.Vector([.. Enumerable.Range(0, outputs).Select(o => (double)scales[scales.Length == 1 ? 0 : o])]);
    }

    /// <summary>Sums of 32 bits round as the file's reader does; those with a 64-bit bias have 64 bits and one way to round.</summary>
    private static TfLiteRequantization Requantizer(TfLiteGraph graph, TfLiteOperator op, Node x, TfLiteTensor weights, int outputs, int dimension, int activation)
    {
        var (grid, bias) = (graph.GridOf(graph.Output(op)), graph.OptionalInput(op, 2));
        var input = x.Quantization!;
        Check(graph, op, (input.Bits, input.Signed) == (grid.Bits, grid.Signed), "its input and its output have different element types");
        Check(graph, op, weights.Type == TfLiteType.UInt8 == !input.Signed, "its weights and its input have different element types");
        var range = OutputRange.Of(grid, op.Options?.Byte(activation) ?? 0) ?? throw graph.Unsupported(op, "its fused activation is none of RELU, RELU6 and RELU_N1_TO_1");
        var scales = graph.ScalesOf(weights, outputs, dimension);
        var rounding = bias?.Type == TfLiteType.Int64 ? TfLiteRounding.Word : graph.Rounding;

        // One scale of a dense or unsigned layer is multiplied in 32 bits, those of convolutions in 64: so the kernels do.
        var isShort = scales.Length == 1 && (op.Code == TfLiteOperators.FullyConnected || !input.Signed);
        var multipliers = scales.Select(w => (isShort ? (float)((float)input.Scale * w) : input.Scale * w) / grid.Scale).Select(real => TfLiteMultiplier.Of(real, rounding)).ToList();
        return TfLiteMultiplier.Requantizer(multipliers, Biases(graph, op, bias, outputs), rounding, grid, range);
    }

    private static long[] Biases(TfLiteGraph graph, TfLiteOperator op, TfLiteTensor? bias, int outputs)
    {
        if (bias is null)
            return [0];
        Check(graph, op, bias.IsConstant, $"its bias '{bias.Name}' is known only at run time, and must be a constant");
        var biases = graph.IntegersOf(bias);
        Check(graph, op, biases.Length == outputs, FormattableString.Invariant($"it has {biases.Length} biases for {outputs} channels"));
        return biases;
    }

    private static void Check(TfLiteGraph graph, TfLiteOperator op, bool holds, string otherwise)
    {
        if (!holds)
            throw graph.Unsupported(op, otherwise);
    }
}
