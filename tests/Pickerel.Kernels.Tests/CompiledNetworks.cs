using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Pickerel.Core;
using Pickerel.Core.Declaration;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Kernels;

namespace Pickerel.Kernels.Tests;

/// <summary>Emits networks and compiles them against the oldest base library that generated code targets.</summary>
internal static class CompiledNetworks
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
    [
        .. File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Runner)!, "references.txt")).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Gets the path of the program that runs compiled networks.</summary>
    public static string Runner { get; } = Path.GetFullPath(
        typeof(CompiledNetworks).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => string.Equals(a.Key, "Runner", StringComparison.Ordinal)).Value!);

    /// <summary>The full name of a network's class.</summary>
    public static string TypeName(Network network) => "Generated." + network.Name;

    public static EmittedNetwork Emit(Network network, bool canInfer = true, UnrollKind unroll = UnrollKind.Auto) =>
        NetworkEmitter.Emit(new TypeDeclaration("Generated", network.Name, []), network, canInfer, CancellationToken.None, unroll: unroll);

    /// <summary>Emits with the first kernels that are right, fast or not.</summary>
    public static EmittedNetwork EmitFirstRight(Network network) =>
        NetworkEmitter.Emit(new TypeDeclaration("Generated", network.Name, []), ExecutionPlan.Of(network, CancellationToken.None, KernelPolicy.FirstRight), canInfer: true);

    /// <summary>What the user writes, and the generated files.</summary>
    public static IEnumerable<string> Sources(Network network) => Sources(network, Emit(network));

    public static IEnumerable<string> Sources(Network network, EmittedNetwork emitted) =>
        emitted.Sources.Select(s => s.Text).Prepend($"namespace Generated {{ public static partial class {network.Name} {{ }} }}");

    /// <summary>Compiles sources into one assembly; any warning fails.</summary>
    public static void Compile(IEnumerable<string> sources, string path)
    {
        var result = Compilation(sources, Path.GetFileNameWithoutExtension(path)).Emit(path);
        Assert.True(result.Success && !result.Diagnostics.Any(d => d.Severity >= DiagnosticSeverity.Warning), string.Join("\n", result.Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning).Take(10)));
    }

    /// <summary>A compilation as a user's project makes it, by default the strictest sort: C# 12, no unsafe code, documentation on.</summary>
    public static CSharpCompilation Compilation(
        IEnumerable<string> sources,
        string name = "Generated",
        bool checkOverflow = false,
        NullableContextOptions nullable = NullableContextOptions.Enable,
        DocumentationMode documentation = DocumentationMode.Parse) => CSharpCompilation.Create(
        name,
        sources.Select(s => CSharpSyntaxTree.ParseText(s, new CSharpParseOptions(LanguageVersion.CSharp12, documentation))),
        References.Value,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: false,
            checkOverflow: checkOverflow,
            nullableContextOptions: nullable));
}
