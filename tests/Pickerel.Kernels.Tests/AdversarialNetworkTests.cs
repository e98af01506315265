using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Weights all at an extreme, of alternating signs, and with outliers; inputs at both ends; channels that fill no register.</summary>
public sealed class AdversarialNetworkTests(AdversarialNetworkTests.Batch batch) : IClassFixture<AdversarialNetworkTests.Batch>
{
    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Kernels_at_their_bounds_equal_the_reference_interpreter(InstructionLevel level) => await batch.AssertEqualsReference(level);

    [Fact]
    public void Bounds_decide_between_kernels()
    {
        // At their extremes, weights of 8 bits saturate byte pairs and those of 4 do not.
        var kernels = batch.Layers.GroupBy(l => l.Layer, l => l.Kernel, StringComparer.Ordinal);
        Assert.All(kernels, k => Assert.True(k.Distinct(StringComparer.Ordinal).Count() > 1, $"{k.Key} is always {k.First()}"));
    }

    /// <summary>The networks, compiled once.</summary>
    public sealed class Batch() : NetworkBatch([.. AdversarialNetworks.All]);
}
