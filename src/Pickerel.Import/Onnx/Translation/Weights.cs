using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>The integers of a weighted node, output channels first, each channel with its scale.</summary>
internal sealed record Weights(ImmutableArray<short> Codes, ImmutableArray<Exact> Scales)
{
    public int Outputs => Scales.Length;

    /// <summary>Gets the fewest bits that hold all codes and their negatives, 1 for signs, 16 beyond 8.</summary>
    public int Bits
    {
        get
        {
            var (largest, hasZero) = (1, false);
            foreach (var code in Codes)
                (largest, hasZero) = (Math.Max(largest, Math.Abs((int)code)), hasZero || code == 0);
            if (largest == 1 && !hasZero)
                return 1;
            var bits = 2;
            while ((1 << (bits - 1)) - 1 < largest)
                bits++;
            return bits <= 8 ? bits : 16;
        }
    }

    public Constant<double> RealScales => Constant<double>.Vector([.. Scales.Select(s => s.ToDouble())]);

    /// <summary>The weights of a constant.</summary>
    /// <param name="builder">The network.</param>
    /// <param name="at">The node they belong to.</param>
    /// <param name="name">Their name.</param>
    /// <param name="weights">The constant.</param>
    /// <param name="order">The file's elements in the order of the network, output channels first.</param>
    /// <param name="outputs">The output channels.</param>
    /// <param name="zero">What is taken off each; null for nothing.</param>
    public static Weights Of(OnnxBuilder builder, OnnxNode at, string name, ConstantValue weights, int[] order, int outputs, Func<int, Int128>? zero = null)
    {
        var (tensor, perOutput) = (weights.Tensor, outputs == 0 ? 0 : order.Length / outputs);
        if (perOutput == 0)
            throw builder.Problems.Unsupported(at, $"its weights '{name}' are empty");
        var codes = ImmutableArray.CreateBuilder<short>(order.Length);
        foreach (var index in order)
        {
            var code = tensor.IsReal ? Integer(builder, at, name, tensor.Reals[index]) : tensor.Integer(index) - (zero?.Invoke(index) ?? 0);
            if (Int128.Abs(code) > short.MaxValue)
                throw builder.Problems.Unsupported(at, $"its weights '{name}' hold the integer {code}, and 16 bits with sign are supported");
            codes.Add((short)code);
        }

        return new(codes.MoveToImmutable(), [.. Enumerable.Range(0, outputs).Select(o => ScaleOf(builder, at, name, weights, order.AsSpan(o * perOutput, perOutput)))]);
    }

    /// <summary>Weights that no node quantized are integers, or the model is not quantized.</summary>
    private static Int128 Integer(OnnxBuilder builder, OnnxNode at, string name, double weight) => weight == Math.Floor(weight) && Math.Abs(weight) <= short.MaxValue
        ? (Int128)weight
        : throw new ProblemException(Pkr.FloatModel.At(Site.Network, builder.Graph.Name, at.Text, at.Kind, $"its weights '{name}' are real"));

    private static Exact ScaleOf(OnnxBuilder builder, OnnxNode at, string name, ConstantValue weights, ReadOnlySpan<int> indices)
    {
        if (weights.Scales is not { } scales)
            return Exact.One;
        foreach (var index in indices)
        {
            if (scales.Reals[index] != scales.Reals[indices[0]])
                throw builder.Problems.Unsupported(at, $"its weights '{name}' have several scales in one output channel, and one a channel is supported");
        }

        return Exact.Of(scales.Reals[indices[0]]);
    }
}
