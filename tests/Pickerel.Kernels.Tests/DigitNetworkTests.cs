using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Pickerel.Core;
using Pickerel.Core.Ir;
using Pickerel.Core.ModelText;
using Pickerel.Core.Reference;
using Pickerel.Generator;
using Pickerel.Import;
using Pickerel.TestKit;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Kernels.Tests;

/// <summary>The sample's three networks, from its own source through the generator, with loops and without, on all 1,797 test images at every instruction-set level.</summary>
public sealed class DigitNetworkTests(DigitNetworkTests.Sample sample) : IClassFixture<DigitNetworkTests.Sample>
{
    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task The_compiled_digit_networks_equal_the_reference_interpreter_on_every_test_image(InstructionLevel level)
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        if (level == InstructionLevel.Avx512 && !System.Runtime.Intrinsics.X86.Avx512BW.IsSupported)
            Assert.Skip("This processor has no AVX-512.");
        var results = sample.NewFile($"results-{level}");
        var printed = await ChildProcess.Run(level, "run", sample.Jobs, results);
        Assert.Equal($"{ChildProcess.VectorBits(level)}", printed.Trim());

        using var reader = new BinaryReader(File.OpenRead(results));
        Assert.Equal(6, sample.Expected.Count);
        foreach (var (network, outputs) in sample.Expected)
        {
            Assert.Equal(1797, outputs.Length);
            for (var image = 0; image < outputs.Length; image++)
            {
                var actual = Outputs.Read(reader, network);
                Assert.True(outputs[image].AsSpan().SequenceEqual(actual), $"{network.Name} differs on test image {image}.");
            }
        }
    }

    /// <summary>The networks of samples/Digits/Networks.cs, compiled, and what the reference makes of each image.</summary>
    public sealed class Sample : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("pickerel").FullName;

        public Sample()
        {
            Jobs = NewFile("jobs");
            if (SharedData.IsMissing)
                return;
            var model = ModelTextWriter.ToText(((ModelReadResult.Success)ModelImporter.Read(Repository.PathOf("samples", "Digits", "digits.safetensors"), "digits")).Document);
            var networksText = File.ReadAllText(Repository.PathOf("samples", "Digits", "Networks.cs"));
            var run = GeneratorRun.Of(UserProject.Create(networksText, WithoutLoops(networksText)), new ModelFileText("/project/obj/digits.pickerel", model));
            Assert.Empty(run.AllDiagnostics);
            var assembly = NewFile("Digits.dll");
            using (var file = File.Create(assembly))
                Assert.True(run.Output.Emit(file).Success);

            var images = DigitImages.ReadTest();
            var networks = run.Outputs<BoundNetwork>(TrackingNames.Bound)
                .Select(bound => ((CompilationResult.Success)CompilationCache.Shared.GetOrAdd(bound.Request, default)).Network).ToList();
            Expected = [.. networks.Select(n => (n, images.AsParallel().AsOrdered().Select(i => ReferenceInterpreter.Run(n, i.Pixels.AsSpan())).ToArray()))];
            using var writer = new BinaryWriter(File.Create(Jobs));
            foreach (var network in networks)
                Outputs.WriteJob(writer, assembly, "Digits." + network.Name, [.. images.Select(i => i.Pixels.ToArray())]);
            writer.Write("");
        }

        public string Jobs { get; }

        public IReadOnlyList<(Network Network, int[][] Outputs)> Expected { get; } = [];

        public string NewFile(string name) => Path.Combine(_folder, name);

        /// <summary>The same networks by other names, written without loops.</summary>
        private static string WithoutLoops(string networks) => networks
            .Replace("[Network(", "[Network(Unroll = Unroll.Full, ", StringComparison.Ordinal)
            .Replace("class DigitNet", "class UnrolledDigitNet", StringComparison.Ordinal);

        public void Dispose() => Directory.Delete(_folder, recursive: true);
    }
}
