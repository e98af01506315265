using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Tool.Reports.Html;

/// <summary>A bar of one or several.</summary>
/// <param name="Label">What it stands for.</param>
/// <param name="Figures">Its cost.</param>
/// <param name="Name">Its name for tests and styles: a baseline's.</param>
internal sealed record Bar(Markup Label, Figures Figures, string Name);

/// <summary>Horizontal bars of ACEv2, stacked by kind of operation, all on one scale.</summary>
internal static class StackedBars
{
    /// <summary>The kinds as they are stacked, products first, with the class of their color.</summary>
    private static readonly (string Class, string Name, string[] Kinds)[] Stacks =
    [
        ("mac", "multiply-accumulate", ["multiplyAccumulate"]),
        ("shac", "shift-accumulate", ["shiftAccumulate"]),
        ("mul", "multiply", ["multiply", "divide", "squareRoot", "exponential", "hyperbolicTangent"]),
        ("add", "add", ["add"]),
        ("shift", "shift", ["shift"]),
        ("cmp", "compare, clamp, threshold", ["compare", "threshold"]),
        ("other", "lookup, convert", ["lookup", "convert"]),
    ];

    /// <summary>The bars in groups, each group under its title if it has one, on the scale of the greatest.</summary>
    public static Markup Of(IEnumerable<(Markup Title, IReadOnlyList<Bar> Bars)> groups)
    {
        var all = groups.ToList();
        var greatest = all.SelectMany(g => g.Bars).Select(b => b.Figures.AceV2).DefaultIfEmpty(0).Max();
        var rows = all.Select(g => Markup.Of($"""<div class="bargroup">{(g.Title.Text.Length == 0 ? g.Title : Markup.Of($"<h3>{g.Title}</h3>"))}{HtmlPage.Join(g.Bars.Select(b => Row(b, greatest)))}</div>"""));
        return greatest == 0 ? Markup.Empty : Markup.Of($"""{Legend(all.SelectMany(g => g.Bars))}<div class="bars">{HtmlPage.Join(rows)}</div>""");
    }

    private static Markup Row(Bar bar, long greatest)
    {
        var segments = Stacks.Select(s => (s.Class, s.Name, Cost: CostOf(bar.Figures, s.Kinds))).Where(s => s.Cost > 0).Select(s => Markup.Of(
            $"""<span class="seg {s.Class}" style="width:{100.0 * s.Cost / greatest:0.######}%" data-kind="{s.Name}" data-cost="{s.Cost}" title="{s.Name}: {s.Cost:N0} ({CostText.Percent((double)s.Cost / Math.Max(1, bar.Figures.AceV2))})"></span>"""));
        return Markup.Of(
            $"""<div class="bar" data-bar="{bar.Name}" data-cost="{bar.Figures.AceV2}"><span class="barlabel">{bar.Label}</span><span class="track">{HtmlPage.Join(segments)}</span><span class="barvalue">{CostText.Short(bar.Figures.AceV2)}<small>{CostText.Percent(bar.Figures.ElementwiseShare)}</small></span></div>""");
    }

    /// <summary>The kinds that occur.</summary>
    private static Markup Legend(IEnumerable<Bar> bars)
    {
        var figures = bars.Select(b => b.Figures).ToList();
        var entries = Stacks.Where(s => figures.Exists(f => CostOf(f, s.Kinds) > 0)).Select(s => Markup.Of($"""<span><i class="{s.Class}"></i>{s.Name}</span>"""));
        return Markup.Of($"""<div class="legend">{HtmlPage.Join(entries)}<span class="legendnote">right: ACEv2 and its elementwise share</span></div>""");
    }

    private static long CostOf(Figures figures, string[] kinds) => kinds.Sum(k => figures.Kinds.GetValueOrDefault(k));
}
