using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Cost;

namespace Pickerel.Tool.Reports.Html;

/// <summary>The page of one network.</summary>
internal static class NetworkPage
{
    public static string Of(NetworkReport n) => HtmlPage.Of(
        n.ShortName,
        Lead(n),
        Tiles(n),
        HtmlPage.Section("baselines", "What quantizing the elementwise work saves", Markup.Of($"{CostText.Measure(n.Table)} of one inference. Weights and activations are the same in every bar but “all in float32”; what differs is how norms, activations and scales are executed."), BaselineBars(n)),
        HtmlPage.Section("layers", "Layer by layer, before and after folding", Markup.Of($"Upper bar: norms, activations and scales in float32, each on its own. Lower bar: as quantized here. All bars have one scale."), LayerBars(n)),
        HtmlPage.Section("table", "Layers", Markup.Of($"As quantized. “Sums” are accumulators: their proved bits, and in their own column the bits of all adds to them, which ACEv2 leaves out."), LayerTable(n)),
        HtmlPage.Section("bits", "Bit widths", Markup.Of($"On a scale of 32 bits."), BitChart.Of(n)),
        HtmlPage.Section("memory", "Memory over time", Markup.Of($"{n.ScratchBytes:N0} bytes of scratch. Layers run from left to right; a buffer is as wide as it must be kept."), MemoryChart.Of(n)),
        HtmlPage.Section("kernels", "Kernels", Markup.Of($"The kernel of each layer, the proved bound that permits it, and why no faster one."), Kernels(n)),
        HtmlPage.Section("operations", "Operations", Markup.Of($"Everything one inference executes, as quantized."), Operations(n)),
        HtmlPage.Section("prices", Markup.Of($"Prices, table {n.Table}").Text, Markup.Of($"Bits are those of the proved range of a value. A float32 counts 32."), Prices(n)));

    private static Markup Lead(NetworkReport n)
    {
        string Share(string baseline) => CostText.Percent(n.Find(baseline)?.Total.ElementwiseShare ?? 0);
        return Markup.Of(
            $"{string.Join('×', n.Input.Shape)} {n.Input.Grid} in, {string.Join(", ", (n.Outputs ?? [n.Output]).Select(o => $"{string.Join('×', o.Shape)} {o.Grid}{(o.Layer is null ? "" : $" ({o.Layer})")}"))} out. Elementwise operations are <strong>{CostText.Percent(n.Total.ElementwiseShare)}</strong> of its ACEv2; with norms, activations and scales in float32 they would be {Share(NetworkReport.FloatFolded)} folded and {Share(NetworkReport.FloatUnfused)} unfused.");
    }

    private static Markup Tiles(NetworkReport n)
    {
        (string Value, string Name)[] tiles =
        [
            (CostText.Short(n.Total.AceV2), "ACEv2"),
            (CostText.Percent(n.Total.ElementwiseShare), "elementwise"),
            (CostText.Short(n.Total.Ace), "ACE"),
            (CostText.Short(n.Total.Macs), "MACs"),
            (CostText.Short(n.Total.Bops), "bit operations"),
            (CostText.Energy(n.Total.Energy), "energy"),
            (CostText.Short(n.ModelBytes), "model bytes"),
            (CostText.Short(n.ScratchBytes), "scratch bytes"),
        ];
        var accuracy = n.Accuracy is { } percent ? Markup.Of($"""<div class="tile"><b>{percent:0.00} %</b><span>accuracy given</span></div>""") : Markup.Empty;
        return Markup.Of($"""<div class="tiles">{HtmlPage.Join(tiles.Select(t => Markup.Of($"""<div class="tile"><b>{t.Value}</b><span>{t.Name}</span></div>""")))}{accuracy}</div>""");
    }

    private static Markup BaselineBars(NetworkReport n) => StackedBars.Of(
    [
        .. n.Baselines.Where(b => !b.Baseline.Equals("float32", StringComparison.Ordinal)).OrderByDescending(b => b.Total.AceV2)
            .Select(b => (Markup.Empty, (IReadOnlyList<Bar>)[new Bar(Label(b.Baseline), b.Total, b.Baseline)])),
    ]) is { Text.Length: > 0 } bars ? Markup.Of($"""{bars}<p class="note">{AllFloat(n)}</p>""") : Markup.Empty;

    /// <summary>Off the scale of the others, so in words.</summary>
    private static Markup AllFloat(NetworkReport n) => n.Find("float32") is { } f
        ? Markup.Of($"All in float32, weights and activations too: {CostText.Short(f.Total.AceV2)}, {CostText.Percent(f.Total.ElementwiseShare)} elementwise.")
        : Markup.Empty;

    private static Markup LayerBars(NetworkReport n)
    {
        Bar Of(string baseline, string label, LayerEntry layer) => new(Markup.Of($"{label}"), n.Find(baseline)?.Of(layer.Name) ?? new Figures(), baseline);
        var costly = n.Layers.Where(l => (n.Find(NetworkReport.AsQuantized)?.Of(l.Name).AceV2 ?? 0) > 0);
        return StackedBars.Of([.. costly.Select(l => (Title(l), (IReadOnlyList<Bar>)[Of(NetworkReport.FloatUnfused, "before", l), Of(NetworkReport.AsQuantized, "after", l)]))]);
    }

    private static Markup Title(LayerEntry l) =>
        l.Folded.Count > 1 ? Markup.Of($"""{l.Name} <small>{string.Join(" + ", l.Folded.Skip(1))}</small>""") : Markup.Of($"{l.Name}");

    private static Markup LayerTable(NetworkReport n)
    {
        var quantized = n.Find(NetworkReport.AsQuantized);
        var rows = n.Layers.Select(l =>
        {
            var f = quantized?.Of(l.Name) ?? new Figures();
            return Row(Title(l), string.Join('×', l.Shape), l.Weights ?? "", l.Grid, l.Sums is null ? "" : Markup.Of($"{BitChart.SumBits(l)}").Text, l.Parameters, l.Bytes, f);
        });
        var total = Row(Markup.Of($"total"), "", "", "", "", n.Layers.Sum(l => l.Parameters), n.ModelBytes, n.Total);
        return Markup.Of(
            $"""
            <div class="scroll"><table><thead><tr><th>layer</th><th>output</th><th>weights</th><th>grid</th><th class="n">sum bits</th><th class="n">params</th><th class="n">bytes</th><th class="n">MACs</th><th class="n">ACE</th><th class="n">ACEv2</th><th class="n">elementwise</th><th class="n">adds to sums</th><th class="n">energy, nJ</th></tr></thead>
            <tbody>{HtmlPage.Join(rows)}</tbody><tfoot>{total}</tfoot></table></div>
            """);
    }

    private static Markup Row(Markup title, string shape, string weights, string grid, string sums, long parameters, long bytes, Figures f) => Markup.Of(
        $"""<tr><th scope="row">{title}</th><td>{shape}</td><td>{weights}</td><td>{grid}</td><td class="n">{sums}</td><td class="n">{parameters:N0}</td><td class="n">{bytes:N0}</td><td class="n">{f.Macs:N0}</td><td class="n">{f.Ace:N0}</td><td class="n">{f.AceV2:N0}</td><td class="n">{(f.AceV2 == 0 ? "" : CostText.Percent(f.ElementwiseShare))}</td><td class="n">{f.Accumulators:N0}</td><td class="n">{f.Energy / 1000:N2}</td></tr>""");

    private static Markup Kernels(NetworkReport n) => n.Layers.Count == 0 ? Markup.Empty : Markup.Of(
        $"""<div class="scroll"><table class="kernels"><thead><tr><th>layer</th><th>kernel</th><th>bound</th></tr></thead><tbody>{HtmlPage.Join(n.Layers.Select(Kernel))}</tbody></table></div>""");

    private static Markup Kernel(LayerEntry l)
    {
        var refused = l.Refused.Count == 0 ? Markup.Empty : Markup.Of(
            $"<details><summary>{l.Refused.Count} refused</summary><ul>{HtmlPage.Join(l.Refused.Select(r => Markup.Of($"<li>{r}</li>")))}</ul></details>");
        return Markup.Of($"""<tr><th scope="row">{l.Name}</th><td><code>{l.Kernel}</code></td><td>{l.Bound}{refused}</td></tr>""");
    }

    private static Markup Operations(NetworkReport n)
    {
        if (n.Operations.Count == 0)
            return Markup.Empty;
        var rows = n.Operations.Select(o => Markup.Of(
            $"""<tr><td>{o.Layer}</td><td>{Words(o.Operation)}</td><td>{Operands(o)}</td><td>{o.Sum ?? ""}</td><td class="n">{o.Count:N0}</td></tr>"""));
        return Markup.Of(
            $"""<details><summary>{n.Operations.Count} kinds of operations</summary><div class="scroll"><table><thead><tr><th>layer</th><th>operation</th><th>bits</th><th>sum, bits</th><th class="n">times</th></tr></thead><tbody>{HtmlPage.Join(rows)}</tbody></table></div></details>""");
    }

    private static string Operands(OperationEntry o) => (o.Right, o.Choices) switch
    {
        ("0", 0) => o.Left,
        ("0", _) => Markup.Of($"{o.Left}, {o.Choices} amounts").Text,
        (_, 0) => $"{o.Left} × {o.Right}",
        _ => Markup.Of($"{o.Left} × {o.Right}, {o.Choices} choices").Text,
    };

    /// <summary>A name in camel case as words.</summary>
    private static string Words(string name) => string.Concat(name.Select(c => char.IsAsciiLetterUpper(c) ? "-" + char.ToLowerInvariant(c) : c.ToString()));

    private static Markup Prices(NetworkReport n)
    {
        if (n.Table != CostTable.Current.Version)
            return Markup.Empty;
        var rows = CostTable.Current.Rows.Select(r => Markup.Of($"<tr><td>{r.Operation}</td><td>{r.Price}</td></tr>"));
        return Markup.Of($"""<details><summary>The table</summary><table><thead><tr><th>operation</th><th>price</th></tr></thead><tbody>{HtmlPage.Join(rows)}</tbody></table></details>""");
    }

    internal static Markup Label(string baseline) =>
        Enum.TryParse<Baseline>(baseline, ignoreCase: true, out var known) ? Markup.Of($"{CostText.Of(known)}") : Markup.Of($"{baseline}");
}
