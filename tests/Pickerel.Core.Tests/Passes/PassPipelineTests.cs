using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Passes;

public class PassPipelineTests
{
    private static readonly NetworkDeclaration Declaration = Declare.Network(Declare.Input(4, 4, 1), Declare.Conv(2), Declare.Dense(3));

    [Fact]
    public void Every_pass_says_why_it_stands_where_it_does() =>
        Assert.All(PassPipeline.Passes, pass => Assert.EndsWith(".", pass.Reason, StringComparison.Ordinal));

    [Fact]
    public void A_pass_before_one_it_needs_is_a_bug() => Broken("Second", "must stand after First", Named("Second", NetworkStage.Bound, "First"), Named("First", NetworkStage.Bound));

    [Fact]
    public void A_pass_that_stands_twice_is_a_bug() => Broken("First", "stands twice", Named("First", NetworkStage.Bound), Named("First", NetworkStage.Bound));

    [Fact]
    public void A_stage_that_goes_backwards_is_a_bug() =>
        Broken("Late", "was Integer already", Named("First", NetworkStage.Integer), Named("Late", NetworkStage.Bound));

    [Fact]
    public void The_real_passes_cannot_be_exchanged_with_those_they_name()
    {
        foreach (var pass in PassPipeline.Passes.Where(p => !p.After.IsEmpty))
        {
            var without = PassPipeline.Passes.Remove(pass).Insert(0, pass);

            _ = Assert.Throws<InvalidOperationException>(() => PassPipeline.CheckOrder(without));
        }
    }

    [Fact]
    public void The_verifier_names_the_pass_that_broke_the_network()
    {
        var breaker = new Pass("Breaker", "Test.", [], NetworkStage.Declared, (network, _, _) => network.With(network.Nodes.Reverse()));

        var exception = Assert.Throws<NetworkVerificationException>(() => PassPipeline.Run([breaker], Declare.Build(Declaration), Context, default, verify: true));

        Assert.Contains("After Breaker", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(PassPipeline.Run([breaker], Declare.Build(Declaration), Context, default, verify: false));
    }

    [Fact]
    public void Cancellation_is_seen_before_each_pass()
    {
        using var source = new CancellationTokenSource();
        var runs = 0;
        var canceller = new Pass("Canceller", "Test.", [], NetworkStage.Declared, (network, _, _) =>
        {
            runs++;
            source.Cancel();
            return network;
        });

        _ = Assert.Throws<OperationCanceledException>(
            () => PassPipeline.Run([canceller, canceller], Declare.Build(Declaration), Context, source.Token));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Running_through_a_pass_stops_behind_it()
    {
        var bound = PassPipeline.RunThrough(nameof(BindParameters), Declare.Build(Declaration), Context);

        Assert.All(bound.Nodes.OfType<WeightedNode>(), n => Assert.NotNull(n.Weights));
        _ = Assert.Throws<ArgumentException>(() => PassPipeline.RunThrough("Nonsense", bound, Context));
    }

    [Fact]
    public void Random_networks_keep_every_promise_between_passes()
    {
        var declarations = new RandomDeclarations(new Random(5));
        for (var i = 0; i < 120; i++)
        {
            var declaration = declarations.Next();
            var context = new PassContext(declaration.Quantize, declaration.Parameters, Model: null);

            var network = PassPipeline.Run(Declare.Build(declaration), context, default, verify: true);

            NetworkVerifier.Verify(network, NetworkStage.Proved, "all passes");
        }
    }

    private static PassContext Context => new(Declaration.Quantize, Declaration.Parameters, Model: null);

    private static Pass Named(string name, NetworkStage leaves, params string[] after) => new(name, "Test.", [.. after], leaves, (network, _, _) => network);

    private static void Broken(string pass, string words, params ImmutableArray<Pass> passes)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => PassPipeline.CheckOrder(passes));

        Assert.Contains($"Pass {pass}", exception.Message, StringComparison.Ordinal);
        Assert.Contains(words, exception.Message, StringComparison.Ordinal);
    }
}
