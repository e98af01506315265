using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.Core.Reference;
using Pickerel.TestKit;

namespace Pickerel.Kernels.Tests;

/// <summary>500 random networks and the edge cases, compiled once, equal to the reference interpreter bit for bit at every instruction-set level.</summary>
public sealed class RandomNetworkTests(RandomNetworkTests.Batch batch) : IClassFixture<RandomNetworkTests.Batch>
{
    private const int Networks = 500, PerAssembly = 50, Seed = 20_000;

    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_networks_equal_the_reference_interpreter(InstructionLevel level)
    {
        if (level == InstructionLevel.Avx512 && !System.Runtime.Intrinsics.X86.Avx512BW.IsSupported)
            Assert.Skip("This processor has no AVX-512.");
        Assert.Equal($"{ChildProcess.VectorBits(level)}", (await batch.Runs[level]).Trim());

        using var reader = new BinaryReader(File.OpenRead(batch.ResultsAt(level)));
        foreach (var (network, expected) in batch.Expected)
        {
            for (var sample = 0; sample < expected.Count; sample++)
            {
                var actual = Outputs.Read(reader, network);
                if (!expected[sample].AsSpan().SequenceEqual(actual))
                    Assert.Fail($"{network.Name}, sample {sample}: {Outputs.Difference(network, expected[sample], actual)}");
            }
        }
    }

    [Fact]
    public void The_networks_use_every_kernel()
    {
        var used = batch.Layers.Select(l => l.Kernel).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "ConvolutionU8S8Sum16", "ConvolutionU8S8Run16", "ConvolutionU8S8Pair32", "ConvolutionU8S8Wide32", "ConvolutionU8S8Scalar64",
                "DepthwiseU8S8Sum16", "DepthwiseU8S8Wide32", "AffineU8Lanes32", "AddU8Lanes32", "AddU8Scalar64",
                "AveragePoolU8Sum32", "MaxPoolU8", "FlattenU8Copy",
            },
            used);
    }

    [Fact]
    public void The_networks_use_every_form_of_requantization()
    {
        var bounds = batch.Layers.Select(l => l.Bound).ToList();
        foreach (var form in new[] { "fits 32 bits", "sums clamped where the output saturates", "sum * m + b in 64 bits", "multiply and shift have the division's thresholds", "divided by their thresholds" })
            Assert.Contains(bounds, b => b.Contains(form, StringComparison.Ordinal));
    }

    /// <summary>The networks compiled, their samples as a job file, and what the reference says.</summary>
    public sealed class Batch : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("pickerel").FullName;

        public Batch()
        {
            var networks = Enumerable.Range(Seed, Networks).Select(RandomIntegerNetwork.Create).Concat(EdgeCaseNetworks.All).ToList();
            foreach (var network in networks)
                NetworkVerifier.Verify(network, NetworkStage.Integer, "the test kit");
            var emitted = networks.AsParallel().AsOrdered().Select(n => CompiledNetworks.Emit(n)).ToList();
            Layers = [.. emitted.SelectMany(e => e.Layers)];
            var assemblies = networks.Zip(emitted).Chunk(PerAssembly).Select((chunk, i) => (Chunk: chunk, Path: NewFile($"Networks{i}.dll"))).ToList();
            Parallel.ForEach(assemblies, a => CompiledNetworks.Compile(a.Chunk.SelectMany(c => CompiledNetworks.Sources(c.First, c.Second)), a.Path));
            Expected = [.. networks.AsParallel().AsOrdered().Select((n, i) => (n, Samples(n, i).Select(s => ReferenceInterpreter.Run(n, s)).ToList()))];
            using (var writer = new BinaryWriter(File.Create(NewFile("jobs"))))
            {
                foreach (var (network, i) in networks.Select((n, i) => (n, i)))
                    Outputs.WriteJob(writer, assemblies[i / PerAssembly].Path, CompiledNetworks.TypeName(network), [.. Samples(network, i)]);
                writer.Write("");
            }

            Runs = Enum.GetValues<InstructionLevel>().ToDictionary(level => level, level => ChildProcess.Run(level, "run", NewFile("jobs"), ResultsAt(level)));
        }

        /// <summary>Gets what the runner printed at each level; the levels run side by side.</summary>
        public IReadOnlyDictionary<InstructionLevel, Task<string>> Runs { get; }

        public IReadOnlyList<LayerReport> Layers { get; }

        public IReadOnlyList<(Network Network, List<int[]> Outputs)> Expected { get; }

        public string ResultsAt(InstructionLevel level) => NewFile($"results-{level}");

        private string NewFile(string name) => Path.Combine(_folder, name);

        public async ValueTask DisposeAsync()
        {
            // A run that no test awaited still writes here.
            while (Runs.Values.Any(r => !r.IsCompleted))
                await Task.Delay(50);
            Directory.Delete(_folder, recursive: true);
        }

        private static IEnumerable<int[]> Samples(Network network, int index) => RandomIntegerNetwork.Inputs(network, index);
    }
}
