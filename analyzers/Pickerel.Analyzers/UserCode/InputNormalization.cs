using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Pickerel.Analyzers.UserCode;

/// <summary>
/// A constant normalization of a network's own elements, <c>Scales[c] * q + Offsets[c]</c>, written in user code; what
/// <c>[Network]</c> has to say so that the network does it.
/// </summary>
internal sealed class InputNormalization
{
    private readonly NetworkCall _call;

    private InputNormalization(NetworkCall call, IOperation source, IReadOnlyList<double> scales, IReadOnlyList<double> offsets) =>
        (_call, Source, Scales, Offsets) = (call, source, scales, offsets);

    /// <summary>Gets the buffer of the elements.</summary>
    public IOperation Source { get; }

    /// <summary>Gets the factors, one, or one a channel.</summary>
    public IReadOnlyList<double> Scales { get; }

    public IReadOnlyList<double> Offsets { get; }

    /// <summary>Gets whether the network quantizes the normalized values to the very elements they came from, so that nothing is to be set.</summary>
    public bool IsNetworksOwn
    {
        get
        {
            if (_call.Constant<double>("InputScale") is not { } scale || _call.Constant<int>("InputZeroPoint") is not { } zero)
                return false;
            var least = _call.InputElement?.SpecialType == SpecialType.System_SByte ? (int)sbyte.MinValue : byte.MinValue;
            return Enumerable.Range(0, Scales.Count).All(c => Enumerable.Range(least, 256).All(q =>
                Math.Floor(((float)((Scales[c] * q) + Offsets[c]) / scale) + 0.5) + zero == q));
        }
    }

    /// <summary>Gets the arguments of <c>[Network]</c> under which its own elements mean the normalized values; an empty one is to be removed.</summary>
    public IReadOnlyList<(string Name, string Value)> Arguments
    {
        get
        {
            var (mean, std) = (_call.Reals("Mean"), _call.Reals("Std"));
            if (Scales.Count == 1 && Offsets[0] == 0)
                return [("InputScale", TextOf(Scales[0])), ("InputZeroPoint", "")];

            // scale * q - mean over std, with the scale that maps bytes to 0 to 1 when channels differ.
            var channels = Channels(_call) ?? Scales.Count;
            var scale = Scales.Count == 1 ? Scales[0] : 1.0 / 255;
            var stds = Enumerable.Range(0, channels).Select(c => scale / Scales[c % Scales.Count] * At(std, c, 1)).ToList();
            var means = Enumerable.Range(0, channels).Select(c => (At(mean, c, 0) - Offsets[c % Offsets.Count]) * scale / Scales[c % Scales.Count]).ToList();
            return
            [
                ("InputScale", TextOf(scale)),
                ("InputZeroPoint", ""),
                ("Mean", ArrayOf(means)),
                ("Std", stds.TrueForAll(s => s == 1) ? "" : ArrayOf(stds)),
            ];
        }
    }

    /// <summary>Composes steps; null when they are no constant normalization of the network's elements in their order.</summary>
    public static InputNormalization? Of(NetworkCall call, IReadOnlyList<ElementWork> works)
    {
        if (works is not [{ Source: { } source } first, ..] || !SymbolEqualityComparer.Default.Equals(first.Element, call.InputElement))
            return null;
        if (!works.All(w => w is { KeepsOrder: true, Form.IsAffine: true, Form.IsRounded: false }) || works.Skip(1).Any(w => !ElementReader.IsReal(w.Element)))
            return null;
        var count = works.All(w => w.Form is { Scale: not null, Offset: not null }) ? 1 : Channels(call) ?? 0;
        var forms = works.Select(w => count == 1 && w.Form.Scale is not null ? [w.Form] : w.Channels(count)).ToList();
        if (count == 0 || forms.Exists(f => f is null || f.Any(x => x.Scale is null || x.Offset is null)))
            return null;
        var (scales, offsets) = (new double[count], new double[count]);
        for (var c = 0; c < count; c++)
        {
            (scales[c], offsets[c]) = (1, 0);
            foreach (var form in forms)
                (scales[c], offsets[c]) = (scales[c] * form![c].Scale!.Value, (offsets[c] * form[c].Scale!.Value) + form[c].Offset!.Value);
        }

        return Array.TrueForAll(scales, s => s > 0) ? new(call, source, scales, offsets) : null;
    }

    private static int? Channels(NetworkCall call)
    {
        var input = call.Network.GetAttributes().First(Pickerel.Generator.Declaring.AttributeNames.IsNetwork).NamedArguments.FirstOrDefault(a => a.Key is "Input").Value.Value as string;
        return int.TryParse(input?.Split('x').Last(), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var channels) ? channels : null;
    }

    private static double At(IReadOnlyList<double> values, int channel, double absent) => channel < values.Count ? values[channel] : absent;

    private static string ArrayOf(IEnumerable<double> values) => "new[] { " + string.Join(", ", values.Select(Shortest)) + " }";

    /// <summary>A scale as people write it: <c>1.0 / 255</c>.</summary>
    private static string TextOf(double scale)
    {
        var inverse = Shortest(1 / scale);
        return scale < 1 && inverse.Length <= 7 ? "1.0 / " + (inverse.EndsWith(".0", StringComparison.Ordinal) ? inverse.Substring(0, inverse.Length - 2) : inverse) : Shortest(scale);
    }

    /// <summary>The decimal that single precision was meant to hold, as a literal of type double.</summary>
    private static string Shortest(double value)
    {
        var rounded = double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var near = Math.Abs(rounded - value) <= Math.Abs(value) * 2e-7 ? rounded : value;
        var text = near.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.') || text.Contains('E') ? text : text + ".0";
    }
}
