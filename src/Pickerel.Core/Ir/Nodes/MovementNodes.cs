using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir;

/// <summary>
/// A node that moves elements and computes nothing: its inputs and its output share their grid, and it is the same before and after
/// lowering. <see cref="Reference.Movement"/> says which element each element of the output is.
/// </summary>
public abstract record MovementNode : Node;

/// <summary>The axes of a tensor.</summary>
public enum Axis
{
    Height,
    Width,
    Channels,
}

/// <summary>Two or more tensors one behind the other along an axis; they agree in the others.</summary>
public sealed record ConcatenateNode : MovementNode
{
    public Axis Axis { get; init; } = Axis.Channels;

    public override string Kind => "concatenate";
}

/// <summary>Every pixel repeated <see cref="FactorHeight"/> by <see cref="FactorWidth"/> times: nearest-neighbour upsampling.</summary>
public sealed record UpsampleNode : MovementNode
{
    public required int FactorHeight { get; init; }

    public required int FactorWidth { get; init; }

    public override string Kind => "upsample";
}

/// <summary>How the channels of a pixel become a block of pixels.</summary>
public enum DepthToSpaceOrder
{
    /// <summary>Channel <c>(by * B + bx) * C + c</c> (TensorFlow; ONNX's DCR).</summary>
    BlockFirst,

    /// <summary>Channel <c>(c * B + by) * B + bx</c> (PyTorch's PixelShuffle; ONNX's CRD).</summary>
    ChannelFirst,
}

/// <summary>B * B times as many channels become B by B times as many pixels.</summary>
public sealed record DepthToSpaceNode : MovementNode
{
    /// <summary>Gets the rows of a block.</summary>
    public required int BlockHeight { get; init; }

    /// <summary>Gets the columns of a block.</summary>
    public required int BlockWidth { get; init; }

    public DepthToSpaceOrder Order { get; init; }

    public override string Kind => "depth_to_space";
}

/// <summary>A border around a tensor.</summary>
public sealed record PadNode : MovementNode
{
    public required Margins Padding { get; init; }

    /// <summary>Gets the value per channel that the border holds, on the grid; empty for its zero point.</summary>
    public EquatableArray<int> Values { get; init; }

    public override string Kind => "pad";
}

/// <summary>A part of a tensor: from a first element, every so many rows, columns and channels.</summary>
public sealed record SliceNode : MovementNode
{
    public int FirstRow { get; init; }

    public int FirstColumn { get; init; }

    public int FirstChannel { get; init; }

    public int StepHeight { get; init; } = 1;

    public int StepWidth { get; init; } = 1;

    public int StepChannels { get; init; } = 1;

    /// <summary>Gets the rows, columns and channels taken.</summary>
    public required TensorShape Size { get; init; }

    public override string Kind => "slice";
}

/// <summary>A tensor with its axes in another order.</summary>
public sealed record TransposeNode : MovementNode
{
    /// <summary>Gets which axis of the input becomes the rows.</summary>
    public required Axis Height { get; init; }

    /// <summary>Gets which axis of the input becomes the columns.</summary>
    public required Axis Width { get; init; }

    /// <summary>Gets which axis of the input becomes the channels.</summary>
    public required Axis Channels { get; init; }

    public override string Kind => "transpose";
}

/// <summary>The same elements in the same (HWC) order under another shape.</summary>
public sealed record ReshapeNode : MovementNode
{
    public required TensorShape Target { get; init; }

    public override string Kind => "reshape";
}
