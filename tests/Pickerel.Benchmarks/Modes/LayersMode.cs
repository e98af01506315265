using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Layers;
using Pickerel.Benchmarks.Networks;
using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;
using Pickerel.Core.Ir;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--layers</c>: where a network's time goes. Each executed layer is timed as a network of its own.</summary>
internal static class LayersMode
{
    public static int Run(Options options)
    {
        var report = new Report();
        report.Write($"One thread, {Pinning.Pin()}. A layer alone also copies its input into its border, which in the network the layer before writes.");
        foreach (var network in options.Networks)
        {
            foreach (var precision in options.Precisions)
                Write(report, network, precision, options);
        }

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
            var network = DeclaredNetworks.Lower(DeclaredNetworks.Request(source, options.Uniform));
            (string, LayerAlone)[] layers = [.. network.Nodes
                .Where(node => node is not (InputNode or FlattenNode))
                .Select(node => LayerAlone.Build(network, node))
                .Select(layer => ($"{layer.Layer.Name}: {LayerTable.Describe(layer)}", layer))];
            var sum = LayerTable.Write(report, layers, options.Why);

            var whole = Contest.Time(LoadedNetwork.Load(BuiltAssemblies.Of(source, options.Uniform), source.FullName).Infer);
            report.Write($"sum of layers {Format.Microseconds(sum)} us; whole network best {Format.Microseconds(whole.Best)} us, median {Format.Microseconds(whole.Median)} us");
        }
        catch (BuildException refused)
        {
            report.Write($"refused: {refused.Message}");
        }
    }
}
