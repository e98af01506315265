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

namespace Pickerel.Kernels.Tests;

/// <summary>A model to compile: the class's name, the file in the third-party data, more properties of its attribute, and how many random inputs.</summary>
public sealed record ModelFile(string Name, string File, string Options, int Inputs);

/// <summary>
/// Public models, from file to text to generated code, compiled, with the reference interpreter's outputs. The widest registers run all
/// inputs, others fewer. Set PICKEREL_MODEL_INPUTS to 1000 for as many random inputs of each model; the interpreter takes minutes for them.
/// </summary>
public abstract class CompiledModels : IDisposable
{
    private const int FewOfOtherLevels = 4;

    private readonly IReadOnlyList<ModelFile> _files;
    private readonly string _folder = Directory.CreateTempSubdirectory("pickerel").FullName;
    private readonly Dictionary<InstructionLevel, Task<IReadOnlyDictionary<string, List<int[]>>>> _runs = [];
    private readonly string _assembly;

    /// <summary>Compiles models.</summary>
    /// <param name="files">The models.</param>
    /// <param name="meaningful">By name, inputs that stand behind the random ones.</param>
    protected CompiledModels(IReadOnlyList<ModelFile> files, Func<string, IReadOnlyList<int[]>> meaningful)
    {
        _files = files;
        _assembly = Path.Combine(_folder, "Models.dll");
        if (SharedData.IsMissing)
            return;
        var texts = _files.Select(f => f.File).Distinct(StringComparer.Ordinal).Select(file => new ModelFileText(
            $"/project/obj/{NameOf(file)}.pickerel", ModelTextWriter.ToText(((ModelReadResult.Success)ModelImporter.Read(SharedData.PathOf(file), "model")).Document)));
        var source = "namespace Public { using Pickerel; "
            + string.Concat(_files.Select(f => $"[Network(Model = \"{NameOf(f.File)}\"{f.Options})] public static partial class {f.Name}; ")) + "}";
        var run = GeneratorRun.Of(UserProject.Create(source), [.. texts]);
        Assert.Empty(run.AllDiagnostics);
        using (var file = File.Create(_assembly))
            Assert.True(run.Output.Emit(file).Success);
        var networks = run.Outputs<BoundNetwork>(TrackingNames.Bound)
            .Select(bound => ((CompilationResult.Success)CompilationCache.Shared.GetOrAdd(bound.Request, default)).Network).ToDictionary(n => n.Name, StringComparer.Ordinal);
        All = [.. _files.Select(f => Create(networks[f.Name], RandomInputs(f.Name), meaningful(f.Name)))];
    }

    public IReadOnlyList<Model> All { get; } = [];

    public InstructionLevel Widest => System.Runtime.Intrinsics.X86.Avx512BW.IsSupported ? InstructionLevel.Avx512 : InstructionLevel.Avx2;

    public int RandomInputs(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable("PICKEREL_MODEL_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : _files.Single(f => string.Equals(f.Name, name, StringComparison.Ordinal)).Inputs;

    /// <summary>The outputs of all models at a level, computed once.</summary>
    public Task<IReadOnlyDictionary<string, List<int[]>>> Run(InstructionLevel level)
    {
        Assert.SkipWhen(SharedData.IsMissing, "The third-party data is not beside the project.");
        if (level == InstructionLevel.Avx512 && !System.Runtime.Intrinsics.X86.Avx512BW.IsSupported)
            Assert.Skip("This processor has no AVX-512.");
        lock (_runs)
            return _runs.TryGetValue(level, out var run) ? run : _runs[level] = RunNow(level);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A model's name: its file's, folders included, as many are called alike.</summary>
    private static string NameOf(string file) => Path.ChangeExtension(file, null).Replace('/', '_');

    private static Model Create(Network network, int random, IReadOnlyList<int[]> meaningful)
    {
        var (grid, count, bits) = (network.Input.Quantization!, (int)network.Input.Shape.Count, new Random(random));
        int[][] inputs = [.. Enumerable.Range(0, random).Select(_ => Enumerable.Range(0, count).Select(_ => bits.Next(grid.Minimum, grid.Maximum + 1)).ToArray())];
        return new(network, [.. inputs, .. meaningful], [.. inputs.AsParallel().AsOrdered().Select(i => ReferenceInterpreter.Run(network, i))]);
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

    /// <summary>A compiled model: its random inputs first, then those that mean something.</summary>
    public sealed record Model(Network Network, IReadOnlyList<int[]> Inputs, IReadOnlyList<int[]> Expected);
}
