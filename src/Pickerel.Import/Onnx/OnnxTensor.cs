using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Passes;

namespace Pickerel.Import.Onnx;

/// <summary>A tensor is of another kind of elements than an operator needs.</summary>
internal sealed class OnnxTypeException(string message) : Exception(message);

/// <summary>A tensor of an ONNX graph, row-major: reals as doubles that their type holds, or integers as 64 bits.</summary>
public sealed class OnnxTensor
{
    /// <summary>The most elements of one tensor.</summary>
    public const int MaxElements = SizeLimits.Weights;

    private readonly double[]? _reals;
    private readonly long[]? _integers;

    private OnnxTensor(OnnxType type, ImmutableArray<int> dimensions, double[]? reals, long[]? integers)
    {
        (Type, Dimensions, _reals, _integers) = (type, dimensions, reals, integers);
        Count = (reals?.Length ?? integers?.Length)!.Value;
        if (dimensions.Aggregate(1L, (product, size) => product * size) != Count)
            throw new ArgumentException(FormattableString.Invariant($"{Count} elements are not [{string.Join(", ", dimensions)}]."), nameof(dimensions));
    }

    public OnnxType Type { get; }

    /// <summary>Gets the sizes, outermost first; none for a scalar.</summary>
    public ImmutableArray<int> Dimensions { get; }

    public int Rank => Dimensions.Length;

    public int Count { get; }

    public bool IsReal => _reals is not null;

    /// <summary>Gets the elements of a real type.</summary>
    public ReadOnlySpan<double> Reals => _reals ?? throw new OnnxTypeException($"its tensor of {Type} holds no reals");

    /// <summary>Gets the elements of an integer type; of UInt64 the bits.</summary>
    public ReadOnlySpan<long> Integers => _integers ?? throw new OnnxTypeException($"its tensor of {Type} holds no integers");

    /// <summary>A tensor of reals, each rounded to the type.</summary>
    public static OnnxTensor OfReals(OnnxType type, ImmutableArray<int> dimensions, double[] elements)
    {
        if (type is not OnnxType.Double)
        {
            for (var i = 0; i < elements.Length; i++)
                elements[i] = type.Round(elements[i]);
        }

        return new(type, dimensions, elements, null);
    }

    /// <summary>A tensor of integers that their type holds.</summary>
    public static OnnxTensor OfIntegers(OnnxType type, ImmutableArray<int> dimensions, long[] elements) => new(type, dimensions, null, elements);

    public static OnnxTensor Scalar(OnnxType type, double value) =>
        type.IsReal() ? OfReals(type, [], [value]) : OfIntegers(type, [], [(long)value]);

    /// <summary>An element as a double: exact up to 53 bits.</summary>
    public double Real(int index) => _reals is not null ? _reals[index] : (double)Type.Widen(_integers![index]);

    /// <summary>An element as an integer that no type wraps; it must be one of integers.</summary>
    public Int128 Integer(int index) => Type.Widen(Integers[index]);

    /// <summary>The same elements under other sizes.</summary>
    public OnnxTensor WithDimensions(ImmutableArray<int> dimensions) => new(Type, dimensions, _reals, _integers);

    /// <summary>Elements of this tensor, each named by its index.</summary>
    public OnnxTensor Pick(ImmutableArray<int> dimensions, int[] indices) => new(
        Type, dimensions, _reals is null ? null : Array.ConvertAll(indices, i => _reals[i]), _integers is null ? null : Array.ConvertAll(indices, i => _integers[i]));

    public override string ToString() => $"{Type}[{string.Join(",", Dimensions)}]";
}
