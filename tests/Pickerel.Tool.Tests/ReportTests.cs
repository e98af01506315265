using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Pickerel.TestKit;

namespace Pickerel.Tool.Tests;

/// <summary>Runs <c>pickerel report</c> as a process, as the build and a user do.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public ReportTests() => Descriptions.Write(_folder, Descriptions.Small);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_prints_a_line_a_network_and_writes_nothing_unasked()
    {
        Descriptions.Write(_folder, Descriptions.DsCnn);

        var run = await Pickerel("report", "obj");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        var lines = run.Output.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.Equal(["Keywords.DsCnn", "Small"], lines.Select(l => l[..l.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(lines, l => Assert.Contains("M ACEv2 (Pickerel's reading, table 1), ", l, StringComparison.Ordinal));
        Assert.Equal(["obj"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task It_writes_json_and_a_page_a_network_and_a_comparison()
    {
        Descriptions.Write(_folder, Descriptions.DsCnn);

        Assert.Equal(0, (await Pickerel("report", "obj", "-o", "out", "--accuracy", "DsCnn=91.5")).ExitCode);

        Assert.Equal(
            ["Keywords.DsCnn.cost.html", "Keywords.DsCnn.cost.json", "Small.cost.html", "Small.cost.json", "comparison.html"],
            Directory.GetFiles(_folder["out"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        var json = Json("out/Keywords.DsCnn.cost.json");
        Assert.Equal((1, 1, 91.5), (json.GetProperty("pickerel").GetInt32(), json.GetProperty("table").GetInt32(), json.GetProperty("accuracy").GetDouble()));
        foreach (var baseline in json.GetProperty("baselines").EnumerateArray())
        {
            var total = baseline.GetProperty("total");
            Assert.Equal(total.GetProperty("aceV2").GetInt64(), baseline.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("aceV2").GetInt64()));
            Assert.Equal(total.GetProperty("aceV2").GetInt64(), total.GetProperty("kinds").EnumerateObject().Sum(k => k.Value.GetInt64()));
        }

        Assert.False(Json("out/Small.cost.json").TryGetProperty("accuracy", out _));
    }

    [Fact]
    public async Task The_same_network_costs_what_it_did()
    {
        _ = await Pickerel("report", "obj", "-o", "before");

        var run = await Pickerel("report", "obj", "--baseline", "before/Small.cost.json", "--sarif", "out/dearer.sarif");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Small: costs what it did", run.Output, StringComparison.Ordinal);
        Assert.Empty(Json("out/dearer.sarif").GetProperty("runs")[0].GetProperty("results").EnumerateArray());
    }

    [Fact]
    public async Task What_got_dearer_is_named_with_an_exit_code_and_in_sarif()
    {
        _ = await Pickerel("report", "obj", "-o", "before");
        Descriptions.Write(_folder, Descriptions.Small.Replace("PointwiseConv2D(16)", "PointwiseConv2D(24)", StringComparison.Ordinal));

        var run = await Pickerel("report", "obj", "--baseline", "before", "--sarif", "dearer.sarif");

        Assert.Equal((3, ""), (run.ExitCode, run.Errors));
        Assert.Contains("Small: dearer", run.Output, StringComparison.Ordinal);
        Assert.Contains("  MACs 26.8 k -> 31.0 k (+15.6 %)", run.Output, StringComparison.Ordinal);
        Assert.Contains("  ACEv2 of layer 'pw1' ", run.Output, StringComparison.Ordinal);
        var log = Json("dearer.sarif");
        Assert.Equal("2.1.0", log.GetProperty("version").GetString());
        var results = log.GetProperty("runs")[0].GetProperty("results").EnumerateArray().ToList();
        Assert.All(results, r => Assert.Equal("PKR2021", r.GetProperty("ruleId").GetString()));
        Assert.Contains(results, r => r.GetProperty("level").ValueEquals("error") && r.GetProperty("message").GetProperty("text").GetString()!.StartsWith("Network 'Small' got dearer: ACEv2 ", StringComparison.Ordinal));
        Assert.Contains(results, r => r.GetProperty("level").ValueEquals("note") && r.GetProperty("locations")[0].GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").ValueEquals("Small.pw1"));
        Assert.All(results, r => Assert.Equal("before/Small.cost.json", r.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()));
    }

    [Fact]
    public async Task A_cheaper_network_passes_and_a_new_one_has_no_baseline()
    {
        _ = await Pickerel("report", "obj", "-o", "before");
        Descriptions.Write(_folder, Descriptions.Small.Replace("PointwiseConv2D(16)", "PointwiseConv2D(8)", StringComparison.Ordinal));
        Descriptions.Write(_folder, Descriptions.DsCnn);

        var run = await Pickerel("report", "obj", "--baseline", "before");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Small: no dearer", run.Output, StringComparison.Ordinal);
        Assert.Contains("Keywords.DsCnn: no baseline", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"table\": 1", "\"table\": 2", "priced by table 2")]
    [InlineData("\"pickerel\": 1", "\"pickerel\": 9", "version 9")]
    [InlineData("\"total\": {", "\"total\": null, \"x\": {", "null")]
    [InlineData("{", "[", "JSON")]
    public async Task A_baseline_that_cannot_be_compared_with_is_an_error_at_its_file(string from, string to, string why)
    {
        _ = await Pickerel("report", "obj", "-o", "before");
        var path = _folder["before/Small.cost.json"];
        var text = File.ReadAllText(path);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + to + text[(at + from.Length)..]);

        var run = await Pickerel("report", "obj", "--baseline", "before/Small.cost.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("^before/Small.cost.json : error PKR1111: .+", Assert.Single(run.Errors.TrimEnd().Split('\n')));
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//| {\"pickerel\":1,", "//| {\"pickerel\":2,")]
    [InlineData("//| ", "// ")]
    [InlineData("\"macs\":", "\"macs\":-1.5e400")]
    [InlineData("//| {\"layer\":\"", "//| {\"layer\":null,\"x\":\"")]
    [InlineData("\"baseline\":\"asQuantized\"", "\"baseline\":\"other\"")]
    public async Task A_damaged_description_is_an_error_at_its_file(string from, string to)
    {
        var path = _folder[$"{Descriptions.Folder}/Small.Description.g.cs"];
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));

        var run = await Pickerel("report", "obj", "-o", "out");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Small.Description.g.cs : error PKR1111: ", Assert.Single(run.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task Without_descriptions_it_says_how_to_get_some()
    {
        _ = Directory.CreateDirectory(_folder["empty"]);

        var run = await Pickerel("report", "empty");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("empty : error PKR1110: ", run.Errors, StringComparison.Ordinal);
        Assert.StartsWith("absent : error PKR1111: ", (await Pickerel("report", "absent")).Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sarif", "x")]
    [InlineData("--accuracy", "Small")]
    [InlineData("--accuracy", "Small=101")]
    [InlineData("--accuracy", "=5")]
    public async Task A_wrong_command_line_is_named(string option, string value) => Assert.Equal(2, (await Pickerel("report", "obj", option, value)).ExitCode);

    [Fact]
    public async Task Names_are_text_in_a_page()
    {
        var path = _folder[$"{Descriptions.Folder}/Small.Description.g.cs"];
        File.WriteAllText(path, File.ReadAllText(path).Replace("conv1", "<script>alert('x')</script>&", StringComparison.Ordinal));

        Assert.Equal(0, (await Pickerel("report", "obj", "-o", "out")).ExitCode);

        var page = File.ReadAllText(_folder["out/Small.cost.html"]);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    private JsonElement Json(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(_folder[file]));
        return json.RootElement.Clone();
    }

    private Task<ProcessRun> Pickerel(params string[] arguments) => PickerelTool.Run(_folder.Path, arguments);
}
