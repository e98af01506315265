using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Generator.Declaring;

/// <summary>The <c>[Network]</c> and <c>[Quantize]</c> attributes as parts of a declaration.</summary>
internal static class NetworkReader
{
    public static ParametersSource ReadParameters(AttributeReader attribute, string type)
    {
        var given = new List<(string Property, ParametersSource Source)>();
        var rounding = attribute.Choice<ModelRounding>("Rounding");
        if (attribute.Text("Model") is { } model)
            given.Add(("Model", new ParametersSource.Model(model, rounding)));
        else if (rounding is not null)
            attribute.Report(Pkr.RoundingUnused, "Rounding", type, "is a TensorFlow Lite model's, and there is no Model");
        if (attribute.Text("Weights") is { } weights)
            given.Add(("Weights", new ParametersSource.Weights(weights)));
        if (attribute.Integer("Seed") is { } seed)
            given.Add(("Seed", new ParametersSource.Seed(seed)));

        if (given.Count > 1)
            attribute.Report(Pkr.SeveralParameterSources, given[1].Property, type, given[0].Property, given[1].Property);
        return given.Count > 0 ? given[0].Source : new ParametersSource.None();
    }

    public static InputDeclaration? ReadInput(AttributeReader attribute, string type)
    {
        var text = attribute.Text("Input");
        var element = attribute.Choice<ElementType>("InputType") ?? ElementType.UInt8;
        if (text is null)
            return null;
        if (ParseShape(text) is not { } shape)
        {
            attribute.Report(Pkr.InputMalformed, "Input", type, text);
            return null;
        }

        var input = new InputDeclaration { Shape = shape, Element = element, Mean = attribute.Reals("Mean"), Std = attribute.Reals("Std") };
        return input with
        {
            Scale = attribute.Real("InputScale") ?? input.Scale,
            ZeroPoint = attribute.Integer("InputZeroPoint") ?? input.ZeroPoint,
        };
    }

    public static QuantizeDeclaration ReadQuantize(AttributeReader? attribute)
    {
        var absent = new QuantizeDeclaration();
        if (attribute is null)
            return absent;

        // Eight bits if nothing is said, or what the grid allows at most.
        var grid = attribute.Choice<WeightGridKind>("Grid") ?? absent.Grid;
        return new()
        {
            Weights = attribute.Integer("Weights") ?? Math.Min(absent.Weights, WeightGrids.MostBits(grid)),
            Grid = grid,
            Scheme = attribute.Choice<WeightSchemeKind>("Scheme") ?? absent.Scheme,
            ScaleQuantization = attribute.Choice<ScaleQuantizationKind>("ScaleQuantization") ?? absent.ScaleQuantization,
            ScaleBits = attribute.Integer("ScaleBits"),
            Activations = attribute.Integer("Activations") ?? absent.Activations,
            FirstAndLast = attribute.Integer("FirstAndLast") ?? absent.FirstAndLast,
        };
    }

    /// <summary>Reads <c>8x8x1</c>: three positive numbers, HWC; or two, a sequence's length and channels.</summary>
    private static TensorShape? ParseShape(string text)
    {
        const int longest = 64;
        var parts = text.Length <= longest ? text.Split('x') : [];
        if (parts.Length is not (2 or 3))
            return null;
        var sizes = parts.Select(p => int.TryParse(p.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0).ToArray();
        if (!Array.TrueForAll(sizes, s => s > 0))
            return null;
        return sizes.Length == 2 ? new TensorShape(1, sizes[0], sizes[1]) : new TensorShape(sizes[0], sizes[1], sizes[2]);
    }
}
