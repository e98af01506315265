using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Benchmarks.Networks;

/// <summary>Bits of weights and activations.</summary>
/// <param name="Name">Such as <c>w4a8</c>; with <c>e8</c> behind it the first and last layer keep 8-bit weights.</param>
/// <param name="Ends">Bits of the first and last layer's weights; 0 for the network's own, as in the peer's networks.</param>
/// <param name="Grid">The weights' grid, as the attribute names it; null for the default.</param>
/// <param name="Scheme">Grids and bits by the kind of layer, as the attribute names them, instead of <paramref name="Weights"/>; null for none.</param>
/// <param name="IsOfFile">Whether it is what a TFLite file of the network has: int8, requantized bit for bit as its reference kernels do.</param>
internal sealed record Precision(string Name, int Weights, int Activations, int Ends = 0, string? Grid = null, string? Scheme = null, bool IsOfFile = false)
{
    /// <summary>
    /// Gets those measured by default. The two-bit weights of <c>w2a2</c> are {-1, 0, 1}, so ternary is the same weights with 8-bit activations.
    /// With the bits of <c>pikelpn</c>, mobilenet100_224 is PikeLPN-1x, and with those of <c>pikelpn16</c>, PikeLPN-2x. Where a precision is not
    /// supported, the compiler's message stands in its place.
    /// </summary>
    public static IReadOnlyList<Precision> All { get; } =
    [
        new("w8a8", 8, 8),
        new("w8a7", 8, 7),
        new("w4a8", 4, 8),
        new("w4a4", 4, 4),
        new("w2a2", 2, 2, Grid: "Ternary"),
        new("ternary", 2, 8, Grid: "Ternary"),
        new("binary", 1, 8),
        new("pikelpn", 8, 8, Ends: 8, Scheme: "PikeLpn"),
        new("pikelpn16", 8, 16, Ends: 8, Scheme: "PikeLpn"),
        new("tflite", 8, 8, IsOfFile: true),
    ];

    /// <summary>Gets the line that sets it.</summary>
    public string Attribute => Scheme is not null ? $"[Quantize(Scheme = WeightScheme.{Scheme}, Activations = {Activations})]" : $"[Quantize(Weights = {Weights}, {(Grid is null ? "" : $"Grid = WeightGrid.{Grid}, ")}Activations = {Activations}, FirstAndLast = {Ends})]";

    /// <summary>Reads a name of <see cref="All"/>, any <c>w5a6</c>, each with or without <c>e8</c>; null if it is none.</summary>
    public static Precision? Parse(string text)
    {
        var (stem, ends) = text.EndsWith("e8", StringComparison.Ordinal) ? (text[..^2], 8) : (text, 0);
        if (All.FirstOrDefault(p => string.Equals(p.Name, stem, StringComparison.Ordinal)) is { } known)
            return known with { Name = text, Ends = ends };
        return stem is ['w', var weights and >= '1' and <= '8', 'a', var activations and >= '1' and <= '8']
            ? new Precision(text, weights - '0', activations - '0', ends)
            : null;
    }
}
