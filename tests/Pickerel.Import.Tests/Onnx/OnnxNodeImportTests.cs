using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Messages;
using Pickerel.Import.Onnx;
using Pickerel.TestKit;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>The node tests of quantization through the importer and the reference interpreter, all inputs but the first as constants.</summary>
public sealed class OnnxNodeImportTests(ITestOutputHelper output)
{
    /// <summary>A change of grid at a network's edge makes no node: the evaluator's test alone checks these.</summary>
    private static readonly string[] Edges = ["test_quantizelinear", "test_dequantizelinear", "test_dynamicquantizelinear"];

    /// <summary>Refused, and checked through the evaluator: their right matrix is one for each sample.</summary>
    private const string Refused = "test_qlinearmatmul_3D";

    [Fact]
    public void Every_node_test_of_quantization_is_exact_or_refused_for_a_reason()
    {
        if (SharedData.IsMissing)
            Assert.Skip("shared/data is not there.");
        var exact = new List<string>();
        foreach (var name in OnnxNodeTest.Names.Where(n => n.Contains("quant", StringComparison.Ordinal) || n.Contains("qlinear", StringComparison.Ordinal) || n.Contains("integer", StringComparison.Ordinal)))
        {
            if (Array.Exists(Edges, e => name.StartsWith(e, StringComparison.Ordinal)))
            {
                output.WriteLine($"{name}: at a network's edge, by the evaluator alone.");
                continue;
            }

            var test = OnnxNodeTest.Of(name);
            var inputs = test.Inputs();
            var constants = test.Graph.Inputs.Skip(1).ToDictionary(i => i.Name, i => inputs[i.Name], StringComparer.Ordinal);
            var isRefused = name.StartsWith(Refused, StringComparison.Ordinal);
            try
            {
                var network = OnnxImporter.Import(test.Graph.With(constants), TestContext.Current.CancellationToken).Network!;
                var (value, expected) = test.Outputs().Single();
                Assert.False(isRefused, $"{name} ({value}) is no longer refused.");
                Assert.Equal(expected.Integers.ToArray(), OnnxComparison.Run(network, inputs[test.Graph.Inputs[0].Name], expected.Dimensions));
                exact.Add(name);
            }
            catch (ProblemException stopped)
            {
                output.WriteLine($"{name}: {stopped.Problem.Text}");
                Assert.True(isRefused, $"{name} is refused: {stopped.Problem.Text}");
                Assert.Contains("its matrix 'b' is [2, 4, 3], and one of two sizes is supported", stopped.Problem.Text, StringComparison.Ordinal);
            }
        }

        output.WriteLine("Exact: " + string.Join(", ", exact));
        Assert.Equal(8, exact.Count);
    }
}
