using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Which nodes are imported, and by what; and the way of a graph from its input to its output.</summary>
internal sealed class OnnxTranslation
{
    private static readonly OnnxTranslation Any = new(null!);

    private readonly OnnxBuilder _builder;
    private readonly Closing _closing;
    private readonly SortedDictionary<string, Action<OnnxNode>> _operators;

    private OnnxTranslation(OnnxBuilder builder)
    {
        (_builder, _closing) = (builder, new Closing(builder));
        var weighted = new WeightedOperators(builder, _closing, new WeightOperands(builder));
        var (pools, elementwise, movement) = (new PoolOperators(builder, _closing, weighted), new ElementwiseOperators(builder, _closing), new MovementOperators(builder, _closing));
        _operators = new(StringComparer.Ordinal)
        {
            ["Add"] = elementwise.Add,
            ["AveragePool"] = pools.Average,
            ["BatchNormalization"] = elementwise.BatchNormalization,
            ["Cast"] = elementwise.Cast,
            ["Ceil"] = Through(_ => [new RoundStep(RoundingMode.Ceiling)]),
            ["Clip"] = elementwise.Clip,
            ["Concat"] = movement.Concat,
            ["Conv"] = weighted.Conv,
            ["ConvInteger"] = weighted.ConvInteger,
            ["DepthToSpace"] = movement.DepthToSpace,
            ["DequantizeLinear"] = node => LinearQuantizers.Dequantize(_builder, node),
            ["Div"] = elementwise.Divide,
            ["Dropout"] = Through(_ => []),
            ["Flatten"] = movement.Reshape(ShapeRules.Flatten),
            ["DynamicQuantizeLinear"] = node => throw builder.Problems.Unsupported(node, "its scale depends on every input, and scales are constants here; quantize the model statically"),
            ["Floor"] = Through(_ => [new RoundStep(RoundingMode.Floor)]),
            ["Gemm"] = weighted.Gemm,
            ["GlobalAveragePool"] = pools.GlobalAverage,
            ["GlobalMaxPool"] = pools.GlobalMaximum,
            ["HardSigmoid"] = Through(n => [new AffineStep(Exact.Of(n.Real("alpha", 0.2f)), Exact.Of(n.Real("beta", 0.5f))), new ClampStep(Exact.Zero, Exact.One)]),
            ["HardSwish"] = Through(_ => [CurveStep.HardSwish]),
            ["Identity"] = Through(_ => []),
            ["LeakyRelu"] = Through(n => [Leaky(n)]),
            ["MatMul"] = weighted.MatMul,
            ["MatMulInteger"] = weighted.MatMulInteger,
            ["Max"] = elementwise.Maximum,
            ["MaxPool"] = pools.Maximum,
            ["Min"] = elementwise.Minimum,
            ["Mul"] = elementwise.Multiply,
            ["Neg"] = Through(_ => [new AffineStep(-Exact.One, Exact.Zero)]),
            ["PRelu"] = elementwise.PRelu,
            ["Pad"] = movement.Pad,
            ["QLinearConv"] = weighted.QLinearConv,
            ["QLinearMatMul"] = weighted.QLinearMatMul,
            ["QuantizeLinear"] = node => LinearQuantizers.Quantize(_builder, node),
            ["ReduceMean"] = pools.ReduceMean,
            ["Relu"] = Through(_ => [new ClampStep(Exact.Zero, null)]),
            ["Reshape"] = movement.Reshape(ShapeRules.Reshape),
            ["Resize"] = movement.Resize,
            ["Round"] = Through(_ => [new RoundStep(RoundingMode.HalfEven)]),
            ["Sigmoid"] = Through(_ => [CurveStep.Sigmoid]),
            ["Slice"] = movement.Slice,
            ["Split"] = movement.Split,
            ["Squeeze"] = movement.Reshape(ShapeRules.Squeeze),
            ["Sub"] = elementwise.Subtract,
            ["Tanh"] = Through(_ => [CurveStep.Tanh]),
            ["Transpose"] = movement.Transpose,
            ["Unsqueeze"] = movement.Reshape(ShapeRules.Unsqueeze),
            ["Upsample"] = movement.Resize,
            ["com.microsoft.QLinearAdd"] = elementwise.QLinearAdd,
            ["com.microsoft.QLinearAveragePool"] = node => pools.QLinearAverage(node, isGlobal: false),
            ["com.microsoft.QLinearConcat"] = movement.QLinearConcat,
            ["com.microsoft.QLinearGlobalAveragePool"] = node => pools.QLinearAverage(node, isGlobal: true),
            ["com.microsoft.QLinearLeakyRelu"] = node => elementwise.QLinear(node, Leaky(node)),
            ["com.microsoft.QLinearMul"] = elementwise.QLinearMul,
            ["com.microsoft.QLinearSigmoid"] = node => elementwise.QLinear(node, CurveStep.Sigmoid),
            ["qonnx.BipolarQuant"] = node => QonnxQuantizers.Bipolar(_builder, node),
            ["qonnx.IntQuant"] = node => QonnxQuantizers.Quant(_builder, node),
            ["qonnx.MultiThreshold"] = node => QonnxQuantizers.MultiThreshold(_builder, node),
            ["qonnx.Quant"] = node => QonnxQuantizers.Quant(_builder, node),
            ["qonnx.Trunc"] = node => QonnxQuantizers.Trunc(_builder, node),
        };
    }

    /// <summary>Gets the names of all operators that are imported.</summary>
    public static string Supported => string.Join(", ", Any._operators.Keys) + "; at the end " + string.Join(", ", OnnxEnds.Kinds) + "; and of constants " + string.Join(", ", OnnxKernels.All.Keys.Except(Any._operators.Keys, StringComparer.Ordinal));

    /// <summary>Translates a graph.</summary>
    public static Network Run(OnnxGraph graph, CancellationToken cancellation)
    {
        var builder = new OnnxBuilder(graph);
        var translation = new OnnxTranslation(builder);
        var end = OnnxEnds.Of(graph, out var nodes);
        InputGrids.Add(builder);
        foreach (var (name, tensor) in graph.Constants)
            builder.Set(name, new ConstantValue(tensor));
        foreach (var node in nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            translation.Translate(node);
        }

        return builder.Network(OnnxEnds.Close(builder, translation._closing, end));
    }

    private static LeakyStep Leaky(OnnxNode node) => new([Exact.Of(node.Real("alpha", 0.01f))]);

    private Action<OnnxNode> Through(Func<OnnxNode, IEnumerable<Step>> steps) => node => ElementwiseOperators.Through(steps)(_builder, node);

    private void Translate(OnnxNode node)
    {
        try
        {
            if (node.Kind is "Shape" or "Size" && _builder.Get(node, 0) is Activation known)
                _builder.Set(node.Outputs[0], new ConstantValue(ShapeOf(node, known.Layout)));
            else if (ConstantFolding.Applies(_builder, node))
                ConstantFolding.Fold(_builder, node);
            else if (_operators.TryGetValue(node.Kind, out var translate))
                translate(node);
            else
                throw _builder.Problems.UnsupportedKind(node, Supported);
        }
        catch (OnnxTypeException other)
        {
            throw _builder.Problems.Unsupported(node, other.Message);
        }
        catch (NotFiniteNumberException)
        {
            throw _builder.Problems.Unsupported(node, "a number of it is not finite");
        }
        catch (OverflowException)
        {
            throw _builder.Problems.Unsupported(node, "its sums must fit 64 bits");
        }
    }

    private OnnxTensor ShapeOf(OnnxNode node, Layout layout)
    {
        var sizes = layout.Dimensions;
        if (node.Kind is "Size")
            return OnnxTensor.OfIntegers(OnnxType.Int64, [], [layout.Shape.Count]);
        int Bound(long at) => (int)Math.Clamp(at < 0 ? at + sizes.Length : at, 0, sizes.Length);
        var (start, end) = (Bound(node.Integer("start", 0)), Bound(node.Integer("end", sizes.Length)));
        var taken = sizes.Skip(start).Take(Math.Max(0, end - start)).Select(s => (long)s).ToArray();
        return OnnxTensor.OfIntegers(OnnxType.Int64, [taken.Length], taken);
    }
}
