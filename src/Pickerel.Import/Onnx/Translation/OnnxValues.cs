using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>What a name of the graph stands for while it is translated.</summary>
internal abstract record Value;

/// <summary>A tensor known while importing.</summary>
/// <param name="Tensor">Its elements; where it was quantized, integers without zero point.</param>
/// <param name="Scales">What each of those integers is multiplied with; null for elements that are themselves.</param>
internal sealed record ConstantValue(OnnxTensor Tensor, OnnxTensor? Scales = null) : Value
{
    /// <summary>An element's exact value.</summary>
    public Exact At(int index)
    {
        var element = Tensor.IsReal ? Exact.Of(Tensor.Reals[index]) : new Exact((System.Numerics.BigInteger)Tensor.Integer(index), 1);
        return Scales is null ? element : element * Exact.Of(Scales.Reals[index]);
    }
}

/// <summary>Where the integers of an activation come from.</summary>
internal abstract record Producer;

/// <summary>The graph's real input, whose grid the first quantizing node gives.</summary>
internal sealed record RealInput : Producer;

/// <summary>A node's output, less its zero point.</summary>
internal sealed record Codes(Node Node) : Producer;

/// <summary>The sums of a node whose requantizer is not known yet.</summary>
/// <param name="At">The file's node that sums.</param>
/// <param name="Prototype">The node without requantizer and grid.</param>
/// <param name="Sources">What it reads.</param>
/// <param name="Ranges">The sums of each channel.</param>
internal sealed record Sums(OnnxNode At, RequantizedNode Prototype, ImmutableArray<Node> Sources, IReadOnlyList<IntegerRange> Ranges) : Producer;

/// <summary>A sum of two tensors on grids of their own: each integer of each adds so much, in units of <paramref name="Unit"/>.</summary>
internal sealed record Addition(OnnxNode At, Node Left, Node Right, ImmutableArray<long> LeftTerms, ImmutableArray<long> RightTerms) : Producer;

/// <summary>Activations one behind the other along an axis of the network.</summary>
internal sealed record Joined(ImmutableArray<Activation> Parts, Axis Axis) : Producer;

/// <summary>A tensor known only at run time: integers, and what they become on the way to what the file means by it.</summary>
/// <param name="Producer">Where its integers come from.</param>
/// <param name="Layout">How it lies.</param>
/// <param name="Steps">From an integer of a channel to the file's value.</param>
/// <param name="Type">The file's element type.</param>
/// <param name="Maker">The node that made it last, or null for the input.</param>
internal sealed record Activation(Producer Producer, Layout Layout, ImmutableArray<Step> Steps, OnnxType Type, OnnxNode? Maker) : Value
{
    public int Channels => Layout.Shape.Channels;

    /// <summary>The activation with one function more.</summary>
    public Activation Then(Step step)
    {
        if (Steps.Length > 0 && Steps[^1] is AffineStep before)
        {
            if (step is AffineStep affine)
                return this with { Steps = Steps.SetItem(Steps.Length - 1, before.Then(affine)) };
            var isOfIntegers = Steps.Length == 1 ? Producer is Codes : Step.EndInIntegers(Steps.RemoveAt(Steps.Length - 1));
            if (step is ClampStep clamp && isOfIntegers && Swap(before, clamp) is { } onIntegers)
                return this with { Steps = Steps.SetItem(Steps.Length - 1, onIntegers).Add(before) };
        }

        return this with { Steps = Steps.Add(step) };
    }

    /// <summary>A bound behind a change of scale as one before it, where the bound is the image of an integer: so a clamp of reals is one of codes. Steps of 1 are those of integers already.</summary>
    private ClampStep? Swap(AffineStep before, ClampStep clamp)
    {
        var count = before.IsUniform && clamp.IsUniform ? 1 : Channels;
        var (minima, maxima) = (ImmutableArray.CreateBuilder<Exact?>(count), ImmutableArray.CreateBuilder<Exact?>(count));
        for (var c = 0; c < count; c++)
        {
            if (before.Factor(c).Sign <= 0 || before.Factor(c) == Exact.One)
                return null;
            Exact? Origin(Exact? bound) => bound is { } value ? ((value - before.Addend(c)) / before.Factor(c)).Reduced() : null;
            var (low, high) = (Origin(clamp.Minimum(c)), Origin(clamp.Maximum(c)));
            if (low is { IsInteger: false } || high is { IsInteger: false })
                return null;
            minima.Add(low);
            maxima.Add(high);
        }

        return new(minima.MoveToImmutable(), maxima.MoveToImmutable());
    }
}

/// <summary>A tensor as a node's integers: <c>real = Factor * (q - zero) + Addend</c>, one of each a channel, or one for all.</summary>
internal sealed record Quantized(Node Node, Layout Layout, AffineStep Meaning)
{
    public bool IsUniform => Meaning.IsUniform;

    /// <summary>Gets whether the zero point is 0.</summary>
    public bool IsCentred => Meaning.Addends.All(a => a.Sign == 0);

    public Exact Scale => Meaning.Factor(0);
}
