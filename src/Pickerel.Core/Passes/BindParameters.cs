using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>Gives every real node its parameters: from a model file's tensors, or pseudo-random from a seed.</summary>
public static class BindParameters
{
    /// <summary>Binds all parameters.</summary>
    /// <exception cref="Messages.ProblemException">The file's tensors and the layers do not fit together (PKR1053 to PKR1063).</exception>
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        var source = SourceOf(network, context);
        var bound = network.Select(node =>
        {
            cancellation.ThrowIfCancellationRequested();
            return Bind(node, network, source);
        });
        source.CheckAllTaken();
        return bound;
    }

    /// <summary>Without parameters a network is bound as if seeded with 0, so that it is verified and costed like any other.</summary>
    private static ParameterSource SourceOf(Network network, PassContext context) => context.Parameters switch
    {
        ParametersSource.Seed seed => new SeededParameters(network, seed),
        ParametersSource.None => new SeededParameters(network, new ParametersSource.Seed(0)),
        _ => new ModelParameters(network, context.Model!, context.Quantize.ScaleQuantization),
    };

    private static Node Bind(Node node, Network network, ParameterSource source) => node switch
    {
        WeightedNode weighted => weighted with
        {
            Weights = source.Weights(weighted),
            Bias = source.Bias(weighted, IsFollowedByNorm(weighted, network)),
            ChannelBits = source.WeightBits(weighted),
            ActivationScale = source.ActivationScale(node),
        },
        BatchNormalizationNode norm => norm with { Normalization = source.Normalization(norm), ActivationScale = source.ActivationScale(node) },
        ReluNode relu => relu with { ActivationScale = source.ActivationScale(node) },
        ActivationNode activation => activation with { Curve = source.Curve(activation), ActivationScale = source.ActivationScale(node) },
        SoftmaxNode softmax => softmax with { ActivationScale = source.ActivationScale(node) },
        AddNode add => add with { ActivationScale = source.ActivationScale(node) },
        MultiplyNode multiply => multiply with { ActivationScale = source.ActivationScale(node) },
        _ => node,
    };

    /// <summary>Whether a norm's own offset makes a bias needless.</summary>
    private static bool IsFollowedByNorm(Node node, Network network)
    {
        var consumers = network.ConsumersOf(node.Name).ToImmutableArray();
        return consumers.Length == 1 && consumers[0] is BatchNormalizationNode;
    }
}
