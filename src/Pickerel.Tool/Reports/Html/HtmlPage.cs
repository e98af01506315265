using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Pickerel.Tool.Reports.Html;

/// <summary>The frame of every page: one file with its style inside, no script, nothing fetched.</summary>
internal static class HtmlPage
{
    public const string Extension = ".cost.html";

    private static readonly Markup Style = new(ReadStyle());

    /// <summary>A page.</summary>
    /// <param name="title">The title, also of the window.</param>
    /// <param name="lead">A line under it.</param>
    /// <param name="sections">The sections, in order; empty ones are left out.</param>
    public static string Of(string title, Markup lead, params Markup[] sections) => Markup.Of(
        $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="data:,">
        <title>{title} – cost</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <main>
        <header><h1>{title}</h1><p class="lead">{lead}</p></header>
        {Join(sections)}
        <footer>ACE: PokeBNN (arXiv 2112.00133). That ACEv2 counts elementwise operations is PikeLPN's (arXiv 2404.00103); its prices here are Pickerel's reading, a numbered table.
        Energy: Horowitz (ISSCC 2014), 45 nm, as interpolated by QKeras; memory left out. Made by Pickerel; the figures lie beside this page as JSON.</footer>
        </main>
        </body>
        </html>

        """).Text;

    /// <summary>A section with its heading; nothing where there is no content.</summary>
    public static Markup Section(string id, string heading, Markup note, Markup content) => content.Text.Length == 0 ? Markup.Empty : Markup.Of(
        $"""
        <section id="{id}">
        <h2>{heading}</h2>
        <p class="note">{note}</p>
        {content}
        </section>
        """);

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Join('\n', parts.Select(p => p.Text)));

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }
}
