using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Constants beside an activation: one number, or one for each of its channels.</summary>
internal static class Operands
{
    /// <summary>The numbers of a constant that spreads to an activation.</summary>
    /// <param name="builder">The network.</param>
    /// <param name="at">The node that reads both.</param>
    /// <param name="constant">The constant.</param>
    /// <param name="layout">How the activation lies.</param>
    /// <returns>One number, or one a channel.</returns>
    public static ImmutableArray<Exact> Of(OnnxBuilder builder, OnnxNode at, ConstantValue constant, Layout layout)
    {
        CheckFinite(builder, at, constant);
        var sizes = constant.Tensor.Dimensions;
        if (constant.Tensor.Count == 1)
            return [constant.At(0)];
        var offset = layout.Dimensions.Length - sizes.Length;
        var varying = Enumerable.Range(0, sizes.Length).Where(i => sizes[i] != 1).ToList();
        if (offset >= 0 && varying.Count == 1 && sizes[varying[0]] == layout.Dimensions[varying[0] + offset] && layout.AxisOf(varying[0] + offset) == Axis.Channels)
            return [.. Enumerable.Range(0, constant.Tensor.Count).Select(constant.At)];
        var values = Enumerable.Range(0, constant.Tensor.Count).Select(constant.At).ToList();
        if (values.TrueForAll(v => v == values[0]) && varying.TrueForAll(v => v + offset >= 0 && sizes[v] == layout.Dimensions[v + offset]))
            return [values[0]];
        throw builder.Problems.Unsupported(at, $"its constant has shape [{string.Join(", ", sizes)}] beside [{string.Join(", ", layout.Dimensions)}], and one number, or one a channel, is supported");
    }

    /// <summary>The numbers of a vector along an axis; one, or one a channel.</summary>
    public static ImmutableArray<Exact> Along(OnnxBuilder builder, OnnxNode at, ConstantValue constant, Layout layout, int axis)
    {
        CheckFinite(builder, at, constant);
        if (constant.Tensor.Count == 1)
            return [constant.At(0)];
        if (constant.Tensor.Count == layout.Dimensions[axis] && layout.AxisOf(axis) == Axis.Channels)
            return [.. Enumerable.Range(0, constant.Tensor.Count).Select(constant.At)];
        throw builder.Problems.Unsupported(at, FormattableString.Invariant($"it has {constant.Tensor.Count} numbers along axis {axis} of [{string.Join(", ", layout.Dimensions)}], and one, or one a channel, is supported"));
    }

    /// <summary>Scales must be positive and finite.</summary>
    public static void CheckScale(OnnxBuilder builder, string name, OnnxTensor scales)
    {
        for (var i = 0; i < scales.Count; i++)
        {
            if (!(scales.Real(i) > 0) || double.IsInfinity(scales.Real(i)))
                throw builder.Problems.InvalidQuantization(name, FormattableString.Invariant($"as a scale it holds {scales.Real(i)}, and must be positive and finite"));
        }
    }

    public static void CheckFinite(OnnxBuilder builder, OnnxNode at, ConstantValue constant)
    {
        for (var i = 0; constant.Tensor.IsReal && i < constant.Tensor.Count; i++)
        {
            if (!double.IsFinite(constant.Tensor.Reals[i]))
                throw builder.Problems.Unsupported(at, FormattableString.Invariant($"its constant holds {constant.Tensor.Reals[i]}"));
        }
    }
}
