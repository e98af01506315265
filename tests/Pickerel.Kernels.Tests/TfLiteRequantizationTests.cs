using System;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.TestKit.TfLite;

namespace Pickerel.Kernels.Tests;

/// <summary>TensorFlow Lite's roundings on every instruction set: equal to the reference interpreter bit for bit.</summary>
public sealed class TfLiteRequantizationTests(TfLiteRequantizationTests.Batch batch) : IClassFixture<TfLiteRequantizationTests.Batch>
{
    private const int Networks = 80, Seed = 70_000;

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
    public void Almost_every_layer_has_lanes_with_products_of_64_bits()
    {
        var bounds = batch.Layers.Select(l => l.Bound).ToList();

        Assert.True(bounds.Count(b => b.Contains("products 64", StringComparison.Ordinal)) > Networks, string.Join("\n", bounds.Distinct(StringComparer.Ordinal)));
        Assert.Contains(batch.Layers, l => l.Kernel.StartsWith("Depthwise", StringComparison.Ordinal) && l.Bound.Contains("products 64", StringComparison.Ordinal));
        Assert.Contains(batch.Layers, l => l.Kernel.StartsWith("Affine", StringComparison.Ordinal) && l.Bound.Contains("products 64", StringComparison.Ordinal));
    }

    /// <summary>The networks, and what they are compiled to.</summary>
    public sealed class Batch() : NetworkBatch([.. Enumerable.Range(Seed, Networks).Select(RandomTfLiteNetwork.Create)]);
}
