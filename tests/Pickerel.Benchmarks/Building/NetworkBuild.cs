using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Pickerel.Benchmarks.Networks;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Generator;

namespace Pickerel.Benchmarks.Building;

/// <summary>What one build took and made.</summary>
/// <param name="Image">The assembly.</param>
/// <param name="GeneratorTime">The generator's first run.</param>
/// <param name="CompilerTime">Binding and emitting all C#, generated and written.</param>
/// <param name="SourceBytes">The generated C#, without the attributes.</param>
internal sealed record NetworkImage(byte[] Image, TimeSpan GeneratorTime, TimeSpan CompilerTime, long SourceBytes);

/// <summary>Builds a declared network with the real generator, in process.</summary>
internal static class NetworkBuild
{
    /// <summary>Builds a library, or with a <paramref name="program"/> an executable.</summary>
    /// <exception cref="BuildException">The generator or the compiler reports an error.</exception>
    public static NetworkImage Run(NetworkSource source, string assemblyName, string? program = null)
    {
        var kind = program is null ? OutputKind.DynamicallyLinkedLibrary : OutputKind.ConsoleApplication;
        SyntaxTree[] trees = [CSharp.Parse(source.Text), .. program is null ? [] : new[] { CSharp.Parse(program) }];
        var compilation = CSharp.Compilation(assemblyName, kind, trees);

        var start = Stopwatch.GetTimestamp();
        var driver = CSharp.Driver(new NetworkGenerator(), ImportedModel.Of(source)).RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var diagnostics);
        var generatorTime = Stopwatch.GetElapsedTime(start);
        BuildException.ThrowIfErrors(diagnostics);

        start = Stopwatch.GetTimestamp();
        var image = CSharp.Emit(complete);
        var compilerTime = Stopwatch.GetElapsedTime(start);

        var sources = driver.GetRunResult().GeneratedTrees.Where(t => !Path.GetFileName(t.FilePath).StartsWith("Pickerel.", StringComparison.Ordinal));
        return new(image, generatorTime, compilerTime, sources.Sum(t => (long)t.Length));
    }

    /// <summary>Compiles what the compiler's core emitted for a class, without the generator around it.</summary>
    public static byte[] Emit(string assemblyName, string className, EquatableArray<GeneratedSource> sources)
    {
        var declaration = $"namespace {NetworkSource.Namespace}; public static partial class {className};";
        var trees = sources.Select(s => CSharp.Parse(s.Text, s.HintName)).Append(CSharp.Parse(declaration));
        return CSharp.Emit(CSharp.Compilation(assemblyName, OutputKind.DynamicallyLinkedLibrary, trees));
    }
}
