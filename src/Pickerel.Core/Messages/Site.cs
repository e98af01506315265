namespace Pickerel.Core.Messages;

/// <summary>Which part of a declaration a problem is about; the generator turns it into a place in the source.</summary>
public enum SitePart
{
    /// <summary>The class itself.</summary>
    Type,

    /// <summary>The <c>[Network]</c> attribute.</summary>
    Network,

    /// <summary>The <c>[Quantize]</c> attribute.</summary>
    Quantize,

    /// <summary>The <c>[Budget]</c> attribute.</summary>
    Budget,

    /// <summary>A layer attribute.</summary>
    Layer,
}

/// <summary>A place in a declaration: an attribute and, where known, one of its arguments.</summary>
/// <param name="Part">Which attribute.</param>
/// <param name="Layer">The position of the layer attribute, 0 for the first; -1 when <paramref name="Part"/> is no layer.</param>
/// <param name="Property">The named (or constructor) argument at fault, or null for the whole attribute.</param>
public sealed record Site(SitePart Part, int Layer = -1, string? Property = null)
{
    public static readonly Site Type = new(SitePart.Type);
    public static readonly Site Network = new(SitePart.Network);
    public static readonly Site Quantize = new(SitePart.Quantize);
    public static readonly Site Budget = new(SitePart.Budget);

    public static Site OfLayer(int index, string? property = null) => new(SitePart.Layer, index, property);

    public Site At(string property) => this with { Property = property };
}
