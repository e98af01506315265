using System;
using System.Collections.Immutable;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Import.Onnx.Evaluation;

namespace Pickerel.Import.Onnx.Translation;

/// <summary>Pools: the greatest of integers, and means as sums.</summary>
internal sealed class PoolOperators(OnnxBuilder builder, Closing closing, WeightedOperators weighted)
{
    public void Maximum(OnnxNode node)
    {
        if (node.Outputs.Length > 1 && node.Outputs[1].Length > 0)
            throw builder.Problems.Unsupported(node, "its second output, the places of the greatest, is read");
        Greatest(node, layout => WindowGeometry.Of(builder.Call(node), layout.Dimensions));
    }

    public void GlobalMaximum(OnnxNode node) => Greatest(node, Whole);

    public void Average(OnnxNode node) => builder.Set(node.Outputs[0], Mean(node, builder.Activation(node)));

    public void GlobalAverage(OnnxNode node) => builder.Set(node.Outputs[0], GlobalMean(node, builder.Activation(node)));

    /// <summary>The mean over rows and columns, all of them.</summary>
    public void ReduceMean(OnnxNode node)
    {
        var x = builder.Activation(node);
        var (call, sizes) = (builder.Call(node), x.Layout.Dimensions);
        var axes = Reductions.Axes(call, sizes.Length).Where(a => sizes[a] != 1).ToList();
        call.Check(sizes.Length is 3 or 4 && Enumerable.Range(2, sizes.Length - 2).All(a => sizes[a] == 1 || axes.Contains(a)) && axes.TrueForAll(a => a >= 2), "it reduces other axes than rows and columns");
        var mean = GlobalMean(node, x);
        var reduced = Reductions.Axes(call, sizes.Length);
        ImmutableArray<int> kept = node.Integer("keepdims", 1) != 0 ? mean.Layout.Dimensions : [.. mean.Layout.Dimensions.Where((_, i) => !reduced.Contains(i))];
        builder.Set(node.Outputs[0], mean with { Layout = mean.Layout.Reshape(kept)! });
    }

    public void QLinearAverage(OnnxNode node, bool isGlobal)
    {
        var x = LinearQuantizers.Real(builder, node, 0);
        if (node.Integer("channels_last", 0) != 0)
            throw builder.Problems.Unsupported(node, "its channels are last");
        var mean = isGlobal ? GlobalMean(node, x) : Mean(node, x);
        builder.Set(node.Outputs[0], LinearQuantizers.Quantized(builder, node, mean, 3, 4, builder.Activation(node).Type));
    }

    private Activation Mean(OnnxNode node, Activation x) => Windowed(node, x, layout =>
    {
        var axes = WindowGeometry.Of(builder.Call(node), layout.Dimensions);
        var isPadded = axes.Any(a => a.Before > 0 || ((a.Output - 1) * a.Stride) + a.Extent > a.Before + a.Input);
        if (isPadded && node.Integer("count_include_pad", 0) == 0)
            throw builder.Problems.Unsupported(node, "its means leave out padding, so that they are of different numbers of elements; use count_include_pad, or no padding");
        if (axes.Any(a => ((a.Output - 1) * a.Stride) + a.Extent > a.Before + a.Input + a.After))
            throw builder.Problems.Unsupported(node, "its last window reaches beyond the padding");
        return axes;
    });

    private Activation GlobalMean(OnnxNode node, Activation x) => Windowed(node, x, Whole);

    private Activation Windowed(OnnxNode node, Activation x, Func<Layout, WindowAxis[]> axesOf) => weighted.Mean(
        node,
        x,
        layout =>
        {
            CheckRank(node, layout);
            var window = Windows.Of(axesOf(layout), out var spatial);
            return (window, Layout.Standard([.. layout.Dimensions.Take(2), .. spatial])!.Shape);
        },
        layout => [.. layout.Dimensions.Take(2), .. axesOf(layout).Select(a => a.Output)]);

    private void Greatest(OnnxNode node, Func<Layout, WindowAxis[]> axesOf)
    {
        var input = builder.Activation(node);
        var x = Arrangement.Standard(builder, node, closing.Close(input, node));
        CheckRank(node, x.Layout);
        if (x.Meaning.Factors.Any(f => f.Sign < 0))
            throw builder.Problems.Unsupported(node, "it reads integers of a negative scale, of which the greatest are the least; quantize in between");
        var window = Windows.Of(axesOf(x.Layout), out var spatial);
        var layout = Layout.Standard([.. x.Layout.Dimensions.Take(2), .. spatial])!;
        var pool = builder.Add(node, new MaxPoolNode { Name = "", Window = window, Quantization = x.Node.Quantization }, layout.Shape, x.Node);
        builder.Set(node.Outputs[0], Closing.Open(new(pool, layout, x.Meaning), input.Type, node));
    }

    private void CheckRank(OnnxNode node, Layout layout)
    {
        if (layout.Dimensions.Length is not (3 or 4) || layout.Dimensions[0] != 1)
            throw builder.Problems.Unsupported(node, $"its input is [{string.Join(", ", layout.Dimensions)}], and one sample of channels over one or two axes is supported");
    }

    private static WindowAxis[] Whole(Layout layout) => [.. layout.Dimensions.Skip(2).Select(s => new WindowAxis(s, s, 1, 1, 0, 0, 1))];
}
