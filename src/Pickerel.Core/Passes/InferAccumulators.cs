using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Passes;

/// <summary>Proves the range of every weighted node's accumulator: what kernels rely on to pick narrow registers.</summary>
public static class InferAccumulators
{
    public static Network Run(Network network, PassContext context, CancellationToken cancellation) => network.Select(node =>
    {
        cancellation.ThrowIfCancellationRequested();
        return node is IntegerWeightedNode weighted
            ? weighted with { Accumulator = AccumulatorRanges.Union(AccumulatorRanges.Of(weighted, network[weighted.Input])) }
            : node;
    });
}
