using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;
using Pickerel.Core.Ir;

namespace Pickerel.Benchmarks.Layers;

/// <summary>Times layers alone and tabulates them.</summary>
internal static class LayerTable
{
    private const int Turns = 5, Rounds = 9;

    /// <summary>Writes the table, and with <paramref name="why"/> the bounds and refusals; returns the sum of the best times.</summary>
    public static double Write(Report report, IReadOnlyList<(string Name, LayerAlone Layer)> layers, bool why)
    {
        var gigahertz = CoreClock.MeasureGigahertz();
        var contestants = layers.Select(l => new Contestant(l.Layer.Loaded.InferInScratch)).ToArray();
        Contest.Run(contestants, Turns, Rounds);
        var times = contestants.Select(c => c.Result()).ToArray();
        var sum = times.Sum(t => t.Best);

        var table = new Table("layer", "kernel", "best us", "median us", "share", "GMAC/s", "MAC/cycle");
        foreach (var ((name, layer), time) in layers.Zip(times))
        {
            var gmacs = layer.Macs / time.Best / 1000;
            table.Add(
                name,
                layer.Report?.Kernel ?? "",
                Format.Microseconds(time.Best),
                Format.Microseconds(time.Median),
                Format.Number(100 * time.Best / sum) + " %",
                layer.Macs == 0 ? "" : Format.Number(gmacs, 1),
                layer.Macs == 0 ? "" : Format.Number(gmacs / gigahertz, 1));
        }

        report.Write($"clock {Format.Number(gigahertz, 2)} GHz");
        report.Write();
        report.Write(table.ToString());
        if (why)
            WriteReasons(report, layers);
        return sum;
    }

    /// <summary>Kind, window, channels, size and stride, in the words of <see cref="LayerSpec"/>.</summary>
    public static string Describe(LayerAlone alone)
    {
        var (node, input) = (alone.Layer, alone.Input);
        var size = $"{input.Height}x{input.Width}";
        return node switch
        {
            IntegerConvolutionNode { Convolution: ConvolutionKind.Depthwise } c => $"dw {Kernel(c.Window)} {input.Channels} {size}{Stride(c.Window)}",
            IntegerConvolutionNode { Convolution: ConvolutionKind.Pointwise } c => $"pw {input.Channels}->{node.Shape.Channels} {size}{Stride(c.Window)}",
            IntegerConvolutionNode c => $"conv {Kernel(c.Window)} {input.Channels}->{node.Shape.Channels} {size}{Stride(c.Window)}",
            IntegerDenseNode => $"dense {input.Count}->{node.Shape.Count}",
            _ => $"{node.Kind} {size}x{input.Channels}",
        };
    }

    private static string Kernel(Window window) => $"{window.KernelHeight}x{window.KernelWidth}";

    private static string Stride(Window window) => window.StrideHeight == 1 ? "" : $" s{window.StrideHeight}";

    private static void WriteReasons(Report report, IReadOnlyList<(string Name, LayerAlone Layer)> layers)
    {
        foreach (var (name, layer) in layers.Where(l => l.Layer.Report is not null))
        {
            report.Write($"* {name}: {layer.Report!.Kernel}; {layer.Report.Bound}");
            foreach (var refused in layer.Report.Refused)
                report.Write($"  * not {refused}");
        }
    }
}
