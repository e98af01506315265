using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Layers;
using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--layer</c>: layer shapes alone, so that a kernel can be tuned without its network.</summary>
internal static class LayerMode
{
    public static int Run(Options options)
    {
        LayerSpec?[] specs = [.. options.Words.Select(LayerSpec.Parse)];
        if (specs.Length == 0 || specs.Contains(null))
        {
            Console.Error.WriteLine(Options.Usage);
            return 2;
        }

        var report = new Report();
        report.Write($"one thread, {Pinning.Pin()}; {Machine.Runtime}");
        try
        {
            LayerTable.Write(report, [.. specs.Select(spec => Build(spec!, options.Uniform))], options.Why);
            return 0;
        }
        catch (BuildException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
    }

    /// <summary>The layer, which is the last before the output's delivery.</summary>
    private static ProfiledStep Build(LayerSpec spec, bool uniform)
    {
        var step = ProfiledNetwork.Build(spec.Source, uniform).Steps[^2];
        return step with { Name = spec.Precision.Name };
    }
}
