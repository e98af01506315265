using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.InteropServices;

namespace Pickerel.Core.Collections;

/// <summary>An immutable tensor of numbers, row-major. Two constants are equal when type, dimensions and bits are: they compare by digest.</summary>
public sealed class Constant<T> : IEquatable<Constant<T>>
    where T : unmanaged
{
    private readonly ImmutableArray<T> _values;

    public Constant(EquatableArray<int> dimensions, ImmutableArray<T> values)
    {
        var count = dimensions.Aggregate(1L, (product, d) => checked(product * d));
        if (count != values.Length)
            throw new ArgumentException($"The dimensions hold {count} values, but {values.Length} were given.", nameof(values));
        Dimensions = dimensions;
        _values = values;
        Digest = Digest.Of(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Gets the sizes, outermost first; empty for a scalar.</summary>
    public EquatableArray<int> Dimensions { get; }

    public Digest Digest { get; }

    public ReadOnlySpan<T> Values => _values.AsSpan();

    public int Count => _values.Length;

    public T this[int index] => _values[index];

    /// <summary>A channel's value, where there is one a channel, or one for all.</summary>
    public T OfChannel(int channel) => _values[_values.Length == 1 ? 0 : channel];

    public static Constant<T> Vector(ImmutableArray<T> values) => new([values.Length], values);

    public bool Equals(Constant<T>? other) => other is not null && Digest == other.Digest && Dimensions == other.Dimensions;

    public override bool Equals(object? obj) => Equals(obj as Constant<T>);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Digest.Hex);

    public override string ToString() => $"{typeof(T).Name}[{string.Join(",", Dimensions)}] {Digest.Hex.Substring(0, 12)}";
}
