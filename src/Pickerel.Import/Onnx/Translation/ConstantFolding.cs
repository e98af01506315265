using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Nodes all of whose inputs are known. What quantizes keeps its integers and its scales, so that weights stay exact.</summary>
internal static class ConstantFolding
{
    private static readonly HashSet<string> Movements = new(StringComparer.Ordinal)
    {
        "Concat", "Dropout", "Expand", "Flatten", "Gather", "Identity", "Reshape", "Slice", "Split", "Squeeze", "Transpose", "Unsqueeze",
    };

    /// <summary>Whether a node can be folded.</summary>
    public static bool Applies(OnnxBuilder builder, OnnxNode node) => node.Inputs.All(i => i.Length == 0 || builder.Get(i) is ConstantValue);

    public static void Fold(OnnxBuilder builder, OnnxNode node)
    {
        var results = Values(builder, node);
        for (var i = 0; i < node.Outputs.Length; i++)
            builder.Set(node.Outputs[i], results[i]);
    }

    private static ConstantValue[] Values(OnnxBuilder builder, OnnxNode node)
    {
        switch (node.Kind)
        {
            case "DequantizeLinear":
                return [Dequantized(builder, node)];
            case "QuantizeLinear":
                return [Quantized(builder, node)];
            case "qonnx.Quant" or "qonnx.IntQuant":
                return [Quant(builder, node)];
            case "qonnx.BipolarQuant":
                return [Bipolar(builder, node)];
        }

        if (Movements.Contains(node.Kind) && builder.Get(node, 0) is ConstantValue { Scales: not null })
        {
            var tensors = Run(builder, node, value => value.Tensor);
            var scales = Run(builder, node, value => value.Scales ?? value.Tensor);
            return [.. tensors.Zip(scales, (tensor, scale) => new ConstantValue(tensor, scale))];
        }

        return [.. Run(builder, node, OnnxBuilder.Plain).Select(t => new ConstantValue(t))];
    }

    private static OnnxTensor[] Run(OnnxBuilder builder, OnnxNode node, Func<ConstantValue, OnnxTensor> tensor)
    {
        OnnxTensor?[] inputs = [.. node.Inputs.Select(i => i.Length == 0 ? null : tensor((ConstantValue)builder.Get(i)))];
        return OnnxEvaluator.Run(node, inputs, builder.Problems, builder.Budget);
    }

    private static ConstantValue Dequantized(OnnxBuilder builder, OnnxNode node)
    {
        var call = builder.Call(node);
        var (x, scales, zeros) = (call[0], call[1], call.Optional(2));
        call.Check(!x.IsReal && zeros is null or { IsReal: false }, "it dequantizes what are no integers");
        Operands.CheckScale(builder, node.Inputs[1], scales);
        var (scale, zero) = (Quantizations.Spread(call, x, scales), zeros is null ? _ => 0 : Quantizations.Spread(call, x, zeros));
        var (codes, steps) = (new long[call.Allocate(x.Dimensions)], new double[x.Count]);
        for (var i = 0; i < codes.Length; i++)
            (codes[i], steps[i]) = ((long)x.Integer(i) - (long)zero(i), scale(i));
        return new(OnnxTensor.OfIntegers(OnnxType.Int64, x.Dimensions, codes), OnnxTensor.OfReals(OnnxType.Double, x.Dimensions, steps));
    }

    private static ConstantValue Quantized(OnnxBuilder builder, OnnxNode node)
    {
        var call = builder.Call(node);
        var (x, scales, zeros) = (call[0], call[1], call.Optional(2));
        var type = zeros?.Type ?? (node.Integer("output_dtype", 0) is > 0 and < 100 and var asked && OnnxTypes.IsKnown((int)asked) ? (OnnxType)asked : OnnxType.UInt8);
        call.Check(!type.IsReal() && type.Bits() <= 32, $"it quantizes to {type}");
        Operands.CheckScale(builder, node.Inputs[1], scales);
        Operands.CheckFinite(builder, node, new(x));
        var (scale, zero) = (Quantizations.Spread(call, x, scales), zeros is null ? _ => 0 : Quantizations.Spread(call, x, zeros));
        var codes = new long[call.Allocate(x.Dimensions)];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = Math.Clamp(Rounded(x.Real(i), scale(i), 0, RoundingMode.HalfEven) + (long)zero(i), (long)type.Minimum(), (long)type.Maximum());
        return new(OnnxTensor.OfIntegers(type, x.Dimensions, codes));
    }

    private static ConstantValue Quant(OnnxBuilder builder, OnnxNode node)
    {
        var call = builder.Call(node);
        var (x, scales, zeros) = (call[0], call[1], call[2]);
        Operands.CheckScale(builder, node.Inputs[1], scales);
        Operands.CheckFinite(builder, node, new(x));
        (scales, zeros) = (Broadcast.To(call, scales, x.Dimensions), Broadcast.To(call, zeros, x.Dimensions));
        var (least, most) = QonnxKernels.IntegerRange(call, call.ScalarOf(call[3]));
        var mode = QonnxQuantizers.Mode(call);
        var (codes, steps) = (new long[x.Count], new double[x.Count]);
        for (var i = 0; i < codes.Length; i++)
        {
            var zero = zeros.Real(i);
            call.Check(zero == Math.Floor(zero) && Math.Abs(zero) <= 1L << 31, "its zero point is no integer");
            codes[i] = Math.Clamp(Rounded(x.Real(i), scales.Real(i), (long)zero, mode), (long)least, (long)most) - (long)zero;
            steps[i] = scales.Real(i);
        }

        return new(OnnxTensor.OfIntegers(OnnxType.Int64, x.Dimensions, codes), OnnxTensor.OfReals(OnnxType.Double, x.Dimensions, steps));
    }

    private static ConstantValue Bipolar(OnnxBuilder builder, OnnxNode node)
    {
        var call = builder.Call(node);
        var (x, scales) = (call[0], call[1]);
        Operands.CheckScale(builder, node.Inputs[1], scales);
        scales = Broadcast.To(call, scales, x.Dimensions);
        var codes = new long[call.Allocate(x.Dimensions)];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = x.Real(i) >= 0 ? 1 : -1;
        return new(OnnxTensor.OfIntegers(OnnxType.Int64, x.Dimensions, codes), OnnxTensor.OfReals(OnnxType.Double, x.Dimensions, [.. scales.Reals]));
    }

    /// <summary>round(x / scale + zero), exactly; in double where that cannot be wrong.</summary>
    private static long Rounded(double x, double scale, long zero, RoundingMode mode)
    {
        const double most = 1L << 40;
        var quotient = x / scale;
        var fraction = Math.Abs(quotient - Math.Round(quotient, MidpointRounding.ToEven));
        if (Math.Abs(quotient) < most && fraction < 0.499 && mode is RoundingMode.HalfEven or RoundingMode.HalfUp or RoundingMode.HalfAway)
            return (long)Math.Round(quotient, MidpointRounding.ToEven) + zero;
        var rounded = ((Exact.Of(x) / Exact.Of(scale)) + zero).Round(mode);
        return (long)System.Numerics.BigInteger.Max(-(1L << 40), System.Numerics.BigInteger.Min(1L << 40, rounded));
    }
}
