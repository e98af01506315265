using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Diagnostics;

/// <summary>Roslyn's descriptors of Core's messages.</summary>
internal static class Descriptors
{
    /// <summary>Where the rules' pages are published: one page an id.</summary>
    public const string Pages = "https://github.com/pickerel/pickerel/blob/main/analyzers/rules/";

    private static readonly ConcurrentDictionary<Message, DiagnosticDescriptor> Cache = new();

    /// <summary>The descriptor of what the generator reports: an error, which no setting weakens.</summary>
    public static DiagnosticDescriptor Of(Message message) => Cache.GetOrAdd(message, static m =>
        // The one exception is what only an editor can meet, on a fresh clone before the first build.
        m == Pkr.ModelNotImported ? Create(m, DiagnosticSeverity.Warning) : Create(m, DiagnosticSeverity.Error, WellKnownDiagnosticTags.NotConfigurable));

    public static DiagnosticDescriptor Create(Message message, DiagnosticSeverity severity, params string[] tags) => new(
        message.Id, message.Title, message.Format, "Pickerel", severity, isEnabledByDefault: true, helpLinkUri: $"{Pages}{message.Id}.md", customTags: tags);
}
