using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Passes;

/// <summary>
/// A batch norm that alone reads a weighted node becomes that node's <see cref="WeightedNode.Normalization"/>. The weighted node's
/// name and place stay; who read the norm reads it. Any other norm stands alone and becomes an <see cref="IntegerAffineNode"/>.
/// </summary>
public static class FoldBatchNormalization
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation)
    {
        foreach (var name in network.Nodes.OfType<BatchNormalizationNode>().Select(n => n.Name).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            var norm = (BatchNormalizationNode)network[name];
            if (network[norm.Input] is WeightedNode { Normalization: null, Activation: Activation.None, Curve: null } weighted && network.ConsumersOf(weighted.Name).Count() == 1)
                network = network.Replace(Fold(weighted, norm)).Bypass(norm);
        }

        return network;
    }

    private static WeightedNode Fold(WeightedNode weighted, BatchNormalizationNode norm) => weighted with
    {
        Normalization = norm.Normalization,
        Multiplier = norm.Multiplier,
        ActivationBits = norm.ActivationBits ?? weighted.ActivationBits,
        ActivationScale = norm.ActivationScale ?? weighted.ActivationScale,
    };
}
