using System.IO;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pickerel.Tool.Reports;

/// <summary>Reads and writes <c>NETWORK.cost.json</c>.</summary>
internal static class ReportJson
{
    public const string Extension = ".cost.json";

    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Write(NetworkReport report, Stream to)
    {
        JsonSerializer.Serialize(to, report, Options);
        to.WriteByte((byte)'\n');
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static NetworkReport Read(Stream from)
    {
        try
        {
            var report = JsonSerializer.Deserialize<NetworkReport>(from, Options) ?? throw new InvalidDataException("It holds nothing.");
            CheckVersion(report);
            return report;
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException(malformed.Message, malformed);
        }
    }

    public static void CheckVersion(NetworkReport report)
    {
        if (report.Format != NetworkReport.Version)
            throw new InvalidDataException($"It is of version {report.Format}, and this pickerel reads version {NetworkReport.Version}.");
        if (IsIncomplete(report))
            throw new InvalidDataException("A part of it is null.");
    }

    /// <summary>JSON can say null where nothing may be missing.</summary>
    private static bool IsIncomplete(NetworkReport report) =>
        report is { Network: null } or { Input: null } or { Output: null } or { Total: null } or { Layers: null } or { Baselines: null } or { Operations: null } or { Buffers: null }
        || report.Baselines.Any(b => b is null or { Total: null } or { Layers: null } or { Baseline: null } || b.Layers.Any(l => l is null or { Layer: null } or { Kinds: null }))
        || report.Layers.Any(l => l is null or { Name: null });
}
