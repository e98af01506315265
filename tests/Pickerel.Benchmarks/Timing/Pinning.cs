using System.Runtime.InteropServices;

namespace Pickerel.Benchmarks.Timing;

/// <summary>Keeps the calling thread, and the processes it starts, on one core.</summary>
internal static partial class Pinning
{
    /// <summary>Pins to the core the thread is on, if the system allows it.</summary>
    /// <returns>What was done, for the heading of figures.</returns>
    public static string Pin()
    {
        if (!OperatingSystem.IsLinux())
            return "not pinned (only done on Linux)";
        var core = CurrentCore();
        var mask = new ulong[16];
        if (core < 0 || core >= mask.Length * 64)
            return "not pinned";
        mask[core / 64] = 1UL << (core % 64);
        return SetAffinity(0, (nuint)(mask.Length * sizeof(ulong)), mask) == 0 ? $"pinned to core {core}" : "not pinned (the system refused)";
    }

    [LibraryImport("libc", EntryPoint = "sched_getcpu")]
    private static partial int CurrentCore();

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong[] mask);
}
