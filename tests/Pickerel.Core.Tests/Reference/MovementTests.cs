using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Reference;

namespace Pickerel.Core.Tests.Reference;

public sealed class MovementTests
{
    [Fact]
    public void Pixels_are_repeated_by_an_upsample() =>
        Assert.Equal([0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3], Run(new UpsampleNode { Name = "y", FactorHeight = 2, FactorWidth = 2 }, new(2, 2, 1)));

    [Fact]
    public void Channels_become_pixels_block_first() =>
        Assert.Equal([0, 1, 2, 3], Run(new DepthToSpaceNode { Name = "y", BlockHeight = 2, BlockWidth = 2 }, new(1, 1, 4)));

    [Fact]
    public void Channels_become_pixels_channel_first() =>
        Assert.Equal(
            [0, 4, 1, 5, 2, 6, 3, 7],
            Run(new DepthToSpaceNode { Name = "y", BlockHeight = 2, BlockWidth = 2, Order = DepthToSpaceOrder.ChannelFirst }, new(1, 1, 8)));

    [Fact]
    public void A_border_holds_its_values_per_channel() =>
        Assert.Equal([7, 8, 0, 1, 7, 8], Run(new PadNode { Name = "y", Padding = new(0, 1, 0, 1), Values = [7, 8] }, new(1, 1, 2)));

    [Fact]
    public void A_slice_takes_every_second_column() =>
        Assert.Equal([5, 7], Run(new SliceNode { Name = "y", FirstRow = 1, FirstColumn = 1, StepWidth = 2, Size = new(1, 2, 1) }, new(2, 4, 1)));

    [Fact]
    public void A_transpose_of_rows_and_channels_is_undone_by_itself()
    {
        var once = new TransposeNode { Name = "y", Height = Axis.Channels, Width = Axis.Width, Channels = Axis.Height };
        Assert.Equal([0, 2, 4, 1, 3, 5], Run(once, new(3, 1, 2)));
    }

    [Fact]
    public void A_concatenation_of_channels_interleaves_pixels()
    {
        var grid = new Quantization(1, 0, 8, Signed: false);
        Node input = new InputNode { Name = "input", Shape = new(1, 2, 1), Quantization = grid };
        Node upsample = new UpsampleNode { Name = "up", Inputs = ["input"], FactorHeight = 1, FactorWidth = 1, Quantization = grid };
        Node both = new ConcatenateNode { Name = "both", Inputs = ["input", "up", "input"], Quantization = grid };
        var network = InferShapes.Run(new Network("N", [input, upsample, both]));
        NetworkVerifier.Verify(network, NetworkStage.Proved, "the test");
        Assert.Equal([3, 3, 3, 5, 5, 5], ReferenceInterpreter.Run(network, [3, 5]));
    }

    private static int[] Run(MovementNode node, TensorShape shape)
    {
        var grid = new Quantization(1, 0, 8, Signed: false);
        Node input = new InputNode { Name = "input", Shape = shape, Quantization = grid };
        var network = InferShapes.Run(new Network("N", [input, node with { Inputs = ["input"], Quantization = grid }]));
        NetworkVerifier.Verify(network, NetworkStage.Proved, "the test");
        return ReferenceInterpreter.Run(network, Enumerable.Range(0, (int)shape.Count).ToArray());
    }
}
