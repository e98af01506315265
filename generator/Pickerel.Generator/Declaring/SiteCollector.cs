using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Generator.Declaring;

/// <summary>Collects where the class, its attributes and their arguments stand.</summary>
internal sealed class SiteCollector
{
    private readonly List<SiteLocation> _locations = [];

    public void AddType(TypeDeclarationSyntax type) => _locations.Add(new(Site.Type, LocationInfo.Of(type.Identifier)));

    /// <param name="site">The attribute's site.</param>
    /// <param name="attribute">Its syntax.</param>
    /// <param name="positional">What its constructor's argument is called in messages, or null when it has none.</param>
    public void AddAttribute(Site site, AttributeSyntax attribute, string? positional)
    {
        _locations.Add(new(site, LocationInfo.Of(attribute)));
        foreach (var argument in attribute.ArgumentList?.Arguments ?? [])
        {
            var property = argument.NameEquals?.Name.Identifier.ValueText ?? positional;
            if (property is not null)
                _locations.Add(new(site.At(property), LocationInfo.Of(argument)));
        }
    }

    public SiteMap ToMap(string key) => new(key, _locations.ToEquatableArray());
}
