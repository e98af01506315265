using System;
using System.Globalization;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR3000: one message a network.</summary>
public sealed class NetworkCostTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task A_network_says_what_it_costs_at_its_attribute()
    {
        var diagnostic = Assert.Single(await AnalyzerRun.Of<NetworkCostAnalyzer>(Source));
        var message = diagnostic.GetMessage(CultureInfo.InvariantCulture);

        Assert.Equal(("PKR3000", DiagnosticSeverity.Info), (diagnostic.Id, diagnostic.Severity));
        Assert.StartsWith("Network(", diagnostic.MarkedIn(Source), StringComparison.Ordinal);
        Assert.StartsWith("Network 'Net' costs 16", message, StringComparison.Ordinal);
        Assert.Contains("k ACEv2 (Pickerel's reading, table 1), ", message, StringComparison.Ordinal);
        Assert.Contains(" 2.56 k multiply-accumulates, 2,", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_with_a_mistake_has_no_cost() =>
        Assert.Empty(await AnalyzerRun.Of<NetworkCostAnalyzer>(Source.Replace("Dense(10)", "Dense(-1)", StringComparison.Ordinal)));
}
