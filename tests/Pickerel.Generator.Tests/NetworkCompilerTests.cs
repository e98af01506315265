using System;
using System.Threading;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Generator.Declaring;

namespace Pickerel.Generator.Tests;

/// <summary>What is left when something goes wrong that nobody thought of.</summary>
public sealed class NetworkCompilerTests
{
    [Fact]
    public void An_unexpected_exception_is_an_error_that_names_the_network_and_itself()
    {
        var compiled = NetworkCompiler.Compile(BoundNetwork.Of(Unknown, []), CancellationToken.None);

        var problem = Assert.Single(compiled.Problems).Problem;
        Assert.Equal((Pkr.InternalError, Site.Network), (problem.Message, problem.Site));
        Assert.Contains("'Net'", problem.Text, StringComparison.Ordinal);
        Assert.Contains("Exception", problem.Text, StringComparison.Ordinal);
        Assert.Contains(compiled.Sources, s => s.Text.Contains("PKR1000", StringComparison.Ordinal));
    }

    [Fact]
    public void Cancellation_is_no_error()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        _ = Assert.ThrowsAny<OperationCanceledException>(() => NetworkCompiler.Compile(BoundNetwork.Of(Unknown, []), cancellation.Token));
    }

    private static DeclaredNetwork Unknown => new()
    {
        Key = "Net",
        Declaration = new()
        {
            Type = new("", "Net", []),
            Input = new() { Shape = new TensorShape(1, 1, 1) },
            Parameters = new ParametersSource.Seed(1),
            Layers = [new UnknownLayer()],
        },
    };

    private sealed record UnknownLayer : LayerDeclaration
    {
        public override string Stem => "unknown";
    }
}
