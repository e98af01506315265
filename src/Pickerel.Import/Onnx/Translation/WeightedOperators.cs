using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Convolutions and products with constant matrices: integer sums, and what they stand for.</summary>
internal sealed class WeightedOperators(OnnxBuilder builder, Closing closing, WeightOperands operands)
{
    public void Conv(OnnxNode node) => Set(node, Convolve(node, builder.Activation(node), 1, null, builder.OptionalConstant(node, 2)), OnnxType.Float);

    public void ConvInteger(OnnxNode node) =>
        Set(node, Convolve(node, operands.LessZero(node, 2), 1, operands.Zero(node, builder.Constant(node, 1), 3, axis: 0), null), OnnxType.Int32);

    public void QLinearConv(OnnxNode node)
    {
        var weights = operands.Scales(node, 3, axis: 0);
        var x = LinearQuantizers.Real(builder, node, 0);
        var sums = Convolve(node, x, 3, operands.Zero(node, builder.Constant(node, 3), 5, axis: 0), null, weights, operands.Bias(node));
        builder.Set(node.Outputs[0], LinearQuantizers.Quantized(builder, node, sums, 6, 7, builder.Constant(node, 7).Tensor.Type));
    }

    public void MatMul(OnnxNode node) => Set(node, Multiply(node, builder.Activation(node), operands.Matrix(node, 1, isTurned: false), Exact.One, null), OnnxType.Float);

    public void Gemm(OnnxNode node)
    {
        if (node.Integer("transA", 0) != 0)
            throw builder.Problems.Unsupported(node, "its left matrix is transposed");
        var (alpha, beta) = (Exact.Of(node.Real("alpha", 1)), Exact.Of(node.Real("beta", 1)));
        var matrix = operands.Matrix(node, 1, node.Integer("transB", 0) != 0);
        var bias = builder.OptionalConstant(node, 2);
        Set(node, Multiply(node, builder.Activation(node), matrix, alpha, bias is null ? null : (beta, bias)), OnnxType.Float);
    }

    public void MatMulInteger(OnnxNode node)
    {
        var matrix = operands.Matrix(node, 1, isTurned: false, operands.Zero(node, builder.Constant(node, 1), 3, axis: 1));
        Set(node, Multiply(node, operands.LessZero(node, 2), matrix, Exact.One, null), OnnxType.Int32);
    }

    public void QLinearMatMul(OnnxNode node)
    {
        var matrix = operands.Matrix(node, 3, isTurned: false, operands.Zero(node, builder.Constant(node, 3), 5, axis: 1), operands.Scales(node, 3, axis: 1));
        var sums = Multiply(node, LinearQuantizers.Real(builder, node, 0), matrix, Exact.One, null);
        builder.Set(node.Outputs[0], LinearQuantizers.Quantized(builder, node, sums, 6, 7, builder.Constant(node, 7).Tensor.Type));
    }

    /// <summary>The mean of windows: sums of all elements, a channel each, over how many they are.</summary>
    public Activation Mean(OnnxNode node, Activation input, Func<Layout, (Window Window, TensorShape Shape)> windowOf, Func<Layout, ImmutableArray<int>> dimensionsOf)
    {
        var x = Arrangement.Standard(builder, node, closing.Close(input, node));
        var (window, shape) = windowOf(x.Layout);
        var (channels, taps) = (shape.Channels, window.KernelHeight * window.KernelWidth);
        CheckPadding(node, x, window);
        if ((long)channels * taps > Core.Passes.SizeLimits.Weights)
            throw builder.Problems.Unsupported(node, "its windows are too large");
        var prototype = new IntegerConvolutionNode
        {
            Name = "",
            Convolution = ConvolutionKind.Depthwise,
            Groups = channels,
            Window = window,
            Weights = new([channels, window.KernelHeight, window.KernelWidth, 1], [.. Enumerable.Repeat((short)1, channels * taps)]),
            WeightBits = 1,
            WeightScales = Constant<double>.Vector([.. Enumerable.Repeat(1.0, channels)]),
            Requantizer = null!,
            PaddingValues = PaddingValues(node, x, window),
        };
        var meaning = new AffineStep([.. x.Meaning.Factors.Select(f => f / taps)], x.Meaning.Addends);
        var layout = Layout.Standard(dimensionsOf(x.Layout))!;
        return new(SumsOf(node, prototype, shape, x.Node), layout, [meaning], input.Type, node);
    }

    private Activation Convolve(OnnxNode node, Activation input, int weightsPosition, Func<int, Int128>? zero, ConstantValue? bias, Exact[]? scales = null, Func<int, Exact, Exact>? integerBias = null)
    {
        var (call, weights, name) = (builder.Call(node), builder.Constant(node, weightsPosition), node.Inputs[weightsPosition]);
        var x = Arrangement.Standard(builder, node, closing.Close(input, node));
        var (sizes, kernels) = (x.Layout.Dimensions, weights.Tensor.Dimensions);
        call.Check(sizes is [1, ..], "it has a batch, and one sample is supported");
        call.Check(kernels.Length == sizes.Length && sizes.Length is 3 or 4, FormattableString.Invariant($"its input has {sizes.Length} axes and its weights {kernels.Length}, and convolutions over one or two axes are supported"));
        var (groups, outputs, perGroup) = (call.Size(node.Integer("group", 1)), kernels[0], kernels[1]);
        call.Check(groups > 0 && outputs > 0 && outputs % groups == 0 && sizes[1] == (long)perGroup * groups, FormattableString.Invariant($"its weights take {perGroup} channels in {groups} groups, and its input has {sizes[1]}"));
        var window = Windows.Of(WindowGeometry.Of(call, sizes, [.. kernels.Skip(2)]), out var spatial);
        CheckPadding(node, x, window);

        // Output channels, rows, columns, input channels.
        var order = new List<int>();
        var strides = Broadcast.Strides(kernels.Length == 3 ? [kernels[0], kernels[1], 1, kernels[2]] : kernels);
        order.AddRange(Broadcast.Walk([outputs, window.KernelHeight, window.KernelWidth, perGroup], [strides[0], strides[2], strides[3], strides[1]], 0));
        var codes = Weights.Of(builder, node, name, weights, [.. order], outputs, zero);
        if (scales is not null)
            codes = codes with { Scales = [.. Enumerable.Range(0, outputs).Select(o => scales[scales.Length == 1 ? 0 : o])] };
        var isDepthwise = groups == sizes[1] && groups > 1;
        var prototype = new IntegerConvolutionNode
        {
            Name = "",
            Convolution = isDepthwise ? ConvolutionKind.Depthwise : window.KernelHeight * window.KernelWidth == 1 ? ConvolutionKind.Pointwise : ConvolutionKind.Standard,
            Groups = groups,
            Window = window,
            Weights = new([outputs, window.KernelHeight, window.KernelWidth, perGroup], codes.Codes),
            WeightBits = codes.Bits,
            WeightScales = codes.RealScales,
            Requantizer = null!,
            PaddingValues = PaddingValues(node, x, window),
        };
        var biases = bias is null ? [Exact.Zero] : operands.Vector(node, bias, outputs);
        var (outputsPerGroup, taps) = (outputs / groups, window.KernelHeight * window.KernelWidth);
        var meaning = Meaning(node, x, codes, (o, i) => (o / outputsPerGroup * perGroup) + (i % perGroup), perGroup == 1, taps * perGroup, biases, integerBias);
        var layout = Layout.Standard([1, outputs, .. spatial])!;
        return new(SumsOf(node, prototype, layout.Shape, x.Node), layout, [meaning], OnnxType.Float, node);
    }

    private Activation Multiply(OnnxNode node, Activation input, (Weights Weights, int Inputs) matrix, Exact alpha, (Exact Beta, ConstantValue Addend)? bias)
    {
        var x = closing.Close(input, node);
        var (sizes, outputs, inputs) = (x.Layout.Dimensions, matrix.Weights.Outputs, matrix.Inputs);
        if (sizes.Length == 0 || sizes[^1] != inputs)
            throw builder.Problems.Unsupported(node, FormattableString.Invariant($"its matrix takes {inputs} elements, and its input is [{string.Join(", ", sizes)}]"));
        var isWhole = x.Layout.Shape.Count == inputs;
        if (!isWhole && inputs == 1)
            throw builder.Problems.Unsupported(node, "its matrix takes a single element; multiply with it instead");
        if (!isWhole && x.Layout.AxisOf(sizes.Length - 1) != Axis.Channels)
            x = Arrangement.To(builder, node, x, Layout.RowMajor(sizes) ?? throw builder.Problems.Unsupported(node, "its input has more than three sizes that are not 1"));
        var codes = matrix.Weights;
        var weights = codes.Codes;
        if (isWhole)
        {
            // The file's elements may lie elsewhere in the network's tensor: their weights go with them.
            var positions = x.Layout.Positions();
            var moved = new short[weights.Length];
            for (var i = 0; i < weights.Length; i++)
                moved[(i / inputs * inputs) + positions[i % inputs]] = weights[i];
            weights = ImmutableArray.Create(moved);
        }

        var addends = bias is { } added ? [.. operands.Vector(node, added.Addend, outputs).Select(a => a * added.Beta)] : ImmutableArray.Create(Exact.Zero);
        var scaled = codes with { Scales = [.. codes.Scales.Select(s => s * alpha)], Codes = weights };
        if (scaled.Scales.Any(s => s.Sign <= 0))
            throw builder.Problems.Unsupported(node, "its alpha is not positive");
        var channels = x.Layout.Shape.Channels;
        var meaning = Meaning(node, x, scaled, (_, i) => i % channels, channels == 1, inputs, addends, null);
        if (isWhole)
        {
            ImmutableArray<int> result = [.. sizes[..^1], outputs];
            var layout = new Layout(result, [.. Enumerable.Range(0, result.Length).Select(i => i == result.Length - 1 && outputs != 1 ? [Axis.Channels] : ImmutableArray<Axis>.Empty)], new(1, 1, outputs));
            var dense = new IntegerDenseNode { Name = "", Weights = new([outputs, inputs], weights), WeightBits = codes.Bits, WeightScales = codes.RealScales, Requantizer = null! };
            return new(SumsOf(node, dense, layout.Shape, x.Node), layout, [meaning], input.Type, node);
        }

        var pixels = new IntegerConvolutionNode
        {
            Name = "",
            Convolution = ConvolutionKind.Pointwise,
            Groups = 1,
            Window = Window.Point,
            Weights = new([outputs, 1, 1, inputs], weights),
            WeightBits = codes.Bits,
            WeightScales = codes.RealScales,
            Requantizer = null!,
        };
        var resized = x.Layout.Resize(sizes.Length - 1, outputs);
        return new(SumsOf(node, pixels, resized.Shape, x.Node), resized, [meaning], input.Type, node);
    }

    /// <summary>What sums stand for: the input's scale times the weights', and what offsets and bias add.</summary>
    private AffineStep Meaning(
        OnnxNode node, Quantized x, Weights weights, Func<int, int, int> channelOf, bool isPerChannel, int perOutput, ImmutableArray<Exact> biases, Func<int, Exact, Exact>? integerBias)
    {
        if (!isPerChannel && x.Meaning.Factors.Any(f => f != x.Meaning.Factor(0)))
            throw builder.Problems.Unsupported(node, "its input has a scale for each channel, and sums over channels need one for all");
        var (factors, addends) = (new List<Exact>(), new List<Exact>());
        for (var o = 0; o < weights.Outputs; o++)
        {
            var factor = (x.Meaning.Factor(x.Meaning.Factors.Length == 1 ? 0 : channelOf(o, 0)) * weights.Scales[o]).Reduced();
            var addend = integerBias?.Invoke(o, factor) ?? biases[biases.Length == 1 ? 0 : o];
            for (var i = 0; !x.IsCentred && i < perOutput; i++)
                addend += x.Meaning.Addend(x.Meaning.Addends.Length == 1 ? 0 : channelOf(o, i)) * weights.Scales[o] * weights.Codes[(o * perOutput) + i];
            factors.Add(factor);
            addends.Add(addend.Reduced());
        }

        return new([.. factors], [.. addends]);
    }

    private static Sums SumsOf(OnnxNode node, IntegerWeightedNode prototype, TensorShape shape, Node source) =>
        new(node, prototype with { Shape = shape }, [source], AccumulatorRanges.Of((IntegerWeightedNode)(prototype with { Shape = shape }), source));

    /// <summary>Padding stands for 0, which must be one of the input's integers.</summary>
    private void CheckPadding(OnnxNode node, Quantized x, Window window)
    {
        if (window.Padding != default && x.Node.Quantization!.IsBipolar)
            throw builder.Problems.Unsupported(node, "it pads with 0, which is none of its input's integers -1 and 1; pad before quantizing");
    }

    private EquatableArray<int> PaddingValues(OnnxNode node, Quantized x, Window window)
    {
        if (window.Padding == default || x.IsCentred)
            return [];
        var grid = x.Node.Quantization!;
        return Enumerable.Range(0, x.Node.Shape.Channels).Select(c =>
        {
            var zero = (grid.ZeroPoint - (x.Meaning.Addend(c) / x.Meaning.Factor(c))).Reduced();
            return zero.IsInteger && zero >= grid.Minimum && zero <= grid.Maximum
                ? (int)zero.Numerator
                : throw builder.Problems.Unsupported(node, "it pads with 0, which is none of its input's integers; pad before quantizing");
        }).ToEquatableArray();
    }

    private void Set(OnnxNode node, Activation value, OnnxType type) => builder.Set(node.Outputs[0], value with { Type = type });
}
