using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Core;

namespace Pickerel.Generator;

/// <summary>The users' attributes: source files of Core, embedded there, emitted verbatim.</summary>
internal static class EmbeddedSources
{
    private const string Folder = "Attributes/";

    public static void AddAttributes(IncrementalGeneratorPostInitializationContext context)
    {
        context.AddEmbeddedAttributeDefinition();
        var core = typeof(ModelCompilation).Assembly;
        foreach (var name in core.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = core.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var hintName = $"Pickerel.{Path.GetFileNameWithoutExtension(name)}.g.cs";
            context.AddSource(hintName, SourceText.From(reader.ReadToEnd(), Encoding.UTF8));
        }
    }
}
