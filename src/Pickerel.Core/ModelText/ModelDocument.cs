using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>The element types of tensors: a model file's are of the first four, the constants of integer nodes of any.</summary>
public enum TensorType
{
    F32,
    F16,
    BF16,
    I8,
    I16,
    I32,
    I64,
    F64,
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
        TensorType.I64 or TensorType.F64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => 2,
        _ => 1,
    };

    /// <summary>Gets the bytes that a type and sizes need, or -1 when they are more than <see cref="ModelDocument.MaxTensorBytes"/>. No size is negative.</summary>
    public static long ByteCount(TensorType type, EquatableArray<int> dimensions)
    {
        if (dimensions.Contains(0))
            return 0;
        long bytes = SizeOf(type);
        foreach (var size in dimensions)
        {
            bytes *= size;
            if (bytes > ModelDocument.MaxTensorBytes)
                return -1;
        }

        return bytes;
    }

    public bool Equals(ModelTensor? other) =>
        other is not null && string.Equals(Name, other.Name, StringComparison.Ordinal) && Type == other.Type
        && Dimensions == other.Dimensions && Digest == other.Digest;

    public override bool Equals(object? obj) => Equals(obj as ModelTensor);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Name) ^ StringComparer.Ordinal.GetHashCode(Digest.Hex);
}

/// <summary>The content of a <c>.pickerel</c> text: tensors, and the network if the file it came from holds layers.</summary>
/// <param name="Name">The name declarations refer to, as in <c>Weights = "digits"</c>.</param>
/// <param name="Network">The layers, or null when the file holds only tensors: declared ones, or integer ones with their constants.</param>
/// <param name="Tensors">The tensors, in file order; names are unique. Beside an integer network there are none.</param>
public sealed record ModelDocument(string Name, Network? Network, EquatableArray<ModelTensor> Tensors)
{
    /// <summary>Gets the nodes that replace those of their name where TensorFlow Lite's rounding is single: tables made with it.</summary>
    public EquatableArray<Node> SingleRounding { get; init; }

    /// <summary>The most bytes all tensors may have: 512 MiB become 720 million characters of text, and a .NET string holds one milliard.</summary>
    public const long MaxTensorBytes = 512L << 20;

    /// <summary>The most bytes a text may have: the largest tensors' and 80 million for lines that hold no data.</summary>
    public const long MaxTextBytes = 768L << 20;

    public ModelTensor? Find(string tensor) => Tensors.FirstOrDefault(t => string.Equals(t.Name, tensor, StringComparison.Ordinal));
}
