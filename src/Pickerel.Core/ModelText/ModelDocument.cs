using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>The element types a model file's tensors may have.</summary>
public enum TensorType
{
    F32,
    F16,
    BF16,
    I8,
}

/// <summary>A named tensor of a model file, in the file's own layout and element type. Equal by name, type, dimensions and content digest.</summary>
public sealed class ModelTensor : IEquatable<ModelTensor>
{
    private readonly ImmutableArray<byte> _bytes;

    public ModelTensor(string name, TensorType type, EquatableArray<int> dimensions, ImmutableArray<byte> bytes)
    {
        Name = name;
        Type = type;
        Dimensions = dimensions;
        _bytes = bytes;
        Digest = Digest.Of(bytes.AsSpan());
    }

    public string Name { get; }

    public TensorType Type { get; }

    /// <summary>Gets the sizes, outermost first.</summary>
    public EquatableArray<int> Dimensions { get; }

    public Digest Digest { get; }

    /// <summary>Gets the elements, little-endian, row-major.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan();

    public static int SizeOf(TensorType type) => type switch
    {
        TensorType.F32 => 4,
        TensorType.F16 or TensorType.BF16 => 2,
        _ => 1,
    };

    public bool Equals(ModelTensor? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal) && Type == other.Type
        && Dimensions == other.Dimensions && Digest == other.Digest;

    public override bool Equals(object? obj) => Equals(obj as ModelTensor);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name) ^ StringComparer.Ordinal.GetHashCode(Digest.Hex);
}

/// <summary>The content of a <c>.pickerel</c> text: tensors, and the network if the file it came from holds layers.</summary>
/// <param name="Name">The name declarations refer to, as in <c>Weights = "digits"</c>.</param>
/// <param name="Network">The layers, or null when the file holds only tensors.</param>
/// <param name="Tensors">The tensors, in file order; names are unique.</param>
public sealed record ModelDocument(string Name, Network? Network, EquatableArray<ModelTensor> Tensors)
{
    public ModelTensor? Find(string tensor) => Tensors.FirstOrDefault(t => string.Equals(t.Name, tensor, StringComparison.Ordinal));
}
