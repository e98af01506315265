using System.Collections.Generic;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Cost;

/// <summary>The products of one output channel and their sums.</summary>
internal static class WeightOperations
{
    /// <summary>The operations of one output channel; taps in padding count.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="output">The channel.</param>
    /// <param name="activationBits">Bits of what is read.</param>
    /// <param name="sumBits">Bits of the accumulator's proved range.</param>
    public static IEnumerable<Operation> Of(IntegerWeightedNode node, int output, int activationBits, int sumBits)
    {
        long products = node.Weights.Count / node.Shape.Channels, count = products * (node.Shape.Count / node.Shape.Channels);
        var grid = node.WeightGrids.IsEmpty ? null : node.WeightGrids[node.WeightGrids.Count == 1 ? 0 : output];
        var product = new Operation(OperationKind.MultiplyAccumulate, node.BitsOf(output), activationBits, count, 0, sumBits, products);
        switch (grid)
        {
            case CodeGrid.PowerOfTwo:
                yield return product with { Kind = OperationKind.ShiftAccumulate, Choices = grid.Magnitudes.Count };
                break;
            case CodeGrid.AdditivePowerOfTwo sum:
                // Two shifts, whose choices multiply, and the sum of what they give.
                yield return product with { Kind = OperationKind.ShiftAccumulate, Choices = 1 << (sum.Bits - 1) };
                var shifted = activationBits + BitWidth.ToTellApart(sum.Largest);
                yield return Operation.Add(shifted, shifted, count);
                break;
            default:
                yield return product;
                break;
        }
    }
}
