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
        if (options.Words.FirstOrDefault(w => LayerSpec.Parse(w) is null) is not null || options.Words.Count == 0)
        {
            Console.Error.WriteLine(Options.Usage);
            return 2;
        }

        var report = new Report();
        report.Write($"one thread, {Pinning.Pin()}; {Machine.Runtime}");
        try
        {
            (string, LayerAlone)[] layers = [.. options.Words.Select(w => LayerSpec.Parse(w)!).Select(spec => (spec.Text, Build(spec, options.Uniform)))];
            LayerTable.Write(report, layers, options.Why);
            return 0;
        }
        catch (BuildException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
    }

    private static LayerAlone Build(LayerSpec spec, bool uniform)
    {
        var network = DeclaredNetworks.Lower(DeclaredNetworks.Request(spec.Source, uniform));
        return LayerAlone.Build(network, network.Output);
    }
}
