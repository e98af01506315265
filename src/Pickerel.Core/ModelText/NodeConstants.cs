using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using Pickerel.Core.Collections;

namespace Pickerel.Core.ModelText;

/// <summary>A constant of a node as it stands in a text: its type's notation (<c>s8</c>, <c>i32</c>, <c>f64</c> …), sizes and elements.</summary>
internal sealed record NodeConstant(string Notation, EquatableArray<int> Dimensions, ImmutableArray<byte> Bytes)
{
    /// <summary>Describes a constant. Codes of up to 8 bits are bytes.</summary>
    public static NodeConstant Of<T>(string notation, Constant<T> constant)
        where T : unmanaged =>
        new(notation, constant.Dimensions, constant is Constant<short> codes && TypeOf(notation) == TensorType.I8 ? Narrow(codes) : [.. MemoryMarshal.AsBytes(constant.Values)]);

    /// <summary>The constant as a tensor.</summary>
    public ModelTensor Named(string name) => new(name, TypeOf(Notation) ?? throw new InvalidOperationException($"There is no type '{Notation}'."), Dimensions, Bytes);

    /// <summary>The element type that a notation stands for, or null.</summary>
    public static TensorType? TypeOf(string notation) => notation switch
    {
        "f64" => TensorType.F64,
        "f32" => TensorType.F32,
        "i32" => TensorType.I32,
        "i64" => TensorType.I64,
        "s16" => TensorType.I16,
        _ => notation.Length == 2 && notation[0] == 's' && notation[1] is >= '1' and <= '8' ? TensorType.I8 : null,
    };

    private static ImmutableArray<byte> Narrow(Constant<short> codes)
    {
        var bytes = ImmutableArray.CreateBuilder<byte>(codes.Count);
        foreach (var code in codes.Values)
            bytes.Add(unchecked((byte)checked((sbyte)code)));
        return bytes.MoveToImmutable();
    }
}

/// <summary>The constants of a text's nodes, taken one by one; each belongs to one node.</summary>
internal sealed class NodeConstants(IEnumerable<ModelTensor> tensors)
{
    private readonly Dictionary<string, ModelTensor> _tensors = tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);

    public static string NameOf(string node, string key) => node + "." + key;

    /// <summary>Takes the constant that a field describes, <c>s8[64,10,4,1]#0123abcd</c>.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="text">The field's value.</param>
    /// <param name="digestDigits">How much of the digest stands there.</param>
    /// <param name="notation">The type found.</param>
    /// <exception cref="FormatException">There is no such tensor, or it is another.</exception>
    public Constant<T> Take<T>(string name, string text, int digestDigits, out string notation)
        where T : unmanaged
    {
        var (open, close) = (text.IndexOf('['), text.IndexOf("]#", StringComparison.Ordinal));
        if (open < 1 || close < open || text.Length != close + 2 + digestDigits)
            throw new FormatException($"'{text}' describes no constant");
        notation = text.Substring(0, open);
        if (!_tensors.TryGetValue(name, out var tensor))
            throw new FormatException($"there is no tensor '{name}'");
        _ = _tensors.Remove(name);
        var sizes = string.Join(",", tensor.Dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture)));
        if (NodeConstant.TypeOf(notation) != tensor.Type || !string.Equals(sizes, text.Substring(open + 1, close - open - 1), StringComparison.Ordinal))
            throw new FormatException($"tensor '{name}' is {tensor.Type} [{sizes}], not {text.Substring(0, close + 1)}");
        var constant = Read<T>(tensor) ?? throw new FormatException($"'{name}' cannot be {notation}");
        return constant.Digest.Hex.StartsWith(text.Substring(close + 2), StringComparison.Ordinal)
            ? constant
            : throw new FormatException($"tensor '{name}' is not the one written there, its digest is {constant.Digest.Hex.Substring(0, digestDigits)}");
    }

    /// <summary>Checks that every tensor has been taken.</summary>
    public void End()
    {
        if (_tensors.Count > 0)
            throw new FormatException($"tensor '{_tensors.Keys.OrderBy(k => k, StringComparer.Ordinal).First()}' belongs to no node");
    }

    private static Constant<T>? Read<T>(ModelTensor tensor)
        where T : unmanaged
    {
        if (typeof(T) == typeof(short) && tensor.Type == TensorType.I8)
            return new Constant<short>(tensor.Dimensions, Widen(tensor.Bytes)) as Constant<T>;
        var expected = typeof(T) == typeof(short) ? TensorType.I16
            : typeof(T) == typeof(int) ? TensorType.I32
            : typeof(T) == typeof(long) ? TensorType.I64
            : typeof(T) == typeof(float) ? TensorType.F32
            : TensorType.F64;
        return tensor.Type == expected ? new(tensor.Dimensions, [.. MemoryMarshal.Cast<byte, T>(tensor.Bytes)]) : null;
    }

    private static ImmutableArray<short> Widen(ReadOnlySpan<byte> bytes)
    {
        var codes = ImmutableArray.CreateBuilder<short>(bytes.Length);
        foreach (var b in bytes)
            codes.Add(unchecked((sbyte)b));
        return codes.MoveToImmutable();
    }
}
