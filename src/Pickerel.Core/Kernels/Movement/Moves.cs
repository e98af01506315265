using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The moves that execute a node: <see cref="Reference.Movement"/> as strides. A reshape is none, as its steps have no one stride.</summary>
internal static class Moves
{
    /// <summary>The reference to the pixel that a border holds.</summary>
    public const string BorderPixel = "pixel";

    public static IReadOnlyList<Move> Of(LayerProblem problem)
    {
        var (input, output) = (problem.Input, problem.Output);
        IEnumerable<Move> moves = problem.Node switch
        {
            ConcatenateNode concatenate => Concatenate(concatenate, problem),
            UpsampleNode node =>
            [
                Pixels(
                    problem,
                    [
                        new(input.Shape.Height, input.RowBytes, node.FactorHeight * output.RowBytes),
                        new(node.FactorHeight, 0, output.RowBytes),
                        new(input.Shape.Width, input.PixelBytes, node.FactorWidth * output.PixelBytes),
                        new(node.FactorWidth, 0, output.PixelBytes),
                    ]),
            ],
            DepthToSpaceNode node => [Spread(node, problem)],
            PadNode node => Pad(node, problem),
            SliceNode node => [Slice(node, problem)],
            TransposeNode node => [Transpose(node, problem)],
            _ => throw new NotSupportedException($"Node '{problem.Node.Name}' ({problem.Node.Kind}) moves elements nobody knows where."),
        };
        return [.. moves.Where(m => !m.IsEmpty).Select(m => m.Merged)];
    }

    public static string InputName(int input) => InvariantText.Of($"input{input}");

    /// <summary>Whether pixels of both tensors can be copied whole, channel padding included.</summary>
    private static bool CopiesWholePixels(TensorStorage input, TensorStorage output) =>
        input.Shape.Channels == output.Shape.Channels && input.PixelBytes == output.PixelBytes;

    private static Move Pixels(LayerProblem problem, IReadOnlyList<MoveLoop> loops, long from = 0, long to = 0, int source = 0)
    {
        var input = problem.Inputs[source];
        var run = CopiesWholePixels(input, problem.Output) ? input.PixelBytes : (long)input.Shape.Channels * input.ElementBytes;
        return new(InputName(source), from, to, loops, run);
    }

    private static IEnumerable<Move> Concatenate(ConcatenateNode node, LayerProblem problem)
    {
        var output = problem.Output;
        var step = node.Axis switch
        {
            Axis.Height => output.RowBytes,
            Axis.Width => output.PixelBytes,
            _ => output.ElementBytes,
        };
        long before = 0;
        for (var i = 0; i < problem.Inputs.Count; i++)
        {
            var input = problem.Inputs[i];
            yield return Pixels(
                problem, [new(input.Shape.Height, input.RowBytes, output.RowBytes), new(input.Shape.Width, input.PixelBytes, output.PixelBytes)], to: before * step, source: i);
            before += node.Axis switch
            {
                Axis.Height => input.Shape.Height,
                Axis.Width => input.Shape.Width,
                _ => input.Shape.Channels,
            };
        }
    }

    private static Move Spread(DepthToSpaceNode node, LayerProblem problem)
    {
        var (input, output, element) = (problem.Input, problem.Output, problem.Input.ElementBytes);
        if (node is { BlockHeight: 1, BlockWidth: 1 })
            return Pixels(problem, [new(input.Shape.Height, input.RowBytes, output.RowBytes), new(input.Shape.Width, input.PixelBytes, output.PixelBytes)]);
        long channels = output.Shape.Channels, blocks = (long)node.BlockHeight * node.BlockWidth;
        var blockFirst = node.Order == DepthToSpaceOrder.BlockFirst;
        var between = blockFirst ? channels * element : element;
        List<MoveLoop> loops =
        [
            new(input.Shape.Height, input.RowBytes, node.BlockHeight * output.RowBytes),
            new(node.BlockHeight, node.BlockWidth * between, output.RowBytes),
            new(input.Shape.Width, input.PixelBytes, node.BlockWidth * output.PixelBytes),
            new(node.BlockWidth, between, output.PixelBytes),
        ];
        if (!blockFirst)
            loops.Add(new(channels, blocks * element, element));
        return new(InputName(0), 0, 0, loops, blockFirst ? channels * element : element);
    }

    /// <summary>The interior, and four sides that read one pixel over and over.</summary>
    private static IEnumerable<Move> Pad(PadNode node, LayerProblem problem)
    {
        var (input, output, margins) = (problem.Input, problem.Output, node.Padding);
        Move Side(long row, long rows, long column, long columns) => new(
            BorderPixel, 0, (row * output.RowBytes) + (column * output.PixelBytes), [new(rows, 0, output.RowBytes), new(columns, 0, output.PixelBytes)], output.PixelBytes);
        int height = input.Shape.Height, width = input.Shape.Width;
        yield return Side(0, margins.Top, 0, output.Shape.Width);
        yield return Side(margins.Top, height, 0, margins.Left);
        yield return Pixels(
            problem,
            [new(height, input.RowBytes, output.RowBytes), new(width, input.PixelBytes, output.PixelBytes)],
            to: (margins.Top * output.RowBytes) + (margins.Left * output.PixelBytes));
        yield return Side(margins.Top, height, (long)margins.Left + width, margins.Right);
        yield return Side((long)margins.Top + height, margins.Bottom, 0, output.Shape.Width);
    }

    private static Move Slice(SliceNode node, LayerProblem problem)
    {
        var (input, output, element) = (problem.Input, problem.Output, problem.Input.ElementBytes);
        List<MoveLoop> loops =
        [
            new(node.Size.Height, node.StepHeight * input.RowBytes, output.RowBytes),
            new(node.Size.Width, node.StepWidth * input.PixelBytes, output.PixelBytes),
        ];
        var from = (node.FirstRow * input.RowBytes) + (node.FirstColumn * input.PixelBytes) + ((long)node.FirstChannel * element);
        if (CopiesWholePixels(input, output))
            return Pixels(problem, loops, from);
        return node.StepChannels == 1
            ? new(InputName(0), from, 0, loops, (long)node.Size.Channels * element)
            : new(InputName(0), from, 0, [.. loops, new(node.Size.Channels, (long)node.StepChannels * element, element)], element);
    }

    private static Move Transpose(TransposeNode node, LayerProblem problem)
    {
        var (input, output) = (problem.Input, problem.Output);
        long StepOf(Axis axis) => axis switch
        {
            Axis.Height => input.RowBytes,
            Axis.Width => input.PixelBytes,
            _ => input.ElementBytes,
        };
        List<MoveLoop> loops =
        [
            new(output.Shape.Height, StepOf(node.Height), output.RowBytes),
            new(output.Shape.Width, StepOf(node.Width), output.PixelBytes),
        ];
        return node.Channels == Axis.Channels
            ? Pixels(problem, loops)
            : new(InputName(0), 0, 0, [.. loops, new(output.Shape.Channels, StepOf(node.Channels), output.ElementBytes)], output.ElementBytes);
    }
}
