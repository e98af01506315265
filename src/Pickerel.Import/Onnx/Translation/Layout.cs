using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>
/// How a tensor of the file lies in one of the network, which has height, width and channels: each size of the file is the product of
/// axes of the network, outer first. Reshaping and transposing as a rule only change this.
/// </summary>
/// <param name="Dimensions">The file's sizes, the batch included.</param>
/// <param name="Axes">For each size the network's axes it is made of; those of size 1 stand nowhere.</param>
/// <param name="Shape">The network's tensor.</param>
internal sealed record Layout(ImmutableArray<int> Dimensions, ImmutableArray<ImmutableArray<Axis>> Axes, TensorShape Shape)
{
    /// <summary>Gets the network's axes in the order in which the file's elements run.</summary>
    public ImmutableArray<Axis> Order => [.. Axes.SelectMany(a => a)];

    /// <summary>
    /// The layout in which tensors meet convolutions: batch, channels, rows and columns; without rows, or without both. A single size is
    /// channels. Null if more than three sizes are not 1, or the batch is one of them.
    /// </summary>
    public static Layout? Standard(ImmutableArray<int> dimensions)
    {
        Axis[]? order = dimensions.Length switch
        {
            0 => [],
            1 => [Axis.Channels],
            2 => dimensions[0] == 1 ? [Axis.Height, Axis.Channels] : [Axis.Width, Axis.Channels],
            3 when dimensions[0] == 1 => [Axis.Height, Axis.Channels, Axis.Width],
            4 when dimensions[0] == 1 => [Axis.Height, Axis.Channels, Axis.Height, Axis.Width],
            _ => null,
        };
        return order is null ? RowMajor(dimensions) : Of(dimensions, order);
    }

    /// <summary>The layout whose elements lie in the network as in the file; null if more than three sizes are not 1.</summary>
    public static Layout? RowMajor(ImmutableArray<int> dimensions)
    {
        var free = new Stack<Axis>([Axis.Height, Axis.Width, Axis.Channels]);
        var order = new Axis[dimensions.Length];
        for (var i = dimensions.Length - 1; i >= 0; i--)
        {
            if (dimensions[i] != 1 && !free.TryPop(out order[i]))
                return null;
        }

        return Of(dimensions, order);
    }

    /// <summary>The same elements under other sizes, if these are products of the same axes; else null.</summary>
    public Layout? Reshape(ImmutableArray<int> dimensions)
    {
        var rest = new Queue<Axis>(Order);
        var axes = ImmutableArray.CreateBuilder<ImmutableArray<Axis>>();
        foreach (var size in dimensions)
        {
            var (taken, product) = (ImmutableArray.CreateBuilder<Axis>(), 1L);
            while (product < size && rest.TryDequeue(out var axis))
            {
                taken.Add(axis);
                product *= Size(axis);
            }

            if (product != size)
                return null;
            axes.Add(taken.ToImmutable());
        }

        return rest.Count == 0 ? new(dimensions, axes.ToImmutable(), Shape) : null;
    }

    public Layout Transpose(ImmutableArray<int> order) => new([.. order.Select(o => Dimensions[o])], [.. order.Select(o => Axes[o])], Shape);

    /// <summary>The one axis of the network that an axis of the file is; null if it is of size 1, or of more than one.</summary>
    public Axis? AxisOf(int position) => Axes[position] is [var only] ? only : null;

    public int Size(Axis axis) => axis switch
    {
        Axis.Height => Shape.Height,
        Axis.Width => Shape.Width,
        _ => Shape.Channels,
    };

    /// <summary>For each element in the file's order its position in the network's tensor.</summary>
    public int[] Positions()
    {
        int StrideOf(Axis axis) => axis switch
        {
            Axis.Height => Shape.Width * Shape.Channels,
            Axis.Width => Shape.Channels,
            _ => 1,
        };
        var order = Order;
        return Broadcast.Walk([.. order.Select(Size)], [.. order.Select(StrideOf)], 0);
    }

    /// <summary>The layout with another size along one axis.</summary>
    public Layout Resize(int position, int size)
    {
        var axis = Axes[position] is [var only] ? only : throw new InvalidOperationException($"Axis {position} is no single axis.");
        return With(Dimensions.SetItem(position, size), axis, size);
    }

    private Layout With(ImmutableArray<int> dimensions, Axis axis, int size)
    {
        var shape = axis switch
        {
            Axis.Height => Shape with { Height = size },
            Axis.Width => Shape with { Width = size },
            _ => Shape with { Channels = size },
        };
        return new(dimensions, size == 1 ? [.. Axes.Select(a => a.Remove(axis))] : Axes, shape);
    }

    private static Layout Of(ImmutableArray<int> dimensions, Axis[] order)
    {
        var shape = new TensorShape(1, 1, 1);
        for (var i = 0; i < order.Length; i++)
        {
            if (dimensions[i] == 1)
                continue;
            shape = order[i] switch
            {
                Axis.Height => shape with { Height = dimensions[i] },
                Axis.Width => shape with { Width = dimensions[i] },
                _ => shape with { Channels = dimensions[i] },
            };
        }

        return new(dimensions, [.. order.Select((axis, i) => dimensions[i] == 1 ? ImmutableArray<Axis>.Empty : [axis])], shape);
    }

    public bool Equals(Layout? other) =>
        other is not null && Shape == other.Shape && Dimensions.SequenceEqual(other.Dimensions) && Axes.Length == other.Axes.Length && Axes.Zip(other.Axes).All(p => p.First.SequenceEqual(p.Second));

    public override int GetHashCode() => Shape.GetHashCode();
}
