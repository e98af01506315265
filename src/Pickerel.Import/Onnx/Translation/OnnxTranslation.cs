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
    private static readonly SortedDictionary<string, Action<OnnxTranslation, OnnxNode>> Operators = new(StringComparer.Ordinal)
    {
        ["Add"] = (t, n) => t._elementwise.Add(n),
        ["AveragePool"] = (t, n) => t._pools.Average(n),
        ["BatchNormalization"] = (t, n) => t._elementwise.BatchNormalization(n),
        ["Cast"] = (t, n) => t._elementwise.Cast(n),
        ["Ceil"] = Through(_ => [new RoundStep(RoundingMode.Ceiling)]),
        ["Clip"] = (t, n) => t._elementwise.Clip(n),
        ["Concat"] = (t, n) => t._movement.Concat(n),
        ["Conv"] = (t, n) => t._weighted.Conv(n),
        ["ConvInteger"] = (t, n) => t._weighted.ConvInteger(n),
        ["DepthToSpace"] = (t, n) => t._movement.DepthToSpace(n),
        ["DequantizeLinear"] = (t, n) => LinearQuantizers.Dequantize(t._builder, n),
        ["Div"] = (t, n) => t._elementwise.Divide(n),
        ["Dropout"] = Through(_ => []),
        ["Flatten"] = (t, n) => t._movement.Reshape(n, ShapeRules.Flatten),
        ["Floor"] = Through(_ => [new RoundStep(RoundingMode.Floor)]),
        ["Gemm"] = (t, n) => t._weighted.Gemm(n),
        ["GlobalAveragePool"] = (t, n) => t._pools.GlobalAverage(n),
        ["GlobalMaxPool"] = (t, n) => t._pools.GlobalMaximum(n),
        ["HardSigmoid"] = Through(n => [new AffineStep(Exact.Of(n.Real("alpha", 0.2f)), Exact.Of(n.Real("beta", 0.5f))), new ClampStep(Exact.Zero, Exact.One)]),
        ["HardSwish"] = Through(_ => [CurveStep.HardSwish]),
        ["Identity"] = Through(_ => []),
        ["LeakyRelu"] = Through(n => [Leaky(n)]),
        ["MatMul"] = (t, n) => t._weighted.MatMul(n),
        ["MatMulInteger"] = (t, n) => t._weighted.MatMulInteger(n),
        ["Max"] = (t, n) => t._elementwise.Maximum(n),
        ["MaxPool"] = (t, n) => t._pools.Maximum(n),
        ["Min"] = (t, n) => t._elementwise.Minimum(n),
        ["Mul"] = (t, n) => t._elementwise.Multiply(n),
        ["Neg"] = Through(_ => [new AffineStep(-Exact.One, Exact.Zero)]),
        ["PRelu"] = (t, n) => t._elementwise.PRelu(n),
        ["Pad"] = (t, n) => t._movement.Pad(n),
        ["QLinearConv"] = (t, n) => t._weighted.QLinearConv(n),
        ["QLinearMatMul"] = (t, n) => t._weighted.QLinearMatMul(n),
        ["QuantizeLinear"] = (t, n) => LinearQuantizers.Quantize(t._builder, n),
        ["ReduceMean"] = (t, n) => t._pools.ReduceMean(n),
        ["Relu"] = Through(_ => [new ClampStep(Exact.Zero, null)]),
        ["Reshape"] = (t, n) => t._movement.Reshape(n, ShapeRules.Reshape),
        ["Resize"] = (t, n) => t._movement.Resize(n),
        ["Round"] = Through(_ => [new RoundStep(RoundingMode.HalfEven)]),
        ["Sigmoid"] = Through(_ => [CurveStep.Sigmoid]),
        ["Slice"] = (t, n) => t._movement.Slice(n),
        ["Split"] = (t, n) => t._movement.Split(n),
        ["Squeeze"] = (t, n) => t._movement.Reshape(n, ShapeRules.Squeeze),
        ["Sub"] = (t, n) => t._elementwise.Subtract(n),
        ["Tanh"] = Through(_ => [CurveStep.Tanh]),
        ["Transpose"] = (t, n) => t._movement.Transpose(n),
        ["Unsqueeze"] = (t, n) => t._movement.Reshape(n, ShapeRules.Unsqueeze),
        ["Upsample"] = (t, n) => t._movement.Resize(n),
        ["com.microsoft.QLinearAdd"] = (t, n) => t._elementwise.QLinearAdd(n),
        ["com.microsoft.QLinearAveragePool"] = (t, n) => t._pools.QLinearAverage(n, isGlobal: false),
        ["com.microsoft.QLinearConcat"] = (t, n) => t._movement.QLinearConcat(n),
        ["com.microsoft.QLinearGlobalAveragePool"] = (t, n) => t._pools.QLinearAverage(n, isGlobal: true),
        ["com.microsoft.QLinearLeakyRelu"] = (t, n) => t._elementwise.QLinear(n, Leaky(n)),
        ["com.microsoft.QLinearMul"] = (t, n) => t._elementwise.QLinearMul(n),
        ["com.microsoft.QLinearSigmoid"] = (t, n) => t._elementwise.QLinear(n, CurveStep.Sigmoid),
        ["qonnx.BipolarQuant"] = (t, n) => QonnxQuantizers.Bipolar(t._builder, n),
        ["qonnx.IntQuant"] = (t, n) => QonnxQuantizers.Quant(t._builder, n),
        ["qonnx.MultiThreshold"] = (t, n) => QonnxQuantizers.MultiThreshold(t._builder, n),
        ["qonnx.Quant"] = (t, n) => QonnxQuantizers.Quant(t._builder, n),
        ["qonnx.Trunc"] = (t, n) => QonnxQuantizers.Trunc(t._builder, n),
    };

    private readonly OnnxBuilder _builder;
    private readonly Closing _closing;
    private readonly WeightedOperators _weighted;
    private readonly PoolOperators _pools;
    private readonly ElementwiseOperators _elementwise;
    private readonly MovementOperators _movement;

    private OnnxTranslation(OnnxBuilder builder)
    {
        (_builder, _closing) = (builder, new Closing(builder));
        _weighted = new(builder, _closing, new WeightOperands(builder));
        _pools = new(builder, _closing, _weighted);
        (_elementwise, _movement) = (new(builder, _closing), new(builder, _closing));
    }

    /// <summary>Gets the names of all operators that are imported.</summary>
    public static string Supported => string.Join(", ", Operators.Keys) + "; at the end " + string.Join(", ", OnnxEnds.Kinds) + "; and of constants " + string.Join(", ", OnnxKernels.All.Keys.Except(Operators.Keys, StringComparer.Ordinal));

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

    /// <summary>Steps that the node's attributes say all about.</summary>
    private static Action<OnnxTranslation, OnnxNode> Through(Func<OnnxNode, IEnumerable<Step>> steps) => (t, node) =>
    {
        var x = t._builder.Activation(node) with { Maker = node };
        t._builder.Set(node.Outputs[0], QonnxQuantizers.Through(x, [.. steps(node)]));
    };

    private void Translate(OnnxNode node)
    {
        try
        {
            if (node.Kind is "Shape" or "Size" && _builder.Get(node, 0) is Activation known)
                _builder.Set(node.Outputs[0], new ConstantValue(ShapeOf(node, known.Layout)));
            else if (ConstantFolding.Applies(_builder, node))
                ConstantFolding.Fold(_builder, node);
            else if (Operators.TryGetValue(node.Kind, out var translate))
                translate(this, node);
            else if (node.Kind is "DynamicQuantizeLinear")
                throw _builder.Problems.Unsupported(node, "its scale depends on every input, and scales are constants here; quantize the model statically");
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
