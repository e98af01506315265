using System;
using System.Collections.Generic;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Which kinds of nodes are evaluated, and by what.</summary>
internal static class OnnxKernels
{
    /// <summary>Gets the kernels by kind.</summary>
    public static SortedDictionary<string, Func<OnnxCall, OnnxTensor[]>> All { get; } = new(StringComparer.Ordinal)
    {
        ["Abs"] = Elementwise.Number(Math.Abs, Int128.Abs),
        ["Add"] = Elementwise.Binary((a, b) => a + b, (a, b) => a + b),
        ["ArgMax"] = Reductions.ArgumentOf((a, b) => a > b),
        ["ArgMin"] = Reductions.ArgumentOf((a, b) => a < b),
        ["AveragePool"] = Pools.Average,
        ["BatchNormalization"] = BatchNormalization,
        ["BitShift"] = Elementwise.BitShift,
        ["Cast"] = Casts.Cast,
        ["CastLike"] = Casts.CastLike,
        ["Ceil"] = Elementwise.Real(Math.Ceiling),
        ["Clip"] = Elementwise.Clip,
        ["Concat"] = Rearrangement.Concat,
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Conv"] = Convolutions.Conv,
        ["ConvInteger"] = Convolutions.ConvInteger,
        ["ConvTranspose"] = Convolutions.ConvTranspose,
        ["DepthToSpace"] = Rearrangement.DepthToSpace,
        ["DequantizeLinear"] = Quantizations.Dequantize,
        ["Div"] = Elementwise.Binary((a, b) => a / b, (a, b) => a / b),
        ["Dropout"] = call => [call[0]],
        ["DynamicQuantizeLinear"] = Quantizations.DynamicQuantize,
        ["Equal"] = Elementwise.Comparison((a, b) => a == b, (a, b) => a == b),
        ["Exp"] = Elementwise.Real(Math.Exp),
        ["Expand"] = Rearrangement.Expand,
        ["Flatten"] = Rearrangement.Flatten,
        ["Floor"] = Elementwise.Real(Math.Floor),
        ["Gather"] = Rearrangement.Gather,
        ["Gemm"] = Matrices.Gemm,
        ["GlobalAveragePool"] = Pools.Global(isMaximum: false),
        ["GlobalMaxPool"] = Pools.Global(isMaximum: true),
        ["Greater"] = Elementwise.Comparison((a, b) => a > b, (a, b) => a > b),
        ["GreaterOrEqual"] = Elementwise.Comparison((a, b) => a >= b, (a, b) => a >= b),
        ["HardSigmoid"] = Elementwise.Real(HardSigmoid),
        ["HardSwish"] = Elementwise.Real(x => x * Math.Clamp((x / 6) + 0.5, 0, 1)),
        ["Identity"] = call => [call[0]],
        ["LeakyRelu"] = Elementwise.Real(call => Leaky(call.Node.Real("alpha", 0.01f))),
        ["Less"] = Elementwise.Comparison((a, b) => a < b, (a, b) => a < b),
        ["LessOrEqual"] = Elementwise.Comparison((a, b) => a <= b, (a, b) => a <= b),
        ["Log"] = Elementwise.Real(Math.Log),
        ["LogSoftmax"] = Reductions.Softmax(isLogarithm: true),
        ["MatMul"] = Matrices.MatMul,
        ["MatMulInteger"] = Matrices.MatMulInteger,
        ["Max"] = Elementwise.Fold(Math.Max, Int128.Max),
        ["MaxPool"] = Pools.Maximum,
        ["Min"] = Elementwise.Fold(Math.Min, Int128.Min),
        ["Mul"] = Elementwise.Binary((a, b) => a * b, (a, b) => a * b),
        ["Neg"] = Elementwise.Number(x => -x, x => -x),
        ["PRelu"] = Elementwise.PRelu,
        ["Pad"] = Rearrangement.Pad,
        ["Pow"] = Elementwise.Power,
        ["QLinearConv"] = Quantizations.ConvolveLinear,
        ["QLinearMatMul"] = Quantizations.MultiplyLinear,
        ["QuantizeLinear"] = Quantizations.Quantize,
        ["Reciprocal"] = Elementwise.Real(x => 1 / x),
        ["ReduceMax"] = Reductions.Of(values => values.Max()),
        ["ReduceMean"] = Reductions.Of(values => values.Average()),
        ["ReduceMin"] = Reductions.Of(values => values.Min()),
        ["ReduceProd"] = Reductions.Of(values => values.Aggregate(1.0, (p, v) => p * v)),
        ["ReduceSum"] = Reductions.Of(values => values.Sum()),
        ["Relu"] = Elementwise.Number(x => Math.Max(x, 0), x => Int128.Max(x, 0)),
        ["Reshape"] = Rearrangement.Reshape,
        ["Resize"] = Rearrangement.Resize,
        ["Round"] = Elementwise.Real(x => Math.Round(x, MidpointRounding.ToEven)),
        ["Shape"] = Shape,
        ["Sigmoid"] = Elementwise.Real(Sigmoid),
        ["Sign"] = Elementwise.Number(x => Math.Sign(x), x => Int128.Sign(x)),
        ["Size"] = call => [OnnxTensor.Scalar(OnnxType.Int64, call[0].Count)],
        ["Slice"] = Rearrangement.Slice,
        ["Softmax"] = Reductions.Softmax(isLogarithm: false),
        ["SpaceToDepth"] = Rearrangement.SpaceToDepth,
        ["Split"] = Rearrangement.Split,
        ["Sqrt"] = Elementwise.Real(Math.Sqrt),
        ["Squeeze"] = Rearrangement.Squeeze,
        ["Sub"] = Elementwise.Binary((a, b) => a - b, (a, b) => a - b),
        ["Sum"] = Elementwise.Fold((a, b) => a + b, (a, b) => a + b),
        ["Tanh"] = Elementwise.Real(Math.Tanh),
        ["Tile"] = Rearrangement.Tile,
        ["TopK"] = Reductions.TopK,
        ["Transpose"] = Rearrangement.Transpose,
        ["Unsqueeze"] = Rearrangement.Unsqueeze,
        ["Upsample"] = Rearrangement.Resize,
        ["Where"] = Elementwise.Where,
        ["com.microsoft.QLinearAdd"] = Quantizations.Binary((a, b) => a + b),
        ["com.microsoft.QLinearAveragePool"] = Quantizations.Unary((call, real) => Pools.Average(call.With(real(call)))[0]),
        ["com.microsoft.QLinearConcat"] = Quantizations.ConcatLinear,
        ["com.microsoft.QLinearGlobalAveragePool"] = Quantizations.Unary((call, real) => Pools.Global(isMaximum: false)(call.With(real(call)))[0]),
        ["com.microsoft.QLinearLeakyRelu"] = Quantizations.Unary((call, real) => Elementwise.Map(call, real(call), Leaky(call.Node.Real("alpha", 0.01f)))),
        ["com.microsoft.QLinearMul"] = Quantizations.Binary((a, b) => a * b),
        ["com.microsoft.QLinearSigmoid"] = Quantizations.Unary((call, real) => Elementwise.Map(call, real(call), Sigmoid)),
        ["qonnx.BipolarQuant"] = QonnxKernels.BipolarQuant,
        ["qonnx.IntQuant"] = QonnxKernels.Quant,
        ["qonnx.MultiThreshold"] = QonnxKernels.MultiThreshold,
        ["qonnx.Quant"] = QonnxKernels.Quant,
        ["qonnx.Trunc"] = QonnxKernels.Trunc,
    };

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static Func<double, double> Leaky(double alpha) => x => x < 0 ? alpha * x : x;

    private static Func<double, double> HardSigmoid(OnnxCall call)
    {
        var (alpha, beta) = (call.Node.Real("alpha", 0.2f), call.Node.Real("beta", 0.5f));
        return x => Math.Clamp((alpha * x) + beta, 0, 1);
    }

    private static OnnxTensor[] Constant(OnnxCall call)
    {
        foreach (var attribute in call.Node.Attributes.Values)
        {
            if (attribute.Tensor is { } tensor)
                return [tensor];
            if (attribute.Real is { } real)
                return [OnnxTensor.Scalar(OnnxType.Float, real)];
            if (attribute.Integer is { } integer)
                return [OnnxTensor.OfIntegers(OnnxType.Int64, [], [integer])];
            if (!attribute.Reals.IsDefault)
                return [OnnxTensor.OfReals(OnnxType.Float, [attribute.Reals.Length], [.. attribute.Reals.Select(r => (double)r)])];
            if (!attribute.Integers.IsDefault)
                return [OnnxTensor.OfIntegers(OnnxType.Int64, [attribute.Integers.Length], [.. attribute.Integers])];
        }

        throw call.Fail("its value is neither a tensor nor numbers");
    }

    private static OnnxTensor[] ConstantOfShape(OnnxCall call)
    {
        var shape = call.IntegersOf(call[0]).Select(call.Size).ToArray();
        var value = call.Node.Attributes.GetValueOrDefault("value")?.Tensor ?? OnnxTensor.Scalar(OnnxType.Float, 0);
        call.Check(value.Count == 1, "its value is not one number");
        return [value.Pick([.. shape], new int[call.Allocate(shape)])];
    }

    private static OnnxTensor[] Shape(OnnxCall call)
    {
        var sizes = call[0].Dimensions;
        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + sizes.Length : at, 0, sizes.Length);
        var (start, end) = (Bound(call.Node.Integer("start", 0)), Bound(call.Node.Integer("end", sizes.Length)));
        var taken = sizes.Skip(start).Take(Math.Max(0, end - start)).Select(s => (long)s).ToArray();
        return [OnnxTensor.OfIntegers(OnnxType.Int64, [taken.Length], taken)];
    }

    /// <summary>The norm of inference: scale, offset, mean and variance are given.</summary>
    private static OnnxTensor[] BatchNormalization(OnnxCall call)
    {
        var x = call[0];
        call.Check(call.Node.Integer("training_mode", 0) == 0, "it is in training mode");
        call.Check(x.IsReal && x.Rank >= 2 && Enumerable.Range(1, 4).All(i => call[i].Count == x.Dimensions[1]), "its scale, offset, mean and variance have not one value a channel");
        var (epsilon, channels, inner) = ((double)call.Node.Real("epsilon", 1e-5f), x.Dimensions[1], x.Dimensions.Skip(2).Aggregate(1, (p, s) => p * s));
        var reals = new double[call.Allocate(x.Dimensions)];
        for (var i = 0; i < reals.Length; i++)
        {
            var c = i / inner % channels;
            reals[i] = ((x.Reals[i] - call[3].Real(c)) / Math.Sqrt(call[4].Real(c) + epsilon) * call[1].Real(c)) + call[2].Real(c);
        }

        return [OnnxTensor.OfReals(x.Type, x.Dimensions, reals)];
    }
}
