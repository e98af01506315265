using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>The output shapes of nodes that move elements; sizes that fit no tensor become the largest integer, which is above every limit.</summary>
internal static class MovementShapes
{
    public static TensorShape ShapeOf(MovementNode node, ImmutableArray<Node> inputs)
    {
        var input = inputs[0].Shape;
        return node switch
        {
            ConcatenateNode concatenate => Concatenated(concatenate, inputs),
            OutputNode => input,
            UpsampleNode upsample => input with { Height = Product(node, input.Height, upsample.FactorHeight), Width = Product(node, input.Width, upsample.FactorWidth) },
            DepthToSpaceNode spread => Spread(spread, input),
            PadNode pad => Padded(pad, input),
            SliceNode slice => Sliced(slice, input),
            TransposeNode transpose => Transposed(transpose, input),
            ReshapeNode reshape => reshape.Target.Count == input.Count && reshape.Target is { Height: > 0, Width: > 0, Channels: > 0 }
                ? reshape.Target
                : throw Contradiction(node, $"it makes {reshape.Target} of {input}, which has other elements"),
            _ => throw new NotSupportedException($"Node '{node.Name}' ({node.Kind}) has no shape."),
        };
    }

    private static TensorShape Concatenated(ConcatenateNode node, ImmutableArray<Node> inputs)
    {
        TensorShape WithoutAxis(TensorShape shape) => node.Axis switch
        {
            Axis.Height => shape with { Height = 1 },
            Axis.Width => shape with { Width = 1 },
            _ => shape with { Channels = 1 },
        };
        var first = inputs[0].Shape;
        if (inputs.FirstOrDefault(i => WithoutAxis(i.Shape) != WithoutAxis(first)) is { } other)
        {
            throw new ProblemException(Pkr.ConcatenatedShapesDiffer.At(
                node.Site, node.Name, inputs[0].Name, first, other.Name, other.Shape, node.Axis.ToString().ToLowerInvariant()));
        }

        int Total(Func<TensorShape, int> size) => Fitting(inputs.Sum(i => (long)size(i.Shape)));
        return node.Axis switch
        {
            Axis.Height => first with { Height = Total(s => s.Height) },
            Axis.Width => first with { Width = Total(s => s.Width) },
            _ => first with { Channels = Total(s => s.Channels) },
        };
    }

    private static TensorShape Spread(DepthToSpaceNode node, TensorShape input)
    {
        if (node.BlockHeight < 1 || node.BlockWidth < 1)
            throw Contradiction(node, $"its block is {node.BlockHeight}x{node.BlockWidth}, but needs at least one row and column");
        var pixels = (long)node.BlockHeight * node.BlockWidth;
        return input.Channels % pixels == 0
            ? new(Product(node, input.Height, node.BlockHeight), Product(node, input.Width, node.BlockWidth), (int)(input.Channels / pixels))
            : throw Contradiction(node, $"a block of {node.BlockHeight}x{node.BlockWidth} pixels takes a multiple of {pixels} channels, but there are {input.Channels}");
    }

    private static TensorShape Padded(PadNode node, TensorShape input)
    {
        var (top, left, bottom, right) = (node.Padding.Top, node.Padding.Left, node.Padding.Bottom, node.Padding.Right);
        return top >= 0 && left >= 0 && bottom >= 0 && right >= 0
            ? input with { Height = Fitting((long)top + input.Height + bottom), Width = Fitting((long)left + input.Width + right) }
            : throw Contradiction(node, $"its padding is {node.Padding} (top, left, bottom, right), but no amount may be negative");
    }

    private static TensorShape Sliced(SliceNode node, TensorShape input)
    {
        bool Fits(int first, int step, int count, int size) => first >= 0 && step >= 1 && count >= 1 && first + ((count - 1L) * step) < size;
        var size = node.Size;
        return Fits(node.FirstRow, node.StepHeight, size.Height, input.Height)
            && Fits(node.FirstColumn, node.StepWidth, size.Width, input.Width)
            && Fits(node.FirstChannel, node.StepChannels, size.Channels, input.Channels)
            ? size
            : throw Contradiction(
                node, $"it takes {size} from ({node.FirstRow},{node.FirstColumn},{node.FirstChannel}) in steps of ({node.StepHeight},{node.StepWidth},{node.StepChannels}), which leaves its input, {input}");
    }

    private static TensorShape Transposed(TransposeNode node, TensorShape input)
    {
        if (node.Height == node.Width || node.Height == node.Channels || node.Width == node.Channels)
            throw Contradiction(node, $"its order of axes must name each of the three once");
        int Size(Axis axis) => axis switch
        {
            Axis.Height => input.Height,
            Axis.Width => input.Width,
            _ => input.Channels,
        };
        return new(Size(node.Height), Size(node.Width), Size(node.Channels));
    }

    private static int Product(Node node, int size, int factor) =>
        factor >= 1 ? Fitting((long)size * factor) : throw Contradiction(node, $"its factor is {factor}, but must be at least 1");

    private static int Fitting(long size) => (int)Math.Min(size, int.MaxValue);

    private static ProblemException Contradiction(Node node, FormattableString what) =>
        new(Pkr.Contradiction.At(node.Site, node.Name, FormattableString.Invariant(what)));
}
