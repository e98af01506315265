using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>Which declared layers each executed node does the work of: its own, and those folded into it.</summary>
internal sealed class FoldedGroups
{
    private readonly Dictionary<string, List<Node>> _groups = new(StringComparer.Ordinal);

    public FoldedGroups(Network declared, Network network)
    {
        foreach (var node in network.Nodes)
            _groups.Add(node.Name, []);
        var host = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in declared.Nodes)
        {
            // A folded node follows its producer; the passes fold backwards only.
            host[node.Name] = _groups.ContainsKey(node.Name) || node.Inputs.IsEmpty ? node.Name : host[node.Input];
            if (_groups.TryGetValue(host[node.Name], out var group))
                group.Add(node);
        }

        foreach (var node in network.Nodes.Where(n => _groups[n.Name].Count == 0))
            _groups[node.Name].Add(node);
    }

    public IReadOnlyList<Node> this[string node] => _groups[node];
}
