using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace Pickerel.Tool.Reports;

/// <summary>Reads the records of a <c>NETWORK.Description.g.cs</c>; records of kinds it does not know are skipped.</summary>
internal static class DescriptionReader
{
    public const string Pattern = "*.Description.g.cs";

    private const string RecordPrefix = "//| ";

    /// <summary>Reads a description.</summary>
    /// <exception cref="InvalidDataException">It is none, or of another version.</exception>
    public static NetworkReport Read(IEnumerable<string> lines)
    {
        try
        {
            return Read([.. lines.Where(l => l.StartsWith(RecordPrefix, StringComparison.Ordinal)).Select(l => l[RecordPrefix.Length..])]);
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException(malformed.Message, malformed);
        }
    }

    private static NetworkReport Read(IReadOnlyList<string> records)
    {
        if (records.Count == 0)
            throw new InvalidDataException("It holds no records of a network.");
        var head = Parse<NetworkReport>(records[0]);
        ReportJson.CheckVersion(head);
        var byKind = records.Skip(1).ToLookup(KindOf, StringComparer.Ordinal);
        var baselines = byKind["baseline"].Select(r => (Name: Parse<BaselineName>(r).Baseline, Figures: Parse<LayerFigures>(r)))
            .GroupBy(b => b.Name, (name, layers) => new BaselineEntry(name, Figures.Sum([.. layers.Select(l => l.Figures)]), [.. layers.Select(l => l.Figures)]), StringComparer.Ordinal)
            .ToList();
        var report = head with
        {
            Layers = [.. byKind["layer"].Select(Parse<LayerEntry>)],
            Baselines = baselines,
            Operations = [.. byKind["operation"].Select(Parse<OperationEntry>)],
            Buffers = [.. byKind["buffer"].Select(Parse<BufferEntry>)],
        };
        ReportJson.CheckVersion(report);
        return report.Find(NetworkReport.AsQuantized) is { } quantized
            ? report with { Total = quantized.Total }
            : throw new InvalidDataException("It holds no costs.");
    }

    /// <summary>A record's kind is the name of its first property.</summary>
    private static string KindOf(string record)
    {
        using var json = JsonDocument.Parse(record);
        return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.EnumerateObject().Select(p => p.Name).FirstOrDefault("") : "";
    }

    private static T Parse<T>(string record) => JsonSerializer.Deserialize<T>(record, ReportJson.Options) ?? throw new InvalidDataException("A record is null.");

    private sealed record BaselineName(string Baseline);
}
