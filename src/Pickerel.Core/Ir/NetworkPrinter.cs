using System.Globalization;
using System.Text;

namespace Pickerel.Core.Ir;

/// <summary>
/// Prints a network of any stage for people and snapshots, one line a node. Constants appear as type, dimensions and the start of
/// their digest, reals as decimals; <see cref="ModelText.NetworkText"/> writes what can be read back.
/// </summary>
public static class NetworkPrinter
{
    /// <summary>Prints <c>network NAME</c> and the nodes, each line ended by a line feed.</summary>
    public static string Print(Network network)
    {
        var format = new NodeFormat(value => value.ToString("R", CultureInfo.InvariantCulture));
        var text = new StringBuilder().Append("network ").Append(network.Name).Append('\n');
        foreach (var node in network.Nodes)
            _ = text.Append("  ").Append(format.Format(node)).Append('\n');
        return text.ToString();
    }
}
