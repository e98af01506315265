using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Pickerel.Core.Messages;

namespace Pickerel.Tool.Reports;

/// <summary>A cost that rose, and the file that holds what it was.</summary>
internal sealed record SarifResult(CostChange Change, string BaselineFile);

/// <summary>Writes what got dearer as SARIF 2.1.0, which code reviews show: a result for each, at the baseline's file.</summary>
internal static class SarifLog
{
    public static void Write(IEnumerable<SarifResult> results, Stream to)
    {
        var rule = Pkr.DearerThanBaseline;
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "Pickerel");
        json.WriteStartArray("rules");
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("name", nameof(Pkr.DearerThanBaseline));
        WriteText(json, "shortDescription", rule.Title);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach (var result in results.Where(r => r.Change.IsDearer))
            WriteResult(json, result);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, SarifResult result)
    {
        var (change, rule) = (result.Change, Pkr.DearerThanBaseline);
        json.WriteStartObject();
        json.WriteString("ruleId", rule.Id);
        json.WriteNumber("ruleIndex", 0);
        json.WriteString("level", change.Layer is null ? "error" : "note");
        WriteText(json, "message", rule.At(Site.Network, change.Network, change).Text);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", System.Uri.EscapeDataString(result.BaselineFile.Replace('\\', '/')).Replace("%2F", "/", System.StringComparison.Ordinal));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", 1);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", change.Layer is null ? change.Network : change.Network + "." + change.Layer);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
