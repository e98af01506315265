using System.Linq;
using Pickerel.Core.Declaration;
using Pickerel.Generator.Declaring;
using Pickerel.TestKit.Roslyn;

namespace Pickerel.Generator.Tests;

/// <summary>What the parser makes of a declaration.</summary>
internal static class Declared
{
    /// <summary>Reads the only network of a source file.</summary>
    public static DeclaredNetwork Network(string source) =>
        GeneratorRun.Of(source).Outputs<DeclaredNetwork>(TrackingNames.Declared).Single();

    /// <summary>Reads the only layer of a declaration.</summary>
    public static T Layer<T>(string attribute)
        where T : LayerDeclaration
    {
        var network = Network($$"""
            using Pickerel;
            [Network(Input = "8x8x4", Seed = 1)] [{{attribute}}] partial class Net;
            """);
        Assert.Empty(network.Problems);
        Assert.Null(network.Rejection);
        return Assert.IsType<T>(Assert.Single(network.Declaration.Layers));
    }
}
