using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Generator;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR2020: networks and their budgets.</summary>
public sealed class BudgetTests
{
    private const string Source = """
        using Pickerel;
        [Network(Input = "8x8x4", Seed = 1)]
        [Budget()]
        [Conv2D(8, Kernel = 3)] [BatchNorm] [ReLU]
        [DepthwiseConv2D(Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(16)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        static partial class Net;
        """;

    private static readonly CompilationResult.Success Compiled = (CompilationResult.Success)ModelCompilation.Run(
        GeneratorRun.Of(Source).Outputs<BoundNetwork>(TrackingNames.Bound).Single().Request);

    public static TheoryData<string, double> Costs => new()
    {
        { "AceV2", Compiled.Cost.Total.AceV2 },
        { "Macs", Compiled.Cost.Total.Macs },
        { "ModelBytes", Compiled.Cost.ModelBytes },
        { "ScratchBytes", Compiled.ScratchBytes },
        { "Energy", Compiled.Cost.Total.EnergyPicojoules },
    };

    [Theory]
    [MemberData(nameof(Costs))]
    public async Task A_budget_one_unit_too_small_is_an_error_at_its_argument(string measure, double cost)
    {
        var source = With(measure, cost - 1);

        var diagnostic = Assert.Single(await AnalyzerRun.Of<BudgetAnalyzer>(source));

        Assert.Equal(("PKR2020", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.StartsWith(measure + " = ", diagnostic.MarkedIn(source), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Costs))]
    public async Task A_budget_that_equals_the_cost_is_kept(string measure, double cost) => Assert.Empty(await AnalyzerRun.Of<BudgetAnalyzer>(With(measure, cost)));

    [Fact]
    public async Task The_three_dearest_layers_are_named_dearest_first()
    {
        var message = Assert.Single(await AnalyzerRun.Of<BudgetAnalyzer>(With("Macs", 1))).GetMessage(CultureInfo.InvariantCulture);

        Assert.Equal(
            "Network 'Net' exceeds its budget: Macs is 31,392, and 1 are allowed; dearest are conv1 (18,432), pw1 (8,192), dw1 (4,608): make those cheaper, or raise the budget",
            message);
    }

    [Fact]
    public async Task Every_limit_exceeded_is_an_error_of_its_own() =>
        Assert.Equal(3, (await AnalyzerRun.Of<BudgetAnalyzer>(Source.Replace("Budget()", "Budget(AceV2 = 1, Macs = 1_000_000, ModelBytes = -1, Energy = 0.5)", StringComparison.Ordinal))).Count);

    [Theory]
    [InlineData("Budget()", "Budget")]
    [InlineData("Dense(10)", "Dense(-1)")]
    [InlineData("Budget()", "Budget(AceV2 = \"1\")")]
    [InlineData("[Network(Input = \"8x8x4\", Seed = 1)]", "")]
    public async Task No_limit_or_another_mistake_keep_it_silent(string from, string to) =>
        Assert.Empty(await AnalyzerRun.Of<BudgetAnalyzer>(With("Macs", 1).Replace("Budget(Macs = 1)", from is "Budget()" ? to : "Budget(Macs = 1)", StringComparison.Ordinal).Replace(from, to, StringComparison.Ordinal)));

    [Fact]
    public async Task It_can_be_suppressed_where_it_stands() =>
        Assert.Empty(await AnalyzerRun.Of<BudgetAnalyzer>("#pragma warning disable PKR2020\n" + With("Macs", 1)));

    [Fact]
    public async Task A_budget_without_a_network_is_a_mistake() =>
        Assert.Equal("PKR1013", Assert.Single(await AnalyzerRun.Of<LayersWithoutNetworkAnalyzer>("using Pickerel; [Budget(Macs = 1)] class Net;")).Id);

    [Fact]
    public async Task The_examples_of_the_page_are_true()
    {
        const string page = "using Pickerel; [Network(Input = \"8x8x4\", Seed = 1)] [Budget(Macs = 2559)] [Dense(10)] partial class Net;";

        Assert.Single(await AnalyzerRun.Of<BudgetAnalyzer>(page));
        Assert.Empty(await AnalyzerRun.Of<BudgetAnalyzer>(page.Replace("2559", "2560", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_measure_of_the_attribute_is_known() =>
        Assert.Equal(
            GeneratorRun.Of(Source).Output.GetTypeByMetadataName("Pickerel.BudgetAttribute")!.GetMembers().OfType<IPropertySymbol>().Select(p => p.Name),
            Budget.Names);

    private static string With(string measure, double limit) =>
        Source.Replace("Budget()", FormattableString.Invariant($"Budget({measure} = {limit:R})"), StringComparison.Ordinal);
}
