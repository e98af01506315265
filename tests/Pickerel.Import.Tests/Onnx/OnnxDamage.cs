using System;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Pickerel.Import.Onnx.Schema;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>Damages models that stay well-formed: other names, sizes, numbers, kinds and attributes.</summary>
internal static class OnnxDamage
{
    private static readonly long[] Integers = [0, 1, -1, 2, 3, 4, 7, 8, 100, 1 << 15, 1 << 20, 1L << 31, long.MaxValue, long.MinValue];

    private static readonly float[] Reals = [0, -0f, 1, -1, 0.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 1e-30f, 1e30f];

    private static readonly string[] Kinds =
    [
        "Add", "Mul", "Sub", "Div", "Conv", "MatMul", "Gemm", "Relu", "Clip", "MaxPool", "AveragePool", "Concat", "Reshape", "Transpose", "Flatten", "Squeeze", "Unsqueeze", "Slice", "Split", "Pad",
        "Resize", "DepthToSpace", "QuantizeLinear", "DequantizeLinear", "HardSwish", "Sigmoid", "Cast", "Floor", "PRelu", "ReduceMean", "GlobalAveragePool", "Shape", "Gather", "Tile", "Expand", "Max", "Nothing",
    ];

    private static readonly string[] Attributes = ["axis", "pads", "strides", "kernel_shape", "dilations", "group", "perm", "to", "alpha", "blocksize", "mode", "axes", "block_size", "auto_pad", "ceil_mode", "shape"];

    public static byte[] Of(byte[] whole, Random random)
    {
        var model = ModelProto.Parser.ParseFrom(whole);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            Change(model.Graph, random);
        return model.ToByteArray();
    }

    private static void Change(GraphProto graph, Random random)
    {
        if (graph.Node.Count == 0)
            return;
        var node = graph.Node[random.Next(graph.Node.Count)];
        switch (random.Next(10))
        {
            case 0 when graph.Initializer.Count > 0:
                Change(graph.Initializer[random.Next(graph.Initializer.Count)], random);
                break;
            case 1 when graph.Initializer.Count > 0:
                Numbers(graph.Initializer[random.Next(graph.Initializer.Count)], random);
                break;
            case 2 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = Name(graph, random);
                break;
            case 3:
                node.OpType = Kinds[random.Next(Kinds.Length)];
                break;
            case 4:
                graph.Node.Remove(node);
                break;
            case 5:
                node.Attribute.Add(Attribute(random));
                break;
            case 6 when node.Attribute.Count > 0:
                Change(node.Attribute[random.Next(node.Attribute.Count)], random);
                break;
            case 7:
                graph.Output[0].Name = Name(graph, random);
                break;
            case 8 when graph.Input[0].Type?.TensorType?.Shape is { Dim.Count: > 0 } shape:
                shape.Dim[random.Next(shape.Dim.Count)].DimValue = Integers[random.Next(Integers.Length)];
                break;
            default:
                node.Input.Add(Name(graph, random));
                break;
        }
    }

    private static string Name(GraphProto graph, Random random)
    {
        var names = graph.Node.SelectMany(n => n.Output).Concat(graph.Initializer.Select(i => i.Name)).Concat(graph.Input.Select(i => i.Name)).Append("").ToList();
        return names[random.Next(names.Count)];
    }

    private static void Change(TensorProto tensor, Random random)
    {
        if (random.Next(3) == 0)
            tensor.DataType = random.Next(1, 28);
        else if (random.Next(3) == 0 || tensor.Dims.Count == 0)
            tensor.Dims.Add(Integers[random.Next(Integers.Length)]);
        else
            tensor.Dims[random.Next(tensor.Dims.Count)] = Integers[random.Next(Integers.Length)];
    }

    private static void Numbers(TensorProto tensor, Random random)
    {
        Replace(tensor.FloatData, Reals, random);
        Replace(tensor.Int64Data, Integers, random);
        Replace(tensor.Int32Data, [.. Integers.Select(i => unchecked((int)i))], random);
    }

    private static void Replace<T>(RepeatedField<T> field, T[] values, Random random)
    {
        if (field.Count > 0)
            field[random.Next(field.Count)] = values[random.Next(values.Length)];
    }

    private static AttributeProto Attribute(Random random)
    {
        var attribute = new AttributeProto { Name = Attributes[random.Next(Attributes.Length)], Type = 7 };
        Change(attribute, random);
        return attribute;
    }

    private static void Change(AttributeProto attribute, Random random)
    {
        attribute.Type = random.Next(6) == 0 ? random.Next(1, 9) : attribute.Type;
        attribute.I = Integers[random.Next(Integers.Length)];
        attribute.F = Reals[random.Next(Reals.Length)];
        if (attribute.Ints.Count > 0 && random.Next(2) == 0)
            attribute.Ints[random.Next(attribute.Ints.Count)] = Integers[random.Next(Integers.Length)];
        else
            attribute.Ints.Add(Integers[random.Next(Integers.Length)]);
    }
}
