using System;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.ModelText;

/// <summary>Reads what is particular to an integer node from its line's fields and its constants. What it says is checked elsewhere.</summary>
/// <param name="fields">The fields.</param>
/// <param name="constants">The constants of the text.</param>
/// <param name="prefix">Of the constants' names, before the node's.</param>
internal sealed class IntegerNodeReader(NodeFields fields, NodeConstants constants, string prefix)
{
    /// <summary>Reads a node of an integer kind, or returns null for another.</summary>
    public Node? Read(string kind, string name) => kind switch
    {
        "integer_convolution" => Convolution(name),
        "integer_dense" => Dense(name),
        "integer_affine" => new IntegerAffineNode { Name = name, Requantizer = Requantizer(name) },
        "integer_add" => Add(name),
        "integer_average_pool" => AveragePool(name),
        "integer_table" => new IntegerTableNode { Name = name, Values = Constant<int>(name, "values") },
        "integer_table_sum" => new IntegerTableSumNode
        {
            Name = name, Left = Constant<int>(name, "left"), Right = Constant<int>(name, "right"), Requantizer = Requantizer(name),
        },
        "integer_multiply" => new IntegerMultiplyNode { Name = name, Requantizer = Requantizer(name) },
        "integer_softmax" => new IntegerSoftmaxNode { Name = name, Exponentials = Constant<int>(name, "exponentials"), Levels = fields.Integer32("levels") },
        "tflite_softmax" => new TfLiteSoftmaxNode { Name = name, Exponentials = Constant<int>(name, "exponentials") },
        _ => null,
    };

    private IntegerConvolutionNode Convolution(string name)
    {
        var weights = Constant<short>(name, "weights", out var notation);
        return new IntegerConvolutionNode
        {
            Name = name,
            Convolution = fields.Kind(),
            Groups = fields.Integer32("groups"),
            Window = fields.Window(),
            PaddingValues = fields.Integers("padding_values"),
            Weights = weights,
            WeightBits = BitsOf(notation),
            WeightGrids = Grids(),
            WeightScales = Constant<double>(name, "weight_scales"),
            Requantizer = Requantizer(name),
            Accumulator = Accumulator(),
        };
    }

    private IntegerDenseNode Dense(string name)
    {
        var weights = Constant<short>(name, "weights", out var notation);
        return new IntegerDenseNode
        {
            Name = name,
            Weights = weights,
            WeightBits = BitsOf(notation),
            WeightGrids = Grids(),
            WeightScales = Constant<double>(name, "weight_scales"),
            Requantizer = Requantizer(name),
            Accumulator = Accumulator(),
        };
    }

    private IntegerAddNode Add(string name)
    {
        var multipliers = fields.Integers("multipliers");
        var clamp = fields.Range("clamp");
        return multipliers.Count != 2
            ? throw new FormatException("'multipliers' needs 2 numbers")
            : new IntegerAddNode
            {
                Name = name,
                LeftMultiplier = multipliers[0],
                RightMultiplier = multipliers[1],
                Offset = fields.Integer64("offset"),
                Shift = fields.Integer32("shift"),
                Minimum = checked((int)clamp.Minimum),
                Maximum = checked((int)clamp.Maximum),
            };
    }

    private IntegerAveragePoolNode AveragePool(string name)
    {
        var fraction = fields.Text("fraction").Split('/');
        return fraction.Length != 2
            ? throw new FormatException("'fraction' is a numerator, a slash and a denominator")
            : new IntegerAveragePoolNode
            {
                Name = name,
                Window = fields.Window(),
                CountIncludesPadding = fields.Flag("count_includes_padding") ?? false,
                Numerator = NodeFields.Integer(fraction[0]),
                Denominator = NodeFields.Integer(fraction[1]),
                Rounding = fields.Flag("half_away") == true ? PoolRounding.HalfAwayFromZero : PoolRounding.HalfUp,
            };
    }

    private Requantizer Requantizer(string name)
    {
        var clamp = fields.Range("clamp");
        var (minimum, maximum) = (checked((int)clamp.Minimum), checked((int)clamp.Maximum));
        if (fields.Has("island"))
        {
            return fields.Text("island") switch
            {
                "float" => new FloatRequantization(Constant<float>(name, "scales"), Constant<float>(name, "offsets"), minimum, maximum),
                "float_slopes" => new FloatSlopeRequantization(
                    Constant<float>(name, "scales"), Constant<float>(name, "offsets"), Constant<float>(name, "slopes"), Constant<float>(name, "rests"), minimum, maximum),
                var kind => throw new FormatException($"there is no island of '{kind}'"),
            };
        }

        if (fields.Has("knees"))
        {
            return new TwoSlopeRequantization(
                Constant<long>(name, "knees"),
                Constant<int>(name, "lower_multipliers"),
                Constant<long>(name, "lower_offsets"),
                Constant<int>(name, "multipliers"),
                Constant<long>(name, "offsets"),
                fields.Integer32("shift"),
                minimum,
                maximum);
        }

        if (fields.Has("thresholds"))
            return new ThresholdRequantization(Constant<long>(name, "thresholds"), Constant<int>(name, "firsts"), Constant<int>(name, "steps"), minimum, maximum);
        return fields.Has("rounding")
            ? Rounded(name, fields.Text("rounding"), minimum, maximum)
            : new Requantization(Constant<int>(name, "multipliers"), Constant<long>(name, "offsets"), fields.Integer32("shift"), minimum, maximum);
    }

    private Requantizer Rounded(string name, string rounding, int minimum, int maximum)
    {
        const string tfLite = "tflite_";
        if (rounding.StartsWith(tfLite, StringComparison.Ordinal))
        {
            return new TfLiteRequantization(
                Constant<long>(name, "biases"),
                Constant<int>(name, "multipliers"),
                Constant<int>(name, "shifts"),
                Choice<TfLiteRounding>(rounding.Substring(tfLite.Length)),
                fields.Integer32("zero_point"),
                minimum,
                maximum);
        }

        return new ExactRequantization(
            Constant<long>(name, "biases"),
            Constant<long>(name, "numerators"),
            Constant<long>(name, "denominators"),
            fields.Integer32("exponent"),
            Choice<RoundingMode>(rounding),
            fields.Integer32("zero_point"),
            fields.Flag("rounds_zero_point") ?? false,
            minimum,
            maximum);
    }

    private IntegerRange Accumulator() => fields.Has("accumulator") ? fields.Range("accumulator") : default;

    private EquatableArray<CodeGrid> Grids() => fields.Texts("weight_grids").Select(Grid).ToEquatableArray();

    private static CodeGrid Grid(string notation)
    {
        var bits = notation.Length == 2 ? notation[1] - '0' : 0;
        return notation.Length == 0 ? throw NoGrid(notation) : (notation[0], bits) switch
        {
            ('u', >= 3 and <= 8) => new CodeGrid.Uniform(bits),
            ('m', 1 or 2) => new CodeGrid.MidRise(bits),
            ('t', 2) => new CodeGrid.Ternary(),
            ('p', >= 2 and <= 8) => new CodeGrid.PowerOfTwo(bits),
            ('a', >= 2 and <= 8) => new CodeGrid.AdditivePowerOfTwo(bits),
            _ => throw NoGrid(notation),
        };
    }

    private static FormatException NoGrid(string notation) => new($"there is no grid '{notation}'");

    private static T Choice<T>(string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues(typeof(T)))
        {
            if (string.Equals(value.ToString().ToLowerInvariant(), text, StringComparison.Ordinal))
                return value;
        }

        throw new FormatException($"there is no rounding '{text}'");
    }

    private static int BitsOf(string notation) => notation[0] == 's' && int.TryParse(notation.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        ? bits
        : throw new FormatException($"weights are codes, s1 to s8 or s16, not {notation}");

    private Constant<T> Constant<T>(string node, string key)
        where T : unmanaged => Constant<T>(node, key, out _);

    private Constant<T> Constant<T>(string node, string key, out string notation)
        where T : unmanaged => constants.Take<T>(prefix + NodeConstants.NameOf(node, key), fields.Text(key), NodeFormat.DigestDigits, out notation);
}
