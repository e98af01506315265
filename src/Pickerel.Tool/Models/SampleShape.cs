using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Import.Arrays;

namespace Pickerel.Tool.Models;

/// <summary>Whether an array's axes are those of samples: the same elements in another order would be read as if they were right.</summary>
internal static class SampleShape
{
    /// <summary>What is wrong with an array's shape; null if it fits.</summary>
    /// <param name="array">The array; its elements are a whole number of samples.</param>
    /// <param name="sizes">The sizes of a sample, outermost first; axes of one element may be left out or added, and a sample may be one line.</param>
    public static string? Misfit(NumberArray array, params IReadOnlyList<int> sizes)
    {
        var (length, shape) = (sizes.Aggregate(1, (product, size) => product * size), array.Shape);
        if (shape.Length < 2)
            return null;
        var sample = AxesOf(array, length);
        var wanted = $"({string.Join(", ", sizes)})";
        if (sample is null)
            return FormattableString.Invariant($"it has the shape ({string.Join(", ", shape)}), and its first axis must count the samples, each of {wanted}");
        int[] axes = [.. sample.Where(s => s != 1)];
        return axes.Length <= 1 || axes.SequenceEqual(sizes.Where(s => s != 1))
            ? null
            : $"its samples have the axes ({string.Join(", ", axes)}), and {wanted} are taken: transpose it, or give each sample as one line in that order";
    }

    /// <summary>Whether samples have axes, which have an order; a sample on a line has that of the network.</summary>
    public static bool HasAxes(NumberArray array, int length) => AxesOf(array, length)?.Count(s => s != 1) > 1;

    private static IEnumerable<int>? AxesOf(NumberArray array, int length)
    {
        var (samples, shape) = (array.Count / length, array.Shape);
        return shape.Length > 0 && shape[0] == samples ? shape.Skip(1) : samples == 1 ? shape : null;
    }
}
