using System;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Diagnostics;

/// <summary>A site of a declaration and its place in the text.</summary>
internal sealed record SiteLocation(Site Site, LocationInfo Location);

/// <summary>Where the parts of one declaration stand. Apart from the declaration, so that moving it does not recompile it.</summary>
/// <param name="Key">The network's key.</param>
/// <param name="Locations">Attributes before their arguments.</param>
internal sealed record SiteMap(string Key, EquatableArray<SiteLocation> Locations)
{
    /// <summary>Finds the argument at fault, else the argument it was computed from, else the attribute, else the class.</summary>
    public LocationInfo? Find(Site site)
    {
        var attribute = site with { Property = null };
        return Exact(site)
            ?? Arguments(site.Property).Select(a => Exact(attribute.At(a))).FirstOrDefault(l => l is not null)
            ?? Exact(attribute)
            ?? Exact(Site.Network)
            ?? Exact(Site.Type);
    }

    private LocationInfo? Exact(Site site) => Locations.FirstOrDefault(l =>
        l.Site.Part == site.Part && l.Site.Layer == site.Layer
        && string.Equals(l.Site.Property, site.Property, StringComparison.OrdinalIgnoreCase))?.Location;

    /// <summary>The arguments that also set a property of a declaration.</summary>
    private static string[] Arguments(string? property) => property switch
    {
        "KernelHeight" or "KernelWidth" => ["Kernel"],
        "StrideHeight" or "StrideWidth" => ["Stride"],
        "DilationHeight" or "DilationWidth" => ["Dilation"],
        "Margins" => ["PaddingTop", "PaddingLeft", "PaddingBottom", "PaddingRight", "Padding"],
        "Kernel" or "Window" => ["KernelHeight", "KernelWidth"],
        "Stride" => ["StrideHeight", "StrideWidth"],
        "Dilation" => ["DilationHeight", "DilationWidth"],
        "Shape" => ["Input"],
        "Element" => ["InputType"],
        "Scale" => ["InputScale"],
        "ZeroPoint" => ["InputZeroPoint"],
        _ => [],
    };
}
