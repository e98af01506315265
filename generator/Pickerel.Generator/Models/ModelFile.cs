using System;
using System.IO;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.ModelText;

namespace Pickerel.Generator.Models;

/// <summary>A <c>.pickerel</c> file among the project's additional files, and the name declarations use for it.</summary>
internal sealed record ModelFile(string Name, AdditionalText Text)
{
    private const string Extension = ".pickerel";
    private const string NameKey = "build_metadata.AdditionalFiles.PickerelName";

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
        var result = text is null || text.Length == 0 ? null : ModelTextReader.Read(text.ToString(), Name, cancellation);
        return new(Name, Text.Path, result);
    }

    private static string FileName(string path)
    {
        // Path.GetFileName knows only the separators of the system it runs on.
        var start = path.LastIndexOfAny(['/', '\\']) + 1;
        return path.Substring(start, path.Length - start - Extension.Length);
    }
}
