using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Pickerel.Benchmarks.Building;
using Pickerel.Benchmarks.Networks;

namespace Pickerel.Benchmarks.Modes;

/// <summary>
/// <c>--dotnet</c>: BenchmarkDotNet with MemoryDiagnoser. In process, because the networks are assemblies built by this one; what
/// is measured is the same machine code either way.
/// </summary>
internal static class CarefulMode
{
    public static int Run(Options options)
    {
        NetworkBenchmark.Choice = options;
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub);
        var summary = BenchmarkRunner.Run<NetworkBenchmark>(config);
        return summary.HasCriticalValidationErrors ? 1 : 0;
    }
}

/// <summary>One inference, with the network's own scratch and with the caller's.</summary>
public class NetworkBenchmark
{
    private LoadedNetwork? _network;

    internal static Options? Choice { get; set; }

    /// <summary>Gets the networks and precisions chosen that compile.</summary>
    public static IEnumerable<string> Cases => Choice!.Networks.SelectMany(n => Choice.Precisions, (n, p) => $"{n.Name} {p.Name}").Where(Compiles);

    [ParamsSource(nameof(Cases))]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Load() => _network = Load(Network);

    [Benchmark]
    public void Infer() => _network!.Infer(1);

    [Benchmark]
    public void InferInScratch() => _network!.InferInScratch(1);

    private static bool Compiles(string name)
    {
        try
        {
            _ = Load(name);
            return true;
        }
        catch (BuildException refused)
        {
            Console.WriteLine($"{name} refused: {refused.Message}");
            return false;
        }
    }

    private static LoadedNetwork Load(string name)
    {
        var words = name.Split(' ');
        var source = PeerNetworks.All.Single(n => string.Equals(n.Name, words[0], StringComparison.Ordinal)).At(Precision.Parse(words[1])!);
        return LoadedNetwork.Load(BuiltAssemblies.Of(source, Choice!.Uniform), source.FullName);
    }
}
