using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pickerel.Benchmarks.Reports;

/// <summary>What figures depend on besides the code.</summary>
internal static class Machine
{
    /// <summary>Gets the processor by name, family and model.</summary>
    public static string Processor { get; } = Describe();

    /// <summary>Gets the processor as a folder's name.</summary>
    public static string Slug { get; } = string.Join(
        '-', new string([.. Processor.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Gets runtime and widest vectors, for headings.</summary>
    public static string Runtime { get; } =
        $"{RuntimeInformation.FrameworkDescription}, {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128).ToString(CultureInfo.InvariantCulture)}-bit vectors";

    private static string Describe()
    {
        if (!File.Exists("/proc/cpuinfo"))
            return RuntimeInformation.ProcessArchitecture.ToString();
        var lines = File.ReadAllLines("/proc/cpuinfo");
        string? Value(string key) => lines.FirstOrDefault(l => string.Equals(l.Split(':')[0].Trim(), key, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        return Value("model name") is { } name
            ? $"{name} family {Value("cpu family")} model {Value("model")}"
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
