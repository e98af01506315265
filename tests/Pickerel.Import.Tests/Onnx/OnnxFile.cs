using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Schema;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>Writes small ONNX files.</summary>
internal sealed class OnnxFile
{
    public ModelProto Model { get; } = new() { IrVersion = 10, Graph = new() { Name = "graph" } };

    public GraphProto Graph => Model.Graph;

    public OnnxFile(long opset = 21)
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "qonnx.custom_op.general", Version = 1 });
    }

    public OnnxFile Input(string name, OnnxType type, params long[] shape)
    {
        Graph.Input.Add(Value(name, type, shape));
        return this;
    }

    public OnnxFile Output(string name, OnnxType type, params long[] shape)
    {
        Graph.Output.Add(Value(name, type, shape));
        return this;
    }

    public OnnxFile Floats(string name, long[] shape, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)OnnxType.Float };
        tensor.Dims.AddRange(shape);
        tensor.FloatData.AddRange(values);
        Graph.Initializer.Add(tensor);
        return this;
    }

    public OnnxFile Integers(string name, OnnxType type, long[] shape, params int[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        tensor.Dims.AddRange(shape);
        if (type == OnnxType.Int64)
            tensor.Int64Data.AddRange(values.Select(v => (long)v));
        else
            tensor.Int32Data.AddRange(values);
        Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node; its attributes are of type int, float, string or long[].</summary>
    public OnnxFile Node(string kind, string[] inputs, string output, params (string Name, object Value)[] attributes)
    {
        var dot = kind.LastIndexOf('.');
        var node = new NodeProto { OpType = kind[(dot + 1)..], Domain = dot < 0 ? "" : kind[..dot] };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (name, value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        Graph.Node.Add(node);
        return this;
    }

    /// <summary>QONNX's quantizer with a scale for all and no zero point.</summary>
    public OnnxFile Quant(string from, string to, float scale, int bits, string rounding = "ROUND", int isSigned = 1, int isNarrow = 0) =>
        Floats(to + "_scale", [], scale).Floats(to + "_zero", [], 0).Floats(to + "_bits", [], bits).Node(
            "qonnx.custom_op.general.Quant", [from, to + "_scale", to + "_zero", to + "_bits"], to, ("signed", isSigned), ("narrow", isNarrow), ("rounding_mode", rounding));

    public byte[] Write() => Model.ToByteArray();

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int integer:
                (attribute.Type, attribute.I) = (2, integer);
                break;
            case float real:
                (attribute.Type, attribute.F) = (1, real);
                break;
            case string text:
                (attribute.Type, attribute.S) = (3, ByteString.CopyFromUtf8(text));
                break;
            case long[] integers:
                attribute.Type = 7;
                attribute.Ints.AddRange(integers);
                break;
            default:
                throw new ArgumentException($"There are no attributes of type {value.GetType()}.", nameof(value));
        }

        return attribute;
    }

    private static ValueInfoProto Value(string name, OnnxType type, IEnumerable<long> shape)
    {
        var sizes = new TensorShapeProto();
        sizes.Dim.AddRange(shape.Select(s => new DimensionProto { DimValue = s }));
        return new() { Name = name, Type = new() { TensorType = new() { ElemType = (int)type, Shape = sizes } } };
    }
}
