using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace Pickerel.Tool.Tests;

/// <summary>A bar as it is drawn.</summary>
/// <param name="Name">Its baseline.</param>
/// <param name="Cost">What it says it stands for.</param>
/// <param name="Width">Its length in pixels.</param>
/// <param name="Segments">Its parts.</param>
internal sealed record DrawnBar(string Name, double Cost, double Width, IReadOnlyList<DrawnSegment> Segments);

/// <summary>A part of a bar as it is drawn.</summary>
internal sealed record DrawnSegment(string Kind, double Cost, double Width, string Color);

/// <summary>A page and what went wrong on it.</summary>
public sealed class OpenPage
{
    private const string Measure = """
        section => JSON.stringify([...document.querySelectorAll('#' + section + ' .bar')].map(bar => {
          const segments = [...bar.querySelectorAll('.seg')].map(s => ({
            kind: s.dataset.kind, cost: Number(s.dataset.cost), width: s.getBoundingClientRect().width, color: getComputedStyle(s).backgroundColor }));
          return { name: bar.dataset.bar, cost: Number(bar.dataset.cost), width: segments.reduce((w, s) => w + s.width, 0), segments };
        }))
        """;

    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Complaints.Add($"console: {message.Text}");
        page.PageError += (_, error) => Complaints.Add($"error: {error}");
        page.RequestFailed += (_, request) => Complaints.Add($"failed: {request.Url}");
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Gets everything the console and the network complained of.</summary>
    public List<string> Complaints { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>Takes a picture of the whole page.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> Picture(string name)
    {
        var path = Path.Combine(Browser.Screenshots, name + ".png");
        _ = await Page.ScreenshotAsync(new() { Path = path, FullPage = true });
        return path;
    }

    internal async Task<IReadOnlyList<DrawnBar>> Bars(string section) => JsonSerializer.Deserialize<DrawnBar[]>(
        await Page.EvaluateAsync<string>(Measure, section), JsonSerializerOptions.Web)!;
}
