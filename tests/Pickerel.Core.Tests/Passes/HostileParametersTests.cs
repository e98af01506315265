using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.ModelText;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Passes;

/// <summary>Finite numbers of any magnitude, in declaration and file, give a network that keeps every promise and runs; nothing overflows.</summary>
public class HostileParametersTests
{
    private static readonly double[] Declared = [1.2e-38, 1e-30, 1e-5, 1, 1e5, 1e30, 3.4e38];

    private static readonly float[] Stored = [0, float.Epsilon, 1e-30f, 1e-3f, 1, 1e3f, 1e30f, float.MaxValue];

    [Fact]
    public void Numbers_of_any_magnitude_compile_and_run()
    {
        var compiled = 0;
        for (var seed = 0; seed < 250; seed++)
        {
            var random = new Random(seed);
            var declaration = WithExtremes(new RandomDeclarations(random).Next(6), random);
            var declared = Declare.Build(declaration);
            var model = new ModelDocument("net", Network: null, TensorsOf(declared, random, declaration.Quantize.ScaleQuantization).ToEquatableArray());
            try
            {
                Run(PassPipeline.Run(declared, new PassContext(declaration.Quantize, new ParametersSource.Weights("net"), model), default, verify: true));
                compiled++;
            }
            catch (ProblemException problem)
            {
                // The only thing wrong with these files can be an image that was flattened and then added or convolved.
                Assert.Equal(Pkr.FlattenedOrderLost.Id, problem.Problem.Message.Id);
            }
        }

        Assert.InRange(compiled, 200, 250);
    }

    private static void Run(Network network)
    {
        var (grid, count) = (network.Input.Quantization!, (int)network.Input.Shape.Count);
        foreach (var value in new[] { grid.Minimum, grid.ZeroPoint, grid.Maximum })
            Assert.Equal(network.Output.Shape.Count, ReferenceInterpreter.Run(network, Enumerable.Repeat(value, count).ToArray()).Length);
    }

    private static NetworkDeclaration WithExtremes(NetworkDeclaration declaration, Random random)
    {
        double Any() => Declared[random.Next(Declared.Length)];
        var input = declaration.Input!;
        return declaration with
        {
            Input = input with { Scale = Any(), Mean = input.Mean.Select(_ => Any()).ToEquatableArray(), Std = input.Std.Select(_ => Any()).ToEquatableArray() },
            Layers = declaration.Layers.Select(layer => layer is BatchNormDeclaration norm ? norm with { Epsilon = Any() } : layer).ToEquatableArray(),
        };
    }

    private static IEnumerable<ModelTensor> TensorsOf(Network network, Random random, ScaleQuantizationKind scales)
    {
        foreach (var node in network.Nodes)
        {
            if (node is WeightedNode weighted)
            {
                var d = InferShapes.WeightDimensions(weighted, network[node.Input].Shape);
                yield return Tensor(node.Name + ".weight", node switch
                {
                    ConvolutionNode => [d[0], d[3], d[1], d[2]],
                    TransposedConvolutionNode transposed => [d[3] * transposed.Groups, transposed.Filters / transposed.Groups, d[1], d[2]],
                    _ => [.. d],
                });
                if (weighted.HasBias != false)
                    yield return Tensor(node.Name + ".bias", [weighted.Outputs]);
                if (random.Next(4) == 0 && scales == ScaleQuantizationKind.Merged)
                    yield return Tensor(node.Name + ".activation_scale", [], positive: true);
            }
            else if (node is ActivationNode { Curve: ActivationCurve.PRelu slopes })
            {
                foreach (var role in slopes.IsShifted ? new[] { "weight", "shift1", "shift2" } : ["weight"])
                    yield return Tensor($"{node.Name}.{role}", [node.Shape.Channels]);
            }
            else if (node is BatchNormalizationNode)
            {
                foreach (var role in new[] { "weight", "bias", "running_mean", "running_var" })
                    yield return Tensor($"{node.Name}.{role}", [node.Shape.Channels], positive: role.EndsWith("var", StringComparison.Ordinal));
            }
        }

        ModelTensor Tensor(string name, int[] dimensions, bool positive = false) =>
            Tensors.F32(name, dimensions, [.. Enumerable.Range(0, dimensions.Aggregate(1, (a, b) => a * b)).Select(_ => positive ? MathF.Abs(Any()) + float.Epsilon : Any())]);

        float Any() => random.Next(3) > 0 ? random.NextSingle() - 0.5f : (random.Next(2) == 0 ? 1 : -1) * Stored[random.Next(Stored.Length)];
    }
}
