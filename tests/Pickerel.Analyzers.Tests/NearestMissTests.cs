using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR3002: why no faster kernel.</summary>
public sealed class NearestMissTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(32, Kernel = 3, Name = "stem")] [BatchNorm] [ReLU]
        [PointwiseConv2D(32, Name = "wide")] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10, WeightBits = 2)]
        partial class Net;
        """;

    [Fact]
    public async Task A_missed_kernel_names_the_channel_and_the_figures()
    {
        var diagnostics = await AnalyzerRun.Of<NearestMissAnalyzer>(Source);

        Assert.All(diagnostics, d => Assert.Equal(("PKR3002", DiagnosticSeverity.Hidden), (d.Id, d.Severity)));
        var wide = diagnostics.Single(d => d.MarkedIn(Source).Contains("wide", StringComparison.Ordinal)).GetMessage(CultureInfo.InvariantCulture);
        Assert.Matches("Sum16: channel [0-9]+: \\|-?[0-9]+\\| \\+ \\|-?[0-9]+\\| = [12][0-9][0-9] > 128 \\([0-9]+ of [0-9]+ pairs saturate 16 bits\\)", wide);
    }

    [Fact]
    public async Task A_layer_on_the_fastest_kernel_missed_none() =>
        Assert.DoesNotContain(await AnalyzerRun.Of<NearestMissAnalyzer>(Source.Replace("Name = \"wide\"", "WeightBits = 3, Name = \"wide\"", StringComparison.Ordinal)), d => d.MarkedIn(Source).Contains("GlobalAveragePool", StringComparison.Ordinal));

    [Fact]
    public async Task A_network_with_a_mistake_has_no_kernels() =>
        Assert.Empty(await AnalyzerRun.Of<NearestMissAnalyzer>(Source.Replace("Dense(10", "Dense(-1", StringComparison.Ordinal)));
}
