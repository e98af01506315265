using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Kernels that move elements and compute none.</summary>
internal static class Rearrangement
{
    public static OnnxTensor Transpose(OnnxTensor x, IReadOnlyList<int> order)
    {
        var strides = Broadcast.Strides(x.Dimensions);
        ImmutableArray<int> shape = [.. order.Select(o => x.Dimensions[o])];
        return x.Pick(shape, Broadcast.Walk(shape, [.. order.Select(o => strides[o])], 0));
    }

    public static OnnxTensor[] Transpose(OnnxCall call)
    {
        call.Spend(call[0].Count);
        return [Transpose(call[0], ShapeRules.Order(call, call[0].Rank))];
    }

    public static OnnxTensor[] Reshape(OnnxCall call) => [call[0].WithDimensions(ShapeRules.Reshape(call, call[0].Dimensions))];

    public static OnnxTensor[] Flatten(OnnxCall call) => [call[0].WithDimensions(ShapeRules.Flatten(call, call[0].Dimensions))];

    public static OnnxTensor[] Squeeze(OnnxCall call) => [call[0].WithDimensions(ShapeRules.Squeeze(call, call[0].Dimensions))];

    public static OnnxTensor[] Unsqueeze(OnnxCall call) => [call[0].WithDimensions(ShapeRules.Unsqueeze(call, call[0].Dimensions))];

    public static OnnxTensor[] Expand(OnnxCall call)
    {
        ImmutableArray<int> target = [.. call.IntegersOf(call[1]).Select(call.Size)];
        return [Broadcast.To(call, call[0], Broadcast.Shape(call, call[0].Dimensions, target))];
    }

    public static OnnxTensor[] Tile(OnnxCall call)
    {
        var (x, repeats) = (call[0], call.IntegersOf(call[1]));
        call.Check(repeats.Length == x.Rank, "it has not one repeat an axis");
        var shape = x.Dimensions.Select((s, i) => call.Size((long)s * call.Size(repeats[i]))).ToImmutableArray();
        _ = call.Allocate(shape);
        var strides = Broadcast.Strides(x.Dimensions);
        return [Gather(x, shape, (position, axis) => position % x.Dimensions[axis], strides)];
    }

    public static OnnxTensor[] Concat(OnnxCall call)
    {
        var parts = Enumerable.Range(0, call.InputCount).Select(i => call[i]).ToList();
        var first = parts[0];
        var axis = call.Axis(call.Node.Integer("axis", 0), first.Rank);
        call.Check(
            parts.TrueForAll(p => p.Type == first.Type && p.Rank == first.Rank && p.Dimensions.SetItem(axis, 0).SequenceEqual(first.Dimensions.SetItem(axis, 0))),
            "its inputs differ in type or in a size other than that it joins along");
        var shape = first.Dimensions.SetItem(axis, call.Size(parts.Sum(p => (long)p.Dimensions[axis])));
        var count = call.Allocate(shape);
        var outer = first.Dimensions.Take(axis).Aggregate(1, (p, s) => p * s);
        return first.IsReal
            ? [OnnxTensor.OfReals(first.Type, shape, Interleave(parts.ConvertAll(p => p.Reals.ToArray()), outer, count))]
            : [OnnxTensor.OfIntegers(first.Type, shape, Interleave(parts.ConvertAll(p => p.Integers.ToArray()), outer, count))];
    }

    public static OnnxTensor[] Split(OnnxCall call)
    {
        var x = call[0];
        var axis = call.Axis(call.Node.Integer("axis", 0), x.Rank);
        var sizes = ShapeRules.SplitSizes(call, x.Dimensions[axis]);
        var (results, start) = (new List<OnnxTensor>(), 0);
        foreach (var size in sizes)
        {
            results.Add(Sliced(call, x, Enumerable.Range(0, x.Rank).Select(a => a == axis ? new SliceAxis(start, 1, size) : new(0, 1, x.Dimensions[a])).ToList()));
            start += size;
        }

        return [.. results];
    }

    public static OnnxTensor[] Slice(OnnxCall call) => [Sliced(call, call[0], ShapeRules.Slice(call, call[0].Dimensions))];

    public static OnnxTensor[] Gather(OnnxCall call)
    {
        var (x, indices) = (call[0], call[1]);
        call.Check(x.Rank > 0, "its input has no axes");
        var axis = call.Axis(call.Node.Integer("axis", 0), x.Rank);
        var picked = Array.ConvertAll(call.IntegersOf(indices), i => call.Axis(i, x.Dimensions[axis]));
        ImmutableArray<int> flat = [.. x.Dimensions.Take(axis), picked.Length, .. x.Dimensions.Skip(axis + 1)];
        _ = call.Allocate(flat);
        var result = Gather(x, flat, (position, a) => a == axis ? picked[position] : position, Broadcast.Strides(x.Dimensions));
        return [result.WithDimensions([.. x.Dimensions.Take(axis), .. indices.Dimensions, .. x.Dimensions.Skip(axis + 1)])];
    }

    public static OnnxTensor[] Pad(OnnxCall call)
    {
        var (x, pads) = (call[0], ShapeRules.Pads(call, call[0].Rank));
        var mode = call.Node.Word("mode", "constant");
        call.Check(mode is "constant" or "edge" or "reflect", $"its mode is {mode}");
        var isConstant = string.Equals(mode, "constant", StringComparison.Ordinal);
        var shape = x.Dimensions.Select((s, i) => call.Size(s + pads[i].Before + pads[i].After)).ToImmutableArray();
        _ = call.Allocate(shape);
        call.Check(isConstant || x.Count > 0, "it repeats the edge of nothing");
        int Source(int position, int axis)
        {
            var (at, size) = (position - pads[axis].Before, (long)x.Dimensions[axis]);
            if (at >= 0 && at < size)
                return (int)at;
            if (isConstant)
                return -1;
            if (string.Equals(mode, "edge", StringComparison.Ordinal))
                return at < 0 ? 0 : (int)size - 1;
            var period = Math.Max(1, 2 * (size - 1));
            var folded = ((at % period) + period) % period;
            return (int)(folded < size ? folded : period - folded);
        }

        var indices = Indices(shape, Source, Broadcast.Strides(x.Dimensions));
        var fill = call.Optional(2) is { Count: > 0 } value ? value.Real(0) : call.Node.Real("value", 0);
        return x.IsReal
            ? [OnnxTensor.OfReals(x.Type, shape, Array.ConvertAll(indices, i => i < 0 ? fill : x.Reals[i]))]
            : [OnnxTensor.OfIntegers(x.Type, shape, Array.ConvertAll(indices, i => i < 0 ? x.Type.Wrap((Int128)fill) : x.Integers[i]))];
    }

    public static OnnxTensor[] DepthToSpace(OnnxCall call)
    {
        var (x, block) = (call[0], call.Size(call.Node.Integer("blocksize", 0)));
        call.Check(x.Rank == 4 && block > 0 && x.Dimensions[1] % Math.Max(1, (long)block * block) == 0, "its channels are no multiple of its block");
        var (n, c, h, w) = (x.Dimensions[0], x.Dimensions[1] / block / block, x.Dimensions[2], x.Dimensions[3]);
        var isChannelFirst = string.Equals(call.Node.Word("mode", "DCR"), "CRD", StringComparison.Ordinal);
        ImmutableArray<int> split = isChannelFirst ? [n, c, block, block, h, w] : [n, block, block, c, h, w];
        var order = isChannelFirst ? new[] { 0, 1, 4, 2, 5, 3 } : [0, 3, 4, 1, 5, 2];
        call.Spend(x.Count);
        return [Transpose(x.WithDimensions(split), order).WithDimensions([n, c, h * block, w * block])];
    }

    public static OnnxTensor[] SpaceToDepth(OnnxCall call)
    {
        var (x, block) = (call[0], call.Size(call.Node.Integer("blocksize", 0)));
        call.Check(x.Rank == 4 && block > 0 && x.Dimensions[2] % block == 0 && x.Dimensions[3] % block == 0, "its rows or columns are no multiple of its block");
        var (n, c, h, w) = (x.Dimensions[0], x.Dimensions[1], x.Dimensions[2] / block, x.Dimensions[3] / block);
        call.Spend(x.Count);
        return [Transpose(x.WithDimensions([n, c, h, block, w, block]), [0, 3, 5, 1, 2, 4]).WithDimensions([n, c * block * block, h, w])];
    }

    /// <summary>Nearest-neighbour resizing by whole factors.</summary>
    public static OnnxTensor[] Resize(OnnxCall call)
    {
        var x = call[0];
        var factors = ShapeRules.ResizeFactors(call, x.Dimensions);
        var shape = x.Dimensions.Select((s, i) => call.Size((long)s * factors[i])).ToImmutableArray();
        _ = call.Allocate(shape);
        return [Gather(x, shape, (position, axis) => position / factors[axis], Broadcast.Strides(x.Dimensions))];
    }

    private static OnnxTensor Sliced(OnnxCall call, OnnxTensor x, IReadOnlyList<SliceAxis> axes)
    {
        ImmutableArray<int> shape = [.. axes.Select(a => a.Count)];
        _ = call.Allocate(shape);
        return Gather(x, shape, (position, axis) => axes[axis].First + (position * axes[axis].Step), Broadcast.Strides(x.Dimensions));
    }

    private static OnnxTensor Gather(OnnxTensor x, ImmutableArray<int> shape, Func<int, int, int> source, int[] strides) => x.Pick(shape, Indices(shape, source, strides));

    /// <summary>For each element of a shape the index of the element that its position on each axis comes from; -1 where an axis says none.</summary>
    private static int[] Indices(ImmutableArray<int> shape, Func<int, int, int> source, int[] strides)
    {
        var places = shape.Select((size, axis) => Enumerable.Range(0, size).Select(p => source(p, axis)).ToArray()).ToArray();
        var (indices, own) = (new int[shape.Aggregate(1, (p, s) => p * s)], Broadcast.Strides(shape));
        for (var i = 0; i < indices.Length; i++)
        {
            var index = 0;
            for (var axis = 0; axis < shape.Length && index >= 0; axis++)
            {
                var place = places[axis][i / own[axis] % shape[axis]];
                index = place < 0 ? -1 : index + (place * strides[axis]);
            }

            indices[i] = index;
        }

        return indices;
    }

    private static T[] Interleave<T>(List<T[]> parts, int outer, int count)
    {
        var (result, at) = (new T[count], 0);
        for (var o = 0; o < outer; o++)
        {
            foreach (var part in parts)
            {
                var run = part.Length / outer;
                Array.Copy(part, o * run, result, at, run);
                at += run;
            }
        }

        return result;
    }
}
