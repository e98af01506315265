using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pickerel.Benchmarks.Networks;
using Pickerel.Benchmarks.Reports;
using Pickerel.Benchmarks.Timing;

namespace Pickerel.Benchmarks.Peers;

/// <summary>
/// ONNX Runtime on int8 networks, one thread, if the folder <c>shared/peers/onnxruntime</c> lies beside the checkout (or below
/// <c>PICKEREL_SHARED</c>). Its script builds and runs a small program that prints a line a network.
/// </summary>
internal static partial class OnnxRuntimePeer
{
    /// <summary>Gets the script, or null when the folder is absent.</summary>
    public static string? Script { get; } = Find();

    /// <summary>Times networks; a network the peer does not report is absent from the answer.</summary>
    /// <exception cref="InvalidOperationException">The script failed; the message holds what it said.</exception>
    public static Dictionary<string, Measurement> Run(IEnumerable<PeerNetwork> networks)
    {
        var start = new ProcessStartInfo(Script!) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var network in networks)
            start.ArgumentList.Add($"{network.Name}.onnx:{network.PeerShapes}");

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The peer failed ({process.ExitCode}): {errors.Result.Trim()}");
        return Line().Matches(lines).ToDictionary(
            m => m.Groups["name"].Value,
            m => new Measurement(Number(m.Groups["best"]), Number(m.Groups["median"])),
            StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^(?<name>\S+) best_us=(?<best>\S+) median_us=(?<median>\S+)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    private static string? Find()
    {
        var script = Checkout.Shared is { } shared ? Path.Combine(shared, "peers", "onnxruntime", "run.sh") : null;
        return File.Exists(script) ? script : null;
    }
}
