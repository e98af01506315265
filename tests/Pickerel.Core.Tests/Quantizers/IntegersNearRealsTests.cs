using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Quantizers;

/// <summary>Random networks, real and integer: passes before quantization change nothing, and integers come near.</summary>
public sealed class IntegersNearRealsTests(ITestOutputHelper output)
{
    private static readonly string[] RealPasses = [nameof(FoldInputNormalization), nameof(FoldBatchNormalization), nameof(FuseActivations)];

    [Fact]
    public void Folding_and_fusing_change_no_result()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var before = PadWithGridValues(RandomNetwork.Create(seed));
            var after = Run(before, new(), p => RealPasses.Contains(p.Name));
            var input = RandomNetwork.InputFor(before, seed);

            var (expected, actual) = (RealExecutor.Run(before, input), RealExecutor.Run(after, input));

            Assert.Equal(expected.Length, actual.Length);
            Assert.True(after.Nodes.Count <= before.Nodes.Count + 1);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-9 * (1 + Math.Abs(expected[i])), $"seed {seed}: {expected[i]} became {actual[i]}");
        }
    }

    [Fact]
    public void Eight_bits_keep_the_output_of_random_networks()
    {
        double errors = 0, signal = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var real = PadWithGridValues(RandomNetwork.Create(seed));
            var integer = Run(real, new(), p => p.Name is not nameof(BindParameters));
            var (error, power) = (0.0, 0.0);
            for (var sample = 0; sample < 4; sample++)
            {
                var input = RandomNetwork.InputFor(real, (seed * 10) + sample);
                var expected = RealExecutor.Run(real, input);
                var actual = Dequantize(integer.Output.Quantization!, ReferenceInterpreter.Run(integer, input));
                error += expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum() / expected.Length;
                power += expected.Sum(e => e * e) / expected.Length;
            }

            var ratio = Math.Sqrt(error / Math.Max(power, 1e-3));
            if (ratio > 0.2)
                output.WriteLine($"seed {seed}: {ratio:P1}");
            Assert.True(ratio < 0.5, $"seed {seed}: the error is {ratio:P1} of the output");
            (errors, signal) = (errors + error, signal + power);
        }

        output.WriteLine($"overall {Math.Sqrt(errors / signal):P2}");
        Assert.True(Math.Sqrt(errors / signal) < 0.09, $"the error is {Math.Sqrt(errors / signal):P2} of the outputs overall");
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(5, 6)]
    [InlineData(4, 4)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    public void Every_node_rounds_what_its_real_twin_computes_from_the_same_integers(int weights, int activations)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var quantize = new QuantizeDeclaration { Weights = weights, Activations = activations, FirstAndLast = seed % 2 * 8 };
            var scaled = Run(PadWithGridValues(RandomNetwork.Create(seed)), quantize, p => p.Name is not (nameof(BindParameters) or nameof(LowerToRequantization) or nameof(InferAccumulators) or nameof(SimplifyRequantizers)));
            LocalErrors.Check(scaled, Enumerable.Range(0, 3).Select(i => RandomNetwork.InputFor(scaled, seed + i)), $"seed {seed}");
        }
    }

    /// <summary>Moves the declared means onto the grid, so that padding holds them exactly.</summary>
    private static Network PadWithGridValues(Network network)
    {
        var grid = network.Input.Quantization!;
        var means = network.Input.Mean.Select(m => grid.Scale * (Math.Clamp(Math.Floor((m / grid.Scale) + grid.ZeroPoint + 0.5), grid.Minimum, grid.Maximum) - grid.ZeroPoint));
        return network.Select(n => n is InputNode input ? input with { Mean = means.ToEquatableArray() } : n);
    }

    private static Network Run(Network network, QuantizeDeclaration quantize, Func<Pass, bool> isWanted) =>
        PassPipeline.Run(PassPipeline.Passes.Where(isWanted), network, new(quantize, new ParametersSource.None(), null), default, verify: true);

    private static IEnumerable<double> Dequantize(Quantization grid, int[] values) => values.Select(v => grid.Scale * (v - grid.ZeroPoint));
}
