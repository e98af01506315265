using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Pickerel.Core.Collections;
using Pickerel.Core.ModelText;

namespace Pickerel.Core.Ir;

/// <summary>
/// The text of one node: <c>name = kind(inputs) : HxWxC key=value …</c>. What is null, empty or none is left out. The printer
/// shows reals as decimals, the text format as bit patterns; the rest is the same.
/// </summary>
/// <param name="real">Formats a real number.</param>
/// <param name="keep">Receives every constant with its key, or null.</param>
internal sealed class NodeFormat(Func<double, string> real, Action<string, NodeConstant>? keep = null)
{
    /// <summary>The digits of a constant's digest that stand in its place.</summary>
    public const int DigestDigits = 8;

    private readonly StringBuilder _text = new();

    /// <summary>Formats a node; all it holds, its site apart.</summary>
    public string Format(Node node)
    {
        _ = _text.Clear().Append(node.Name).Append(" = ").Append(node.Kind);
        _ = _text.Append('(').Append(string.Join(", ", node.Inputs)).Append(") : ").Append(node.Shape.ToString());
        if (node.Quantization is { } grid)
            Field("grid", $"{(grid.Signed ? 's' : 'u')}{Text(grid.Bits)}({real(grid.Scale)},{Text(grid.ZeroPoint)})");
        Fields(node);
        return _text.ToString();
    }

    private void Fields(Node node)
    {
        switch (node)
        {
            case InputNode input:
                List("mean", input.Mean.Select(real));
                List("std", input.Std.Select(real));
                break;
            case ConvolutionNode convolution:
                Convolution(convolution.Convolution, convolution.Groups, convolution.Window);
                Field("filters", convolution.Filters);
                Weighted(convolution);
                break;
            case TransposedConvolutionNode transposed:
                Field("groups", transposed.Groups);
                Window(transposed.Window);
                Field("output_padding", $"{Text(transposed.OutputPaddingHeight)}x{Text(transposed.OutputPaddingWidth)}");
                Field("filters", transposed.Filters);
                Weighted(transposed);
                break;
            case DenseNode dense:
                Field("units", dense.Units);
                Weighted(dense);
                break;
            case BatchNormalizationNode norm:
                Field("epsilon", real(norm.Epsilon));
                Multiplier(norm.Multiplier);
                Norm(norm.Normalization);
                Fused(norm.Curve);
                Output(norm.Activation, norm.ActivationBits, norm.ActivationScale);
                break;
            case ReluNode relu:
                Output(Activation.None, relu.ActivationBits, relu.ActivationScale);
                break;
            case ActivationNode activation:
                Curve(activation.Curve);
                Output(Activation.None, activation.ActivationBits, activation.ActivationScale);
                break;
            case SoftmaxNode softmax:
                Output(Activation.None, softmax.ActivationBits, softmax.ActivationScale);
                break;
            case AddNode add:
                Fused(add.Curve);
                Output(add.Activation, add.ActivationBits, add.ActivationScale);
                break;
            case MultiplyNode multiply:
                Output(multiply.Activation, multiply.ActivationBits, multiply.ActivationScale);
                break;
            case AveragePoolNode pool:
                Window(pool.Window);
                Flag("count_includes_padding", pool.CountIncludesPadding);
                Flag("global", pool.Global);
                Field("activation_bits", pool.ActivationBits);
                break;
            case MaxPoolNode pool:
                Window(pool.Window);
                break;
            case MovementNode movement:
                Movement(movement);
                break;
            default:
                IntegerFields(node);
                break;
        }
    }

    private void Movement(MovementNode node)
    {
        switch (node)
        {
            case ConcatenateNode concatenate:
                Field("axis", Text(concatenate.Axis));
                break;
            case UpsampleNode upsample:
                Field("factors", $"{Text(upsample.FactorHeight)}x{Text(upsample.FactorWidth)}");
                break;
            case DepthToSpaceNode spread:
                Field("block", $"{Text(spread.BlockHeight)}x{Text(spread.BlockWidth)}");
                Field("order", spread.Order == DepthToSpaceOrder.BlockFirst ? "block_first" : "channel_first");
                break;
            case PadNode pad:
                Field("padding", Text(pad.Padding));
                List("padding_values", pad.Values.Select(Text));
                break;
            case SliceNode slice:
                Field("first", $"{Text(slice.FirstRow)},{Text(slice.FirstColumn)},{Text(slice.FirstChannel)}");
                Field("steps", $"{Text(slice.StepHeight)},{Text(slice.StepWidth)},{Text(slice.StepChannels)}");
                break;
            case TransposeNode transpose:
                Field("order", $"{Text(transpose.Height)},{Text(transpose.Width)},{Text(transpose.Channels)}");
                break;
        }
    }

    private void IntegerFields(Node node)
    {
        switch (node)
        {
            case IntegerConvolutionNode convolution:
                Convolution(convolution.Convolution, convolution.Groups, convolution.Window);
                List("padding_values", convolution.PaddingValues.Select(Text));
                IntegerWeighted(convolution);
                break;
            case IntegerDenseNode dense:
                IntegerWeighted(dense);
                break;
            case IntegerAffineNode affine:
                Requantizer(affine.Requantizer);
                break;
            case IntegerAddNode add:
                Field("multipliers", $"{Text(add.LeftMultiplier)},{Text(add.RightMultiplier)}");
                Field("offset", add.Offset.ToString(CultureInfo.InvariantCulture));
                Field("shift", add.Shift);
                Field("clamp", $"{Text(add.Minimum)}..{Text(add.Maximum)}");
                break;
            case IntegerAveragePoolNode pool:
                Window(pool.Window);
                Flag("count_includes_padding", pool.CountIncludesPadding);
                Field("fraction", $"{Text(pool.Numerator)}/{Text(pool.Denominator)}");
                Flag("half_away", pool.Rounding == PoolRounding.HalfAwayFromZero);
                break;
            case IntegerTableNode table:
                Constant("values", "i32", table.Values);
                break;
            case IntegerTableSumNode sum:
                Constant("left", "i32", sum.Left);
                Constant("right", "i32", sum.Right);
                Requantizer(sum.Requantizer);
                break;
            case IntegerMultiplyNode multiply:
                Requantizer(multiply.Requantizer);
                break;
            case IntegerSoftmaxNode softmax:
                Constant("exponentials", "i32", softmax.Exponentials);
                Field("levels", softmax.Levels);
                break;
            case TfLiteSoftmaxNode softmax:
                Constant("exponentials", "i32", softmax.Exponentials);
                break;
        }
    }

    private void Convolution(ConvolutionKind kind, int groups, Window window)
    {
        Field("kind", kind.ToString().ToLowerInvariant());
        Field("groups", groups);
        Window(window);
    }

    private void Window(Window window)
    {
        Field("kernel", $"{Text(window.KernelHeight)}x{Text(window.KernelWidth)}");
        Field("stride", $"{Text(window.StrideHeight)}x{Text(window.StrideWidth)}");
        Field("dilation", $"{Text(window.DilationHeight)}x{Text(window.DilationWidth)}");
        Field("padding", Text(window.Padding));
    }

    private void Weighted(WeightedNode node)
    {
        if (node.HasBias is { } hasBias)
            Field("has_bias", hasBias ? "yes" : "no");
        Field("weight_bits", node.WeightBits);
        if (node.WeightGrid is { } grid)
            Field("weight_grid", WeightGridText.Of(grid));
        List("channel_bits", node.ChannelBits.Select(Text));
        Constant("weights", "f64", node.Weights);
        if (node.Quantized is { } quantized)
        {
            Constant("codes", "s16", quantized.Codes);
            Constant("weight_scales", "f64", quantized.Scales);
            Grids(quantized.Grids);
            Constant("scale_mantissas", "i32", quantized.Mantissas?.Values);
            Field("scale_exponent", quantized.Mantissas?.Exponent);
        }

        Constant("bias", "f64", node.Bias);
        if (node.Normalization is { } norm)
            Field("epsilon", real(norm.Epsilon));
        Multiplier(node.Multiplier);
        Norm(node.Normalization);
        List("padding_values", node.PaddingValues.Select(Text));
        Fused(node.Curve);
        Output(node.Activation, node.ActivationBits, node.ActivationScale);
    }

    private void Fused(ActivationCurve? curve)
    {
        if (curve is null)
            return;
        Field("curve", curve.Kind);
        Curve(curve);
    }

    private void Curve(ActivationCurve curve)
    {
        switch (curve)
        {
            case ActivationCurve.ClippedRelu clipped:
                Field("maximum", real(clipped.Maximum));
                break;
            case ActivationCurve.LeakyRelu leaky:
                Field("slope", real(leaky.Slope));
                break;
            case ActivationCurve.PRelu prelu:
                Flag("unquantized", !prelu.IsQuantized);
                Constant("slopes", "f64", prelu.Slopes);
                Constant("shifts", "f64", prelu.Shifts);
                Constant("curve_offsets", "f64", prelu.Offsets);
                break;
        }
    }

    private void Multiplier(MultiplierForm? form)
    {
        if (form is not null)
            Field("multiplier", form.Notation);
    }

    private void Norm(Normalization? norm)
    {
        Constant("gamma", "f64", norm?.Gamma);
        Constant("beta", "f64", norm?.Beta);
        Constant("mean", "f64", norm?.Mean);
        Constant("variance", "f64", norm?.Variance);
    }

    private void Output(Activation activation, int? bits, double? scale)
    {
        if (activation != Activation.None)
            Field("activation", activation.ToString().ToLowerInvariant());
        Field("activation_bits", bits);
        if (scale is { } value)
            Field("activation_scale", real(value));
    }

    private void IntegerWeighted(IntegerWeightedNode node)
    {
        Constant("weights", "s" + Text(node.WeightBits), node.Weights);
        Constant("weight_scales", "f64", node.WeightScales);
        Grids(node.WeightGrids);
        Requantizer(node.Requantizer);
        if (node.Accumulator != default)
        {
            var (minimum, maximum) = (node.Accumulator.Minimum, node.Accumulator.Maximum);
            Field("accumulator", minimum.ToString(CultureInfo.InvariantCulture) + ".." + maximum.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Requantizer(Requantizer requantizer)
    {
        switch (requantizer)
        {
            case Requantization step:
                Constant("multipliers", "i32", step.Multipliers);
                Constant("offsets", "i64", step.Offsets);
                Field("shift", step.Shift);
                break;
            case FloatRequantization island:
                Field("island", "float");
                Constant("scales", "f32", island.Scales);
                Constant("offsets", "f32", island.Offsets);
                break;
            case FloatSlopeRequantization island:
                Field("island", "float_slopes");
                Constant("scales", "f32", island.Scales);
                Constant("offsets", "f32", island.Offsets);
                Constant("slopes", "f32", island.Slopes);
                Constant("rests", "f32", island.Rests);
                break;
            case TwoSlopeRequantization slopes:
                Constant("knees", "i64", slopes.Knees);
                Constant("lower_multipliers", "i32", slopes.LowerMultipliers);
                Constant("lower_offsets", "i64", slopes.LowerOffsets);
                Constant("multipliers", "i32", slopes.Multipliers);
                Constant("offsets", "i64", slopes.Offsets);
                Field("shift", slopes.Shift);
                break;
            case ThresholdRequantization thresholds:
                Constant("thresholds", "i64", thresholds.Values);
                Constant("firsts", "i32", thresholds.Firsts);
                Constant("steps", "i32", thresholds.Steps);
                break;
            case TfLiteRequantization step:
                Field("rounding", "tflite_" + step.Rounding.ToString().ToLowerInvariant());
                Constant("biases", "i64", step.Biases);
                Constant("multipliers", "i32", step.Multipliers);
                Constant("shifts", "i32", step.Shifts);
                Field("zero_point", step.ZeroPoint);
                break;
            case ExactRequantization fraction:
                Field("rounding", fraction.Rounding.ToString().ToLowerInvariant());
                Constant("biases", "i64", fraction.Biases);
                Constant("numerators", "i64", fraction.Numerators);
                Constant("denominators", "i64", fraction.Denominators);
                Field("exponent", fraction.Exponent);
                Field("zero_point", fraction.ZeroPoint);
                Flag("rounds_zero_point", fraction.RoundsZeroPoint);
                break;
        }

        Field("clamp", $"{Text(requantizer.Minimum)}..{Text(requantizer.Maximum)}");
    }

    private void Grids(EquatableArray<CodeGrid> grids) => List("weight_grids", grids.Select(g => g.Notation));

    private void Constant<T>(string key, string type, Constant<T>? constant)
        where T : unmanaged
    {
        if (constant is null)
            return;
        keep?.Invoke(key, NodeConstant.Of(type, constant));
        Field(key, $"{type}[{string.Join(",", constant.Dimensions.Select(Text))}]#{constant.Digest.Hex.Substring(0, DigestDigits)}");
    }

    private void List(string key, IEnumerable<string> values)
    {
        var text = string.Join(",", values);
        if (text.Length > 0)
            Field(key, text);
    }

    private void Flag(string key, bool value)
    {
        if (value)
            Field(key, "yes");
    }

    private void Field(string key, int? value)
    {
        if (value is { } number)
            Field(key, Text(number));
    }

    private void Field(string key, string value) => _text.Append(' ').Append(key).Append('=').Append(value);

    private static string Text(Margins margins) => $"{Text(margins.Top)},{Text(margins.Left)},{Text(margins.Bottom)},{Text(margins.Right)}";

    private static string Text(Axis axis) => axis.ToString().ToLowerInvariant();

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
