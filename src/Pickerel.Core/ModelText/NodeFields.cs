using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>The <c>key=value</c> fields of a node's line, taken one by one; what is left over is an error.</summary>
internal sealed class NodeFields
{
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>Splits fields that are each preceded by one space.</summary>
    public NodeFields(string text)
    {
        foreach (var field in text.Split(' ').Skip(1))
        {
            var equals = field.IndexOf('=');
            if (equals < 1 || equals == field.Length - 1)
                throw new FormatException($"'{field}' is no key=value");
            var key = field.Substring(0, equals);
            if (_fields.ContainsKey(key))
                throw new FormatException($"'{key}' stands twice");
            _fields.Add(key, field.Substring(equals + 1));
        }
    }

    public int? OptionalInteger(string key) => Optional(key) is { } text ? Integer(text) : null;

    public int Integer32(string key) => Integer(Required(key));

    public long Integer64(string key) => Integer(Required(key), key);

    public string Text(string key) => Required(key);

    public bool Has(string key) => _fields.ContainsKey(key);

    /// <summary>Reads a list, or nothing.</summary>
    public EquatableArray<string> Texts(string key) => Optional(key) is { } text ? text.Split(',').ToEquatableArray() : [];

    /// <summary>Reads integers, or nothing.</summary>
    public EquatableArray<int> Integers(string key) => Texts(key).Select(Integer).ToEquatableArray();

    /// <summary>Reads <c>2x3</c>.</summary>
    public (int Height, int Width) Sizes(string key)
    {
        var sizes = Integers(key, 'x', 2);
        return (sizes[0], sizes[1]);
    }

    /// <summary>Reads <c>-128..127</c>.</summary>
    public IntegerRange Range(string key)
    {
        var ends = Required(key).Split([".."], StringSplitOptions.None);
        return ends.Length == 2 ? new(Integer(ends[0], key), Integer(ends[1], key)) : throw new FormatException($"'{key}' is a least and a greatest number with two points between");
    }

    public double Real(string key) => Reals.FromBits(Required(key));

    public EquatableArray<double> Reals64(string key) =>
        Optional(key) is { } text ? text.Split(',').Select(Reals.FromBits).ToEquatableArray() : [];

    /// <summary>Reads <c>yes</c>, <c>no</c> or nothing.</summary>
    public bool? Flag(string key) => Optional(key) switch
    {
        null => null,
        "yes" => true,
        "no" => false,
        var other => throw new FormatException($"'{key}' is 'yes' or 'no', not '{other}'"),
    };

    public ConvolutionKind Kind() => Required("kind") switch
    {
        "standard" => ConvolutionKind.Standard,
        "depthwise" => ConvolutionKind.Depthwise,
        "pointwise" => ConvolutionKind.Pointwise,
        var other => throw new FormatException($"there is no '{other}' convolution"),
    };

    public Window Window()
    {
        var (kernel, stride, dilation, padding) = (Integers("kernel", 'x', 2), Integers("stride", 'x', 2), Integers("dilation", 'x', 2), Integers("padding", ',', 4));
        return new(
            kernel[0], kernel[1], stride[0], stride[1], dilation[0], dilation[1], new Margins(padding[0], padding[1], padding[2], padding[3]));
    }

    /// <summary>Reads the input's grid, <c>u8(scale,zero)</c> or <c>s8(scale,zero)</c>.</summary>
    public Quantization InputGrid()
    {
        var text = Required("grid");
        return Grid(text) is { Bits: 8 } grid ? grid : throw new FormatException($"'{text}' is no grid of an input, u8(scale,zero) or s8(scale,zero)");
    }

    /// <summary>Reads a grid, <c>u4(scale,zero)</c> or <c>s16(scale,zero)</c>.</summary>
    public Quantization Grid()
    {
        var text = Required("grid");
        return Grid(text) ?? throw new FormatException($"'{text}' is no grid, such as u4(scale,zero) or s16(scale,zero)");
    }

    private static Quantization? Grid(string text)
    {
        var (open, comma) = (text.IndexOf('('), text.IndexOf(','));
        var isGrid = open is 2 or 3 && comma > open && text[0] is 'u' or 's' && text[text.Length - 1] == ')';
        if (!isGrid || !int.TryParse(text.Substring(1, open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) || bits > 16)
            return null;
        var zero = Integer(text.Substring(comma + 1, text.Length - comma - 2));
        return new Quantization(Reals.FromBits(text.Substring(open + 1, comma - open - 1)), zero, bits, text[0] == 's');
    }

    /// <summary>Reads the grid asked for a layer's weights, or nothing.</summary>
    public WeightGridKind? WeightGrid() => Optional("weight_grid") is not { } text
        ? null
        : WeightGridText.Parse(text) ?? throw new FormatException($"there is no weight grid '{text}'");

    /// <summary>Reads how a norm's multiplier is kept, or nothing.</summary>
    public MultiplierForm? Multiplier() => Optional("multiplier") is not { } text
        ? null
        : MultiplierForm.Parse(text) ?? throw new FormatException($"there is no multiplier '{text}'");

    /// <summary>Checks that every field has been taken.</summary>
    public void End()
    {
        if (_fields.Count > 0)
            throw new FormatException($"'{_fields.Keys.First()}' has no place on this node");
    }

    public static int Integer(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{text}' is no 32-bit integer");

    private static long Integer(string text, string key) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException($"'{text}' of '{key}' is no 64-bit integer");

    private int[] Integers(string key, char separator, int count)
    {
        var parts = Required(key).Split(separator);
        return parts.Length == count ? Array.ConvertAll(parts, Integer) : throw new FormatException($"'{key}' needs {count} numbers");
    }

    private string Required(string key) => Optional(key) ?? throw new FormatException($"'{key}' is missing");

    private string? Optional(string key)
    {
        if (!_fields.TryGetValue(key, out var text))
            return null;
        _ = _fields.Remove(key);
        return text;
    }
}
