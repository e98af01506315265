using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Nodes that move elements, and products, equal the reference interpreter bit for bit at every instruction-set level.</summary>
public sealed class MovementTests(MovementTests.Batch batch) : IClassFixture<MovementTests.Batch>
{
    private static readonly Quantization Grid = new(1.0 / 16, 3, 8, Signed: false);

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Moved_elements_equal_the_reference_interpreter(InstructionLevel level)
    {
        await batch.AssertEqualsReference(level);
    }

    [Fact]
    public void The_networks_use_all_kernels_of_movement_and_products()
    {
        var used = batch.Layers.Select(l => l.Kernel).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "MoveU8Runs", "MoveU16Runs", "MultiplyU8Lanes32", "MultiplyU8Scalar64" }, used);
    }

    [Theory]
    [InlineData(16, 32, true)]
    [InlineData(32, 16, true)]
    [InlineData(16, 8, false)]
    [InlineData(24, 48, false)]
    public void A_reshape_of_the_same_bytes_is_no_layer(int channels, int target, bool isView)
    {
        var network = Network(
            new TensorShape(4, 4, channels),
            new MaxPoolNode { Name = "x", Inputs = ["input"], Shape = new(4, 4, channels), Window = Window.Point },
            new ReshapeNode { Name = "y", Inputs = ["x"], Shape = new(1, 16 * channels / target, target), Target = new(1, 16 * channels / target, target) },
            new MaxPoolNode { Name = "z", Inputs = ["y"], Shape = new(1, 16 * channels / target, target), Window = Window.Point });
        Assert.Equal(isView ? ["x", "z"] : ["x", "y", "z"], CompiledNetworks.Emit(network).Layers.Select(l => l.Layer));
    }

    [Fact]
    public void Rows_joined_without_borders_are_copied_at_once()
    {
        var network = Network(
            new TensorShape(4, 4, 16),
            new ConcatenateNode { Name = "y", Inputs = ["input", "input"], Shape = new(8, 4, 16), Axis = Axis.Height });
        var storages = StoragePlanner.Plan(network);
        var moves = Moves.Of(new LayerProblem(network["y"], [storages["input"], storages["input"]], storages["y"]));
        Assert.Equal([256L, 256], moves.Select(m => m.Run));
        Assert.Equal([0L, 256], moves.Select(m => m.To));
    }

    private static Network Network(TensorShape input, params Node[] nodes) =>
        new("Net", [new InputNode { Name = "input", Shape = input, Quantization = Grid }, .. nodes.Select(n => n with { Quantization = Grid })]);

    /// <summary>Random networks, and the shapes that are special: one pixel, one channel, rows that touch.</summary>
    public sealed class Batch() : NetworkBatch([.. Enumerable.Range(1, 30).Select(RandomIntegerNetwork.CreateMoving), .. Shapes()])
    {
        private static IEnumerable<Network> Shapes()
        {
            foreach (var (shape, i) in new TensorShape[] { new(1, 1, 1), new(1, 1, 17), new(3, 1, 1), new(2, 3, 16), new(5, 4, 64), new(2, 2, 24) }.Select((s, i) => (s, i)))
            {
                var network = Network(
                    shape,
                    new PadNode { Name = "pad", Inputs = ["input"], Shape = new(shape.Height + 3, shape.Width + 1, shape.Channels), Padding = new(1, 0, 2, 1) },
                    new UpsampleNode { Name = "up", Inputs = ["pad"], Shape = new((shape.Height + 3) * 2, shape.Width + 1, shape.Channels), FactorHeight = 2, FactorWidth = 1 },
                    new ConcatenateNode { Name = "both", Inputs = ["up", "up"], Shape = new((shape.Height + 3) * 2, shape.Width + 1, shape.Channels * 2) },
                    new FlattenNode { Name = "flat", Inputs = ["both"], Shape = new(1, 1, (shape.Height + 3) * 2 * (shape.Width + 1) * shape.Channels * 2) });
                yield return network with { Name = $"Shapes{i}" };
            }
        }
    }
}
