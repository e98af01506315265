using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core.ModelText;

namespace Pickerel.Generator.Models;

/// <summary>A <c>.pickerel</c> file among the project's additional files, and the name declarations use for it.</summary>
internal sealed record ModelFile(string Name, AdditionalText Text)
{
    private const string Extension = ".pickerel";
    private const string NameKey = "build_metadata.AdditionalFiles.PickerelName";

    /// <summary>What was read, as long as the compiler holds the text: generator and analyzers each ask for it.</summary>
    private static readonly ConditionalWeakTable<SourceText, NamedModel> Known = new();

    public static bool IsModel(AdditionalText text) => text.Path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Names the file: as the build says, else after the file without its extension.</summary>
    public static ModelFile Of(AdditionalText text, AnalyzerConfigOptionsProvider options)
    {
        var given = options.GetOptions(text).TryGetValue(NameKey, out var name) && name.Length > 0;
        return new(given ? name! : FileName(text.Path), text);
    }

    /// <summary>Reads the text; a missing or empty one is a model that the build has not imported yet.</summary>
    public NamedModel Read(CancellationToken cancellation)
    {
        var text = Text.GetText(cancellation);
        if (text is null || text.Length == 0)
            return new(Name, Text.Path, Result: null);
        var known = Known.GetValue(text, source => new(Name, Text.Path, ModelTextReader.Read(source.ToString(), Name, cancellation)));
        return string.Equals(known.Name, Name, StringComparison.Ordinal) && string.Equals(known.Path, Text.Path, StringComparison.Ordinal)
            ? known : new(Name, Text.Path, ModelTextReader.Read(text.ToString(), Name, cancellation));
    }

    private static string FileName(string path)
    {
        // Path.GetFileName knows only the separators of the system it runs on.
        var start = path.LastIndexOfAny(['/', '\\']) + 1;
        return path.Substring(start, path.Length - start - Extension.Length);
    }
}
