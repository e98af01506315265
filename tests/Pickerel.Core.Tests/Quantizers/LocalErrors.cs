using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>
/// Compares each integer node with its real twin (quantized weights, the same integers as inputs, result brought to the output's
/// grid and clamped), so that errors do not add up from node to node: what remains is one rounding and the rounded multiplier.
/// </summary>
internal static class LocalErrors
{
    /// <summary>Lowers a network that is quantized but still real, and checks every node on some inputs.</summary>
    public static void Check(Network scaled, IEnumerable<int[]> inputs, string what)
    {
        var context = new PassContext(new(), new Declaration.ParametersSource.None(), null);
        var passes = PassPipeline.Passes.Where(p => p.Name is nameof(LowerToRequantization) or nameof(InferAccumulators));
        var integer = PassPipeline.Run(passes, scaled, context, default, verify: true);
        var twin = scaled.Select(UseQuantizedWeights);
        foreach (var input in inputs)
        {
            var values = ReferenceInterpreter.RunAll(integer, input);
            foreach (var node in twin.Nodes.Skip(1))
                CheckNode(twin, node, values, what);
        }
    }

    private static void CheckNode(Network twin, Node node, IReadOnlyDictionary<string, int[]> values, string what)
    {
        var real = node.Inputs.Select(name => Dequantize(twin[name].Quantization!, values[name])).ToArray();
        var grid = node.Quantization!;
        var minimum = ActivationOf(node) == Activation.Relu ? grid.ZeroPoint : grid.Minimum;
        var expected = RealExecutor.Execute(twin, node, real).Select(y => Math.Clamp((y / grid.Scale) + grid.ZeroPoint, minimum, grid.Maximum)).ToArray();
        var range = (double)grid.Maximum - minimum;
        double squares = 0;
        for (var i = 0; i < expected.Length; i++)
        {
            var error = Math.Abs(values[node.Name][i] - expected[i]);
            squares += error * error;
            if (error > 0.5001 + (range / 16))
                throw new InvalidOperationException($"{what}, {node.Kind} '{node.Name}'[{i}]: {values[node.Name][i]} instead of {expected[i]:F3} of {minimum} to {grid.Maximum}");
        }

        if (Math.Sqrt(squares / expected.Length) > 0.5 + (range / 160))
            throw new InvalidOperationException($"{what}, {node.Kind} '{node.Name}': an error of {Math.Sqrt(squares / expected.Length):F2} steps");
    }

    private static Activation ActivationOf(Node node) => node switch
    {
        WeightedNode n => n.Activation,
        BatchNormalizationNode n => n.Activation,
        AddNode n => n.Activation,
        ReluNode => Activation.Relu,
        _ => Activation.None,
    };

    private static Node UseQuantizedWeights(Node node)
    {
        if (node is not WeightedNode { Quantized: { } quantized } weighted)
            return node;
        var length = quantized.Codes.Count / weighted.Outputs;
        var weights = Enumerable.Range(0, quantized.Codes.Count).Select(i => quantized.Scales[i / length] * quantized.Codes[i]);
        return weighted with { Weights = new Constant<double>(quantized.Codes.Dimensions, [.. weights]) };
    }

    private static double[] Dequantize(Quantization grid, int[] values) => [.. values.Select(v => grid.Scale * (v - grid.ZeroPoint))];
}
