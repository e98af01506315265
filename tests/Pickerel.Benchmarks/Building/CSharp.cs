using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Pickerel.Benchmarks.Building;

/// <summary>The C# compiler as a user's release build calls it: optimized, safe code only.</summary>
internal static class CSharp
{
    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.Latest)
        .WithPreprocessorSymbols("NET", "NETCOREAPP", "NET8_0_OR_GREATER", "NET9_0_OR_GREATER", "NET10_0_OR_GREATER");

    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Gets or sets the folder that receives all C# compiled, a folder an assembly; null for none.</summary>
    public static string? KeptSources { get; set; }

    public static SyntaxTree Parse(string text, string path = "") => CSharpSyntaxTree.ParseText(text, ParseOptions, path, Encoding.UTF8);

    public static CSharpCompilation Compilation(string assemblyName, OutputKind kind, IEnumerable<SyntaxTree> trees) =>
        CSharpCompilation.Create(
            assemblyName,
            trees,
            Platform,
            new CSharpCompilationOptions(kind, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A driver of one generator, that remembers its steps.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="model">The project's only additional file, or null.</param>
    public static GeneratorDriver Driver(IIncrementalGenerator generator, AdditionalText? model = null) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], model is null ? [] : [model], ParseOptions);

    /// <summary>Compiles to an assembly in memory.</summary>
    /// <exception cref="BuildException">The text has errors; the message holds the first.</exception>
    public static byte[] Emit(Compilation compilation)
    {
        Keep(compilation);
        using var image = new MemoryStream();
        var result = compilation.Emit(image, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));
        BuildException.ThrowIfErrors(result.Diagnostics);
        return image.ToArray();
    }

    private static void Keep(Compilation compilation)
    {
        if (KeptSources is null)
            return;
        var folder = Directory.CreateDirectory(Path.Combine(KeptSources, compilation.AssemblyName!)).FullName;
        foreach (var tree in compilation.SyntaxTrees)
            File.WriteAllText(Path.Combine(folder, tree.FilePath.Length > 0 ? Path.GetFileName(tree.FilePath) : "Declared.cs"), tree.ToString());
    }
}

/// <summary>A network that could not be built: the first compiler message.</summary>
internal sealed class BuildException(string message) : Exception(message)
{
    private static string Place(Diagnostic error) =>
        error.Location.IsInSource ? FormattableString.Invariant($"({Path.GetFileName(error.Location.SourceTree!.FilePath)}:{error.Location.GetLineSpan().StartLinePosition.Line + 1})") : "";

    public static void ThrowIfErrors(ImmutableArray<Diagnostic> diagnostics)
    {
        if (diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error)
            throw new BuildException($"{error.Id}: {error.GetMessage(CultureInfo.InvariantCulture)} {Place(error)}".Trim());
    }
}
