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

/// <summary>The class that receives the members, and whether it can.</summary>
internal static class TypeReader
{
    public static TypeDeclaration Read(INamedTypeSymbol type) => new(
        NamespaceOf(type),
        Identifier(type.Name),
        ContainingTypes(type).Select(t => $"partial {Keyword(t)} {Identifier(t.Name)}").ToEquatableArray(),
        Keyword(type),
        IsTaken(type, TypeDeclaration.DefaultCostClass) ? "Network" + TypeDeclaration.DefaultCostClass : TypeDeclaration.DefaultCostClass);

    /// <summary>The metadata name, marked where C# would see a class and a record of one name.</summary>
    public static string KeyOf(INamedTypeSymbol type)
    {
        var name = string.Join("+", ContainingTypes(type).Append(type).Select(t => t.MetadataName + (t.IsRecord ? "(record)" : "")));
        return type.ContainingNamespace.IsGlobalNamespace ? name : $"{type.ContainingNamespace.ToDisplayString()}.{name}";
    }

    /// <summary>What keeps members from being added to the class, or null.</summary>
    public static Problem? FindObstacle(INamedTypeSymbol type, CancellationToken cancellation)
    {
        List<INamedTypeSymbol> all = [.. ContainingTypes(type), type];
        if (all.Find(t => t.Arity > 0) is { } generic)
            return Pkr.GenericNetwork.At(Site.Type, type.Name, generic.Name);
        if (all.Exists(t => t.IsFileLocal))
            return Pkr.FileLocalNetwork.At(Site.Type, type.Name);
        if (!IsPartial(type, cancellation))
            return Pkr.NotPartial.At(Site.Type, type.Name);
        return all.Find(t => !IsPartial(t, cancellation)) is { } closed ? Pkr.ContainingTypeNotPartial.At(Site.Type, type.Name, closed.Name) : null;
    }

    /// <summary>Whether the user's members, or the class itself, have a name. Analyzers also see the generated ones, which do not count.</summary>
    private static bool IsTaken(INamedTypeSymbol type, string name)
    {
        if (string.Equals(type.Name, name, System.StringComparison.Ordinal))
            return true;
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.GetMembers(name).Any(m => !m.GetAttributes().Any(a => string.Equals(a.AttributeClass?.Name, "GeneratedCodeAttribute", System.StringComparison.Ordinal))))
                return true;
        }

        return false;
    }

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.All(r => r.GetSyntax(cancellation) is MemberDeclarationSyntax d && d.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>The types around a type, outermost first.</summary>
    private static Stack<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol type)
    {
        var types = new Stack<INamedTypeSymbol>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            types.Push(outer);
        return types;
    }

    private static string NamespaceOf(INamedTypeSymbol type)
    {
        var parts = new Stack<string>();
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            parts.Push(Identifier(space.Name));
        return string.Join(".", parts);
    }

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    /// <summary>A name as C# must write it: a type may be called <c>@class</c> or <c>@record</c>.</summary>
    private static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
