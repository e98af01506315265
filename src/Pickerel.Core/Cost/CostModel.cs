using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>Counts what a network executes, after folding, and what it would under every baseline.</summary>
public static class CostModel
{
    /// <summary>Costs one network.</summary>
    /// <param name="declared">The network as declared: it knows the layers that folding removed.</param>
    /// <param name="network">What they became; every pass has run.</param>
    /// <param name="cancellation">Observed between nodes.</param>
    /// <exception cref="NotSupportedException">A node's cost is not known.</exception>
    public static CostReport Of(Network declared, Network network, CancellationToken cancellation = default)
    {
        var (groups, table) = (new FoldedGroups(declared, network), CostTable.Current);
        var work = network.Nodes.Select(node =>
        {
            cancellation.ThrowIfCancellationRequested();
            return (Node: node, Work: NodeOperations.Of(network, node));
        }).ToList();
        var executed = work.Where(w => w.Node is not InputNode && w.Work.Core.Count + w.Work.Step.Count > 0).ToList();
        var baselines = ((Baseline[])Enum.GetValues(typeof(Baseline))).Select(baseline => new BaselineCost(
            baseline,
            executed.Select(w => Cost(baseline, w.Node, w.Work, groups[w.Node.Name], network.Returns(w.Node), table)).ToEquatableArray()));
        return new(table.Version, ModelSize.Bytes(network), baselines.ToEquatableArray());
    }

    private static LayerCost Cost(Baseline baseline, Node node, NodeWork work, IReadOnlyList<Node> declared, bool isOutput, CostTable table)
    {
        var operations = new Operations();
        operations.Add(Baselines.Of(baseline, node, work, declared, isOutput));
        var all = operations.ToEquatableArray();
        return new(node.Name, node.Kind, declared.Select(d => d.Name).ToEquatableArray(), all, CostFigures.Of(all, table));
    }
}
