using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;

namespace Pickerel.Kernels.Tests;

/// <summary>500 random declarations of everything a declaration can say, compiled once, equal to the reference interpreter bit for bit at every instruction-set level.</summary>
public sealed class DeclaredNetworkTests(DeclaredNetworkTests.Batch batch) : IClassFixture<DeclaredNetworkTests.Batch>
{
    private const int Networks = 500, Seed = 30_000;

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_declarations_equal_the_reference_interpreter(InstructionLevel level)
    {
        await batch.AssertEqualsReference(level);
    }

    [Fact]
    public void The_declarations_use_every_grid_and_every_requantizer()
    {
        var weighted = Batch.Declared.SelectMany(n => n.Nodes).OfType<IntegerWeightedNode>().ToList();
        foreach (var grid in new CodeGrid[] { new CodeGrid.MidRise(1), new CodeGrid.MidRise(2), new CodeGrid.Ternary(), new CodeGrid.Uniform(8), new CodeGrid.PowerOfTwo(4), new CodeGrid.AdditivePowerOfTwo(4) })
            Assert.Contains(weighted, n => n.WeightGrids.Contains(grid));
        Assert.Contains(weighted, n => n.HasWideWeights);
        Assert.Contains(weighted, n => n.Requantizer is FloatRequantization);
        Assert.Contains(weighted, n => n.Requantizer is Requantization step && step.Multipliers.Values.ToArray().Max(Math.Abs) > 1 << 12);
        Assert.Contains(Batch.Declared.SelectMany(n => n.Nodes).OfType<IntegerAffineNode>(), n => n.Requantizer is FloatRequantization);
    }

    [Fact]
    public void The_declarations_become_tables_two_slopes_signs_and_joined_tensors()
    {
        var nodes = Batch.Declared.SelectMany(n => n.Nodes).ToList();
        Assert.Contains(nodes, n => n is IntegerWeightedNode { Requantizer: TwoSlopeRequantization });
        Assert.Contains(nodes, n => n is IntegerWeightedNode { Requantizer: ThresholdRequantization, Quantization.IsBipolar: true });
        Assert.Contains(nodes, n => n is IntegerAffineNode { Requantizer: TwoSlopeRequantization });
        Assert.Contains(nodes, n => n is IntegerAffineNode { Requantizer: FloatSlopeRequantization });
        Assert.Contains(nodes, n => n is IntegerWeightedNode { Requantizer: FloatSlopeRequantization });
        Assert.Superset(
            new HashSet<Type>
            {
                typeof(IntegerTableNode), typeof(IntegerSoftmaxNode), typeof(IntegerMultiplyNode), typeof(IntegerAddNode), typeof(IntegerAveragePoolNode), typeof(MaxPoolNode), typeof(FlattenNode),
                typeof(ConcatenateNode), typeof(UpsampleNode), typeof(DepthToSpaceNode), typeof(PadNode), typeof(SliceNode), typeof(OutputNode),
            },
            nodes.Select(n => n.GetType()).ToHashSet());
        Assert.Superset(Enumerable.Range(1, 8).Append(16).ToHashSet(), nodes.Select(n => n.Quantization!.Bits).ToHashSet());
        Assert.Contains(Batch.Declared, n => n.Outputs.Count == 2);
        Assert.Contains(Batch.Declared, n => n.Outputs.Count > 3);
    }

    /// <summary>The declared networks.</summary>
    public sealed class Batch() : NetworkBatch(Declared)
    {
        public static IReadOnlyList<Network> Declared { get; } = DeclaredNetworks.Create(Networks, Seed);
    }
}
