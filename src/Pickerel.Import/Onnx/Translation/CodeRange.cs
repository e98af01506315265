using System;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The integers that steps end on, and how a node holds them: themselves, or -1 and 1 for two that stand for opposites.</summary>
internal sealed record CodeRange(int Minimum, int Maximum, bool IsBipolar)
{
    private const int MostBits = 16;

    /// <summary>Gets the least integer of the node.</summary>
    public int Least => IsBipolar ? -1 : Minimum;

    /// <summary>Gets the greatest integer of the node.</summary>
    public int Greatest => IsBipolar ? 1 : Maximum;

    /// <summary>The range of what steps make, from the steps alone or, where they leave it open, from the integers that come in.</summary>
    public static CodeRange Of(OnnxBuilder builder, Activation x, ImmutableArray<Step> prefix, AffineStep suffix, OnnxNode reader)
    {
        var (least, most) = ((Exact?)null, (Exact?)null);
        var channels = prefix.All(s => s.IsUniform) && x.Producer is not Sums ? 1 : x.Channels;
        for (var c = 0; c < channels; c++)
        {
            var range = prefix.Aggregate(new ExactRange(null, null), (r, step) => step.Range(c, r));
            if (!range.IsBounded)
                range = prefix.Aggregate(Incoming(x, c), (r, step) => step.Range(c, r));
            if (!range.IsBounded)
                throw builder.Problems.Unsupported(x.Maker ?? reader, "nothing bounds what it makes; clip it");
            least = least is null || range.Minimum < least ? range.Minimum : least;
            most = most is null || range.Maximum > most ? range.Maximum : most;
        }

        var (minimum, maximum) = (least!.Value.Round(RoundingMode.Floor), most!.Value.Round(RoundingMode.Ceiling));
        if (maximum - minimum >= 1 << MostBits || BigInteger.Max(BigInteger.Abs(minimum), BigInteger.Abs(maximum)) >= 1 << MostBits)
            throw builder.Problems.Unsupported(x.Maker ?? reader, $"its output is {minimum} to {maximum}, and {MostBits} bits are supported");
        bool AreOpposites(int c) => (suffix.Apply(c, minimum) + suffix.Apply(c, maximum)).Sign == 0;
        var isBipolar = maximum - minimum == 1 && Enumerable.Range(0, suffix.IsUniform ? 1 : x.Channels).All(AreOpposites);
        return new((int)minimum, (int)maximum, isBipolar);
    }

    /// <summary>The node's integer for one that steps made. Those of integers on the input's grid that never come in may lie outside.</summary>
    public int Code(Exact made)
    {
        var integer = (int)BigInteger.Max(Minimum, BigInteger.Min(Maximum, BigInteger.Divide(made.Numerator, made.Denominator)));
        return IsBipolar ? (2 * (integer - Minimum)) - 1 : integer;
    }

    /// <summary>From a node's integer less its zero point back to what steps made.</summary>
    public AffineStep ToResult(int zeroPoint) =>
        IsBipolar ? new AffineStep(new Exact(1, 2), new Exact((2 * Minimum) + 1, 2)) : new AffineStep(Exact.One, zeroPoint);

    /// <summary>The narrowest grid, with the integer for 0 as zero point if it is one.</summary>
    public Quantization Grid(AffineStep suffix, OnnxNode reader, OnnxBuilder builder)
    {
        var scale = (IsBipolar ? suffix.Factor(0) / 2 : suffix.Factor(0)).ToDouble();
        if (suffix.Factors.Any(f => f.Sign <= 0) || !(scale > 0) || double.IsInfinity(scale))
            throw builder.Problems.Unsupported(reader, "what it reads has a scale that is not positive and finite");
        if (IsBipolar)
            return new(scale, 0, 1, Signed: true);
        var isSigned = Minimum < 0;
        var bits = Enumerable.Range(1, MostBits).FirstOrDefault(b => new Quantization(1, 0, b, isSigned) is { IsBipolar: false } grid && grid.Minimum <= Minimum && grid.Maximum >= Maximum);
        if (bits == 0)
            throw builder.Problems.Unsupported(reader, FormattableString.Invariant($"what it reads are the integers {Minimum} to {Maximum}, and {MostBits} bits are supported"));
        var (narrow, zero) = (new Quantization(scale, 0, bits <= 8 ? bits : MostBits, isSigned), (-suffix.Addend(0) / suffix.Factor(0)).Reduced());
        var isZero = zero.IsInteger && zero >= narrow.Minimum && zero <= narrow.Maximum;
        return narrow with { ZeroPoint = isZero ? (int)zero.Numerator : 0 };
    }

    private static ExactRange Incoming(Activation x, int channel) => x.Producer switch
    {
        Sums sums => new(sums.Ranges[channel].Minimum, sums.Ranges[channel].Maximum),
        Codes { Node: RequantizedNode { Requantizer: { } step, Quantization: { } grid } } => new(step.Minimum - grid.ZeroPoint, step.Maximum - grid.ZeroPoint),
        Codes { Node.Quantization: { } grid } => new(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint),
        Addition sum => new(sum.LeftTerms.Min() + sum.RightTerms.Min(), sum.LeftTerms.Max() + sum.RightTerms.Max()),
        _ => new(null, null),
    };
}
