using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Cold;
using Pickerel.Benchmarks.Networks;
using Pickerel.Benchmarks.Reports;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--cold</c>: what a network costs before it is warm: build, size, scratch, first inference.</summary>
internal static class ColdMode
{
    private const int Starts = 7;

    public static int Run(Options options)
    {
        var report = new Report();
        report.Write("Build: generator, compiler and peak memory of a fresh process that runs both once.");
        report.Write("Again: the generator's best run after an edit elsewhere, in seconds of edits, beside that of a generator that finds the attribute and does nothing.");
        report.Write($"Start: from the first line of Main to the end of the first inference, best and median of {Starts} fresh processes, of which the JIT's share.");
        report.Write("Scratch beside the least any plan can do with: the largest sum of tensors alive at once, a byte an element.");
        report.Write();
        var table = new Table(
            "network", "bits", "generator s", "again ms", "least ms", "compiler s", "peak MiB", "source KiB", "assembly +KiB", "model KiB", "scratch KiB", "live KiB", "first ms", "median ms", "JIT ms", "methods");
        var folder = Directory.CreateTempSubdirectory("pickerel-cold");
        try
        {
            foreach (var (network, precision) in options.Pairs)
                AddRow(table, network, precision, Path.Combine(folder.FullName, $"{network.ClassName}-{precision.Name}.dll"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        report.Write(table.ToString());
        if (options.Save)
            report.Save("cold", options.Command);
        return 0;
    }

    private static void AddRow(Table table, PeerNetwork network, Precision precision, string path)
    {
        if (Figures.Run(typeof(ColdMode).Assembly.Location, "--build", network.Name, precision.Name, path) is not { } build)
            return;
        var starts = Enumerable.Range(0, Starts).Select(_ => Figures.Run(path)).OfType<Dictionary<string, double>>().OrderBy(s => s["first_ms"]).ToArray();
        if (starts.Length < Starts)
            return;

        var source = network.At(precision);
        var loaded = LoadedNetwork.Load(path, source.FullName);
        var live = LiveSet.Bytes(DeclaredNetworks.Lower(DeclaredNetworks.Request(source)));
        table.Add(
            network.Name,
            precision.Name,
            Format.Number(build["generator_s"], 2),
            Format.Number(build["cached_ms"], 1),
            Format.Number(build["least_cached_ms"], 1),
            Format.Number(build["compiler_s"], 2),
            Format.Number(build["peak_mib"]),
            Format.Number(build["source_kib"]),
            Format.Number(build["growth_kib"]),
            Format.Number(loaded.ModelBytes / 1024.0, 1),
            Format.Number(loaded.ScratchBytes / 1024.0, 1),
            Format.Number(live / 1024.0, 1),
            Format.Number(starts[0]["first_ms"], 1),
            Format.Number(starts[Starts / 2]["first_ms"], 1),
            Format.Number(starts[0]["jit_ms"], 1),
            Format.Number(starts[0]["methods"]));
    }
}
