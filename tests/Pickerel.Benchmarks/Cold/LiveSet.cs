using Pickerel.Core.Ir;

namespace Pickerel.Benchmarks.Cold;

/// <summary>The least scratch that any memory plan of a network can do with.</summary>
internal static class LiveSet
{
    /// <summary>
    /// The largest sum, over all steps, of the tensors alive at once: those read later or now, and the one being written. Input and
    /// output belong to the caller, a reshape is no tensor of its own, and every element takes at least a byte.
    /// </summary>
    public static long Bytes(Network network)
    {
        var largest = 0L;
        for (var step = 1; step < network.Nodes.Count; step++)
        {
            var alive = 0L;
            for (var made = 1; made <= step && made < network.Nodes.Count - 1; made++)
            {
                var node = network.Nodes[made];
                if (node is not FlattenNode && (made == step || LastRead(network, node.Name) >= step))
                    alive += node.Shape.Count;
            }

            largest = Math.Max(largest, alive);
        }

        return largest;
    }

    /// <summary>The last step that reads a tensor, also through reshapes.</summary>
    private static int LastRead(Network network, string name)
    {
        var last = 0;
        for (var step = 1; step < network.Nodes.Count; step++)
        {
            var node = network.Nodes[step];
            if (node.Inputs.Contains(name, StringComparer.Ordinal))
                last = Math.Max(last, node is FlattenNode ? LastRead(network, node.Name) : step);
        }

        return last;
    }
}
