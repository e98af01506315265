using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;

namespace Pickerel.Tool.Reports.Html;

/// <summary>The bits of a layer's weights, inputs, sums and outputs as small bars on one scale.</summary>
internal static class BitChart
{
    private const int Widest = 32;

    public static Markup Of(NetworkReport network)
    {
        var rows = network.Layers.Select(l => Markup.Of(
            $"""<tr><th scope="row">{l.Name}</th>{Cell("mac", l.Weights ?? "", BitsIn(l.Weights))}{Cell("shift", string.Join(", ", l.InputGrids), l.InputGrids.Select(BitsIn).DefaultIfEmpty(0).Max())}{Cell("mul", SumText(l), SumBits(l))}{Cell("cmp", l.Grid, BitsIn(l.Grid))}</tr>"""));
        return network.Layers.Count == 0 ? Markup.Empty : Markup.Of(
            $"""<div class="scroll"><table class="bits"><thead><tr><th>layer</th><th>weights</th><th>inputs</th><th>sums (proved)</th><th>outputs</th></tr></thead><tbody>{HtmlPage.Join(rows)}</tbody></table></div>""");
    }

    /// <summary>The bits that hold a layer's sums.</summary>
    public static int SumBits(LayerEntry layer)
    {
        if (layer.Sums is not [var least, var most])
            return 0;
        return Core.Cost.BitWidth.Of(new BigInteger(least), new BigInteger(most));
    }

    private static string SumText(LayerEntry layer) => layer.Sums is null ? "" : Markup.Of($"{SumBits(layer)}").Text;

    /// <summary>The last number of a notation: <c>w4</c>, <c>u8</c>, <c>w2-8</c>.</summary>
    private static int BitsIn(string? notation)
    {
        var digits = new string([.. (notation ?? "").Reverse().TakeWhile(char.IsAsciiDigit).Reverse()]);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
    }

    private static Markup Cell(string color, string text, int bits) => text.Length == 0 ? Markup.Of($"<td></td>") : Markup.Of(
        $"""<td><span class="bitbar"><i class="{color}" style="width:{100.0 * Math.Min(bits, Widest) / Widest}%" data-bits="{bits}"></i></span><span class="bittext">{text}</span></td>""");
}
