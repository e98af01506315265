using System.Diagnostics;
using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Cold;
using Pickerel.Benchmarks.Networks;

namespace Pickerel.Benchmarks.Modes;

/// <summary>
/// <c>--build NETWORK PRECISION PATH</c>, which <c>--cold</c> runs in a fresh process: builds a program around one network, so that
/// time and peak memory are those of one build, and prints them as one line.
/// </summary>
internal static class BuildMode
{
    public static int Run(Options options)
    {
        if (options.Words is not [var name, var bits, var path])
            return 2;
        var source = PeerNetworks.All.Single(n => string.Equals(n.Name, name, StringComparison.Ordinal)).At(Precision.Parse(bits)!);
        try
        {
            var built = Build(source, path);
            using var process = Process.GetCurrentProcess();
            var peak = process.PeakWorkingSet64;
            var stub = NetworkBuild.Run(ColdProgram.Stub(source), "Stub", ColdProgram.EntryPoint(source));
            var cached = CachedRun.Of(source);
            Console.WriteLine(Figures.Line(
                ("generator_s", built.GeneratorTime.TotalSeconds),
                ("cached_ms", cached.Ours.TotalMilliseconds),
                ("least_cached_ms", cached.Least.TotalMilliseconds),
                ("compiler_s", built.CompilerTime.TotalSeconds),
                ("peak_mib", peak / 1048576.0),
                ("source_kib", built.SourceBytes / 1024.0),
                ("growth_kib", (built.Image.Length - stub.Image.Length) / 1024.0)));
            return 0;
        }
        catch (BuildException refused)
        {
            Console.Error.WriteLine(refused.Message);
            return 1;
        }
    }

    private static NetworkImage Build(NetworkSource source, string path)
    {
        var built = NetworkBuild.Run(source, Path.GetFileNameWithoutExtension(path), ColdProgram.EntryPoint(source));
        File.WriteAllBytes(path, built.Image);
        const string Configuration = ".runtimeconfig.json";
        File.WriteAllText(Path.ChangeExtension(path, Configuration), $$"""
            { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }
            """);
        return built;
    }
}
