using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>Networks compiled once and run at every instruction-set level on both ends of their inputs and on random ones.</summary>
public class NetworkBatch : IAsyncDisposable
{
    private const int PerAssembly = 125;

    private readonly string _folder = Directory.CreateTempSubdirectory("pickerel").FullName;
    private readonly IReadOnlyList<(Network Network, EmittedNetwork Emitted, List<int[]> Outputs)> _expected;
    private readonly Dictionary<InstructionLevel, Task<string>> _runs;

    public NetworkBatch(IReadOnlyList<Network> networks, Func<Network, EmittedNetwork>? emit = null)
    {
        foreach (var network in networks)
            NetworkVerifier.Verify(network, NetworkStage.Integer, "the test kit");
        var emitted = networks.AsParallel().AsOrdered().Select(emit ?? (n => CompiledNetworks.Emit(n))).ToList();
        Layers = [.. emitted.SelectMany(e => e.Layers)];
        var assemblies = networks.Zip(emitted).Chunk(PerAssembly).Select((chunk, i) => (Chunk: chunk, Path: NewFile($"Networks{i}.dll"))).ToList();
        Parallel.ForEach(assemblies, a => CompiledNetworks.Compile(SharedRuntime.Sources(a.Chunk), a.Path));
        _expected = [.. networks.AsParallel().AsOrdered().Select((n, i) => (n, emitted[i], Samples(n, i).Select(s => Outputs.Expected(n, s)).ToList()))];
        using (var writer = new BinaryWriter(File.Create(NewFile("jobs"))))
        {
            foreach (var (network, i) in networks.Select((n, i) => (n, i)))
                Outputs.WriteJob(writer, assemblies[i / PerAssembly].Path, CompiledNetworks.TypeName(network), [.. Samples(network, i)]);
            writer.Write("");
        }

        // The levels run side by side.
        _runs = Enum.GetValues<InstructionLevel>().ToDictionary(level => level, level => ChildProcess.Run(level, "run", NewFile("jobs"), ResultsAt(level)));
    }

    public IReadOnlyList<LayerReport> Layers { get; }

    /// <summary>Fails unless every network's outputs at a level are the reference interpreter's, bit for bit.</summary>
    public async Task AssertEqualsReference(InstructionLevel level)
    {
        if (level == InstructionLevel.Avx512 && !System.Runtime.Intrinsics.X86.Avx512BW.IsSupported)
            Assert.Skip("This processor has no AVX-512.");
        Assert.Equal($"{ChildProcess.VectorBits(level)}", (await _runs[level]).Trim());

        using var reader = new BinaryReader(File.OpenRead(ResultsAt(level)));
        foreach (var (network, emitted, expected) in _expected)
        {
            for (var sample = 0; sample < expected.Count; sample++)
            {
                var actual = Outputs.Read(reader, network);
                if (!expected[sample].AsSpan().SequenceEqual(actual))
                    Assert.Fail($"{network.Name}, sample {sample}: {Outputs.Difference(network, emitted, expected[sample], actual)}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A run that no test awaited still writes here.
        while (_runs.Values.Any(r => !r.IsCompleted))
            await Task.Delay(50);
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static IEnumerable<int[]> Samples(Network network, int index) => RandomIntegerNetwork.Inputs(network, index);

    private string ResultsAt(InstructionLevel level) => NewFile($"results-{level}");

    private string NewFile(string name) => Path.Combine(_folder, name);
}
