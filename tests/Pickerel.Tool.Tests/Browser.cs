using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Playwright;

namespace Pickerel.Tool.Tests;

/// <summary>A headless Chromium, the system's.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Set to 1 where a missing browser must fail a test instead of skipping it.</summary>
    private const string RequireVariable = "PICKEREL_REQUIRE_BROWSER";

    private static readonly string? Executable = Array.Find(["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"], File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public static bool IsMissing => Executable is null && !string.Equals(Environment.GetEnvironmentVariable(RequireVariable), "1", StringComparison.Ordinal);

    /// <summary>Gets where screenshots go.</summary>
    public static string Screenshots { get; } = Path.Combine(AppContext.BaseDirectory, "screenshots");

    public async ValueTask InitializeAsync()
    {
        if (IsMissing)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable ?? throw new FileNotFoundException("There is no Chromium in /usr/bin."),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a file; the browser is offline.</summary>
    public async Task<OpenPage> Open(string file, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new() { ColorScheme = scheme, Offline = true, ViewportSize = new() { Width = 1200, Height = 900 } });
        var opened = new OpenPage(await context.NewPageAsync());
        _ = await opened.Page.GotoAsync(new Uri(file).AbsoluteUri);
        return opened;
    }
}
