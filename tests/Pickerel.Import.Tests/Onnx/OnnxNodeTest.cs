using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Pickerel.Import.Onnx;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>A node test of the ONNX project: a graph of one node, as a rule, its inputs and its expected outputs.</summary>
internal sealed class OnnxNodeTest(string folder)
{
    /// <summary>Gets the names of all node tests.</summary>
    public static IEnumerable<string> Names => SharedData.IsMissing
        ? []
        : Directory.EnumerateDirectories(SharedData.PathOf("onnx_node_tests")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal);

    public static OnnxNodeTest Of(string name) => new(SharedData.PathOf(Path.Combine("onnx_node_tests", name)));

    public OnnxGraph Graph { get; } = OnnxGraph.Read(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), "model");

    public IReadOnlyDictionary<string, OnnxTensor> Inputs() => Graph.Inputs.Select((v, i) => (v.Name, Tensor: Read($"input_{i}.pb"))).ToDictionary(p => p.Name, p => p.Tensor, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, OnnxTensor> Outputs() => Graph.Outputs.Select((v, i) => (v.Name, Tensor: Read($"output_{i}.pb"))).ToDictionary(p => p.Name, p => p.Tensor, StringComparer.Ordinal);

    private OnnxTensor Read(string file) => OnnxTensorReader.Parse(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", file)), file);
}
