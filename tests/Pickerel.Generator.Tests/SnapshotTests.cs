using Microsoft.CodeAnalysis;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>Generated sources as they are, to be read in review.</summary>
public sealed class SnapshotTests
{
    [Theory]
    [InlineData("Api")]
    [InlineData("Kernels")]
    [InlineData("Weights")]
    [InlineData("Description")]
    public void The_source_of_a_small_network_is_the_one_verified(string part)
    {
        var run = GeneratorRun.Of(UserProject.Create(SmallModel.Network("small")), SmallModel.Text("small"));

        Snapshot.Verify(part, Assert.Single(run.Sources, s => string.Equals(s.HintName, $"Net.{part}.g.cs", System.StringComparison.Ordinal)).SourceText.ToString());
    }

    [Fact]
    public void The_kernels_of_a_small_network_without_loops_are_those_verified()
    {
        var network = SmallModel.Network("small").Replace("Weights =", "Unroll = Unroll.Full, Weights =", System.StringComparison.Ordinal);
        var run = GeneratorRun.Of(UserProject.Create(network), SmallModel.Text("small"));

        Snapshot.Verify("UnrolledKernels", Assert.Single(run.Sources, s => string.Equals(s.HintName, "Net.Kernels.g.cs", System.StringComparison.Ordinal)).SourceText.ToString());
    }

    [Fact]
    public void The_members_of_a_network_with_a_mistake_are_those_verified()
    {
        var run = GeneratorRun.Of(UserProject.Create("namespace A.B { partial class Outer { partial struct Inner { " + """
            [Pickerel.Network(Input = "8x8x1", InputType = Pickerel.InputType.SByte, Seed = 1), Pickerel.Dense(10, WeightBits = 9)] partial record Net;
            """ + " } } }"));

        Snapshot.Verify("Throwing", Assert.Single(run.Sources).SourceText.ToString());
    }
}
