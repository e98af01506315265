using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;
using Pickerel.TestKit;

namespace Pickerel.Analyzers.Tests;

/// <summary>Every rule has one id, a page that its diagnostics link to, and a message that says enough.</summary>
public sealed class RuleCatalogueTests
{
    private static readonly IReadOnlyList<Message> Catalogue =
        [.. typeof(Pkr).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null)).OfType<Message>()];

    public static TheoryData<string> Ids => [.. Catalogue.Select(m => m.Id)];

    [Fact]
    public void Every_id_is_unique_and_well_formed()
    {
        Assert.NotEmpty(Catalogue);
        Assert.All(Catalogue, m => Assert.Matches("^PKR[123][0-9]{3}$", m.Id));
        Assert.Equal(Catalogue.Count, Catalogue.Select(m => m.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_rule_has_a_page_of_its_title(string id)
    {
        var page = File.ReadAllText(Repository.PathOf("analyzers", "rules", $"{id}.md"));

        Assert.StartsWith($"# {id}: {TitleOf(id)}\n", page, StringComparison.Ordinal);
        Assert.Contains("## Cause", page, StringComparison.Ordinal);
        Assert.Contains("## Remedy", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_table_of_rules_links_every_page(string id) =>
        Assert.Contains($"| [{id}]({id}.md) | {TitleOf(id)} |", File.ReadAllText(Repository.PathOf("analyzers", "rules", "README.md")), StringComparison.Ordinal);

    [Fact]
    public void Every_page_belongs_to_a_rule()
    {
        var pages = Directory.GetFiles(Repository.PathOf("analyzers", "rules"), "PKR*.md").Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(Catalogue.Select(m => m.Id).Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Diagnostics_link_to_their_pages() =>
        Assert.All(Catalogue, m => Assert.Equal($"{Descriptors.Pages}{m.Id}.md", Descriptors.Of(m).HelpLinkUri));

    [Fact]
    public void Every_message_uses_its_arguments_from_zero_on() =>
        Assert.All(Catalogue, m =>
        {
            var used = Enumerable.Range(0, 10).Where(i => m.Format.Contains($"{{{i}}}", StringComparison.Ordinal)).ToList();
            Assert.Equal(Enumerable.Range(0, used.Count), used);
        });

    [Fact]
    public void Every_analyzer_reports_rules_of_the_catalogue_under_its_own_id()
    {
        var analyzers = typeof(LayersWithoutNetworkAnalyzer).Assembly.GetTypes()
            .Where(t => typeof(DiagnosticAnalyzer).IsAssignableFrom(t) && !t.IsAbstract)
            .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!).ToList();

        var reported = analyzers.SelectMany(a => a.SupportedDiagnostics).Select(d => d.Id).ToList();
        Assert.Equal(reported.Count, reported.Distinct(StringComparer.Ordinal).Count());
        Assert.All(reported, id => Assert.Contains(id, Catalogue.Select(m => m.Id)));
    }

    [Fact]
    public void Every_analyzer_is_in_the_list_of_releases_with_its_severity()
    {
        var analyzers = typeof(LayersWithoutNetworkAnalyzer).Assembly.GetTypes().Where(t => typeof(DiagnosticAnalyzer).IsAssignableFrom(t) && !t.IsAbstract);
        var rows = analyzers.SelectMany(t => ((DiagnosticAnalyzer)Activator.CreateInstance(t)!).SupportedDiagnostics.Select(d => $"{d.Id} | {d.Category} | {d.DefaultSeverity} | {t.Name}"));

        string[] listed = [.. new[] { "Shipped", "Unshipped" }.SelectMany(f => File.ReadAllLines(Repository.PathOf("analyzers", "Pickerel.Analyzers", $"AnalyzerReleases.{f}.md")))];
        Assert.Equal(rows.Order(StringComparer.Ordinal), listed.Where(l => l.StartsWith("PKR", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    private static string TitleOf(string id) => Catalogue.Single(m => string.Equals(m.Id, id, StringComparison.Ordinal)).Title.Replace("<", "&lt;", StringComparison.Ordinal);
}
