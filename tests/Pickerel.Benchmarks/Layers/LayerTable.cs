using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Layers;

/// <summary>Times steps of networks and tabulates them.</summary>
internal static class LayerTable
{
    private const int Turns = 5, Rounds = 9;

    /// <summary>Writes the table, and with <paramref name="why"/> the bounds and refusals; returns the sum of the best times.</summary>
    public static double Write(Report report, IReadOnlyList<ProfiledStep> steps, bool why)
    {
        var gigahertz = CoreClock.MeasureGigahertz();
        var contestants = steps.Select(step => new Contestant(step.Execute)).ToArray();
        Contest.Run(contestants, Turns, Rounds);
        var times = contestants.Select(c => c.Result()).ToArray();
        var sum = times.Sum(t => t.Best);

        var table = new Table("layer", "shape", "kernel", "best us", "median us", "share", "GMAC/s", "MAC/cycle");
        foreach (var (step, time) in steps.Zip(times))
        {
            var gmacs = step.Macs / time.Best / 1000;
            table.Add(
                step.Name,
                step.Shape,
                step.Report?.Kernel ?? "",
                Format.Microseconds(time.Best),
                Format.Microseconds(time.Median),
                Format.Number(100 * time.Best / sum, 1) + " %",
                step.Macs == 0 ? "" : Format.Number(gmacs, 1),
                step.Macs == 0 ? "" : Format.Number(gmacs / gigahertz, 1));
        }

        report.Write($"clock {Format.Number(gigahertz, 2)} GHz");
        report.Write();
        report.Write(table.ToString());
        if (why)
            WriteReasons(report, steps);
        return sum;
    }

    private static void WriteReasons(Report report, IEnumerable<ProfiledStep> steps)
    {
        foreach (var step in steps.Where(s => s.Report is not null))
        {
            report.Write($"* {step.Name}: {step.Report!.Kernel}: {step.Report.Bound}");
            foreach (var refused in step.Report.Refused)
                report.Write($"  * not {refused}");
        }
    }
}
