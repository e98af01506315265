using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>What of an axis is taken: a first position, a step of either sign, and how many.</summary>
internal readonly record struct SliceAxis(int First, int Step, int Count);

/// <summary>The shapes of what moves elements, from a node's attributes and constants and its input's shape alone.</summary>
internal static class ShapeRules
{
    public static ImmutableArray<int> Order(OnnxCall call, int rank)
    {
        var order = call.Node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
        call.Check(order.Length == rank && order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(i => (long)i)), $"its order of axes [{string.Join(", ", order)}] is none of {rank}");
        return [.. order.Select(o => (int)o)];
    }

    public static ImmutableArray<int> Reshape(OnnxCall call, ImmutableArray<int> from)
    {
        var target = call.Integers("shape", 1) ?? throw call.Fail("it has no target shape");
        var copiesZero = call.Node.Integer("allowzero", 0) == 0;
        var sizes = target.Select((t, i) => t == 0 && copiesZero ? (i < from.Length ? from[i] : throw call.Fail("it copies a size that its input has not")) : t).ToArray();
        var (unknown, count) = (Array.IndexOf(sizes, -1L), Product(from));
        if (unknown >= 0)
        {
            sizes[unknown] = 1;
            var known = sizes.All(s => s is >= 0 and <= int.MaxValue) ? Product(sizes.Select(s => (int)s).ToImmutableArray()) : 0;
            call.Check(known > 0 && count % known == 0, $"its input [{string.Join(", ", from)}] does not fill [{string.Join(", ", target)}]");
            sizes[unknown] = count / known;
        }

        ImmutableArray<int> shape = [.. sizes.Select(call.Size)];
        call.Check(Product(shape) == count, $"its input [{string.Join(", ", from)}] does not fill [{string.Join(", ", target)}]");
        return shape;
    }

    public static ImmutableArray<int> Flatten(OnnxCall call, ImmutableArray<int> from)
    {
        var axis = call.Node.Integer("axis", 1);
        var first = axis == from.Length ? from.Length : call.Axis(axis, from.Length);
        return [(int)Product(from[..first]), (int)Product(from[first..])];
    }

    public static ImmutableArray<int> Squeeze(OnnxCall call, ImmutableArray<int> from)
    {
        if (call.Integers("axes", 1) is not { } axes)
            return [.. from.Where(s => s != 1)];
        var removed = axes.Select(a => call.Axis(a, from.Length)).ToHashSet();
        call.Check(removed.All(a => from[a] == 1), "it removes an axis whose size is not 1");
        return [.. from.Where((_, i) => !removed.Contains(i))];
    }

    public static ImmutableArray<int> Unsqueeze(OnnxCall call, ImmutableArray<int> from)
    {
        var axes = call.Integers("axes", 1) ?? throw call.Fail("it has no axes");
        var rank = from.Length + axes.Length;
        var added = axes.Select(a => call.Axis(a, rank)).ToHashSet();
        call.Check(added.Count == axes.Length && rank <= 16, "it adds an axis twice, or too many");
        var rest = new Queue<int>(from);
        return [.. Enumerable.Range(0, rank).Select(i => added.Contains(i) ? 1 : rest.Dequeue())];
    }

    public static ImmutableArray<int> SplitSizes(OnnxCall call, int size)
    {
        if (call.Integers("split", 1) is { } given)
        {
            ImmutableArray<int> sizes = [.. given.Select(call.Size)];
            call.Check(sizes.Sum(s => (long)s) == size, $"it splits {size} into {string.Join(" + ", sizes)}");
            return sizes;
        }

        var parts = call.Size(call.Node.Integer("num_outputs", call.Node.Outputs.Length));
        call.Check(parts > 0 && parts <= size, FormattableString.Invariant($"it splits {size} into {parts}"));
        var part = (size + parts - 1) / parts;
        call.Check(part * (parts - 1) < size, FormattableString.Invariant($"it splits {size} into {parts}"));
        return [.. Enumerable.Range(0, parts).Select(i => i < parts - 1 ? part : size - (part * (parts - 1)))];
    }

    public static IReadOnlyList<SliceAxis> Slice(OnnxCall call, ImmutableArray<int> from)
    {
        var (starts, ends) = (call.Integers("starts", 1) ?? throw call.Fail("it has no starts"), call.Integers("ends", 2) ?? throw call.Fail("it has no ends"));
        var axes = call.Integers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(i => (long)i)];
        var steps = call.Integers("steps", 4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        call.Check(ends.Length == starts.Length && axes.Length == starts.Length && steps.Length == starts.Length, "it has not as many starts, ends, axes and steps");
        var slices = from.Select(size => new SliceAxis(0, 1, size)).ToArray();
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = call.Axis(axes[i], from.Length);
            slices[axis] = Slice(call, from[axis], starts[i], ends[i], steps[i]);
        }

        return slices;
    }

    private static SliceAxis Slice(OnnxCall call, int size, long start, long end, long step)
    {
        call.Check(step is not 0 and >= -int.MaxValue and <= int.MaxValue, FormattableString.Invariant($"it has a step of {step}"));
        var (least, most) = step > 0 ? (0L, (long)size) : (-1L, size - 1L);
        long Bounded(long position) => Math.Clamp(position < 0 ? position + size : position, least, most);
        var (first, last) = (Math.Clamp(start < 0 ? start + size : start, 0, step > 0 ? size : Math.Max(0, size - 1)), Bounded(end));
        var span = step > 0 ? last - first : first - last;
        var count = span <= 0 || size == 0 ? 0 : (span + Math.Abs(step) - 1) / Math.Abs(step);
        return new((int)first, (int)step, (int)count);
    }

    /// <summary>What is added before and behind each axis; negative takes away.</summary>
    public static (long Before, long After)[] Pads(OnnxCall call, int rank)
    {
        var given = call.Integers("pads", 1) ?? throw call.Fail("it has no pads");
        var axes = call.Optional(3) is { } chosen ? Array.ConvertAll(call.IntegersOf(chosen), a => call.Axis(a, rank)) : [.. Enumerable.Range(0, rank)];
        call.Check(given.Length == 2 * axes.Length && given.All(p => Math.Abs(p) <= OnnxTensor.MaxElements), "it has not two pads an axis");
        var pads = new (long Before, long After)[rank];
        for (var i = 0; i < axes.Length; i++)
            pads[axes[i]] = (given[i], given[i + axes.Length]);
        return pads;
    }

    /// <summary>The whole factors of nearest-neighbour resizing; every pixel is repeated as often.</summary>
    public static int[] ResizeFactors(OnnxCall call, ImmutableArray<int> from)
    {
        call.Check(call.Node.Word("mode", "nearest") is "nearest", "its mode is not nearest");
        var isOld = call.Node.Opset < 11 || call.Node.Kind is "Upsample";
        var scales = isOld ? call.Optional(1) : call.Optional(2);
        var given = scales is { Count: > 0 }
            ? [.. Enumerable.Range(0, scales.Count).Select(scales.Real)]
            : isOld && call.Node.Attributes.TryGetValue("scales", out var attribute) && !attribute.Reals.IsDefault
                ? [.. attribute.Reals.Select(r => (double)r)]
                : Ratios(call, from);
        call.Check(given.Length == from.Length, "it has not one factor an axis");
        int[] factors = [.. given.Select(g => g == Math.Floor(g) && g is >= 1 and <= 1 << 15 ? (int)g : throw call.Fail("its factors are not whole; whole ones are supported"))];
        var (coordinates, rounding) = (call.Node.Word("coordinate_transformation_mode", "half_pixel"), call.Node.Word("nearest_mode", "round_prefer_floor"));
        var repeats = isOld || (coordinates, rounding) switch
        {
            ("asymmetric", "floor") => true,
            ("asymmetric", "round_prefer_floor") => factors.Max() <= 2,
            ("half_pixel" or "pytorch_half_pixel" or "half_pixel_symmetric", "round_prefer_floor" or "round_prefer_ceil") => true,
            _ => false,
        };
        call.Check(repeats, $"its coordinates are {coordinates} and its rounding {rounding}, which do not repeat every pixel as often");
        return factors;
    }

    private static double[] Ratios(OnnxCall call, ImmutableArray<int> from)
    {
        var sizes = call.IntegersOf(call[3]);
        call.Check(sizes.Length == from.Length && !from.Contains(0), "it has not one size an axis");
        return [.. sizes.Select((s, i) => (double)s / from[i])];
    }

    private static long Product(ImmutableArray<int> sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
