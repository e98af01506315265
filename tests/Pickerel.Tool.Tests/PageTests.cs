using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Pickerel.TestKit;
using Pickerel.Tool.Commands;

namespace Pickerel.Tool.Tests;

/// <summary>The pages as a person sees them, in headless Chromium.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private const double Pixel = 0.6;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_networks_page_renders_with_bars_proportional_to_its_figures()
    {
        var opened = await Open("Keywords.DsCnn.cost.html");
        var json = Json("Keywords.DsCnn.cost.json");
        var picture = await opened.Picture("DsCnn.light");

        Assert.Empty(opened.Complaints);
        Assert.Single(opened.Requests, r => !r.StartsWith("data:", StringComparison.Ordinal));
        Assert.True(new FileInfo(picture).Length > 50_000);
        Assert.Equal("DsCnn", await opened.Page.Locator("h1").TextContentAsync());

        var baselines = json.GetProperty("baselines").EnumerateArray().ToDictionary(b => b.GetProperty("baseline").GetString()!, b => b, StringComparer.Ordinal);
        var totals = await opened.Bars("baselines");
        Assert.Equal(baselines.Keys.Where(k => k is not "float32").Order(StringComparer.Ordinal), totals.Select(b => b.Name).Order(StringComparer.Ordinal));
        AssertProportional(totals, bar => baselines[bar.Name].GetProperty("total"));

        var layers = await opened.Bars("layers");
        var names = json.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("layer").GetString()!).ToList();
        Assert.Equal(2 * names.Count, layers.Count);
        AssertProportional(layers, bar =>
        {
            var layer = names[layers.ToList().IndexOf(bar) / 2];
            return baselines[bar.Name].GetProperty("layers").EnumerateArray().Single(l => l.GetProperty("layer").ValueEquals(layer));
        });
    }

    [Fact]
    public async Task Every_layer_stands_in_every_table_and_every_buffer_in_the_chart()
    {
        var opened = await Open("Keywords.DsCnn.cost.html");
        var json = Json("Keywords.DsCnn.cost.json");
        var layers = json.GetProperty("layers").GetArrayLength();

        Assert.Equal(layers, await opened.Page.Locator("#table tbody tr").CountAsync());
        Assert.Equal(layers, await opened.Page.Locator("#bits tbody tr").CountAsync());
        Assert.Equal(layers, await opened.Page.Locator("#kernels tbody tr").CountAsync());
        Assert.Equal(json.GetProperty("buffers").GetArrayLength(), await opened.Page.Locator("#memory rect.buffer").CountAsync());
        var heights = await opened.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('rect.buffer')].map(r => r.getBoundingClientRect().height / Number(r.dataset.bytes))");
        var large = json.GetProperty("buffers").EnumerateArray().Select((b, i) => (Bytes: b.GetProperty("bytes").GetInt64(), Scale: heights![i])).Where(b => b.Bytes > 1000).ToList();
        Assert.All(large, b => Assert.Equal(large[0].Scale, b.Scale, large[0].Scale * 0.05));
    }

    [Fact]
    public async Task Nothing_sticks_out_on_a_screen_and_on_paper()
    {
        var opened = await Open("Keywords.DsCnn.cost.html");
        const string overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";

        Assert.Equal(0, await opened.Page.EvaluateAsync<int>(overflow));
        Assert.True(await opened.Page.EvaluateAsync<bool>("[...document.querySelectorAll('.scroll')].every(s => s.scrollWidth <= s.clientWidth)"));
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await opened.Page.SetViewportSizeAsync(1032, 703); // A4, landscape, inside its margins
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>(overflow));
        Assert.Equal("visible", await opened.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.scroll')).overflowX"));
        _ = await opened.Picture("DsCnn.print");
        await opened.Page.EmulateMediaAsync(new() { Media = Media.Screen });
        await opened.Page.SetViewportSizeAsync(390, 800);
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>(overflow));
    }

    [Fact]
    public async Task Dark_is_dark_and_its_text_readable()
    {
        var light = await Open("Keywords.DsCnn.cost.html");
        var dark = await Open("Keywords.DsCnn.cost.html", ColorScheme.Dark);
        const string contrast = """
            () => {
              const light = c => { const v = c.match(/[\d.]+/g).slice(0, 3).map(x => { x /= 255; return x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); }); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
              const paper = light(getComputedStyle(document.body).backgroundColor);
              const ratios = [...document.querySelectorAll('h1, .lead, .note, th, td, .barlabel, .barvalue small, summary, footer')].map(e => { const ink = light(getComputedStyle(e).color); return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05); });
              return [paper, Math.min(...ratios)];
            }
            """;

        var (inLight, inDark) = (await light.Page.EvaluateAsync<double[]>(contrast), await dark.Page.EvaluateAsync<double[]>(contrast));

        Assert.True(inLight![0] > 0.9 && inDark![0] < 0.05);
        Assert.True(inLight[1] >= 4.5 && inDark[1] >= 4.5, FormattableString.Invariant($"{inLight[1]:F2} {inDark[1]:F2}"));
        _ = await dark.Picture("DsCnn.dark");
        Assert.Empty(dark.Complaints);
    }

    [Fact]
    public async Task The_comparison_plots_accuracy_against_cost_to_scale()
    {
        var opened = await Open("comparison.html");
        _ = await opened.Picture("comparison");

        Assert.Empty(opened.Complaints);
        AssertProportional(await opened.Bars("baselines"), bar: null);
        var points = await opened.Page.EvaluateAsync<double[][]>("[...document.querySelectorAll('#scatter .point')].map(p => [Number(p.dataset.cost), Number(p.dataset.accuracy), Number(p.getAttribute('cx')), Number(p.getAttribute('cy'))])");
        Assert.Equal(3, points!.Length);
        double[] a = points[0], b = points[1], c = points[2];
        Assert.Equal((b[2] - a[2]) / (b[0] - a[0]), (c[2] - a[2]) / (c[0] - a[0]), 6);
        Assert.Equal((b[3] - a[3]) / (b[1] - a[1]), (c[3] - a[3]) / (c[1] - a[1]), 3);
        Assert.True(await opened.Page.EvaluateAsync<bool>("""
            () => { const boxes = [...document.querySelectorAll('.pointname')].map(t => t.getBoundingClientRect());
                    return boxes.every((a, i) => boxes.every((b, j) => i >= j || a.right <= b.left || b.right <= a.left || a.bottom - 3 <= b.top || b.bottom - 3 <= a.top)); }
            """));

        // Names lead to the networks' own pages.
        await opened.Page.Locator("#summary a").First.ClickAsync();
        Assert.EndsWith(".cost.html", opened.Page.Url, StringComparison.Ordinal);
        Assert.Empty(opened.Complaints);
    }

    /// <summary>All bars, and all their parts, have one scale, and stand for what the JSON says.</summary>
    private static void AssertProportional(IReadOnlyList<DrawnBar> bars, Func<DrawnBar, JsonElement>? bar)
    {
        Assert.NotEmpty(bars);
        var longest = bars.MaxBy(b => b.Cost)!;
        var scale = longest.Width / longest.Cost;
        Assert.True(longest.Width > 300);
        foreach (var drawn in bars)
        {
            Assert.Equal(drawn.Cost * scale, drawn.Width, Pixel);
            Assert.Equal(drawn.Cost, drawn.Segments.Sum(s => s.Cost));
            Assert.All(drawn.Segments, s => Assert.Equal(s.Cost * scale, s.Width, Pixel));
            Assert.Equal(drawn.Segments.Count, drawn.Segments.Select(s => s.Color).Distinct(StringComparer.Ordinal).Count());
            if (bar is null)
                continue;
            var figures = bar(drawn);
            Assert.Equal(figures.GetProperty("aceV2").GetInt64(), drawn.Cost);
            var macs = figures.GetProperty("kinds").TryGetProperty("multiplyAccumulate", out var m) ? m.GetInt64() : 0;
            Assert.Equal(macs, drawn.Segments.Where(s => s.Kind is "multiply-accumulate").Sum(s => s.Cost));
        }
    }

    private async Task<OpenPage> Open(string page, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(Browser.IsMissing, "there is no Chromium in /usr/bin");
        if (!Directory.Exists(_folder["out"]))
        {
            Descriptions.Write(_folder, Descriptions.DsCnn);
            Descriptions.Write(_folder, Descriptions.DsCnn.Replace("[BatchNorm]", "[BatchNorm(Quantized = false)]", StringComparison.Ordinal).Replace("class DsCnn", "class DsCnnFloatNorms", StringComparison.Ordinal));
            Descriptions.Write(_folder, Descriptions.DsCnn.Replace("Weights = 4, Activations = 4", "Weights = 8, Activations = 8", StringComparison.Ordinal).Replace("class DsCnn", "class DsCnn8", StringComparison.Ordinal));
            string[] arguments = [_folder["obj"], "-o", _folder["out"], "--accuracy", "DsCnn=91.4", "--accuracy", "DsCnnFloatNorms=91.5", "--accuracy", "DsCnn8=92"];
            Assert.Equal(0, ReportCommand.Create().Parse(arguments).Invoke());
        }

        return await browser.Open(_folder[$"out/{page}"], scheme);
    }

    private JsonElement Json(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(_folder[$"out/{file}"]));
        return json.RootElement.Clone();
    }
}
