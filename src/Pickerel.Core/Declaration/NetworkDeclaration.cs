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
}

/// <summary>The partial class that receives the generated members.</summary>
/// <param name="Namespace">Dotted, or empty for the global namespace.</param>
/// <param name="Name">The class's name.</param>
/// <param name="ContainingTypes">Declarations of the types around it, outermost first, such as <c>partial class Outer</c>.</param>
/// <param name="Keyword"><c>class</c> or <c>record</c>.</param>
public sealed record TypeDeclaration(string Namespace, string Name, EquatableArray<string> ContainingTypes, string Keyword = "class");

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

/// <summary>Bits of the whole network. Layers may override them.</summary>
public sealed record QuantizeDeclaration
{
    /// <summary>Gets the bits of weights, 1 to 8.</summary>
    public int Weights { get; init; } = 8;

    /// <summary>Gets the bits of activations, 2 to 8.</summary>
    public int Activations { get; init; } = 8;

    /// <summary>Gets the bits of the first and last layer's weights, of the last layer's input, and of an output that is no 16-bit sum, when the network has fewer; 0 makes no exception.</summary>
    public int FirstAndLast { get; init; } = 8;
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
    public sealed record Model(string Name) : ParametersSource;

    /// <summary>Pseudo-random, for benchmarks and shape studies.</summary>
    /// <param name="Value">Of the streams.</param>
    /// <param name="Uniform">Whether weights are drawn uniformly instead of Gaussian, of the same variance; no attribute says so, measurements do.</param>
    public sealed record Seed(int Value, bool Uniform = false) : ParametersSource;
}
