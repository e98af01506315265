using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Analyzers.Tests;

/// <summary>PKR1013: layers that nothing compiles.</summary>
public sealed class LayersWithoutNetworkTests
{
    [Theory]
    [InlineData("[Conv2D(4, Kernel = 3)] [ReLU] partial class Net;", "Conv2D(4, Kernel = 3)")]
    [InlineData("[Quantize(Weights = 4)] class Net;", "Quantize(Weights = 4)")]
    [InlineData("class Outer { [Flatten] record Net; }", "Flatten")]
    public async Task Layers_without_a_network_are_one_error_at_the_first(string declaration, string marked)
    {
        var source = "using Pickerel;\n" + declaration;

        var diagnostic = Assert.Single(await AnalyzerRun.Of<LayersWithoutNetworkAnalyzer>(source));

        Assert.Equal(("PKR1013", DiagnosticSeverity.Error, marked), (diagnostic.Id, diagnostic.Severity, diagnostic.MarkedIn(source)));
    }

    [Theory]
    [InlineData("""[Network(Input = "1x1x1", Seed = 1)] [Dense(1)] partial class Net;""")]
    [InlineData("""[Network(Input = "1x1x1", Seed = 1)] partial class Net; [Dense(1)] partial class Net;""")]
    [InlineData("[System.Obsolete] class Net;")]
    [InlineData("[Other.Dense] class Net; namespace Other { class DenseAttribute : System.Attribute; }")]
    public async Task Everything_else_is_left_alone(string declaration) =>
        Assert.Empty(await AnalyzerRun.Of<LayersWithoutNetworkAnalyzer>("using Pickerel;\n" + declaration));
}
