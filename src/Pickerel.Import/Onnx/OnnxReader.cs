using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using Google.Protobuf;
using Pickerel.Core.Messages;
using Pickerel.Import.Onnx.Schema;

namespace Pickerel.Import.Onnx;

/// <summary>Reads ONNX files: protocol buffers, of which <c>onnx.proto</c> beside this file says what is looked at.</summary>
internal static class OnnxReader
{
    private const long FirstOpset = 7, LastOpset = 26;

    /// <summary>The types of attributes: a real, an integer, a text, a tensor, reals, integers.</summary>
    private const int Real = 1, Integer = 2, Text = 3, Tensor = 4, Reals = 6, Integers = 7;

    /// <summary>Domains under which the operators of QONNX have been exported.</summary>
    private static readonly HashSet<string> QonnxDomains = new(StringComparer.Ordinal)
    {
        "onnx.brevitas", "qonnx.custom_op.general", "finn.custom_op.general", "qonnx",
    };

    /// <summary>Reads a graph.</summary>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="name">The model's name, for messages.</param>
    /// <param name="folder">Where files beside the model lie; null for nowhere.</param>
    public static OnnxGraph Read(ReadOnlyMemory<byte> file, string name, string? folder)
    {
        var problems = new OnnxProblems(name);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(file.Span);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw problems.Malformed(malformed.Message.TrimEnd('.'));
        }

        if (model.Graph is not { } graph || graph.Output.Count == 0)
            throw problems.Malformed("it holds no graph with an output");
        if (graph.SparseInitializer.Count > 0)
            throw problems.Malformed("it holds sparse tensors, which are not read");
        var (opsets, tensors) = (Opsets(model, problems), new OnnxTensorReader(problems, folder));
        var constants = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            if (!constants.TryAdd(tensor.Name, tensors.Read(tensor, tensor.Name)))
                throw problems.MalformedTensor(tensor.Name, "it is given twice");
        }

        var nodes = graph.Node.Select((n, i) => Node(n, i, opsets, tensors, problems)).ToList();
        var inputs = graph.Input.Where(v => !constants.ContainsKey(v.Name)).Select(v => Value(v, problems)).ToList();
        return OnnxGraph.Of(problems, nodes, inputs, graph.Output.Select(v => Value(v, problems)).ToList(), constants, DataTypes(graph));
    }

    private static Dictionary<string, long> Opsets(ModelProto model, OnnxProblems problems)
    {
        var opsets = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var opset in model.OpsetImport)
            opsets[DomainOf(opset.Domain)] = opset.Version;
        var version = opsets.GetValueOrDefault("");
        return version is >= FirstOpset and <= LastOpset
            ? opsets
            : throw new ProblemException(Pkr.UnsupportedOpset.At(Site.Network, problems.Model, version, FirstOpset, LastOpset));
    }

    /// <summary>ONNX's own domain is empty, and all of QONNX is one.</summary>
    private static string DomainOf(string domain) =>
        string.Equals(domain, "ai.onnx", StringComparison.Ordinal) ? "" : QonnxDomains.Contains(domain) ? "qonnx" : domain;

    private static OnnxNode Node(NodeProto node, int position, Dictionary<string, long> opsets, OnnxTensorReader tensors, OnnxProblems problems)
    {
        var domain = DomainOf(node.Domain);
        var kind = domain.Length == 0 ? node.OpType : domain + "." + node.OpType;
        var attributes = ImmutableDictionary.CreateBuilder<string, OnnxAttribute>(StringComparer.Ordinal);
        var read = new OnnxNode(
            position, kind, node.Name, [.. node.Input], [.. node.Output], ImmutableDictionary<string, OnnxAttribute>.Empty, opsets.GetValueOrDefault(domain, 1));
        foreach (var attribute in node.Attribute)
        {
            if (attributes.ContainsKey(attribute.Name))
                throw problems.Unsupported(read, $"its attribute '{attribute.Name}' is given twice");
            attributes.Add(attribute.Name, Attribute(attribute, read, tensors));
        }

        return read with { Attributes = attributes.ToImmutable() };
    }

    private static OnnxAttribute Attribute(AttributeProto attribute, OnnxNode node, OnnxTensorReader tensors) => new(
        attribute.Name,
        attribute.Type == Real ? attribute.F : null,
        attribute.Type == Integer ? attribute.I : null,
        attribute.Type == Text ? Encoding.UTF8.GetString(attribute.S.Span) : null,
        attribute.Type == Tensor && attribute.T is { } tensor ? tensors.Read(tensor, node.Text + "." + attribute.Name) : null,
        attribute.Type == Reals ? [.. attribute.Floats] : default,
        attribute.Type == Integers ? [.. attribute.Ints] : default);

    private static OnnxValue Value(ValueInfoProto value, OnnxProblems problems)
    {
        if (value.Type is null)
            return new(value.Name, null, null);
        var tensor = value.Type.TensorType ?? throw problems.MalformedTensor(value.Name, "it is a sequence, a map or an optional, and only tensors are read");
        ImmutableArray<int?>? dimensions = tensor.Shape is not { } shape
            ? null
            : [.. shape.Dim.Select(d => d.HasDimValue && d.DimValue is >= 0 and <= int.MaxValue ? (int?)d.DimValue : null)];
        return new(value.Name, OnnxTypes.IsKnown(tensor.ElemType) ? (OnnxType)tensor.ElemType : null, dimensions);
    }

    /// <summary>What FINN says about the integers that floating-point tensors hold, such as UINT8 or BIPOLAR.</summary>
    private static Dictionary<string, string> DataTypes(GraphProto graph)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var annotation in graph.QuantizationAnnotation)
        {
            foreach (var entry in annotation.QuantParameterTensorNames.Where(e => string.Equals(e.Key, "finn_datatype", StringComparison.Ordinal)))
                types[annotation.TensorName] = entry.Value;
        }

        return types;
    }
}
