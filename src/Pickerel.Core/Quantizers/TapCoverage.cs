using System;
using System.Collections.Immutable;

namespace Pickerel.Core.Quantizers;

/// <summary>Along one axis of a window: at which share of the output positions each tap lies inside the input (elsewhere it sees padding).</summary>
internal static class TapCoverage
{
    /// <summary>Counts, in time linear in the output's length plus the kernel's.</summary>
    /// <returns>Per tap, 0 (always in padding) to 1 (always inside).</returns>
    public static ImmutableArray<double> Of(int input, int output, int kernel, int stride, int dilation, int paddingBefore)
    {
        // Taps inside are neighbours: mark where each position's run begins and ends, then sum up.
        var changes = new long[kernel + 1];
        for (long position = 0; position < output; position++)
        {
            var start = (position * stride) - paddingBefore;
            var first = start >= 0 ? 0 : Math.Min((-start + dilation - 1) / dilation, kernel);
            var end = input - 1 < start ? 0 : Math.Min(((input - 1 - start) / dilation) + 1, kernel);
            if (first < end)
            {
                changes[first]++;
                changes[end]--;
            }
        }

        var coverage = ImmutableArray.CreateBuilder<double>(kernel);
        long inside = 0;
        for (var tap = 0; tap < kernel; tap++)
        {
            inside += changes[tap];
            coverage.Add((double)inside / output);
        }

        return coverage.MoveToImmutable();
    }
}
