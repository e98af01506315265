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
        var ends = new[] { Products(left, problem.Inputs[0]), Products(right, problem.Inputs[1]) };
        return new AddStep(
            offset,
            offset + ends.Aggregate(BigInteger.Zero, (sum, p) => sum + BigInteger.Min(p.AtLeast, p.AtMost)),
            offset + ends.Aggregate(BigInteger.Zero, (sum, p) => sum + BigInteger.Max(p.AtLeast, p.AtMost)));
    }

    private static (BigInteger AtLeast, BigInteger AtMost) Products(BigInteger multiplier, TensorStorage input) => (multiplier * input.Minimum, multiplier * input.Maximum);
}
