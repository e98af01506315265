using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>The names of a network's layers, given or by default, and what they may refer to.</summary>
public sealed class LayerNames
{
    /// <summary>The name of the network's input.</summary>
    public const string Input = "input";

    private const int Longest = 200;

    private readonly ImmutableArray<string> _names;
    private readonly Dictionary<string, int> _positions;

    private LayerNames(ImmutableArray<string> names, Dictionary<string, int> positions)
    {
        _names = names;
        _positions = positions;
    }

    public string this[int layer] => _names[layer];

    /// <summary>Names layers: as given, else stem and ordinal among all layers of that stem, named or not.</summary>
    public static LayerNames Of(EquatableArray<LayerDeclaration> layers)
    {
        var names = ImmutableArray.CreateBuilder<string>(layers.Count);
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            ordinals[layer.Stem] = ordinals.TryGetValue(layer.Stem, out var before) ? before + 1 : 1;
            var name = layer.Name ?? layer.Stem + ordinals[layer.Stem].ToString(CultureInfo.InvariantCulture);
            var site = Site.OfLayer(names.Count, "Name");
            if (!IsValid(name))
                throw new ProblemException(Pkr.InvalidLayerName.At(site, name));
            if (positions.TryGetValue(name, out var first))
                throw new ProblemException(Pkr.DuplicateLayerName.At(site, name, first + 1, names.Count + 1));
            positions.Add(name, names.Count);
            names.Add(name);
        }

        return new LayerNames(names.ToImmutable(), positions);
    }

    /// <summary>Whether a layer may be called so: what tensor names, the text format and generated comments can all carry.</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= Longest
        && (char.IsLetterOrDigit(name[0]) || name[0] == '_')
        && name.All(c => c < 128 && (char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/'))
        && !string.Equals(name, Input, StringComparison.Ordinal);

    /// <summary>Whether a node of a text may be called so: an output node after its layer.</summary>
    public static bool IsValidOf(Node node) => node is OutputNode ? OutputNode.LayerOf(node.Name) is { } layer && IsValid(layer) : IsValid(node.Name);

    /// <summary>Checks that no layer has a name that a part of a block gets.</summary>
    public void CheckIsFree(string part, int block)
    {
        if (_positions.TryGetValue(part, out var position))
            throw new ProblemException(Pkr.DuplicateLayerName.At(Site.OfLayer(position, "Name"), part, Math.Min(position, block) + 1, Math.Max(position, block) + 1));
    }

    /// <summary>Resolves what a layer reads: the name given, else the layer above.</summary>
    public string Resolve(int layer, string? reference, string property)
    {
        if (reference is null)
            return layer == 0 ? Input : _names[layer - 1];
        if (string.Equals(reference, Input, StringComparison.Ordinal))
            return Input;
        var (site, above) = (Site.OfLayer(layer, property), Listing.Of(_names.Take(layer).Prepend(Input)));
        if (!_positions.TryGetValue(reference, out var position))
            throw new ProblemException(Pkr.UnknownLayer.At(site, _names[layer], reference, above));
        if (position == layer)
            throw new ProblemException(Pkr.ReadsItself.At(site, reference, above));
        if (position > layer)
            throw new ProblemException(Pkr.LooksAhead.At(site, _names[layer], reference, above));
        return reference;
    }
}
