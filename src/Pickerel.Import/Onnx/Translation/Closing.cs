using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;
using Pickerel.Core.Quantizers;
using Pickerel.Core.Reference;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>
/// Makes nodes of activations: the steps up to the last that makes integers become a requantizer or a table, those behind it the meaning
/// of its integers. Thresholds are found on the exact steps, over all sums that can occur.
/// </summary>
internal sealed class Closing(OnnxBuilder builder)
{
    /// <summary>More levels of an output than this are not written as thresholds.</summary>
    private const int MostLevels = 4096;

    private const int TableBits = 8;

    /// <summary>The thresholds of all nodes together: a file must not take longer than it is worth.</summary>
    private const long MostThresholds = 1L << 23;

    private long _thresholds;

    /// <summary>The input's integers, and the steps of its reals that make them.</summary>
    private (ImmutableArray<Step> Prefix, Codes Codes, CodeRange Range)? _input;

    private readonly List<(Producer Producer, ImmutableArray<Step> Prefix, CodeRange Codes, Node Node)> _closed = [];

    /// <summary>The integers of an activation.</summary>
    /// <param name="x">The activation.</param>
    /// <param name="reader">The node that needs integers.</param>
    /// <exception cref="ProblemException">It is not quantized (PKR1122), or not in a way that is supported.</exception>
    public Quantized Close(Activation x, OnnxNode reader)
    {
        x = x.Producer is RealInput ? Quantized(x, reader) : x;
        var (prefix, suffix) = Split(x.Steps);
        if (suffix.Factors.Any(f => f.Sign == 0))
            throw builder.Problems.Unsupported(x.Maker ?? reader, "it multiplies with 0");
        if (prefix.IsEmpty && x.Producer is Codes codes)
            return new(codes.Node, x.Layout, suffix);
        if (prefix.IsEmpty && x.Producer is Joined joined)
            return Join(joined, x, reader, suffix);
        if (!Step.EndInIntegers(prefix))
            throw NotQuantized(x, reader);
        if (_closed.FirstOrDefault(c => ReferenceEquals(c.Producer, x.Producer) && c.Prefix.AsEnumerable().SequenceEqual(prefix, ReferenceEqualityComparer.Instance)) is { Node: not null } known)
            return Meaning(known.Node, x.Layout, known.Codes, suffix);
        var range = CodeRange.Of(builder, x, prefix, suffix, reader);
        var node = x.Producer is Joined parts ? Join(parts, x, prefix, range, suffix, reader) : Close(x, prefix, range, suffix, reader);
        _closed.Add((x.Producer, prefix, range, node));
        return Meaning(node, x.Layout, range, suffix);
    }

    /// <summary>The activation that a node's integers are.</summary>
    public static Activation Open(Quantized x, OnnxType type, OnnxNode maker) => new(new Codes(x.Node), x.Layout, [x.Meaning], type, maker);

    public ProblemException NotQuantized(Activation x, OnnxNode reader) => new(Pkr.FloatModel.At(
        Site.Network, builder.Graph.Name, reader.Text, reader.Kind, x.Maker is { } maker ? $"what it reads of {maker.Text} is not quantized" : "the input that it reads is not quantized"));

    /// <summary>The real input as the integers that the first steps to round make of it.</summary>
    private Activation Quantized(Activation x, OnnxNode reader)
    {
        var first = x.Steps.IndexOf(x.Steps.FirstOrDefault(s => s.MakesIntegers)!);
        if (first < 0)
            throw NotQuantized(x, reader);
        var end = first + 1;
        while (end < x.Steps.Length && Step.EndInIntegers(x.Steps[..(end + 1)]) && x.Steps[end] is ClampStep or AffineStep { IsUniform: true, Factors: [{ Numerator.IsOne: true, Denominator.IsOne: true }] })
            end++;
        var prefix = x.Steps[..end];
        if (_input is null)
        {
            var range = CodeRange.Of(builder, x, prefix, new AffineStep(Exact.One, Exact.Zero), reader);
            _input = (prefix, new Codes(InputGrids.Bind(builder, x, prefix, range, reader)), range);
        }
        else if (!_input.Value.Prefix.AsEnumerable().SequenceEqual(prefix, ReferenceEqualityComparer.Instance))
        {
            throw builder.Problems.Unsupported(reader, "the input is quantized in more than one way");
        }

        var (_, codes, codeRange) = _input.Value;
        var integers = x with { Producer = codes, Steps = [codeRange.ToResult(codes.Node.Quantization!.ZeroPoint)] };
        return x.Steps[end..].Aggregate(integers, (a, step) => a.Then(step));
    }

    /// <summary>The last change of scale, and what stands before it.</summary>
    private static (ImmutableArray<Step> Prefix, AffineStep Suffix) Split(ImmutableArray<Step> steps) =>
        steps is [.., AffineStep last] ? (steps.RemoveAt(steps.Length - 1), last) : (steps, new AffineStep(Exact.One, Exact.Zero));

    private static Quantized Meaning(Node node, Layout layout, CodeRange codes, AffineStep suffix) =>
        new(node, layout, codes.ToResult(node.Quantization!.ZeroPoint).Then(suffix));

    private Node Close(Activation x, ImmutableArray<Step> prefix, CodeRange range, AffineStep suffix, OnnxNode reader)
    {
        var grid = range.Grid(suffix, reader, builder);
        int Output(int channel, long integer) => range.Code(Apply(prefix, channel, integer));
        var (at, isUniform) = (x.Maker ?? reader, prefix.All(s => s.IsUniform));
        var directions = Enumerable.Range(0, isUniform ? 1 : x.Channels).Select(c => prefix.Aggregate(1, (d, s) => d * s.Direction(c))).ToList();
        switch (x.Producer)
        {
            case Codes { Node: var source } when directions.Contains(0):
                if (source.Quantization!.Bits > TableBits)
                    throw builder.Problems.Unsupported(at, FormattableString.Invariant($"it is no monotone function, and its input has more than {TableBits} bits"));
                return builder.Add(at, Table(source, x.Channels, isUniform, Output) with { Quantization = grid }, x.Layout.Shape, source);
            case Codes { Node: var source }:
                var (least, most) = (source.Quantization!.Minimum - source.Quantization.ZeroPoint, source.Quantization.Maximum - source.Quantization.ZeroPoint);
                var rows = Enumerable.Repeat(new IntegerRange(least, most), x.Channels).ToList();
                return builder.Add(at, new IntegerAffineNode { Name = "", Requantizer = Thresholds(rows, range, isUniform, Output, at), Quantization = grid }, x.Layout.Shape, source);
            case Sums or Addition when directions.Contains(0):
                throw builder.Problems.Unsupported(at, "its sums go through a function that rises and falls; quantize in between");
            case Sums sums:
                return builder.Add(sums.At, sums.Prototype with { Requantizer = Thresholds(sums.Ranges, range, isUniform, Output, sums.At), Quantization = grid }, x.Layout.Shape, sums.Sources);
            case Addition addition:
                return Additions.Close(builder, addition, x, range, grid, isUniform, Output);
            default:
                throw NotQuantized(x, reader);
        }
    }

    private static Exact Apply(ImmutableArray<Step> steps, int channel, long integer) => Apply(steps.AsSpan(), channel, integer);

    /// <summary>The steps' value. An estimate of a curve will do where both ends of its error come to the same.</summary>
    private static Exact Apply(ReadOnlySpan<Step> steps, int channel, Exact value)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i] is CurveStep { Estimate: { } estimate })
            {
                var near = Exact.Of(estimate(value.ToDouble()));
                var rest = steps[(i + 1)..];
                var (low, high) = (Apply(rest, channel, near - CurveStep.Margin), Apply(rest, channel, near + CurveStep.Margin));
                if (low == high)
                    return low;
            }

            value = steps[i].Apply(channel, value);
        }

        return value;
    }

    /// <summary>The thresholds of each channel, or of one where all have the same function and the same sums.</summary>
    private ThresholdRequantization Thresholds(IReadOnlyList<IntegerRange> ranges, CodeRange codes, bool isUniform, Func<int, long, int> output, OnnxNode at)
    {
        if (isUniform && ranges.All(r => r == ranges[0]))
            ranges = [ranges[0]];
        if ((_thresholds += (long)ranges.Count * (codes.Maximum - codes.Minimum)) > MostThresholds)
            throw builder.Problems.Unsupported(at, FormattableString.Invariant($"with it the network has more than {MostThresholds} thresholds"));
        if (codes.Maximum - codes.Minimum > MostLevels)
            throw builder.Problems.Unsupported(at, FormattableString.Invariant($"its output has {codes.Maximum - codes.Minimum + 1} levels, and {MostLevels} are supported"));
        var thresholds = ranges.Select((range, c) => Core.Reference.Thresholds.Of(integer => output(c, integer), range)).ToList();
        var form = ThresholdForm.Of(thresholds, codes.Least, codes.Greatest);
        return codes.IsBipolar && form.Count == 0 ? form with { Steps = Constant<int>.Vector([2]) } : form;
    }

    private static IntegerTableNode Table(Node source, int channels, bool isUniform, Func<int, long, int> output)
    {
        var (grid, rows) = (source.Quantization!, isUniform ? 1 : channels);
        return new()
        {
            Name = "",
            Values = new([rows, grid.Span], [.. Enumerable.Range(0, rows).SelectMany(c => Enumerable.Range(grid.Minimum, grid.Span).Select(q => output(c, q - grid.ZeroPoint)))]),
        };
    }

    /// <summary>Tensors that are on one grid already.</summary>
    private Quantized Join(Joined joined, Activation x, OnnxNode reader, AffineStep suffix)
    {
        var parts = joined.Parts.Select(p => Close(p, reader)).ToList();
        var (grid, meaning) = (parts[0].Node.Quantization!, parts[0].Meaning);
        if (parts.Exists(p => p.Node.Quantization != grid || !p.IsUniform || p.Meaning.Factor(0) != meaning.Factor(0) || p.Meaning.Addend(0) != meaning.Addend(0)))
            throw builder.Problems.Unsupported(x.Maker ?? reader, "its inputs are on different grids; quantize what it makes");
        return new(Concatenate(joined, x, reader, parts.ConvertAll(p => p.Node)), x.Layout, meaning.Then(suffix));
    }

    /// <summary>Tensors that are quantized alike behind being joined: each is so before.</summary>
    private Node Join(Joined joined, Activation x, ImmutableArray<Step> prefix, CodeRange range, AffineStep suffix, OnnxNode reader)
    {
        var (first, nodes) = (0, new List<Node>());
        foreach (var part in joined.Parts)
        {
            var own = joined.Axis == Axis.Channels ? [.. prefix.Select(s => s.Slice(first, 1, part.Channels))] : prefix;
            var whole = own.Aggregate(part with { Maker = x.Maker }, (a, step) => a.Then(step));
            nodes.Add(whole.Producer is Joined nested ? Join(nested, whole, whole.Steps, range, suffix, reader) : Close(whole, whole.Steps, range, suffix, reader));
            first += part.Channels;
        }

        return Concatenate(joined, x, reader, nodes);
    }

    private Node Concatenate(Joined joined, Activation x, OnnxNode reader, List<Node> parts) =>
        builder.Add(x.Maker ?? reader, new ConcatenateNode { Name = "", Axis = joined.Axis, Quantization = parts[0].Quantization }, x.Layout.Shape, parts);
}
