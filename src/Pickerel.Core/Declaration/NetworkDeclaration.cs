using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Declaration;

/// <summary>What the user wrote on one partial class: value-equal, without symbols, syntax or locations.</summary>
public sealed record NetworkDeclaration
{
    public required TypeDeclaration Type { get; init; }

    /// <summary>Gets the input; null only when a <see cref="ParametersSource.Model"/> brings its own.</summary>
    public InputDeclaration? Input { get; init; }

    public QuantizeDeclaration Quantize { get; init; } = new();

    public required ParametersSource Parameters { get; init; }

    public EquatableArray<LayerDeclaration> Layers { get; init; }

    public UnrollKind Unroll { get; init; }
}

/// <summary>Which loops are written out.</summary>
public enum UnrollKind
{
    /// <summary>Those that gain by it.</summary>
    Auto,

    /// <summary>All of them.</summary>
    Full,
}

/// <summary>The partial class that receives the generated members.</summary>
/// <param name="Namespace">Dotted, or empty for the global namespace.</param>
/// <param name="Name">The class's name.</param>
/// <param name="ContainingTypes">Declarations of the types around it, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
/// <param name="CostClass">The nested class of costs; another name than the default's where the user's members have that.</param>
public sealed record TypeDeclaration(
    string Namespace, string Name, EquatableArray<string> ContainingTypes, string Keyword = "class", string CostClass = TypeDeclaration.DefaultCostClass)
{
    public const string DefaultCostClass = "Cost";
}

/// <summary>The element type of a network's input.</summary>
public enum ElementType
{
    /// <summary><c>byte</c>, 0 to 255.</summary>
    UInt8,

    /// <summary><c>sbyte</c>, -128 to 127.</summary>
    Int8,
}

/// <summary>The network's input: <c>real = Scale * (q - ZeroPoint)</c>, then per channel <c>(real - Mean) / Std</c>.</summary>
public sealed record InputDeclaration
{
    /// <summary>Gets height, width and channels.</summary>
    public required TensorShape Shape { get; init; }

    public ElementType Element { get; init; }

    public double Scale { get; init; } = 1.0 / 255;

    public int ZeroPoint { get; init; }

    /// <summary>Gets the per-channel mean subtracted from the real input; empty for none.</summary>
    public EquatableArray<double> Mean { get; init; }

    /// <summary>Gets the per-channel standard deviation the real input is divided by; empty for none.</summary>
    public EquatableArray<double> Std { get; init; }
}

/// <summary>Which layers' weights get which grid.</summary>
public enum WeightSchemeKind
{
    /// <summary>All the network's.</summary>
    None,

    /// <summary>Pointwise convolutions powers of two of 4 bits, depthwise uniform of 8, the first and last layer uniform of 8; others the network's.</summary>
    PikeLpn,
}

/// <summary>How scales are quantized.</summary>
public enum ScaleQuantizationKind
{
    /// <summary>All scales of a channel in one multiplier, which is quantized once.</summary>
    Merged,

    /// <summary>Weight scales and norms each on their own; activation scales are powers of two.</summary>
    Separate,

    /// <summary>Activation scales are powers of two, and every multiplier is one.</summary>
    PowerOfTwo,

    /// <summary>Not quantized: all scales of a channel in one float, a float island. Additions and pools keep their integers.</summary>
    Float32,
}

/// <summary>What the ways to quantize scales have in common.</summary>
public static class ScaleQuantizationKinds
{
    /// <summary>Whether every activation scale is a power of two.</summary>
    public static bool HasPowerOfTwoActivations(this ScaleQuantizationKind kind) =>
        kind is ScaleQuantizationKind.Separate or ScaleQuantizationKind.PowerOfTwo;
}

/// <summary>Bits and grids of the whole network. Layers may override them.</summary>
public sealed record QuantizeDeclaration
{
    /// <summary>Gets the bits of weights, 1 to 8.</summary>
    public int Weights { get; init; } = 8;

    /// <summary>Gets the grid of weights.</summary>
    public WeightGridKind Grid { get; init; }

    /// <summary>Gets which layers depart from it.</summary>
    public WeightSchemeKind Scheme { get; init; }

    public ScaleQuantizationKind ScaleQuantization { get; init; }

    /// <summary>Gets the mantissa bits of merged multipliers, or of separate weight scales; 2 to 16, or null for 8.</summary>
    public int? ScaleBits { get; init; }

    /// <summary>Gets the bits of activations, 1 to 8, or 16.</summary>
    public int Activations { get; init; } = 8;

    /// <summary>Gets the bits of the first and last layer's weights, of the last layer's input, and of an output that is no 16-bit sum, when the network has fewer; 0 makes no exception.</summary>
    public int FirstAndLast { get; init; } = 8;
}

/// <summary>How a TensorFlow Lite model rounds.</summary>
public enum ModelRounding
{
    /// <summary>In a doubling high multiply, then in the shift.</summary>
    TfLiteDouble,

    /// <summary>Once, half up.</summary>
    TfLiteSingle,
}

/// <summary>Where weights and norm parameters come from.</summary>
public abstract record ParametersSource
{
    private ParametersSource()
    {
    }

    /// <summary>Nowhere: the network is verified and costed, but cannot infer.</summary>
    public sealed record None : ParametersSource;

    /// <summary>The tensors of a named model file.</summary>
    public sealed record Weights(string Name) : ParametersSource;

    /// <summary>A named model file that also holds the layers.</summary>
    /// <param name="Name">The file's name.</param>
    /// <param name="Rounding">What was asked for, or null.</param>
    public sealed record Model(string Name, ModelRounding? Rounding = null) : ParametersSource;

    /// <summary>Pseudo-random, for benchmarks and shape studies.</summary>
    /// <param name="Value">Of the streams.</param>
    /// <param name="Uniform">Whether weights are drawn uniformly instead of Gaussian, of the same variance; no attribute says so, measurements do.</param>
    public sealed record Seed(int Value, bool Uniform = false) : ParametersSource;
}
