using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Operators on each element: arithmetic with constants and curves are steps, sums and products of two tensors are nodes.</summary>
internal sealed class ElementwiseOperators(OnnxBuilder builder, Closing closing)
{
    public void Add(OnnxNode node) => Sum(node, 1);

    public void Subtract(OnnxNode node) => Sum(node, -1);

    public void Multiply(OnnxNode node)
    {
        if (builder.Get(node, 0) is Activation left && builder.Get(node, 1) is Activation right)
            builder.Set(node.Outputs[0], Product(node, left, right));
        else
            WithConstant(node, (c, _) => new AffineStep(c, [Exact.Zero]));
    }

    public void Divide(OnnxNode node)
    {
        var (x, divisors) = (builder.Activation(node), builder.Constant(node, 1));
        var numbers = Operands.Of(builder, node, divisors, x.Layout);
        if (numbers.Any(n => n.Sign == 0))
            throw builder.Problems.Unsupported(node, "it divides by 0");
        var quotient = Spread(node, x, divisors).Then(new AffineStep([.. numbers.Select(n => Exact.One / n)], [Exact.Zero]));

        // Integers are divided toward zero.
        builder.Set(node.Outputs[0], (x.Type.IsReal() ? quotient : quotient.Then(new RoundStep(RoundingMode.TowardZero))) with { Maker = node });
    }

    public void Maximum(OnnxNode node) => WithConstant(node, (c, _) => new ClampStep([.. c.Select(v => (Exact?)v)], [null]));

    public void Minimum(OnnxNode node) => WithConstant(node, (c, _) => new ClampStep([null], [.. c.Select(v => (Exact?)v)]));

    public void Clip(OnnxNode node)
    {
        var x = builder.Activation(node);
        Exact? Bound(int position, string attribute)
        {
            if (builder.OptionalConstant(node, position) is not { } given)
                return node.Attributes.GetValueOrDefault(attribute)?.Real is { } real && float.IsFinite(real) ? Exact.Of(real) : null;
            if (given.Tensor.Count != 1)
                throw builder.Problems.Unsupported(node, "a bound of it is not one number");
            return given.Tensor.IsReal && !double.IsFinite(given.Tensor.Reals[0]) ? null : given.At(0);
        }

        var (least, most) = (Bound(1, "min"), Bound(2, "max"));
        builder.Set(node.Outputs[0], x.Then(new ClampStep(least, most)) with { Maker = node });
    }

    public void PRelu(OnnxNode node) => WithConstant(node, (slopes, _) => new LeakyStep(slopes));

    /// <summary>The norm of inference; the root of the variance is the nearest double.</summary>
    public void BatchNormalization(OnnxNode node)
    {
        var x = builder.Activation(node);
        var (call, layout) = (builder.Call(node), x.Layout);
        call.Check(node.Integer("training_mode", 0) == 0 && layout.Dimensions.Length >= 2, "it is in training mode, or its input has no channels");
        ImmutableArray<Exact> Of(int position) => Operands.Along(builder, node, builder.Constant(node, position), layout, 1);
        var (scale, offset, mean, variance) = (Of(1), Of(2), Of(3), Of(4));
        var epsilon = (double)node.Real("epsilon", 1e-5f);
        var count = new[] { scale, offset, mean, variance }.Max(v => v.Length);
        Exact At(ImmutableArray<Exact> values, int c) => values[values.Length == 1 ? 0 : c];
        var (factors, addends) = (new Exact[count], new Exact[count]);
        for (var c = 0; c < count; c++)
        {
            var root = Math.Sqrt(At(variance, c).ToDouble() + epsilon);
            call.Check(root > 0 && double.IsFinite(root), "its variance is not positive");
            factors[c] = (At(scale, c) / Exact.Of(root)).Reduced();
            addends[c] = (At(offset, c) - (At(mean, c) * factors[c])).Reduced();
        }

        builder.Set(node.Outputs[0], x.Then(new AffineStep([.. factors], [.. addends])) with { Maker = node });
    }

    /// <summary>To integers toward zero; between integers, and to reals, the value stays.</summary>
    public void Cast(OnnxNode node)
    {
        var (x, to) = (builder.Activation(node), node.Integer("to", 0));
        if (to is <= 0 or > int.MaxValue || !OnnxTypes.IsKnown((int)to) || (OnnxType)to is OnnxType.Bool)
            throw builder.Problems.Unsupported(node, FormattableString.Invariant($"it casts to type {to}"));
        var type = (OnnxType)to;
        if (type.Bits() < 32 && !type.IsReal())
            throw builder.Problems.Unsupported(node, $"it casts to {type}, where integers out of range wrap; quantize instead");
        builder.Set(node.Outputs[0], (x.Type.IsReal() && !type.IsReal() ? x.Then(new RoundStep(RoundingMode.TowardZero)) : x) with { Type = type, Maker = node });
    }

    public void QLinearAdd(OnnxNode node) => Requantized(node, Sum(node, LinearQuantizers.Real(builder, node, 0), LinearQuantizers.Real(builder, node, 3)));

    public void QLinearMul(OnnxNode node) => Requantized(node, Product(node, LinearQuantizers.Real(builder, node, 0), LinearQuantizers.Real(builder, node, 3)));

    /// <summary>A function between a scale with zero point and another.</summary>
    public void QLinear(OnnxNode node, Step step)
    {
        var x = LinearQuantizers.Real(builder, node, 0).Then(step);
        builder.Set(node.Outputs[0], LinearQuantizers.Quantized(builder, node, x, 3, 4, builder.Activation(node).Type));
    }

    private void Requantized(OnnxNode node, Activation result) =>
        builder.Set(node.Outputs[0], LinearQuantizers.Quantized(builder, node, result, 6, 7, builder.Activation(node).Type));

    private void Sum(OnnxNode node, int sign)
    {
        if (builder.Get(node, 0) is Activation left && builder.Get(node, 1) is Activation right)
            builder.Set(node.Outputs[0], Sum(node, left, sign > 0 ? right : right.Then(new AffineStep(-Exact.One, Exact.Zero))));
        else
            WithConstant(node, (c, isLeft) => isLeft && sign < 0 ? new AffineStep([-Exact.One], c) : new AffineStep([Exact.One], [.. c.Select(v => sign > 0 ? v : -v)]));
    }

    private Activation Sum(OnnxNode node, Activation left, Activation right)
    {
        var (a, b) = Alike(node, Negated(left, node), Negated(right, node), spreads: true);
        var (sum, unit) = Additions.Of(builder, node, a, b);
        return new(sum, a.Layout, [new AffineStep(unit, Exact.Zero)], left.Type, node);
    }

    /// <summary>A tensor's integers; a scale may be negative here.</summary>
    private Quantized Negated(Activation x, OnnxNode node)
    {
        if (x.Steps is not [.., AffineStep { IsUniform: true } last] || last.Factor(0).Sign >= 0)
            return closing.Close(x, node);
        var minus = new AffineStep(-Exact.One, Exact.Zero);
        var positive = closing.Close(x with { Steps = x.Steps.SetItem(x.Steps.Length - 1, last.Then(minus)) }, node);
        return positive with { Meaning = positive.Meaning.Then(minus) };
    }

    private Activation Product(OnnxNode node, Activation left, Activation right)
    {
        var (a, b) = Alike(node, closing.Close(left, node), closing.Close(right, node), spreads: false);
        if (a.Layout.Shape.Count < b.Layout.Shape.Count)
            (a, b) = (b, a);
        if (!a.IsCentred || !b.IsCentred || !a.IsUniform || !b.IsUniform)
            throw builder.Problems.Unsupported(node, "an input of it has an offset that is none of its integers, or a scale for each channel");
        var prototype = new IntegerMultiplyNode { Name = "", Shape = a.Layout.Shape, Requantizer = null! };
        var (one, other) = (Ends(a), Ends(b));
        long[] ends = [one.Minimum * other.Minimum, one.Minimum * other.Maximum, one.Maximum * other.Minimum, one.Maximum * other.Maximum];
        var ranges = Enumerable.Repeat(new IntegerRange(ends.Min(), ends.Max()), a.Layout.Shape.Channels).ToList();
        return new(new Sums(node, prototype, [a.Node, b.Node], ranges), a.Layout, [new AffineStep((a.Scale * b.Scale).Reduced(), Exact.Zero)], left.Type, node);
    }

    private static IntegerRange Ends(Quantized x)
    {
        var grid = x.Node.Quantization!;
        return new(grid.Minimum - grid.ZeroPoint, grid.Maximum - grid.ZeroPoint);
    }

    /// <summary>Two tensors in one layout; where one is a pixel it is repeated, or left for nodes that do so themselves.</summary>
    private (Quantized Left, Quantized Right) Alike(OnnxNode node, Quantized left, Quantized right, bool spreads)
    {
        if (left.Layout.Dimensions.SequenceEqual(right.Layout.Dimensions))
            return left.Layout.Equals(right.Layout) ? (left, right) : (Arrangement.Standard(builder, node, left), Arrangement.Standard(builder, node, right));
        var (a, b) = (Arrangement.Standard(builder, node, left), Arrangement.Standard(builder, node, right));
        var isLeftLarger = a.Layout.Shape.Count >= b.Layout.Shape.Count;
        var (large, small) = isLeftLarger ? (a, b) : (b, a);
        var pixel = new TensorShape(1, 1, large.Layout.Shape.Channels);
        var isElement = small.Layout.Shape.Count == 1;
        if (large.Layout.Dimensions.Length != small.Layout.Dimensions.Length || !(small.Layout.Shape == pixel || (isElement && !spreads)))
            throw builder.Problems.Unsupported(node, $"it spreads {small.Layout.Shape} to {large.Layout.Shape}, and tensors of equal shape, or one of a single pixel, are supported");
        if (spreads)
        {
            var shape = large.Layout.Shape;
            var repeated = builder.Add(node, new UpsampleNode { Name = "", FactorHeight = shape.Height, FactorWidth = shape.Width, Quantization = small.Node.Quantization }, shape, small.Node);
            small = small with { Node = repeated, Layout = large.Layout };
        }

        return isLeftLarger ? (large, small) : (small, large);
    }

    private void WithConstant(OnnxNode node, Func<ImmutableArray<Exact>, bool, Step> step)
    {
        if (node.Inputs.Length != 2)
            throw builder.Problems.Unsupported(node, FormattableString.Invariant($"it has {node.Inputs.Length} inputs, and two are supported"));
        var isLeft = builder.Get(node, 0) is ConstantValue;
        var (constant, x) = (builder.Constant(node, isLeft ? 0 : 1), builder.Activation(node, isLeft ? 1 : 0));
        var numbers = Operands.Of(builder, node, constant, x.Layout);
        builder.Set(node.Outputs[0], Spread(node, x, constant).Then(step(numbers, isLeft)) with { Maker = node });
    }

    /// <summary>An activation with the sizes of 1 at its front that a constant of more sizes gives it.</summary>
    private Activation Spread(OnnxNode node, Activation x, ConstantValue constant)
    {
        var shape = Broadcast.Shape(builder.Call(node), x.Layout.Dimensions, constant.Tensor.Dimensions);
        return shape.SequenceEqual(x.Layout.Dimensions)
            ? x
            : x with { Layout = x.Layout.Reshape(shape) ?? throw builder.Problems.Unsupported(node, "its constant is larger than its input") };
    }
}
