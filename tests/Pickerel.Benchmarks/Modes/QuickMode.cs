using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--quick</c>: one line a network and precision.</summary>
internal static class QuickMode
{
    public static int Run(Options options)
    {
        var report = new Report();
        report.Write($"one thread, {Pinning.Pin()}; {Machine.Runtime}; {(options.Uniform ? "uniform" : "Gaussian")} weights; clock {Format.Number(CoreClock.MeasureGigahertz(), 2)} GHz");
        report.Write();
        foreach (var run in NetworkRun.All(options))
            report.Write(run.ToString());
        if (options.Save)
            report.Save("quick", options.Command);
        return 0;
    }
}
