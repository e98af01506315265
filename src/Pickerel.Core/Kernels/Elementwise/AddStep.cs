using System.Linq;
using System.Numerics;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A residual add on stored values: zero points and the output's origin are in the offset.</summary>
internal sealed record AddStep(BigInteger Offset, BigInteger Least, BigInteger Greatest)
{
    /// <summary>Gets whether the sum and its offset fit 32 bits; parts of the sum may wrap.</summary>
    public bool Fits => Least >= int.MinValue && Greatest <= int.MaxValue && Offset >= int.MinValue && Offset <= int.MaxValue;

    public string RangeText => InvariantText.Of($"[{Least}, {Greatest}]");

    public static AddStep Of(LayerProblem problem)
    {
        var node = (IntegerAddNode)problem.Node;
        BigInteger left = node.LeftMultiplier, right = node.RightMultiplier;
        var offset = node.Offset - (left * problem.Inputs[0].Zero) - (right * problem.Inputs[1].Zero) - (new BigInteger(problem.Output.Least) << node.Shift);
        var products = new[] { left * problem.Inputs[0].Maximum, right * problem.Inputs[1].Maximum };
        return new AddStep(
            offset,
            offset + products.Aggregate(BigInteger.Zero, (sum, p) => sum + BigInteger.Min(p, 0)),
            offset + products.Aggregate(BigInteger.Zero, (sum, p) => sum + BigInteger.Max(p, 0)));
    }
}
