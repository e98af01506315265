using System;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Passes;
using Pickerel.Generator;
using Pickerel.Generator.Declaring;
using Pickerel.Generator.Diagnostics;
using Pickerel.Generator.Models;

namespace Pickerel.Analyzers;

/// <summary>
/// A class with <c>[Network]</c> as analyzers see it: read by the generator's parser, compiled by the same cache, once for all rules.
/// </summary>
internal sealed class NetworkInspection
{
    private static readonly ConditionalWeakTable<INamedTypeSymbol, Last> Known = new();

    private readonly INamedTypeSymbol _type;
    private readonly SiteMap _sites;
    private readonly BoundNetwork _bound;
    private Compiled? _compiled;

    private NetworkInspection(INamedTypeSymbol type, ParsedNetwork parsed, BoundNetwork bound) => (_type, _sites, _bound) = (type, parsed.Sites, bound);

    public NetworkDeclaration Declaration => _bound.Declared.Declaration;

    /// <summary>Gets the name of the network's class.</summary>
    public string Name => _type.Name;

    /// <summary>Gets the class's attributes.</summary>
    public ImmutableArray<AttributeData> Attributes => _type.GetAttributes();

    /// <summary>Reads a class that declares a network without mistakes of form; null for every other.</summary>
    public static NetworkInspection? Of(INamedTypeSymbol type, AnalyzerOptions options, CancellationToken cancellation)
    {
        var last = Known.GetOrCreateValue(type);
        if (last.Inspection is { } known && last.Files == options.AdditionalFiles)
            return known;
        if (DeclarationParser.Parse(type, cancellation) is not { Declared: { Problems.IsEmpty: true, Rejection: null } declared } parsed)
            return null;
        var name = BoundNetwork.ModelOf(declared.Declaration);
        var models = options.AdditionalFiles
            .Where(ModelFile.IsModel)
            .Select(text => ModelFile.Of(text, options.AnalyzerConfigOptionsProvider))
            .Where(file => string.Equals(file.Name, name, StringComparison.Ordinal))
            .Select(file => file.Read(cancellation));
        var inspection = new NetworkInspection(type, parsed, BoundNetwork.Of(declared, [.. models]));
        (last.Files, last.Inspection) = (options.AdditionalFiles, inspection);
        return inspection;
    }

    /// <summary>Compiles the network; null when it has mistakes, which the generator reports.</summary>
    public CompilationResult.Success? Compile(CancellationToken cancellation) => (_compiled ??= new(Compile(_bound.Request, cancellation))).Result;

    /// <summary>Compiles the network as it would be after a change of its declaration; null when that would be a mistake.</summary>
    public CompilationResult.Success? CompileChanged(Func<NetworkDeclaration, NetworkDeclaration> change, CancellationToken cancellation) =>
        Compile(_bound.Request with { Declaration = change(Declaration) }, cancellation);

    /// <summary>The graph of the network after a change of its declaration; null when that would be a mistake.</summary>
    public Network? Declare(Func<NetworkDeclaration, NetworkDeclaration> change)
    {
        try
        {
            return NetworkBuilder.Build(_bound.Request with { Declaration = change(Declaration) });
        }
        catch (ProblemException)
        {
            return null;
        }
    }

    /// <summary>Whether names, edges and shapes are right after a change of the declaration.</summary>
    public bool Builds(Func<NetworkDeclaration, NetworkDeclaration> change) => Declare(change) is not null;

    /// <summary>The ACEv2 of the network after a change, as text.</summary>
    public string? AceV2After(Func<NetworkDeclaration, NetworkDeclaration> change, CancellationToken cancellation) =>
        CompileChanged(change, cancellation) is { } changed ? CostText.Short(changed.Cost.Total.AceV2) : null;

    /// <summary>The name of a declared layer.</summary>
    public string NameOf(int layer) => LayerNames.Of(Declaration.Layers)[layer];

    /// <summary>The place of a site in the source, where a suppression reaches it.</summary>
    public Location Locate(Site site)
    {
        var place = _sites.Find(site);
        var tree = _type.DeclaringSyntaxReferences.Select(r => r.SyntaxTree).FirstOrDefault(t => string.Equals(t.FilePath, place?.Path, StringComparison.Ordinal));
        return place is null || tree is null ? _type.Locations[0] : Location.Create(tree, place.Span);
    }

    private CompilationResult.Success? Compile(CompilationRequest request, CancellationToken cancellation)
    {
        if (_bound.ModelProblem is not null)
            return null;
        try
        {
            return CompilationCache.Shared.GetOrAdd(request, cancellation) as CompilationResult.Success;
        }
        catch (Exception bug) when (bug is not OperationCanceledException)
        {
            return null; // PKR1000 of the generator says so.
        }
    }

    private sealed record Compiled(CompilationResult.Success? Result);

    /// <summary>The last inspection of a class, and the model files it saw.</summary>
    private sealed class Last
    {
        public ImmutableArray<AdditionalText> Files { get; set; }

        public NetworkInspection? Inspection { get; set; }
    }
}
