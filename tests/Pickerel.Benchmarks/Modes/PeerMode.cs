using Pickerel.Benchmarks.Peers;
using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Modes;

/// <summary><c>--peer</c>: ONNX Runtime before and after our own networks, within the same minute, on the same core.</summary>
internal static class PeerMode
{
    public static int Run(Options options)
    {
        var report = new Report();
        var pinned = Pinning.Pin();
        if (OnnxRuntimePeer.Script is null)
            report.Write("The peer is absent: there is no shared/peers/onnxruntime/run.sh beside the checkout. Our own times only.");
        else
            Console.WriteLine("Building our networks, then timing the peer, whose first run installs it.");

        Dictionary<string, Measurement> before = [];
        var ours = NetworkRun.All(options, built: () => before = TimePeer(options));
        var after = TimePeer(options);

        report.Write($"One thread, peer and we {pinned}; {(options.Uniform ? "uniform" : "Gaussian")} weights; clock {Format.Number(CoreClock.MeasureGigahertz(), 2)} GHz.");
        report.Write("The peer is ONNX Runtime int8 (w8a8, AVX-512 VNNI): the better of a run before and one after ours. It takes float NCHW and quantizes inside;");
        report.Write("we take bytes HWC and stop at 16-bit logits. Columns below w8a8 are fewer bits than the peer's, so another network; only w8a8 compares equal arithmetic.");
        report.Write("tflite is MLPerf Tiny's own int8 file of the network, requantized bit for bit as TensorFlow Lite does, its softmax included.");
        report.Write();
        report.Write(Tabulate(ours, network => Best(before, after, network)).ToString());
        foreach (var refused in ours.Where(run => run.Refusal is not null))
            report.Write(refused.ToString());
        if (options.Save)
            report.Save("peer", options.Command);
        return 0;
    }

    private static Dictionary<string, Measurement> TimePeer(Options options)
    {
        try
        {
            return OnnxRuntimePeer.Script is null ? [] : OnnxRuntimePeer.Run(options.Networks);
        }
        catch (InvalidOperationException failed)
        {
            Console.Error.WriteLine(failed.Message);
            return [];
        }
    }

    private static double? Best(Dictionary<string, Measurement> before, Dictionary<string, Measurement> after, string network)
    {
        var times = new[] { before, after }.Where(run => run.ContainsKey(network)).Select(run => run[network].Best).ToArray();
        return times.Length > 0 ? times.Min() : null;
    }

    private static Table Tabulate(IEnumerable<NetworkRun> runs, Func<string, double?> peerBest)
    {
        var table = new Table("network", "bits", "peer us", "best us", "median us", "GMAC/s", "ratio", "target", "verdict");
        foreach (var run in runs.Where(r => r.Refusal is null))
        {
            var (peer, target) = (peerBest(run.Network.Name), Targets.Of(run.Network.Name, run.Precision.Name));
            var ratio = peer / run.Time.Best;
            table.Add(
                run.Network.Name,
                run.Precision.Name,
                peer is { } time ? Format.Microseconds(time) : "",
                Format.Microseconds(run.Time.Best),
                Format.Microseconds(run.Time.Median),
                Format.Number(run.Gmacs, 1),
                ratio is { } r ? Format.Ratio(r) : "",
                target is { } t ? Format.Ratio(t) : "",
                ratio is null || target is null ? "" : ratio >= target ? "met" : "below");
        }

        return table;
    }
}
