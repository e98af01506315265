using Microsoft.CodeAnalysis;

namespace Pickerel.Analyzers.UserCode;

/// <summary>What an expression does to one element of a buffer: <c>x / 255f</c> is affine, <c>MathF.Exp(x)</c> only rises with it.</summary>
internal sealed record ElementForm
{
    /// <summary>Gets the element, or null for an expression without one.</summary>
    public IOperation? Element { get; init; }

    /// <summary>Gets the factor of the element, when it is affine and the factor is a constant.</summary>
    public double? Scale { get; init; }

    /// <summary>Gets what is added to it, or the value of an expression without element; null when it is no constant.</summary>
    public double? Offset { get; init; }

    public bool IsAffine { get; init; }

    /// <summary>Gets whether it rises with the element (1), falls (-1), or neither strictly (0).</summary>
    public int Direction { get; init; }

    public bool IsPositive { get; init; }

    /// <summary>Gets whether values are rounded or clamped.</summary>
    public bool IsRounded { get; init; }

    /// <summary>Gets the floating-point operations for each element.</summary>
    public int Steps { get; init; }

    public static ElementForm Of(IOperation element) => new() { Element = element, Scale = 1, Offset = 0, IsAffine = true, Direction = 1 };

    public static ElementForm Invariant(double? value, bool isPositive = false) => new() { Offset = value, IsPositive = isPositive || value > 0 };

    public ElementForm Rounded() => this with { IsRounded = true, Direction = 0, Scale = null, Steps = Steps + 1 };

    /// <summary>A function of the element that rises with it, as <c>Exp</c> does.</summary>
    public ElementForm Through(bool isPositive) =>
        this with { IsAffine = false, Scale = null, Offset = null, IsPositive = isPositive, Steps = Steps + 1 };

    public ElementForm Negated() => this with { Scale = -Scale, Offset = -Offset, Direction = -Direction, IsPositive = false };

    public ElementForm Plus(ElementForm other) => this with
    {
        Element = Element ?? other.Element,
        Scale = Element is null ? other.Scale : Scale,
        Offset = Offset + other.Offset,
        IsAffine = IsAffine || other.IsAffine,
        Direction = Direction + other.Direction,
        IsPositive = IsPositive && other.IsPositive,
        IsRounded = IsRounded || other.IsRounded,
        Steps = Steps + other.Steps + 1,
    };

    /// <summary>The product with an expression without element.</summary>
    public ElementForm Times(ElementForm invariant) => this with
    {
        Scale = Scale * invariant.Offset,
        Offset = Offset * invariant.Offset,
        Direction = Direction * SignOf(invariant),
        IsPositive = IsPositive && invariant.IsPositive,
        Steps = Steps + 1,
    };

    /// <summary>The quotient by an expression without element.</summary>
    public ElementForm Over(ElementForm invariant) => this with
    {
        Scale = Scale / invariant.Offset,
        Offset = Offset / invariant.Offset,
        Direction = Direction * SignOf(invariant),
        IsPositive = IsPositive && invariant.IsPositive,
        Steps = Steps + 1,
    };

    /// <summary>An expression without element over this one.</summary>
    public ElementForm Under(ElementForm invariant) => new()
    {
        Element = Element,
        Direction = IsPositive ? -Direction * SignOf(invariant) : 0,
        IsPositive = IsPositive && invariant.IsPositive,
        IsRounded = IsRounded,
        Steps = Steps + 1,
    };

    private static int SignOf(ElementForm invariant) => invariant.IsPositive ? 1 : invariant.Offset < 0 ? -1 : 0;
}
