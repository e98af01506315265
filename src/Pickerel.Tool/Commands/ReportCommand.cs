using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using Pickerel.Core.Cost;
using Pickerel.Core.Messages;
using Pickerel.Tool.Reports;
using Pickerel.Tool.Reports.Html;

namespace Pickerel.Tool.Commands;

/// <summary><c>pickerel report INPUT … --output FOLDER</c>: costs as JSON and HTML, and beside what they were.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var inputs = new Argument<string[]>("inputs") { Description = "Descriptions (NETWORK.Description.g.cs), or folders that hold some.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string?>("--output", "-o") { Description = "The folder for NETWORK.cost.json, NETWORK.cost.html and, of several networks, comparison.html; nothing is written without." };
        var baselines = new Option<string[]>("--baseline") { Description = "NETWORK.cost.json of before, or a folder that holds some: says what got dearer, with exit code 3 if a network did." };
        var sarif = new Option<string?>("--sarif") { Description = "The SARIF file to write of what got dearer." };
        var accuracies = new Option<string[]>("--accuracy") { Description = "NETWORK=PERCENT, for the plot of accuracy against cost." };
        var command = new Command("report", "Shows what networks cost, from the descriptions of a build with EmitCompilerGeneratedFiles (or PickerelReport).")
        {
            inputs, output, baselines, sarif, accuracies,
        };
        command.Validators.Add(result =>
        {
            foreach (var text in result.GetValue(accuracies) ?? [])
            {
                if (ParseAccuracy(text) is null)
                    result.AddError($"'{text}' is no NETWORK=PERCENT.");
            }

            if (result.GetValue(sarif) is not null && (result.GetValue(baselines) ?? []).Length == 0)
                result.AddError("--sarif says what got dearer than a --baseline, and there is none.");
        });
        command.SetAction(result => Output.Guard(() => Run(
            result.GetValue(inputs)!,
            result.GetValue(output),
            result.GetValue(baselines) ?? [],
            result.GetValue(sarif),
            [.. (result.GetValue(accuracies) ?? []).Select(a => ParseAccuracy(a)!)])));
        return command;
    }

    private static int Run(string[] inputs, string? output, string[] baselines, string? sarif, IReadOnlyList<Accuracy> accuracies)
    {
        var files = new ReportFiles();
        var networks = files.ReadDescriptions(inputs).Select(n => n with { Accuracy = accuracies.LastOrDefault(a => a.IsOf(n))?.Percent }).ToList();
        foreach (var network in networks)
            Console.WriteLine(CostLine.Of(network));
        if (output is not null)
            Write(files, networks, output);
        return baselines.Length == 0 ? ExitCodes.Done : Compare(files, networks, baselines, sarif);
    }

    private static void Write(ReportFiles files, IReadOnlyList<NetworkReport> networks, string output)
    {
        foreach (var network in networks)
        {
            files.Write(Path.Combine(output, network.Network + ReportJson.Extension), stream => ReportJson.Write(network, stream));
            files.Write(Path.Combine(output, network.Network + HtmlPage.Extension), NetworkPage.Of(network));
        }

        if (networks.Count > 1)
            files.Write(Path.Combine(output, "comparison.html"), ComparisonPage.Of(networks));
    }

    private static int Compare(ReportFiles files, IReadOnlyList<NetworkReport> networks, string[] baselines, string? sarif)
    {
        var before = files.ReadBaselines(baselines);
        var dearer = new List<SarifResult>();
        foreach (var network in networks)
        {
            if (before.FirstOrDefault(b => string.Equals(b.Report.Network, network.Network, StringComparison.Ordinal)) is not { } known)
            {
                Console.WriteLine($"{network.Network}: no baseline");
                continue;
            }

            if (known.Report.Table != network.Table)
                throw new FileException(known.Path, Pkr.ReportFileMalformed.At(Site.Network, $"it is priced by table {known.Report.Table}, and the network by table {network.Table}"));
            var changes = BaselineComparison.Of(known.Report, network);
            Console.WriteLine($"{network.Network}: {(changes.Count == 0 ? "costs what it did" : changes.Any(c => c.IsDearer && c.Layer is null) ? "dearer" : "no dearer")}");
            foreach (var change in changes)
                Console.WriteLine($"  {change}");
            dearer.AddRange(changes.Where(c => c.IsDearer).Select(c => new SarifResult(c, known.Path)));
        }

        if (sarif is not null)
            files.Write(sarif, stream => SarifLog.Write(dearer, stream));
        return dearer.Exists(d => d.Change.Layer is null) ? ExitCodes.Dearer : ExitCodes.Done;
    }

    private static Accuracy? ParseAccuracy(string text) =>
        text.LastIndexOf('=') is > 0 and var equals && double.TryParse(text[(equals + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100
            ? new(text[..equals], percent) : null;

    private sealed record Accuracy(string Network, double Percent)
    {
        public bool IsOf(NetworkReport report) => string.Equals(report.Network, Network, StringComparison.Ordinal) || string.Equals(report.ShortName, Network, StringComparison.Ordinal);
    }
}
