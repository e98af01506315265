using System;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Products of matrices; sums in double.</summary>
internal static class Matrices
{
    public static OnnxTensor[] MatMul(OnnxCall call)
    {
        var (a, b) = (call[0], call[1]);
        call.Check(a.Type == b.Type, "its inputs are of different types");
        var sums = Sums(call, a, b, Convolutions.Values(a, null), Convolutions.Values(b, null), out var shape);
        return a.IsReal
            ? [OnnxTensor.OfReals(a.Type, shape, sums)]
            : [OnnxTensor.OfIntegers(a.Type, shape, Array.ConvertAll(sums, s => a.Type.Wrap((Int128)s)))];
    }

    public static OnnxTensor[] MatMulInteger(OnnxCall call)
    {
        var sums = Sums(call, call[0], call[1], LessZero(call, call[0], call.Optional(2), 2), LessZero(call, call[1], call.Optional(3), 1), out var shape);
        return [OnnxTensor.OfIntegers(OnnxType.Int32, shape, Array.ConvertAll(sums, s => OnnxType.Int32.Wrap((Int128)s)))];
    }

    public static OnnxTensor[] Gemm(OnnxCall call)
    {
        var (a, b) = (Turned(call, call[0], "transA"), Turned(call, call[1], "transB"));
        var (alpha, beta) = (call.Node.Real("alpha", 1), call.Node.Real("beta", 1));
        var sums = Sums(call, a, b, Convolutions.Values(a, null), Convolutions.Values(b, null), out var shape);
        var c = call.Optional(2) is { } addend ? Broadcast.To(call, addend, shape) : null;
        for (var i = 0; i < sums.Length; i++)
            sums[i] = (alpha * sums[i]) + (c is null ? 0 : beta * c.Real(i));
        return a.IsReal
            ? [OnnxTensor.OfReals(a.Type, shape, sums)]
            : [OnnxTensor.OfIntegers(a.Type, shape, Array.ConvertAll(sums, s => a.Type.Wrap(Casts.Truncate(s))))];
    }

    /// <summary>A zero point of one value, or one for each row (axis 2 from the end) or column (axis 1).</summary>
    public static double[] LessZero(OnnxCall call, OnnxTensor tensor, OnnxTensor? zero, int axisFromEnd)
    {
        var values = Convolutions.Values(tensor, null);
        if (zero is null)
            return values;
        var inner = tensor.Dimensions.Skip(tensor.Rank - axisFromEnd + 1).Aggregate(1, (p, s) => p * s);
        var sizes = tensor.Rank >= axisFromEnd ? tensor.Dimensions[tensor.Rank - axisFromEnd] : 1;
        call.Check(zero.Count == 1 || zero.Count == sizes, FormattableString.Invariant($"it has {zero.Count} zero points for {sizes}"));
        for (var i = 0; i < values.Length; i++)
            values[i] -= zero.Real(zero.Count == 1 ? 0 : i / inner % sizes);
        return values;
    }

    /// <summary>The products of the last two axes; those before spread. A vector is a row on the left, a column on the right.</summary>
    public static double[] Sums(OnnxCall call, OnnxTensor a, OnnxTensor b, double[] left, double[] right, out ImmutableArray<int> shape)
    {
        call.Check(a.Rank > 0 && b.Rank > 0, "its inputs must have axes");
        var one = a.Rank == 1 ? [1, a.Dimensions[0]] : a.Dimensions;
        var other = b.Rank == 1 ? [b.Dimensions[0], 1] : b.Dimensions;
        var (rows, inner, columns) = (one[^2], one[^1], other[^1]);
        call.Check(other[^2] == inner, FormattableString.Invariant($"it multiplies {rows}x{inner} with {other[^2]}x{columns}"));
        var batch = Broadcast.Shape(call, one[..^2], other[..^2]);
        var (firsts, seconds) = (Broadcast.Indices(one[..^2], batch), Broadcast.Indices(other[..^2], batch));
        shape = [.. batch, .. a.Rank == 1 ? ReadOnlySpan<int>.Empty : [rows], .. b.Rank == 1 ? ReadOnlySpan<int>.Empty : [columns]];
        var sums = new double[call.Allocate(shape)];
        call.Spend([.. shape, inner]);
        for (var n = 0; n < firsts.Length; n++)
        {
            for (var r = 0; r < rows; r++)
            {
                var target = sums.AsSpan(((n * rows) + r) * columns, columns);
                for (var i = 0; i < inner; i++)
                {
                    var factor = left[(((firsts[n] * rows) + r) * inner) + i];
                    var row = right.AsSpan(((seconds[n] * inner) + i) * columns, columns);
                    for (var c = 0; factor != 0 && c < columns; c++)
                        target[c] += factor * row[c];
                }
            }
        }

        return sums;
    }

    private static OnnxTensor Turned(OnnxCall call, OnnxTensor tensor, string attribute)
    {
        call.Check(tensor.Rank == 2, FormattableString.Invariant($"an input of it has {tensor.Rank} axes, and needs 2"));
        return call.Node.Integer(attribute, 0) == 0 ? tensor : Rearrangement.Transpose(tensor, [1, 0]);
    }
}
