using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>How many windows of a pool hold so many elements of the input; padding takes no part.</summary>
internal static class WindowSizes
{
    public static IEnumerable<(long Elements, long Windows)> Of(Window window, TensorShape input, TensorShape output)
    {
        var rows = Inside(input.Height, output.Height, window.KernelHeight, window.StrideHeight, window.DilationHeight, window.Padding.Top);
        var columns = Inside(input.Width, output.Width, window.KernelWidth, window.StrideWidth, window.DilationWidth, window.Padding.Left);
        return rows.SelectMany(_ => columns, (r, c) => (Elements: r.Taps * c.Taps, Windows: r.Positions * c.Positions))
            .GroupBy(w => w.Elements, (elements, windows) => (elements, windows.Sum(w => w.Windows)))
            .Where(w => w.elements > 0);
    }

    private static List<(long Taps, long Positions)> Inside(int input, int output, int kernel, int stride, int dilation, int paddingBefore) =>
        [.. Enumerable.Range(0, output).GroupBy(
            position => Taps(((long)position * stride) - paddingBefore, input, kernel, dilation),
            (taps, positions) => (taps, (long)positions.Count()))];

    /// <summary>The taps from <paramref name="start"/> on that lie in 0 to <paramref name="input"/> - 1.</summary>
    private static long Taps(long start, int input, int kernel, int dilation)
    {
        var first = start >= 0 ? 0 : System.Math.Min((-start + dilation - 1) / dilation, kernel);
        var end = input - 1 < start ? 0 : System.Math.Min(((input - 1 - start) / dilation) + 1, kernel);
        return System.Math.Max(0, end - first);
    }
}
