using System;
using System.Linq;

namespace Pickerel.Tool.Reports.Html;

/// <summary>Scratch memory over time: each buffer a rectangle as wide as the layers it is kept for and as high as it is long.</summary>
internal static class MemoryChart
{
    private const double Width = 1000, Left = 64, Top = 12, Plot = 280, LabelHeight = 78;

    public static Markup Of(NetworkReport network)
    {
        if (network.Buffers.Count == 0 || network.Buffers.Max(b => b.Offset + b.Bytes) is var most && most <= 0)
            return Markup.Empty;
        var (first, last) = (network.Buffers.Min(b => b.First), network.Buffers.Max(b => b.Last));
        var step = (Width - Left - 8) / (last - first + 1);
        double X(double at) => Left + ((at - first) * step);
        double Y(double bytes) => Top + (Plot * (1 - (bytes / most)));
        var rectangles = network.Buffers.Select((b, i) => Buffer(b, i, X(b.First), Y(b.Offset + b.Bytes), step * (b.Last - b.First + 1), Plot * b.Bytes / most));
        var ticks = Enumerable.Range(first, last - first + 1).Select(s => Markup.Of(
            $"""<text class="tick" transform="translate({X(s + 0.5)},{Top + Plot + 14}) rotate(-40)" text-anchor="end">{NameOf(network, s)}</text>"""));
        var scale = new[] { 0.0, 0.5, 1.0 }.Select(f => Markup.Of(
            $"""<line class="grid" x1="{Left}" x2="{Width - 8}" y1="{Y(f * most)}" y2="{Y(f * most)}"/><text class="tick" x="{Left - 6}" y="{Y(f * most) + 4}" text-anchor="end">{Bytes(f * most)}</text>"""));
        return Markup.Of(
            $"""<div class="scroll"><svg class="chart" id="memorychart" viewBox="0 0 {Width} {Top + Plot + LabelHeight}" role="img" aria-label="Scratch memory by layer">{HtmlPage.Join(scale)}{HtmlPage.Join(rectangles)}{HtmlPage.Join(ticks)}</svg></div>""");
    }

    private static Markup Buffer(BufferEntry b, int index, double x, double y, double width, double height)
    {
        const double Letter = 6.6;
        var label = height >= 13 && width >= (b.Buffer.Length * Letter) + 8 ? Markup.Of($"""<text class="buffername" x="{x + 5}" y="{y + 11.5}">{b.Buffer}</text>""") : Markup.Empty;
        return Markup.Of(
            $"""<rect class="buffer c{index % 6}" x="{x + 0.75}" y="{y}" width="{Math.Max(1, width - 1.5)}" height="{Math.Max(1, height - 0.75)}" data-bytes="{b.Bytes}"><title>{b.Buffer}: {b.Bytes:N0} bytes at {b.Offset:N0}</title></rect>{label}""");
    }

    /// <summary>The layer that runs in a step; before the first there is the input, behind the last the output.</summary>
    private static string NameOf(NetworkReport network, int step) =>
        step < 0 ? "input" : step < network.Layers.Count ? network.Layers[step].Name : "output";

    private static string Bytes(double bytes) => bytes >= 10240 ? Markup.Of($"{bytes / 1024:0} KiB").Text : Markup.Of($"{bytes:0} B").Text;
}
