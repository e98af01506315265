using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR3001: which kernel each layer got.</summary>
public sealed class KernelReportTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Conv2D(8, Kernel = 3, Name = "stem")] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        partial class Net;
        """;

    [Fact]
    public async Task Every_executed_layer_is_reported_at_its_attribute()
    {
        var diagnostics = await AnalyzerRun.Of<KernelReportAnalyzer>(Source);

        Assert.All(diagnostics, d => Assert.Equal(("PKR3001", DiagnosticSeverity.Hidden), (d.Id, d.Severity)));
        Assert.Equal(
            ["Conv2D(8, Kernel = 3, Name = \"stem\")", "GlobalAveragePool", "Dense(10)"],
            diagnostics.Select(d => d.MarkedIn(Source)));
        Assert.All(diagnostics, d => Assert.DoesNotContain("''", d.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_network_with_a_mistake_has_no_kernels() =>
        Assert.Empty(await AnalyzerRun.Of<KernelReportAnalyzer>(Source.Replace("Dense(10)", "Dense(-1)", StringComparison.Ordinal)));

    [Fact]
    public async Task A_network_of_a_model_file_is_compiled_with_that_file()
    {
        var source = SmallModel.Network("small");

        var diagnostics = await AnalyzerRun.Of<KernelReportAnalyzer>(source, SmallModel.Text("other"), SmallModel.Text("small"));

        Assert.Equal(["Conv2D(4, Kernel = 3)", "GlobalAveragePool", "Dense(3)"], diagnostics.Select(d => d.MarkedIn(source)));
        Assert.Empty(await AnalyzerRun.Of<KernelReportAnalyzer>(source, SmallModel.Text("other")));
        Assert.Empty(await AnalyzerRun.Of<KernelReportAnalyzer>(source, new ModelFileText("/project/obj/small.pickerel", "damaged")));
    }
}
