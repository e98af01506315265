using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Tool.Reports.Html;

/// <summary>Several networks side by side, each under every baseline.</summary>
internal static class ComparisonPage
{
    private static readonly string[] Shown = [NetworkReport.FloatUnfused, NetworkReport.FloatFolded, NetworkReport.FixedPoint32, NetworkReport.Thresholds, NetworkReport.AsQuantized];

    public static string Of(IReadOnlyList<NetworkReport> networks)
    {
        var byCost = networks.OrderBy(n => n.Total.AceV2).ToList();
        return HtmlPage.Of(
            Markup.Of($"{networks.Count} networks").Text,
            Markup.Of($"One inference of each. A claim names its baseline: the saving depends on what a network is compared with."),
            HtmlPage.Section("accuracies", "Accuracy against cost", Markup.Of($"As given to the report. The line joins the networks that no other beats in both."), Scatter.Of(networks)),
            HtmlPage.Section("summary", "Networks", Markup.Of($"{CostText.Measure(networks[0].Table)}, as quantized; by its side what the elementwise share would be with norms, activations and scales in float32."), Summary(byCost)),
            HtmlPage.Section("baselines", "Every network under every baseline", Markup.Of($"All bars have one scale."), StackedBars.Of([.. byCost.Select(n => (Title(n), Bars(n)))])));
    }

    private static IReadOnlyList<Bar> Bars(NetworkReport n) =>
        [.. Shown.Select(n.Find).OfType<BaselineEntry>().Select(b => new Bar(NetworkPage.Label(b.Baseline), b.Total, b.Baseline))];

    private static Markup Title(NetworkReport n) => Markup.Of($"""<a href="{Uri.EscapeDataString(n.Network + HtmlPage.Extension)}">{n.ShortName}</a>""");

    private static Markup Summary(IReadOnlyList<NetworkReport> networks)
    {
        var withAccuracy = networks.Any(n => n.Accuracy is not null);
        var rows = networks.Select(n => Markup.Of(
            $"""<tr><th scope="row">{Title(n)}</th>{(withAccuracy ? Markup.Of($"""<td class="n">{(n.Accuracy is { } a ? Markup.Of($"{a:0.00} %") : Markup.Empty)}</td>""") : Markup.Empty)}<td class="n">{n.Total.AceV2:N0}</td><td class="n">{CostText.Percent(n.Total.ElementwiseShare)}</td><td class="n">{Share(n, NetworkReport.FloatFolded)}</td><td class="n">{Share(n, NetworkReport.FloatUnfused)}</td><td class="n">{n.Total.Ace:N0}</td><td class="n">{n.Total.Macs:N0}</td><td class="n">{n.Total.Energy / 1000:N2}</td><td class="n">{n.ModelBytes:N0}</td><td class="n">{n.ScratchBytes:N0}</td></tr>"""));
        return Markup.Of(
            $"""<div class="scroll"><table><thead><tr><th>network</th>{(withAccuracy ? new Markup("<th class=\"n\">accuracy</th>") : Markup.Empty)}<th class="n">ACEv2</th><th class="n">elementwise</th><th class="n">folded float</th><th class="n">unfused float</th><th class="n">ACE</th><th class="n">MACs</th><th class="n">energy, nJ</th><th class="n">bytes</th><th class="n">scratch</th></tr></thead><tbody>{HtmlPage.Join(rows)}</tbody></table></div>""");
    }

    private static string Share(NetworkReport n, string baseline) => n.Find(baseline) is { } b ? CostText.Percent(b.Total.ElementwiseShare) : "";
}
