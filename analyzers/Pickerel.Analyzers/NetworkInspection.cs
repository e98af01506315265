using System;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Messages;
using Pickerel.Generator;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;
using Pickerel.Generator.Models;

namespace Pickerel.Analyzers;

/// <summary>A class with <c>[Network]</c> as analyzers see it: read by the generator's parser, compiled by the same cache.</summary>
internal sealed class NetworkInspection
{
    private readonly INamedTypeSymbol _type;
    private readonly SiteMap _sites;

    private NetworkInspection(INamedTypeSymbol type, ParsedNetwork parsed)
    {
        _type = type;
        _sites = parsed.Sites;
        Declared = parsed.Declared;
    }

    public DeclaredNetwork Declared { get; }

    /// <summary>Reads a class that declares a network without mistakes of form; null for every other.</summary>
    public static NetworkInspection? Of(INamedTypeSymbol type, CancellationToken cancellation) =>
        DeclarationParser.Parse(type, cancellation) is { Declared: { Problems.IsEmpty: true, Rejection: null } } parsed ? new(type, parsed) : null;

    /// <summary>Compiles the network; null when it has mistakes, which the generator reports.</summary>
    public CompilationResult.Success? Compile(AnalyzerOptions options, CancellationToken cancellation)
    {
        var name = BoundNetwork.ModelOf(Declared.Declaration);
        var models = options.AdditionalFiles
            .Where(ModelFile.IsModel)
            .Select(text => ModelFile.Of(text, options.AnalyzerConfigOptionsProvider))
            .Where(file => string.Equals(file.Name, name, StringComparison.Ordinal))
            .Select(file => file.Read(cancellation));
        var bound = BoundNetwork.Of(Declared, [.. models]);
        if (bound.ModelProblem is not null)
            return null;
        try
        {
            return CompilationCache.Shared.GetOrAdd(bound.Request, cancellation) as CompilationResult.Success;
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            return null; // PKR1000 of the generator says so.
        }
    }

    /// <summary>The place of a site in the source, where a suppression reaches it.</summary>
    public Location Locate(Site site)
    {
        var place = _sites.Find(site);
        var tree = _type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree).FirstOrDefault(t => string.Equals(t.FilePath, place?.Path, StringComparison.Ordinal));
        return place is null || tree is null ? _type.Locations[0] : Location.Create(tree, place.Span);
    }
}
