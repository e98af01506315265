using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.TestKit;

/// <summary>Random nodes that move elements: every kind, every axis and order, factors, steps and borders of any value.</summary>
internal sealed class RandomMovement(Random random)
{
    private const int MostElements = 3_000;

    /// <summary>Makes a node with shape and grid.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="source">What it reads first.</param>
    /// <param name="others">What a concatenation may read besides.</param>
    public Node Next(string name, Node source, IReadOnlyList<Node> others)
    {
        var node = Make(name, source.Shape, source.Quantization!) with { Inputs = [source.Name] };
        if (node is ConcatenateNode concatenate)
            return Concatenate(concatenate, source, others);
        var moved = Shaped(node, [source]);
        return moved.Shape.Count <= MostElements ? moved : Shaped(Slice(name, source.Shape) with { Inputs = [source.Name] }, [source]);
    }

    /// <summary>A part of one pixel, or of one element: what a product spreads.</summary>
    public Node Part(string name, Node source) =>
        Shaped(
            new SliceNode
            {
                Name = name,
                Inputs = [source.Name],
                FirstRow = random.Next(source.Shape.Height),
                FirstColumn = random.Next(source.Shape.Width),
                Size = new(1, 1, random.Next(3) == 0 ? 1 : source.Shape.Channels),
            },
            [source]);

    private static Node Shaped(Node node, ImmutableArray<Node> inputs)
    {
        node = node with { Quantization = inputs[0].Quantization };
        return node with { Shape = InferShapes.ShapeOf(node, inputs) };
    }

    private MovementNode Make(string name, TensorShape input, Quantization grid) => random.Next(9) switch
    {
        0 or 1 => new ConcatenateNode { Name = name, Axis = (Axis)random.Next(3) },
        2 => new UpsampleNode { Name = name, FactorHeight = random.Next(1, 4), FactorWidth = random.Next(1, 4) },
        3 or 4 => Spread(name, input),
        5 => new PadNode
        {
            Name = name,
            Padding = new(random.Next(3), random.Next(3), random.Next(3), random.Next(3)),
            Values = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, input.Channels).Select(_ => random.Next(grid.Minimum, grid.Maximum + 1))],
        },
        6 => Slice(name, input),
        7 => Transpose(name),
        _ => Reshape(name, input),
    };

    private DepthToSpaceNode Spread(string name, TensorShape input)
    {
        var blocks = (from rows in Enumerable.Range(1, 4) from columns in Enumerable.Range(1, 4) where input.Channels % (rows * columns) == 0 select (rows, columns)).ToList();
        var (height, width) = blocks[random.Next(blocks.Count)];
        return new() { Name = name, BlockHeight = height, BlockWidth = width, Order = (DepthToSpaceOrder)random.Next(2) };
    }

    private SliceNode Slice(string name, TensorShape input)
    {
        (int First, int Step, int Count) Along(int size)
        {
            int first = random.Next(2) == 0 ? 0 : random.Next(size), step = random.Next(3) == 0 ? random.Next(1, 4) : 1;
            var most = ((size - 1 - first) / step) + 1;
            return (first, step, random.Next(2) == 0 ? most : random.Next(1, most + 1));
        }

        var (rows, columns, channels) = (Along(input.Height), Along(input.Width), random.Next(3) == 0 ? Along(input.Channels) : (0, 1, input.Channels));
        return new()
        {
            Name = name,
            FirstRow = rows.First,
            StepHeight = rows.Step,
            FirstColumn = columns.First,
            StepWidth = columns.Step,
            FirstChannel = channels.Item1,
            StepChannels = channels.Item2,
            Size = new(rows.Count, columns.Count, channels.Item3),
        };
    }

    private TransposeNode Transpose(string name)
    {
        Axis[] axes = [Axis.Height, Axis.Width, Axis.Channels];
        random.Shuffle(axes);
        return new() { Name = name, Height = axes[0], Width = axes[1], Channels = axes[2] };
    }

    private ReshapeNode Reshape(string name, TensorShape input)
    {
        int Divisor(int of) => Enumerable.Range(1, of).Where(d => of % d == 0).OrderBy(_ => random.Next()).First();
        var count = (int)input.Count;
        var channels = random.Next(3) == 0 ? input.Channels : Divisor(count);
        var height = Divisor(count / channels);
        return new() { Name = name, Target = new(height, count / channels / height, channels) };
    }

    /// <summary>Joins what there is of the same grid and fitting shape; at least the source with itself.</summary>
    private Node Concatenate(ConcatenateNode node, Node source, IReadOnlyList<Node> others)
    {
        TensorShape Across(TensorShape shape) => node.Axis switch
        {
            Axis.Height => shape with { Height = 1 },
            Axis.Width => shape with { Width = 1 },
            _ => shape with { Channels = 1 },
        };
        var fitting = others.Where(o => o.Quantization == source.Quantization && Across(o.Shape) == Across(source.Shape)).ToList();
        ImmutableArray<Node> inputs = [source, .. Enumerable.Range(0, random.Next(1, 3)).Select(_ => fitting[random.Next(fitting.Count)])];
        return Shaped(node with { Inputs = [.. inputs.Select(i => i.Name)] }, inputs);
    }
}
