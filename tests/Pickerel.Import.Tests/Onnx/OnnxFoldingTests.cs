using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Tests.Onnx;

public sealed class OnnxFoldingTests
{
    [Fact]
    public void A_shape_and_what_is_computed_of_it_become_constants()
    {
        var file = new OnnxFile(opset: 11).Input("x", OnnxType.Float, 1, 2, 3).Output("y", OnnxType.Float, 1, 6)
            .Integers("zero", OnnxType.Int64, [], 0).Integers("rest", OnnxType.Int64, [1], -1)
            .Node("Shape", ["x"], "shape").Node("Gather", ["shape", "zero"], "batch").Node("Unsqueeze", ["batch"], "row", ("axes", new long[] { 0 }))
            .Node("Concat", ["row", "rest"], "target", ("axis", 0)).Node("Reshape", ["x", "target"], "y");
        var sample = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal) { ["x"] = OnnxTensor.OfReals(OnnxType.Float, [1, 2, 3], new double[6]) };

        var (graph, values) = OnnxFolding.Run(OnnxGraph.Read(file.Write(), "model"), sample, TestContext.Current.CancellationToken);

        Assert.Equal("Reshape", Assert.Single(graph.Nodes).Kind);
        Assert.Equal([1L, -1], graph.Constants["target"].Integers.ToArray());
        Assert.Equal([1, 6], values["y"].Dimensions.AsEnumerable());
    }
}
