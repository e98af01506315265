using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>250 random networks and the edge cases, compiled once, equal to the reference interpreter bit for bit at every instruction-set level.</summary>
public sealed class RandomNetworkTests(RandomNetworkTests.Batch batch) : IClassFixture<RandomNetworkTests.Batch>
{
    private const int Networks = 250, Seed = 20_000;

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
    public void The_networks_use_every_kernel()
    {
        var used = batch.Layers.Select(l => l.Kernel).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "ConvolutionU8S8Sum16", "ConvolutionU8S8Run16", "ConvolutionU8S8Group32", "ConvolutionU8S8Pair32", "ConvolutionU8S8Split32", "ConvolutionU8S8Inner32", "ConvolutionU8S8Word32",
                "ConvolutionU8S8Wide32", "ConvolutionU8S8Scalar64",
                "ConvolutionU8S8WinogradSum16", "ConvolutionU8S8WinogradWide32",
                "DepthwiseU8S8Sum16", "DepthwiseU8S8Split16", "DepthwiseU8S8Wide32", "AffineU8Lanes32", "AddU8Lanes32", "AddU8Scalar64",
                "ConvolutionU8S16Scalar64", "AffineU8ScalarFloat32", "AveragePoolU8Sum32", "MaxPoolU8", "MoveU8Runs", "MoveU16Runs", "MultiplyU8Lanes32", "MultiplyU8Scalar64",
            },
            used);
    }

    [Fact]
    public void The_networks_use_every_form_of_requantization()
    {
        var bounds = batch.Layers.Select(l => l.Bound).ToList();
        foreach (var form in new[] { "fits 32 bits", "its lower 15 bits apart, fits 32 bits", "sums clamped where the output saturates", "fits 64 bits", "multiply and shift have the division's thresholds", "divided by their thresholds", "float island" })
            Assert.Contains(bounds, b => b.Contains(form, StringComparison.Ordinal));
    }

    /// <summary>The random networks and the edge cases.</summary>
    public sealed class Batch() : NetworkBatch([.. Enumerable.Range(Seed, Networks).Select(RandomIntegerNetwork.Create), .. EdgeCaseNetworks.All]);
}
