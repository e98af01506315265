using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.ModelText;

/// <summary>Reads one line of a network, <c>  name = kind(inputs) : HxWxC key=value …</c>. What it says is checked elsewhere.</summary>
internal static class NodeReader
{
    private const string Indent = "  ";

    /// <summary>Reads a node of a declared network.</summary>
    /// <exception cref="FormatException">The line is malformed; the message says where.</exception>
    public static Node Read(string line) => Read(line, (kind, name, shape, fields) => Declared(kind, name, fields) ?? MovementNodeReader.Read(kind, name, shape, fields));

    /// <summary>Reads a node of an integer network: it has its grid, and constants.</summary>
    /// <param name="line">The line.</param>
    /// <param name="constants">The constants of the text.</param>
    /// <param name="prefix">Of the constants' names, before the node's.</param>
    /// <exception cref="FormatException">The line is malformed; the message says where.</exception>
    public static Node ReadInteger(string line, NodeConstants constants, string prefix) => Read(line, (kind, name, shape, fields) =>
    {
        var node = Same(kind, name, fields) ?? MovementNodeReader.Read(kind, name, shape, fields) ?? new IntegerNodeReader(fields, constants, prefix).Read(kind, name);
        return node is null ? null : node with { Quantization = fields.Grid() };
    });

    private static Node Read(string line, Func<string, string, TensorShape, NodeFields, Node?> read)
    {
        Expect(line.StartsWith(Indent, StringComparison.Ordinal), "a node's line starts with two spaces");
        var rest = line.Substring(Indent.Length);
        var name = Take(ref rest, " = ");
        var kind = Take(ref rest, "(");
        var reads = Take(ref rest, ") : ");
        var space = rest.IndexOf(' ');
        var shape = Shape(space < 0 ? rest : rest.Substring(0, space));
        var fields = new NodeFields(space < 0 ? "" : rest.Substring(space));
        var layer = fields.OptionalInteger("layer");
        var node = (read(kind, name, shape, fields) ?? throw new FormatException($"there is no layer of kind '{kind}'")) with
        {
            Shape = shape,
            Inputs = reads.Length == 0 ? [] : reads.Split([", "], StringSplitOptions.None).ToEquatableArray(),
            Site = layer is { } position ? Site.OfLayer(position) : Site.Network,
        };
        fields.End();
        var arity = Arity(node);
        Expect(node is ConcatenateNode ? node.Inputs.Count >= arity : node.Inputs.Count == arity, $"a node of kind '{kind}' reads {arity} nodes");
        return node;
    }

    private static int Arity(Node node) => node switch
    {
        InputNode => 0,
        AddNode or MultiplyNode or IntegerAddNode or IntegerTableSumNode or IntegerMultiplyNode or ConcatenateNode => 2,
        _ => 1,
    };

    /// <summary>Reads a node that is the same in declared and in integer networks, or returns null for another kind.</summary>
    private static Node? Same(string kind, string name, NodeFields fields) => kind switch
    {
        "input" => new InputNode { Name = name },
        "max_pool" => new MaxPoolNode { Name = name, Window = fields.Window() },
        "flatten" => new FlattenNode { Name = name },
        _ => null,
    };

    private static Node? Declared(string kind, string name, NodeFields fields) => kind switch
    {
        "input" => new InputNode { Name = name, Quantization = fields.InputGrid(), Mean = fields.Reals64("mean"), Std = fields.Reals64("std") },
        "convolution" => new ConvolutionNode
        {
            Name = name,
            Convolution = fields.Kind(),
            Groups = fields.Integer32("groups"),
            Window = fields.Window(),
            Filters = fields.Integer32("filters"),
            HasBias = fields.Flag("has_bias"),
            WeightBits = fields.OptionalInteger("weight_bits"),
            WeightGrid = fields.WeightGrid(),
            ActivationBits = fields.OptionalInteger("activation_bits"),
        },
        "transposed_convolution" => Transposed(name, fields.Sizes("output_padding"), fields),
        "dense" => new DenseNode
        {
            Name = name,
            Units = fields.Integer32("units"),
            HasBias = fields.Flag("has_bias"),
            WeightBits = fields.OptionalInteger("weight_bits"),
            WeightGrid = fields.WeightGrid(),
            ActivationBits = fields.OptionalInteger("activation_bits"),
        },
        "batch_normalization" => new BatchNormalizationNode
        {
            Name = name, Epsilon = fields.Real("epsilon"), Multiplier = fields.Multiplier(), ActivationBits = fields.OptionalInteger("activation_bits"),
        },
        "relu" => new ReluNode { Name = name, ActivationBits = fields.OptionalInteger("activation_bits") },
        "softmax" => new SoftmaxNode { Name = name, ActivationBits = fields.OptionalInteger("activation_bits") },
        "add" => new AddNode { Name = name, ActivationBits = fields.OptionalInteger("activation_bits") },
        "multiply" => new MultiplyNode { Name = name, ActivationBits = fields.OptionalInteger("activation_bits") },
        "average_pool" => new AveragePoolNode
        {
            Name = name,
            Window = fields.Window(),
            CountIncludesPadding = fields.Flag("count_includes_padding") ?? false,
            Global = fields.Flag("global") ?? false,
            ActivationBits = fields.OptionalInteger("activation_bits"),
        },
        _ when Curve(kind, fields) is { } curve => new ActivationNode { Name = name, Curve = curve, ActivationBits = fields.OptionalInteger("activation_bits") },
        _ => Same(kind, name, fields),
    };

    private static ActivationCurve? Curve(string kind, NodeFields fields) => kind switch
    {
        "clipped_relu" => new ActivationCurve.ClippedRelu(fields.Real("maximum")),
        "leaky_relu" => new ActivationCurve.LeakyRelu(fields.Real("slope")),
        "prelu" => PRelu(isShifted: false, fields),
        "rprelu" => PRelu(isShifted: true, fields),
        "hard_sigmoid" => new ActivationCurve.HardSigmoid(),
        "hard_swish" => new ActivationCurve.HardSwish(),
        "sigmoid" => new ActivationCurve.Sigmoid(),
        "tanh" => new ActivationCurve.Tanh(),
        "swish" => new ActivationCurve.Swish(),
        "gelu" => new ActivationCurve.Gelu(),
        "sign" => new ActivationCurve.Sign(),
        _ => null,
    };

    private static ActivationCurve.PRelu PRelu(bool isShifted, NodeFields fields) => new(isShifted) { IsQuantized = fields.Flag("unquantized") != true };

    private static TransposedConvolutionNode Transposed(string name, (int Height, int Width) outputPadding, NodeFields fields) => new()
    {
        Name = name,
        Groups = fields.Integer32("groups"),
        Window = fields.Window(),
        OutputPaddingHeight = outputPadding.Height,
        OutputPaddingWidth = outputPadding.Width,
        Filters = fields.Integer32("filters"),
        HasBias = fields.Flag("has_bias"),
        WeightBits = fields.OptionalInteger("weight_bits"),
        WeightGrid = fields.WeightGrid(),
        ActivationBits = fields.OptionalInteger("activation_bits"),
    };

    private static TensorShape Shape(string text)
    {
        var sizes = text.Split('x');
        Expect(sizes.Length == 3, $"'{text}' is no shape, HEIGHTxWIDTHxCHANNELS");
        return new TensorShape(NodeFields.Integer(sizes[0]), NodeFields.Integer(sizes[1]), NodeFields.Integer(sizes[2]));
    }

    /// <summary>Takes what stands before the separator, and the separator.</summary>
    private static string Take(ref string rest, string separator)
    {
        var end = rest.IndexOf(separator, StringComparison.Ordinal);
        Expect(end >= 0, $"'{separator}' is missing");
        var taken = rest.Substring(0, end);
        rest = rest.Substring(end + separator.Length);
        return taken;
    }

    private static void Expect(bool holds, string message)
    {
        if (!holds)
            throw new FormatException(message);
    }
}
