using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Declaring;

/// <summary>Reads the attributes of one class into a declaration, problems and places. Generator and analyzers read through it alike.</summary>
internal static class DeclarationParser
{
    /// <summary>Classes and records; on a struct the C# compiler rejects <c>[Network]</c>.</summary>
    public static bool IsCandidate(SyntaxNode node, CancellationToken cancellation) =>
        node.IsKind(SyntaxKind.ClassDeclaration) || node.IsKind(SyntaxKind.RecordDeclaration);

    /// <summary>Reads the class an attribute was found on; nothing when another part of it is the one that counts.</summary>
    public static EquatableArray<ParsedNetwork> Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var first = FindNetwork(type);
        var part = first is null ? null : AttributeReader.SyntaxOf(first, cancellation)?.Parent?.Parent;
        return part == context.TargetNode && Parse(type, cancellation) is { } network ? [network] : [];
    }

    /// <summary>Reads a class; null when it has no <c>[Network]</c> in source.</summary>
    public static ParsedNetwork? Parse(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (FindNetwork(type) is not { } network || AttributeReader.SyntaxOf(network, cancellation) is not { Parent.Parent: TypeDeclarationSyntax part } syntax)
            return null;
        var sites = new SiteCollector();
        sites.AddType(part);
        sites.AddAttribute(Site.Network, syntax, positional: null);
        if (type.GetAttributes().FirstOrDefault(AttributeNames.IsBudget) is { } budget && AttributeReader.SyntaxOf(budget, cancellation) is { } limits)
            sites.AddAttribute(Site.Budget, limits, positional: null);
        try
        {
            var declared = Parse(type, network, part, sites, cancellation);
            return new(declared, sites.ToMap(declared.Key));
        }
        catch (Exception bug) when (!cancellation.IsCancellationRequested)
        {
            var key = TypeReader.KeyOf(type);
            return new(Failed(type, key, bug), sites.ToMap(key));
        }
    }

    private static DeclaredNetwork Parse(
        INamedTypeSymbol type, AttributeData network, TypeDeclarationSyntax part, SiteCollector sites, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        var obstacle = TypeReader.FindObstacle(type, cancellation);
        if (obstacle is not null)
            problems.Add(obstacle);

        var readers = new List<AttributeReader>();
        var header = Open(network, Site.Network);
        var quantize = type.GetAttributes().FirstOrDefault(AttributeNames.IsQuantize) is { } q ? Open(q, Site.Quantize) : null;
        var layers = new List<LayerDeclaration>();
        foreach (var layer in type.GetAttributes().Where(AttributeNames.IsLayer))
        {
            var reader = Open(layer, Site.OfLayer(layers.Count));
            layers.Add(LayerReader.Read(reader));
            if (AttributeReader.SyntaxOf(layer, cancellation)?.Parent?.Parent != part && !problems.Exists(p => p.Message == Pkr.LayersOnSeveralDeclarations))
                reader.Report(Pkr.LayersOnSeveralDeclarations, property: null, type.Name, reader.Name);
        }

        var declaration = new NetworkDeclaration
        {
            Type = TypeReader.Read(type),
            Input = NetworkReader.ReadInput(header, type.Name),
            Quantize = NetworkReader.ReadQuantize(quantize),
            Unroll = header.Choice<UnrollKind>("Unroll") ?? UnrollKind.Auto,
            Parameters = NetworkReader.ReadParameters(header, type.Name),
            Layers = layers.ToEquatableArray(),
        };
        return new()
        {
            Key = TypeReader.KeyOf(type),
            Declaration = declaration,
            Problems = problems.ToEquatableArray(),
            Rejection = readers.Find(r => r.IsRejected) is { } rejected ? Pkr.RejectedByCompiler.At(rejected.Site, type.Name) : null,
            TakesMembers = obstacle is null,
        };

        AttributeReader Open(AttributeData attribute, Site site)
        {
            var syntax = AttributeReader.SyntaxOf(attribute, cancellation)!;
            if (site != Site.Network)
                sites.AddAttribute(site, syntax, attribute.AttributeConstructor?.Parameters.FirstOrDefault()?.Name);
            var reader = new AttributeReader(attribute, syntax, site, problems);
            readers.Add(reader);
            return reader;
        }
    }

    /// <summary>The attribute that counts when a mistake has repeated it.</summary>
    private static AttributeData? FindNetwork(INamedTypeSymbol type) => type.GetAttributes().FirstOrDefault(AttributeNames.IsNetwork);

    private static DeclaredNetwork Failed(INamedTypeSymbol type, string key, Exception bug) => new()
    {
        Key = key,
        Declaration = new() { Type = new("", type.Name, []), Parameters = new ParametersSource.None() },
        Problems = [Pkr.InternalError.At(Site.Network, type.Name, bug.ToString())],
        TakesMembers = false,
    };
}
