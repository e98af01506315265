using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;
using Pickerel.Import.Onnx;
using Pickerel.Import.Onnx.Evaluation;
using Pickerel.Import.Onnx.Translation;

namespace Pickerel.Import.Tests.Onnx;

/// <summary>Imported networks beside the evaluator, which computes node by node in floating point.</summary>
internal static class OnnxComparison
{
    /// <summary>
    /// Compares on random inputs; the file's input and output are integers. Its scales must be powers of two, so that nothing rounds in
    /// floating point but what is meant to.
    /// </summary>
    public static Network AssertEqual(OnnxFile file, int samples = 20)
    {
        var graph = OnnxGraph.Read(file.Write(), "model");
        var network = OnnxImporter.Import(graph, TestContext.Current.CancellationToken).Network!;
        for (var seed = 0; seed < samples; seed++)
        {
            var input = Sample(graph.Inputs[0], new Random(seed));
            var expected = OnnxEvaluator.Run(graph, new Dictionary<string, OnnxTensor>(StringComparer.Ordinal) { [graph.Inputs[0].Name] = input })[graph.Outputs[0].Name];
            Assert.Equal(expected.Integers.ToArray(), Run(network, input, expected.Dimensions));
        }

        return network;
    }

    /// <summary>
    /// Compares where the file's output is real: the network's integers times their scale, less their zero point, are the evaluator's reals.
    /// The input is bytes or, where the file quantizes reals first, the reals that its integers stand for.
    /// </summary>
    public static Network AssertReal(OnnxFile file, int samples = 20)
    {
        var graph = OnnxGraph.Read(file.Write(), "model");
        var network = OnnxImporter.Import(graph, TestContext.Current.CancellationToken).Network!;
        var (grid, output, input) = (network.Input.Quantization!, network.Output.Quantization!, graph.Inputs[0]);
        for (var seed = 0; seed < samples; seed++)
        {
            var random = new Random(seed);
            ImmutableArray<int> sizes = [.. input.Dimensions!.Value.Select(s => s!.Value)];
            var codes = OnnxTensor.OfIntegers(OnnxType.Int64, sizes, [.. Enumerable.Range(0, sizes.Aggregate(1, (p, s) => p * s)).Select(_ => (long)random.Next(grid.Minimum, grid.Maximum + 1))]);
            var reals = OnnxTensor.OfReals(OnnxType.Float, sizes, [.. codes.Integers.ToArray().Select(q => grid.Scale * (q - grid.ZeroPoint))]);
            var expected = OnnxEvaluator.Run(graph, new Dictionary<string, OnnxTensor>(StringComparer.Ordinal) { [input.Name] = reals })[graph.Outputs[0].Name];
            Assert.Equal(expected.Reals.ToArray(), Run(network, codes, expected.Dimensions).Select(q => output.Scale * (q - output.ZeroPoint)));
        }

        return network;
    }

    /// <summary>Runs a network on a tensor of the file.</summary>
    /// <returns>The output's integers in the file's order.</returns>
    public static long[] Run(Network network, OnnxTensor input, ImmutableArray<int> output)
    {
        var elements = new int[input.Count];
        var positions = Layout.Standard(input.Dimensions)!.Positions();
        for (var i = 0; i < elements.Length; i++)
            elements[positions[i]] = (int)input.Integer(i);
        var results = ReferenceInterpreter.Run(network, elements, TestContext.Current.CancellationToken);
        return [.. Layout.Standard(output)!.Positions().Select(p => (long)results[p])];
    }

    private static OnnxTensor Sample(OnnxValue input, Random random)
    {
        ImmutableArray<int> sizes = [.. input.Dimensions!.Value.Select(s => s!.Value)];
        var (least, most) = ((int)input.Type!.Value.Minimum(), (int)input.Type.Value.Maximum());
        return OnnxTensor.OfIntegers(input.Type.Value, sizes, [.. Enumerable.Range(0, sizes.Aggregate(1, (p, s) => p * s)).Select(_ => (long)random.Next(least, most + 1))]);
    }
}
