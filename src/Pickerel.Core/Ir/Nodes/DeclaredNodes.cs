using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>The network's input. <see cref="Node.Quantization"/> is its grid; mean and std are folded by <c>FoldInputNormalization</c>.</summary>
public sealed record InputNode : Node
{
    public EquatableArray<double> Mean { get; init; }

    public EquatableArray<double> Std { get; init; }

    public override string Kind => "input";
}

/// <summary>A batch norm's parameters, per channel, as trained: <c>y = gamma * (x - mean) / sqrt(variance + epsilon) + beta</c>.</summary>
public sealed record Normalization(
    Constant<double> Gamma, Constant<double> Beta, Constant<double> Mean, Constant<double> Variance, double Epsilon);

/// <summary>Weights on their grid: <c>real = Scales[output] * code</c>.</summary>
/// <param name="Codes">The codes, laid out as <see cref="WeightedNode.Weights"/>.</param>
/// <param name="Scales">One positive scale an output channel.</param>
/// <param name="Grids">The grid of all codes, or of each output channel's.</param>
/// <param name="Mantissas">The scales as integers, where they are quantized on their own; else null.</param>
public sealed record QuantizedWeights(Constant<short> Codes, Constant<double> Scales, EquatableArray<CodeGrid> Grids, ScaleMantissas? Mantissas = null);

/// <summary>Weight scales quantized on their own, the input's scale included: <c>Scales[output] * input scale = Values[output] * 2^Exponent</c>.</summary>
/// <param name="Values">At least 1.</param>
/// <param name="Exponent">One a layer; of either sign.</param>
public sealed record ScaleMantissas(Constant<int> Values, int Exponent);

/// <summary>A node with a weight matrix: convolution or dense. After folding it computes <c>activation(norm(W x + bias))</c>.</summary>
public abstract record WeightedNode : Node
{
    /// <summary>Gets the weights, [output][kernel row][kernel column][input of the group], or [output][input] of a dense node; null before <c>BindParameters</c>.</summary>
    public Constant<double>? Weights { get; init; }

    /// <summary>Gets the bias per output channel, or null for none; <c>QuantizeConstants</c> puts its correction here.</summary>
    public Constant<double>? Bias { get; init; }

    /// <summary>Gets the weights' codes; null before <c>QuantizeConstants</c>.</summary>
    public QuantizedWeights? Quantized { get; init; }

    /// <summary>Gets whether a bias was declared; null means required, except before a batch norm, where it is read if present.</summary>
    public bool? HasBias { get; init; }

    /// <summary>Gets the bits asked for on the layer, or null.</summary>
    public int? WeightBits { get; init; }

    /// <summary>Gets the grid asked for on the layer, or null.</summary>
    public WeightGridKind? WeightGrid { get; init; }

    /// <summary>Gets the bits that the model file gives each output channel's weights (<c>layer.weight_bits</c>); empty for one width.</summary>
    public EquatableArray<int> ChannelBits { get; init; }

    /// <summary>Gets the bits asked for the output, or null; a fused group keeps the last request.</summary>
    public int? ActivationBits { get; init; }

    /// <summary>Gets the scale of the output given by the model file (<c>layer.activation_scale</c>), or null.</summary>
    public double? ActivationScale { get; init; }

    /// <summary>Gets the norm folded behind the sum, or null.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Gets what the folded norm asked for its multiplier, or null.</summary>
    public MultiplierForm? Multiplier { get; init; }

    public Activation Activation { get; init; }

    /// <summary>Gets the curve fused behind, or null; then there is no <see cref="Activation"/>.</summary>
    public ActivationCurve? Curve { get; init; }

    /// <summary>Gets the value per input channel that padding holds, on the input's grid; empty for its zero point.</summary>
    public EquatableArray<int> PaddingValues { get; init; }

    public abstract int Outputs { get; }
}

/// <summary>A 2-D convolution of any grouping; depthwise has as many groups as input channels.</summary>
public sealed record ConvolutionNode : WeightedNode
{
    public required ConvolutionKind Convolution { get; init; }

    public required int Filters { get; init; }

    public required int Groups { get; init; }

    public required Window Window { get; init; }

    public override string Kind => "convolution";

    public override int Outputs => Filters;
}

/// <summary>
/// A transposed convolution, as PyTorch defines it: every input element adds its value times the kernel at stride distances. It becomes a
/// convolution whose outputs are the pixels of a stride, and nodes that put them in their places.
/// </summary>
public sealed record TransposedConvolutionNode : WeightedNode
{
    public required int Filters { get; init; }

    public required int Groups { get; init; }

    /// <summary>Gets kernel, stride and dilation; its padding is what is cut off the output.</summary>
    public required Window Window { get; init; }

    /// <summary>Gets the rows added below.</summary>
    public int OutputPaddingHeight { get; init; }

    /// <summary>Gets the columns added on the right.</summary>
    public int OutputPaddingWidth { get; init; }

    public override string Kind => "transposed_convolution";

    public override int Outputs => Filters;
}

/// <summary>A fully connected layer over the whole input in HWC order.</summary>
public sealed record DenseNode : WeightedNode
{
    public required int Units { get; init; }

    public override string Kind => "dense";

    public override int Outputs => Units;
}

/// <summary>A batch norm that stands alone (no weighted node to fold it into).</summary>
public sealed record BatchNormalizationNode : Node
{
    public required double Epsilon { get; init; }

    /// <summary>Gets the parameters; null before <c>BindParameters</c>.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Gets how the multiplier is kept, or null for the network's way.</summary>
    public MultiplierForm? Multiplier { get; init; }

    public int? ActivationBits { get; init; }

    public double? ActivationScale { get; init; }

    public Activation Activation { get; init; }

    /// <summary>Gets the curve fused behind, or null; then there is no <see cref="Activation"/>.</summary>
    public ActivationCurve? Curve { get; init; }

    public override string Kind => "batch_normalization";
}

/// <summary><c>max(x, 0)</c>, where it is fused into nothing.</summary>
public sealed record ReluNode : Node
{
    public int? ActivationBits { get; init; }

    public double? ActivationScale { get; init; }

    public override string Kind => "relu";
}

/// <summary>Another activation, where it is fused into nothing.</summary>
public sealed record ActivationNode : Node
{
    public required ActivationCurve Curve { get; init; }

    public int? ActivationBits { get; init; }

    public double? ActivationScale { get; init; }

    public override string Kind => Curve.Kind;
}

/// <summary>Each channel's share of a pixel's exponentials. Real before lowering; see <see cref="IntegerSoftmaxNode"/>.</summary>
public sealed record SoftmaxNode : Node
{
    public int? ActivationBits { get; init; }

    public double? ActivationScale { get; init; }

    public override string Kind => "softmax";
}

/// <summary>The sum of two tensors of the same shape.</summary>
public sealed record AddNode : Node
{
    public int? ActivationBits { get; init; }

    public double? ActivationScale { get; init; }

    public Activation Activation { get; init; }

    /// <summary>Gets the curve fused behind, or null; then there is no <see cref="Activation"/>.</summary>
    public ActivationCurve? Curve { get; init; }

    public override string Kind => "add";
}

/// <summary>The product of two tensors; the second has the shape of the first, or is one pixel or one element that all are multiplied by.</summary>
public sealed record MultiplyNode : Node
{
    public int? ActivationBits { get; init; }

    public double? ActivationScale { get; init; }

    public Activation Activation { get; init; }

    public override string Kind => "multiply";
}

/// <summary>The same values on another grid: put between nodes that share a grid and tensors that have their own.</summary>
public sealed record RescaleNode : Node
{
    public override string Kind => "rescale";
}

/// <summary>The mean of each window. Real before lowering; see <see cref="IntegerAveragePoolNode"/>.</summary>
public sealed record AveragePoolNode : Node
{
    public required Window Window { get; init; }

    public bool CountIncludesPadding { get; init; }

    /// <summary>Gets whether the window is the whole input (<c>[GlobalAveragePool]</c>), whatever its size.</summary>
    public bool Global { get; init; }

    public int? ActivationBits { get; init; }

    public override string Kind => "average_pool";
}

/// <summary>The maximum of each window; padding takes no part. The same before and after lowering: input and output share their grid.</summary>
public sealed record MaxPoolNode : Node
{
    public required Window Window { get; init; }

    public override string Kind => "max_pool";
}

/// <summary>A reshape to 1x1xN in HWC order; no work. The same before and after lowering.</summary>
public sealed record FlattenNode : Node
{
    public override string Kind => "flatten";
}
