using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Layers;
using Pickerel.Benchmarks.Networks;
using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--layers</c>: where a network's time goes. Each executed layer is timed where it stands.</summary>
internal static class LayersMode
{
    public static int Run(Options options)
    {
        var report = new Report();
        report.Write($"One thread, {Pinning.Pin()}. Each step is repeated where it stands, so its own data stay in the caches: the sum can be less than the whole.");
        foreach (var (network, precision) in options.Pairs)
            Write(report, network, precision, options);

        if (options.Save)
            report.Save("layers", options.Command);
        return 0;
    }

    private static void Write(Report report, PeerNetwork peer, Precision precision, Options options)
    {
        report.Write();
        report.Write($"## {peer.Name} {precision.Name}");
        report.Write();
        try
        {
            var source = peer.At(precision);
            var sum = LayerTable.Write(report, ProfiledNetwork.Build(source, options.Uniform).Steps, options.Why);
            var loaded = LoadedNetwork.Load(BuiltAssemblies.Of(source, options.Uniform), source.FullName);
            var (whole, inScratch) = (Contest.Time(loaded.Infer), Contest.Time(loaded.InferInScratch));
            report.Write($"sum of layers {Format.Microseconds(sum)} us; whole network {Format.Microseconds(whole.Best)} us; in the caller's scratch {Format.Microseconds(inScratch.Best)} us");
        }
        catch (BuildException refused)
        {
            report.Write($"refused: {refused.Message}");
        }
    }
}
