using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Pickerel.TestKit.Roslyn;

/// <summary>The compilation of a user's project: C# 12, this process's framework, no implicit usings.</summary>
public static class UserProject
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetFileName(p) is var f && (f.StartsWith("System.", StringComparison.Ordinal) || f is "mscorlib.dll" or "netstandard.dll"))
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p)),
    ]);

    /// <summary>Documentation comments are parsed and diagnosed: what the generator emits must be right in them too.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp12, DocumentationMode.Diagnose);

    public static CSharpCompilation Create(params string[] sources) => CSharpCompilation.Create(
        "UserProject",
        sources.Select((s, i) => Parse(s, $"/project/File{i}.cs")),
        Framework.Value,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            optimizationLevel: OptimizationLevel.Release,
            warningLevel: 9999));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(SourceText.From(source), ParseOptions, path);

    /// <summary>The same project with the text of one file changed.</summary>
    public static CSharpCompilation Edit(this CSharpCompilation project, int file, Func<string, string> edit)
    {
        var tree = project.SyntaxTrees[file];
        return project.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(edit(tree.ToString()))));
    }
}
