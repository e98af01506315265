using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pickerel.Benchmarks.Timing;

/// <summary>The core's clock, measured: no system reports the one it really runs at.</summary>
internal static class CoreClock
{
    private const int Rounds = 40, Steps = 20_000, Chain = 16;

    /// <summary>Times a chain of rotations, each of which waits for the one before and takes one cycle on every current core.</summary>
    /// <returns>The best of many rounds, in GHz.</returns>
    public static double MeasureGigahertz()
    {
        var (best, value) = (double.MaxValue, 1UL);
        for (var round = 0; round < Rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            value = Rotate(value);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        GC.KeepAlive(value);
        return Steps * Chain / best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong Rotate(ulong v)
    {
        // The JIT does not merge rotations by constants.
        for (var i = 0; i < Steps; i++)
        {
            v = Four(v);
            v = Four(v);
            v = Four(v);
            v = Four(v);
        }

        return v;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(ulong v) =>
        BitOperations.RotateLeft(BitOperations.RotateLeft(BitOperations.RotateLeft(BitOperations.RotateLeft(v, 5), 11), 3), 7);
}
