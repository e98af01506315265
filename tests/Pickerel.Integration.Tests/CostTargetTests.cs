using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Pickerel.TestKit;
using Xunit;

namespace Pickerel.Integration.Tests;

/// <summary>What a build says of costs: a line a network, an error above a budget, an error above what it was.</summary>
public sealed class CostTargetTests(PackedPickerel pickerel)
{
    private const string Program = """
        using Pickerel;

        System.Console.WriteLine(Net.Cost.AceV2);

        [Network(Input = "8x8x1", Seed = 1)]
        [Conv2D(4, Kernel = 3)] [BatchNorm] [ReLU]
        [PointwiseConv2D(8)] [BatchNorm] [ReLU]
        [GlobalAveragePool]
        [Dense(10)]
        internal static partial class Net;
        """;

    private const int Macs = (8 * 8 * 4 * 9) + (8 * 8 * 4 * 8) + (8 * 10);

    [Fact]
    public async Task A_build_that_compiles_says_in_a_line_what_each_network_costs_unless_told_not_to()
    {
        using var consumer = new Consumer(pickerel, "net10.0", "", Program);

        Assert.Matches(@"^Net: \d[\d.]* k ACEv2 \(Pickerel's reading, table 1\), \d+ % elementwise \(.+\); 4.43 k MACs, \d+ bytes, [\d,]+ of scratch$", Assert.Single(CostLines(await Build(consumer))));
        Assert.Empty(CostLines(await Build(consumer)));

        consumer.Write("Program.cs", Encoding.UTF8.GetBytes(Program.Replace("Dense(10)", "Dense(11)", StringComparison.Ordinal)));
        Assert.Empty(CostLines(await Build(consumer, "-p:PickerelCostMessage=false")));
    }

    [Fact]
    public async Task A_budget_one_unit_too_small_fails_the_build_at_the_attribute_and_names_the_three_dearest_layers()
    {
        using var consumer = new Consumer(pickerel, "net10.0", "", WithBudget(Macs));
        Consumer.AssertClean(await consumer.Build());

        consumer.Write("Program.cs", Encoding.UTF8.GetBytes(WithBudget(Macs - 1)));
        Consumer.AssertOneError(
            await consumer.Build(),
            consumer["Program.cs"] + "(5,9): error PKR2020: Network 'Net' exceeds its budget: Macs is 4,432, and 4,431 are allowed; dearest are conv1 (2,304), pw1 (2,048), fc1 (80): ");
    }

    [Fact]
    public async Task A_network_that_got_dearer_than_its_baseline_is_one_error()
    {
        using var consumer = new Consumer(pickerel, "net10.0", "", Program);
        Consumer.AssertClean(await consumer.Build("-p:PickerelReport=true", "-p:PickerelReportFolder=baseline"));
        Assert.True(File.Exists(consumer["baseline/Net.cost.json"]));

        consumer.Write("Program.cs", Encoding.UTF8.GetBytes(Program.Replace("PointwiseConv2D(8)", "PointwiseConv2D(9)", StringComparison.Ordinal)));
        Consumer.AssertOneError(
            await consumer.Build("-p:PickerelReport=true", "-p:PickerelBaseline=baseline"),
            consumer["Consumer.csproj"] + " : error PKR2021: A network got dearer than its baseline baseline");
    }

    private static string WithBudget(int macs) => Program.Replace("[Network", $"[Budget(Macs = {macs})]\n[Network", StringComparison.Ordinal);

    private static async Task<ProcessRun> Build(Consumer consumer, params string[] arguments)
    {
        var run = await consumer.Dotnet(["build", "-c", "Release", "-nologo", "-v:m", "-tl:off", .. arguments]);
        Consumer.AssertClean(run);
        return run;
    }

    private static string[] CostLines(ProcessRun run) => [.. run.Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains("ACEv2", StringComparison.Ordinal))];
}
