using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>
/// The end of a network. What only compares or normalizes its outputs is left to the caller, as the order of the outputs says it all; what
/// is not quantized becomes integers: the sums themselves where 16 bits hold them, else on the finest grid of 16 bits.
/// </summary>
internal static class OnnxEnds
{
    private const int Bits = 16;

    /// <summary>Gets the kinds of nodes at the end that keep the order of what they read, and are left out.</summary>
    public static ImmutableArray<string> Kinds { get; } = ["ArgMax", "LogSoftmax", "Sigmoid", "Softmax", "TopK"];

    /// <summary>The value that is the network's output, and the nodes up to it.</summary>
    public static string Of(OnnxGraph graph, out IReadOnlyList<OnnxNode> nodes)
    {
        var (end, rest) = (graph.Outputs[0].Name, graph.Nodes.ToList());
        while (rest.Count > 0 && Kinds.Contains(rest[^1].Kind, StringComparer.Ordinal) && rest[^1].Outputs.Contains(end, StringComparer.Ordinal) && rest[^1].HasInput(0))
        {
            end = rest[^1].Inputs[0];
            rest.RemoveAt(rest.Count - 1);
        }

        nodes = rest;
        return end;
    }

    /// <summary>The node that makes the output, in the file's order.</summary>
    public static Node Close(OnnxBuilder builder, Closing closing, string end)
    {
        if (builder.Get(end) is not Activation { Maker: { } maker } output)
            throw builder.Problems.Malformed("its output does not depend on its input");
        var closed = IsOnGrid(output) ? closing.Close(output, maker) : Open(builder, closing, output, maker);
        var (layout, sizes) = (closed.Layout, closed.Layout.Dimensions);
        var target = Layout.Standard(sizes) ?? Layout.RowMajor(sizes) ?? layout;
        var arranged = Arrangement.To(builder, maker, closed, target).Node;
        return arranged is InputNode ? throw builder.Problems.Malformed("its output is its input") : arranged;
    }

    /// <summary>Whether the last steps are integers and their scale and zero point.</summary>
    private static bool IsOnGrid(Activation x)
    {
        if (!x.Steps.Any(s => s.MakesIntegers) && x.Producer is Sums or Addition)
            return false;
        return x.Steps is not [.., AffineStep last] || (last.IsUniform && last.Factor(0).Sign > 0 && (last.Addend(0) / last.Factor(0)).IsInteger);
    }

    private static Quantized Open(OnnxBuilder builder, Closing closing, Activation x, OnnxNode maker)
    {
        if (x.Producer is Joined)
            throw closing.NotQuantized(x, maker);
        if (x.Producer is Addition or RealInput || x.Steps.Any(s => s is not (AffineStep or ClampStep)) || x.Steps.Count(s => s is AffineStep) > 1)
        {
            // Integers whose scale or offset no grid of integers has: they are quantized as they are, then once more.
            var integers = closing.Close(x, maker);
            x = Closing.Open(integers, x.Type, maker);
        }

        var affine = x.Steps.OfType<AffineStep>().FirstOrDefault() ?? new AffineStep(Exact.One, Exact.Zero);
        if (Whole(x, affine) is { } whole)
            return closing.Close(whole, maker);
        return Finest(builder, x, affine, maker);
    }

    /// <summary>Sums that with their offsets are whole multiples of one scale, and fit.</summary>
    private static Activation? Whole(Activation x, AffineStep affine)
    {
        var scale = affine.Factor(0);
        if (scale.Sign <= 0 || affine.Factors.Any(f => f != scale) || affine.Addends.Any(a => !(a / scale).IsInteger) || x.Steps.Any(s => s is ClampStep))
            return null;
        var most = Ranges(x).SelectMany((r, c) => new[] { r.Minimum, r.Maximum }.Select(e => BigInteger.Abs(e + (affine.Addend(c) / scale).Reduced().Numerator))).Max();
        return most > short.MaxValue ? null : x with
        {
            Steps = [new AffineStep([Exact.One], [.. affine.Addends.Select(a => (a / scale).Reduced())]), new RoundStep(RoundingMode.HalfEven), new AffineStep(scale, Exact.Zero)],
        };
    }

    /// <summary>A multiplication and a shift onto the finest power-of-two grid of 16 bits that holds the proved range.</summary>
    private static Quantized Finest(OnnxBuilder builder, Activation x, AffineStep affine, OnnxNode maker)
    {
        const int mostShift = 62;
        var ranges = Ranges(x);
        ExactRange Real(int c) => x.Steps.Aggregate(new ExactRange(ranges[c].Minimum, ranges[c].Maximum), (r, step) => step.Range(c, r));
        var ends = Enumerable.Range(0, ranges.Count).SelectMany(c => new[] { Real(c).Minimum!.Value, Real(c).Maximum!.Value }).ToList();
        var largest = ends.Select(e => e.Sign < 0 ? -e : e).Max();
        var exponent = largest.Sign == 0 ? 0 : (int)(largest.Numerator.GetBitLength() - largest.Denominator.GetBitLength()) - Bits + 3;
        while (largest.Sign != 0 && largest / Power(exponent - 1) <= short.MaxValue)
            exponent--;
        while (largest / Power(exponent) > short.MaxValue)
            exponent++;
        var unit = Power(exponent);

        // As many bits of the multiplier as 32 hold, and of product and offset as 63 do.
        var factor = affine.Factors.Select(f => (f.Sign < 0 ? -f : f) / unit).Max();
        var sum = ranges.SelectMany(r => new[] { Math.Abs(r.Minimum), Math.Abs(r.Maximum), 1 }).Max();
        var offset = affine.Addends.Select(a => (a.Sign < 0 ? -a : a) / unit).Max();
        var shift = mostShift;
        while (shift > 0 && ((factor * Power(shift)) > int.MaxValue || (((factor * sum) + offset + 1) * Power(shift)) > Power(mostShift)))
            shift--;
        var (bottom, top) = (x.Steps.OfType<ClampStep>().Any() ? Code(ends.Min(), unit) : short.MinValue, x.Steps.OfType<ClampStep>().Any() ? Code(ends.Max(), unit) : short.MaxValue);
        var half = shift == 0 ? Exact.Zero : new Exact(1, 2);
        var step = new Requantization(
            Constant<int>.Vector([.. affine.Factors.Select(f => (int)(f / unit * Power(shift)).Round(RoundingMode.HalfEven))]),
            Constant<long>.Vector([.. affine.Addends.Select(a => (long)(((a / unit) + half) * Power(shift)).Round(RoundingMode.HalfEven))]),
            shift,
            bottom,
            top);
        var grid = new Quantization(unit.ToDouble(), 0, Bits, Signed: true);
        var node = x.Producer switch
        {
            Sums sums => builder.Add(sums.At, sums.Prototype with { Requantizer = step, Quantization = grid }, x.Layout.Shape, sums.Sources),
            Codes { Node: var source } => builder.Add(maker, new IntegerAffineNode { Name = "", Requantizer = step, Quantization = grid }, x.Layout.Shape, source),
            _ => throw builder.Problems.Unsupported(maker, "what it makes is not quantized"),
        };
        return new(node, x.Layout, new AffineStep(unit, Exact.Zero));
    }

    private static int Code(Exact end, Exact unit) => (int)(end / unit).Round(RoundingMode.HalfEven);

    private static Exact Power(int exponent) => exponent >= 0 ? new(BigInteger.One << exponent, 1) : new(1, BigInteger.One << -exponent);

    private static IReadOnlyList<IntegerRange> Ranges(Activation x) => x.Producer switch
    {
        Sums sums => sums.Ranges,
        Codes { Node.Quantization: { } grid } => [.. Enumerable.Repeat(new IntegerRange(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint), x.Channels)],
        _ => throw new InvalidOperationException("Only integers have a range."),
    };
}
