using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Tables, softmax, two slopes and thresholds on every instruction set: equal to the reference interpreter bit for bit.</summary>
public sealed class ActivationTests(ActivationTests.Batch batch) : IClassFixture<ActivationTests.Batch>
{
    private const int Networks = 60, Seed = 40_000;

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_networks_equal_the_reference_interpreter(InstructionLevel level)
    {
        await batch.AssertEqualsReference(level);
    }

    [Fact]
    public void The_networks_use_every_lookup_and_every_way_to_requantize()
    {
        var layers = batch.Layers.ToList();
        foreach (var kernel in new[] { "TableU8", "TableS16", "TableSumU8U8", "SoftmaxU8", "SoftmaxS16" })
            Assert.Contains(layers, l => string.Equals(l.Kernel, kernel, StringComparison.Ordinal));
        foreach (var form in new[] { "on both sides of the knee fits 32 bits", "on both sides of the knee in 64 bits", "compared with thresholds", "searched for among thresholds" })
            Assert.Contains(layers, l => l.Bound.Contains(form, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_slopes_and_thresholds_end_vector_kernels()
    {
        var layers = Batch.Made.Take(30).SelectMany(n => CompiledNetworks.Emit(n).Layers, (n, layer) => (Node: n[layer.Layer], layer.Kernel)).ToList();
        foreach (var form in new[] { typeof(TwoSlopeRequantization), typeof(ThresholdRequantization), typeof(TfLiteRequantization), typeof(ExactRequantization) })
            Assert.Contains(layers, l => l.Node is IntegerWeightedNode weighted && weighted.Requantizer.GetType() == form && !l.Kernel.Contains("Scalar", StringComparison.Ordinal));
    }

    /// <summary>The networks, and what they are compiled to.</summary>
    public sealed class Batch() : NetworkBatch(Made)
    {
        public static IReadOnlyList<Network> Made { get; } = [.. Enumerable.Range(Seed, Networks).Select(RandomIntegerNetwork.CreateActivations)];
    }
}
