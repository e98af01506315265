using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Kernels that make one element of many along axes, and those that compare along one.</summary>
internal static class Reductions
{
    public static Func<OnnxCall, OnnxTensor[]> Of(Func<IReadOnlyList<double>, double> reduce) => call =>
    {
        var x = call[0];
        var axes = Axes(call, x.Rank);
        if (axes.Count == 0)
            return [x];
        var kept = call.Node.Integer("keepdims", 1) != 0;
        var (groups, shape) = Groups(call, x, axes);
        var results = groups.Select(g => g.Count > 0 ? reduce(g.ConvertAll(x.Real)) : throw call.Fail("it reduces nothing")).ToArray();
        ImmutableArray<int> sizes = kept ? shape : [.. shape.Where((_, i) => !axes.Contains(i))];
        return x.IsReal
            ? [OnnxTensor.OfReals(x.Type, sizes, results)]
            : [OnnxTensor.OfIntegers(x.Type, sizes, Array.ConvertAll(results, r => x.Type.Wrap(Casts.Truncate(r))))];
    };

    /// <summary>The axes that a node reduces; all if it names none, unless it says none.</summary>
    public static HashSet<int> Axes(OnnxCall call, int rank)
    {
        var given = call.Integers("axes", 1);
        if (given is { Length: > 0 } axes)
            return [.. axes.Select(a => call.Axis(a, rank))];
        return call.Node.Integer("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank)];
    }

    public static Func<OnnxCall, OnnxTensor[]> ArgumentOf(Func<double, double, bool> isBetter) => call =>
    {
        var x = call[0];
        var axis = call.Axis(call.Node.Integer("axis", 0), x.Rank);
        var takesLast = call.Node.Integer("select_last_index", 0) != 0;
        var (groups, shape) = Groups(call, x, [axis]);
        var places = groups.Select(g => g.Count > 0 ? (long)Best(g, x, isBetter, takesLast) : throw call.Fail("it compares nothing")).ToArray();
        return [OnnxTensor.OfIntegers(OnnxType.Int64, call.Node.Integer("keepdims", 1) != 0 ? shape : shape.RemoveAt(axis), places)];
    };

    /// <summary>The greatest along an axis in descending order, ties by index, and where they are.</summary>
    public static OnnxTensor[] TopK(OnnxCall call)
    {
        var (x, k) = (call[0], call.Size(call.IntegersOf(call[1]).FirstOrDefault()));
        var axis = call.Axis(call.Node.Integer("axis", -1), x.Rank);
        call.Check(k <= x.Dimensions[axis], FormattableString.Invariant($"it takes {k} of {x.Dimensions[axis]}"));
        var sign = call.Node.Integer("largest", 1) != 0 ? -1 : 1;
        var (groups, _) = Groups(call, x, [axis]);
        var shape = x.Dimensions.SetItem(axis, k);
        var (indices, places, inner) = (new int[call.Allocate(shape)], new long[call.Allocate(shape)], shape.Skip(axis + 1).Aggregate(1, (p, s) => p * s));
        for (var g = 0; g < groups.Count; g++)
        {
            var order = Enumerable.Range(0, groups[g].Count).OrderBy(i => sign * x.Real(groups[g][i])).Take(k).ToList();
            for (var i = 0; i < k; i++)
            {
                var target = (((g / inner * k) + i) * inner) + (g % inner);
                (indices[target], places[target]) = (groups[g][order[i]], order[i]);
            }
        }

        return [x.Pick(shape, indices), OnnxTensor.OfIntegers(OnnxType.Int64, shape, places)];
    }

    /// <summary>Softmax and its logarithm: along an axis since opset 13, over all axes from one on before.</summary>
    public static Func<OnnxCall, OnnxTensor[]> Softmax(bool isLogarithm) => call =>
    {
        var x = call[0];
        call.Check(x.IsReal && x.Rank > 0, "its input must be real and have axes");
        var isOld = call.Node.Opset < 13;
        var axis = call.Axis(call.Node.Integer("axis", isOld ? 1 : -1), x.Rank);
        var (groups, _) = Groups(call, x, isOld ? [.. Enumerable.Range(axis, x.Rank - axis)] : [axis]);
        var results = new double[x.Count];
        foreach (var group in groups)
        {
            var greatest = group.Max(x.Real);
            var sum = group.Sum(i => Math.Exp(x.Real(i) - greatest));
            foreach (var i in group)
                results[i] = isLogarithm ? x.Real(i) - greatest - Math.Log(sum) : Math.Exp(x.Real(i) - greatest) / sum;
        }

        return [OnnxTensor.OfReals(x.Type, x.Dimensions, results)];
    };

    private static int Best(List<int> group, OnnxTensor x, Func<double, double, bool> isBetter, bool takesLast)
    {
        var best = 0;
        for (var i = 1; i < group.Count; i++)
        {
            var (candidate, champion) = (x.Real(group[i]), x.Real(group[best]));
            if (isBetter(candidate, champion) || (takesLast && candidate == champion))
                best = i;
        }

        return best;
    }

    /// <summary>The elements that are reduced to each of a shape with sizes of 1 on the axes.</summary>
    private static (List<List<int>> Groups, ImmutableArray<int> Shape) Groups(OnnxCall call, OnnxTensor x, HashSet<int> axes)
    {
        ImmutableArray<int> shape = [.. x.Dimensions.Select((s, i) => axes.Contains(i) ? 1 : s)];
        call.Spend(x.Count);
        var groups = new List<List<int>>(call.Allocate(shape));
        for (var i = 0; i < groups.Capacity; i++)
            groups.Add([]);
        var strides = Broadcast.Strides(shape);
        var targets = Broadcast.Walk(x.Dimensions, [.. strides.Select((s, i) => axes.Contains(i) ? 0 : s)], 0);
        for (var i = 0; i < x.Count; i++)
            groups[targets[i]].Add(i);
        return (groups, shape);
    }
}
