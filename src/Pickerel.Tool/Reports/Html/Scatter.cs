using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Tool.Reports.Html;

/// <summary>Accuracy against cost, a point a network; those that no other beats in both are joined.</summary>
internal static class Scatter
{
    private const double Width = 1000, Height = 420, Left = 70, Right = 40, Top = 20, Bottom = 48;

    public static Markup Of(IReadOnlyList<NetworkReport> networks)
    {
        var points = networks.Where(n => n.Accuracy is not null).OrderBy(n => n.Total.AceV2).ThenByDescending(n => n.Accuracy).ToList();
        if (points.Count == 0)
            return Markup.Empty;
        double most = points.Max(p => p.Total.AceV2) * 1.12, least = points.Min(p => p.Accuracy!.Value), best = points.Max(p => p.Accuracy!.Value);
        var margin = Math.Max(0.5, (best - least) * 0.15);
        var (low, high) = (Math.Max(0, least - margin), Math.Min(100, best + margin));
        double X(double cost) => Left + ((Width - Left - Right) * cost / most);
        double Y(double accuracy) => Top + ((Height - Top - Bottom) * (high - accuracy) / (high - low));
        var grid = Enumerable.Range(0, 5).Select(i => low + ((high - low) * i / 4)).Select(a => Markup.Of(
            $"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(a)}" y2="{Y(a)}"/><text class="tick" x="{Left - 8}" y="{Y(a) + 4}" text-anchor="end">{a:0.0} %</text>"""));
        var costs = Enumerable.Range(0, 5).Select(i => most * i / 4).Select(c => Markup.Of(
            $"""<text class="tick" x="{X(c)}" y="{Height - Bottom + 20}" text-anchor="middle">{CostText.Short(c)}</text>"""));
        var front = new List<string>();
        var reached = double.NegativeInfinity;
        foreach (var p in points.Where(p => p.Accuracy > reached))
        {
            reached = p.Accuracy!.Value;
            front.Add(Markup.Of($"{X(p.Total.AceV2)},{Y(reached)}").Text);
        }

        var labels = new PointLabels(Width, [.. points.Select(p => new Point(X(p.Total.AceV2), Y(p.Accuracy!.Value)))]);
        var marks = points.Select(p => Markup.Of(
            $"""<circle class="point" cx="{X(p.Total.AceV2)}" cy="{Y(p.Accuracy!.Value)}" r="6" data-cost="{p.Total.AceV2}" data-accuracy="{p.Accuracy.Value}"><title>{p.Network}: {p.Accuracy.Value:0.00} % at {CostText.Short(p.Total.AceV2)}</title></circle>{labels.Place(p.ShortName, X(p.Total.AceV2), Y(p.Accuracy.Value))}"""));
        return Markup.Of(
            $"""<div class="scroll"><svg class="chart" id="scatter" viewBox="0 0 {Width} {Height}" role="img" aria-label="Accuracy against ACEv2">{HtmlPage.Join(grid)}{HtmlPage.Join(costs)}<polyline class="front" points="{string.Join(' ', front)}"/>{HtmlPage.Join(marks)}<text class="axis" x="{(Left + Width - Right) / 2}" y="{Height - 6}" text-anchor="middle">ACEv2</text></svg></div>""");
    }
}
