using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Shapes whose sizes of 1, and whose missing sizes at the front, stand for any size.</summary>
internal static class Broadcast
{
    /// <summary>The shape that all of some shapes spread to.</summary>
    public static ImmutableArray<int> Shape(OnnxCall call, params ReadOnlySpan<ImmutableArray<int>> shapes)
    {
        var rank = 0;
        foreach (var shape in shapes)
            rank = Math.Max(rank, shape.Length);
        var sizes = Enumerable.Repeat(1, rank).ToArray();
        foreach (var shape in shapes)
        {
            for (var i = 0; i < shape.Length; i++)
            {
                ref var size = ref sizes[rank - shape.Length + i];
                call.Check(size == shape[i] || size == 1 || shape[i] == 1, FormattableString.Invariant($"its inputs have sizes {size} and {shape[i]} where they must be equal"));
                size = size == 1 ? shape[i] : size;
            }
        }

        return [.. sizes];
    }

    /// <summary>For each element of a shape, which element of a tensor spread to it that is.</summary>
    public static int[] Indices(ImmutableArray<int> from, ImmutableArray<int> to)
    {
        var strides = new int[to.Length];
        var stride = 1;
        for (var i = from.Length - 1; i >= 0; i--)
        {
            strides[to.Length - from.Length + i] = from[i] == 1 ? 0 : stride;
            stride *= from[i];
        }

        return Walk(to, strides, 0);
    }

    /// <summary>The indices met on a walk over a shape, row-major, each axis with a stride of its own.</summary>
    public static int[] Walk(IReadOnlyList<int> shape, IReadOnlyList<int> strides, int start)
    {
        var indices = new int[shape.Aggregate(1, (product, size) => product * size)];
        var position = new int[shape.Count];
        var index = start;
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = index;
            for (var axis = shape.Count - 1; axis >= 0; axis--)
            {
                index += strides[axis];
                if (++position[axis] < shape[axis])
                    break;
                index -= position[axis] * strides[axis];
                position[axis] = 0;
            }
        }

        return indices;
    }

    /// <summary>A tensor spread to a shape.</summary>
    public static OnnxTensor To(OnnxCall call, OnnxTensor tensor, ImmutableArray<int> shape)
    {
        if (tensor.Dimensions.SequenceEqual(shape))
            return tensor;
        call.Check(Shape(call, tensor.Dimensions, shape).SequenceEqual(shape), $"[{string.Join(", ", tensor.Dimensions)}] does not spread to [{string.Join(", ", shape)}]");
        _ = call.Allocate(shape);
        return tensor.Pick(shape, Indices(tensor.Dimensions, shape));
    }

    /// <summary>The strides of a row-major shape.</summary>
    public static int[] Strides(IReadOnlyList<int> shape)
    {
        var strides = new int[shape.Count];
        var stride = 1;
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }

        return strides;
    }
}
