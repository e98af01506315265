using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Core.Ir.Verification;

/// <summary>Every node has a grid, and nodes that cannot change it have their input's.</summary>
internal static class GridPromises
{
    public static void Check(Node node, ImmutableArray<Node> inputs, Promises promises)
    {
        promises.Check(node, node.Quantization is not null, "it has a grid");
        var grid = node.Quantization!;
        promises.Check(node, grid.Bits is (>= 1 and <= 8) or 16, "its grid has 1 to 8 bits, or 16");
        promises.Check(node, grid.Scale > 0 && !double.IsInfinity(grid.Scale), "its scale is positive and finite");
        promises.Check(node, grid.ZeroPoint >= grid.Minimum && grid.ZeroPoint <= grid.Maximum, "its zero point is on its grid");
        if (node is MaxPoolNode or FlattenNode or MovementNode)
            promises.Check(node, inputs.All(i => grid == i.Quantization), "its grid is its input's");
    }
}
