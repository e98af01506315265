using System;
using System.Collections.Generic;
using System.Globalization;
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
using Pickerel.TestKit.TfLite;

namespace Pickerel.Kernels.Tests;

/// <summary>
/// Public TensorFlow Lite models, from file to text to generated code, compiled. The widest registers run all inputs, others fewer. Set
/// PICKEREL_MODEL_INPUTS to 1000 for as many random inputs of each model; the reference interpreter takes minutes for them.
/// </summary>
public sealed class TfLiteModelTests(TfLiteModelTests.Models models, ITestOutputHelper output) : IClassFixture<TfLiteModelTests.Models>
{
    [Theory]
    [InlineData(InstructionLevel.Avx512)]
    [InlineData(InstructionLevel.Avx2)]
    [InlineData(InstructionLevel.Vector128)]
    [InlineData(InstructionLevel.Scalar)]
    public async Task Compiled_models_equal_the_reference_interpreter(InstructionLevel level)
    {
        var outputs = await models.Run(level);
        foreach (var model in models.All)
        {
            var rows = outputs[model.Network.Name];
            for (var row = 0; row < model.Expected.Count && row < rows.Count; row++)
                Assert.True(model.Expected[row].AsSpan().SequenceEqual(rows[row]), $"{model.Network.Name} differs on random input {row}.");
        }
    }

    [Fact]
    public async Task Keywords_come_out_as_interpreters_of_both_roundings_had_them()
    {
        var outputs = await models.Run(models.Widest);
        var (goldens, first, firstOnce) = (KeywordGoldens.Read(), models.RandomInputs("Keywords"), models.RandomInputs("KeywordsOnce"));

        Assert.Equal(200, goldens.Count);
        for (var row = 0; row < goldens.Count; row++)
        {
            Assert.Equal(goldens[row].Double, outputs["Keywords"][first + row]);
            Assert.Equal(goldens[row].Single, outputs["KeywordsOnce"][firstOnce + row]);
        }

        var labels = KeywordGoldens.Labels();
        var right = labels.Where((label, row) => Array.IndexOf(outputs["Keywords"][first + row], outputs["Keywords"][first + row].Max()) == label).Count();
        output.WriteLine(FormattableString.Invariant($"{right} of {labels.Count} keywords are right."));
        Assert.InRange(right, 850, 1000);
    }

    [Fact]
    public async Task A_person_is_told_from_none()
    {
        var outputs = (await models.Run(models.Widest))["Persons"];
        var first = models.RandomInputs("Persons");
        var (person, none) = (outputs[first], outputs[first + 1]);

        output.WriteLine($"Person: {string.Join(", ", person)}; none: {string.Join(", ", none)}.");
        Assert.True(person[1] > person[0] && none[0] > none[1]);
    }

    /// <summary>A compiled model: its random inputs first, then those that mean something.</summary>
    public sealed record Model(Network Network, IReadOnlyList<int[]> Inputs, IReadOnlyList<int[]> Expected);

    public sealed class Models : IDisposable
    {
        private const int FewOfOtherLevels = 4;

        private static readonly (string Name, string File, string Options, int Inputs)[] Files =
        [
            ("Keywords", "mlperf_tiny/kws_ref_model.tflite", "", 60),
            ("KeywordsOnce", "mlperf_tiny/kws_ref_model.tflite", ", Rounding = Rounding.TfLiteSingle", 20),
            ("Images", "mlperf_tiny/ic_pretrainedResnet_quant.tflite", "", 20),
            ("ImagesOnce", "mlperf_tiny/ic_pretrainedResnet_quant.tflite", ", Rounding = Rounding.TfLiteSingle", 10),
            ("Sounds", "mlperf_tiny/ad01_int8.tflite", "", 1000),
            ("Persons", "tflm/person_detect.tflite", "", 30),
            ("Speech", "tflm/micro_speech_quantized.tflite", "", 200),
            ("Hello", "tflm/hello_world_int8.tflite", "", 1000),
        ];

        private readonly string _folder = Directory.CreateTempSubdirectory("pickerel").FullName;
        private readonly Dictionary<InstructionLevel, Task<IReadOnlyDictionary<string, List<int[]>>>> _runs = [];
        private readonly string _assembly;

        public Models()
        {
            _assembly = Path.Combine(_folder, "Models.dll");
            if (SharedData.IsMissing)
                return;
            var texts = Files.Select(f => f.File).Distinct(StringComparer.Ordinal).Select(file => new ModelFileText(
                $"/project/obj/{Path.GetFileNameWithoutExtension(file)}.pickerel", ModelTextWriter.ToText(((ModelReadResult.Success)ModelImporter.Read(SharedData.PathOf(file), "model")).Document)));
            var source = "namespace Public { using Pickerel; "
                + string.Concat(Files.Select(f => $"[Network(Model = \"{Path.GetFileNameWithoutExtension(f.File)}\"{f.Options})] public static partial class {f.Name}; ")) + "}";
            var run = GeneratorRun.Of(UserProject.Create(source), [.. texts]);
            Assert.Empty(run.AllDiagnostics);
            using (var file = File.Create(_assembly))
                Assert.True(run.Output.Emit(file).Success);
            var networks = run.Outputs<BoundNetwork>(TrackingNames.Bound)
                .Select(bound => ((CompilationResult.Success)CompilationCache.Shared.GetOrAdd(bound.Request, default)).Network).ToDictionary(n => n.Name, StringComparer.Ordinal);
            All = [.. Files.Select(f => Create(networks[f.Name], RandomInputs(f.Name), Meaningful(f.Name)))];
        }

        public IReadOnlyList<Model> All { get; } = [];

        public InstructionLevel Widest => System.Runtime.Intrinsics.X86.Avx512BW.IsSupported ? InstructionLevel.Avx512 : InstructionLevel.Avx2;

        public int RandomInputs(string name) =>
            int.TryParse(Environment.GetEnvironmentVariable("PICKEREL_MODEL_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : Files.Single(f => string.Equals(f.Name, name, StringComparison.Ordinal)).Inputs;

        /// <summary>The outputs of all models at a level, computed once.</summary>
        public Task<IReadOnlyDictionary<string, List<int[]>>> Run(InstructionLevel level)
        {
            Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
            if (level == InstructionLevel.Avx512 && !System.Runtime.Intrinsics.X86.Avx512BW.IsSupported)
                Assert.Skip("This processor has no AVX-512.");
            lock (_runs)
                return _runs.TryGetValue(level, out var run) ? run : _runs[level] = RunNow(level);
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static Model Create(Network network, int random, IReadOnlyList<int[]> meaningful)
        {
            var (grid, count, bits) = (network.Input.Quantization!, (int)network.Input.Shape.Count, new Random(random));
            int[][] inputs = [.. Enumerable.Range(0, random).Select(_ => Enumerable.Range(0, count).Select(_ => bits.Next(grid.Minimum, grid.Maximum + 1)).ToArray())];
            return new(network, [.. inputs, .. meaningful], [.. inputs.AsParallel().AsOrdered().Select(i => ReferenceInterpreter.Run(network, i))]);
        }

        private static IReadOnlyList<int[]> Meaningful(string name) => name switch
        {
            "Keywords" => KeywordGoldens.Inputs(),
            "KeywordsOnce" => [.. KeywordGoldens.Inputs().Take(200)],
            "Persons" => [Bitmap("person"), Bitmap("no_person")],
            _ => [],
        };

        /// <summary>The gray bytes of an image, top row first, taken as signed.</summary>
        private static int[] Bitmap(string name)
        {
            const int side = 96, dataOffset = 10;
            var file = File.ReadAllBytes(SharedData.PathOf($"tflm/testdata/{name}.bmp"));
            var start = BitConverter.ToInt32(file, dataOffset);
            return [.. Enumerable.Range(0, side * side).Select(i => (int)(sbyte)file[start + ((side - 1 - (i / side)) * side) + (i % side)])];
        }

        private async Task<IReadOnlyDictionary<string, List<int[]>>> RunNow(InstructionLevel level)
        {
            var (jobs, results) = (Path.Combine(_folder, $"jobs-{level}"), Path.Combine(_folder, $"results-{level}"));
            int Count(Model model) => level == Widest ? model.Inputs.Count : Math.Min(FewOfOtherLevels, model.Inputs.Count);
            using (var writer = new BinaryWriter(File.Create(jobs)))
            {
                foreach (var model in All)
                    Outputs.WriteJob(writer, _assembly, "Public." + model.Network.Name, [.. model.Inputs.Take(Count(model))]);
                writer.Write("");
            }

            Assert.Equal($"{ChildProcess.VectorBits(level)}", (await ChildProcess.Run(level, "run", jobs, results)).Trim());
            using var reader = new BinaryReader(File.OpenRead(results));
            return All.ToDictionary(m => m.Network.Name, m => Enumerable.Range(0, Count(m)).Select(_ => Outputs.Read(reader, m.Network)).ToList(), StringComparer.Ordinal);
        }
    }
}
