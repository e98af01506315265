using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Numerics;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>
/// Infers every declared node's output shape from its inputs' and checks all sizes on the way, before anything is allocated:
/// whatever was declared, the answer is a shape within <see cref="SizeLimits"/> or a problem at the attribute.
/// </summary>
public static class InferShapes
{
    /// <summary>Infers all shapes anew, in order.</summary>
    public static Network Run(Network network)
    {
        var shaped = new Dictionary<string, Node>(System.StringComparer.Ordinal);
        var weights = BigInteger.Zero;
        foreach (var node in network.Nodes)
        {
            var inputs = node.Inputs.Select(name => shaped[name]).ToImmutableArray();
            shaped.Add(node.Name, node with { Shape = ShapeOf(node, inputs) });
            weights = AddWeights(weights, node, inputs);
        }

        return network.Select(node => shaped[node.Name]);
    }

    /// <summary>Infers the shape of a declared node.</summary>
    /// <param name="node">The node; its own <see cref="Node.Shape"/> is read only if it is the input.</param>
    /// <param name="inputs">What it reads, with shapes.</param>
    public static TensorShape ShapeOf(Node node, ImmutableArray<Node> inputs)
    {
        var shape = node switch
        {
            InputNode => InputShape(node),
            ConvolutionNode convolution => ConvolutionShape(convolution, inputs[0].Shape),
            TransposedConvolutionNode transposed => TransposedGeometry.ShapeOf(transposed, inputs[0].Shape),
            DenseNode dense => new TensorShape(1, 1, AtLeastOne(dense.Units, "Units", dense)),
            MaxPoolNode pool => PoolShape(pool, pool.Window, inputs[0].Shape),
            AveragePoolNode { Global: true } pool => GlobalPoolShape(pool, inputs[0].Shape),
            AveragePoolNode pool => PoolShape(pool, pool.Window, inputs[0].Shape),
            FlattenNode => new TensorShape(1, 1, (int)inputs[0].Shape.Count),
            AddNode => SumShape(node, inputs[0], inputs[1]),
            MultiplyNode => ProductShape(node, inputs[0], inputs[1]),
            MovementNode movement => MovementShapes.ShapeOf(movement, inputs),
            _ => inputs[0].Shape,
        };
        CheckElements(node, shape);
        return shape;
    }

    /// <summary>Adds a node's weights to the count of those before it.</summary>
    /// <exception cref="ProblemException">They are more than <see cref="SizeLimits.Weights"/>.</exception>
    public static BigInteger AddWeights(BigInteger before, Node node, ImmutableArray<Node> inputs)
    {
        var count = node is WeightedNode weighted ? SizeLimits.Product([.. WeightDimensions(weighted, inputs[0].Shape)]) : BigInteger.Zero;
        return before + count <= SizeLimits.Weights
            ? before + count
            : throw new ProblemException(Pkr.TooManyWeights.At(node.Site, node.Name, count, before + count, SizeLimits.Weights));
    }

    /// <summary>The dimensions of <see cref="WeightedNode.Weights"/>: [output][kernel row][kernel column][input of the group], or [output][input].</summary>
    public static EquatableArray<int> WeightDimensions(WeightedNode node, TensorShape input) => node switch
    {
        ConvolutionNode c => [c.Filters, c.Window.KernelHeight, c.Window.KernelWidth, input.Channels / c.Groups],
        TransposedConvolutionNode c => [c.Filters, c.Window.KernelHeight, c.Window.KernelWidth, input.Channels / c.Groups],
        _ => [node.Outputs, (int)input.Count],
    };

    private static TensorShape InputShape(Node node)
    {
        var (height, width, channels) = (node.Shape.Height, node.Shape.Width, node.Shape.Channels);
        if (height < 1 || width < 1 || channels < 1)
            throw new ProblemException(Pkr.NonPositiveSize.At(node.Site.At("Input"), node.Name, "Shape", node.Shape));
        return node.Shape;
    }

    private static TensorShape ConvolutionShape(ConvolutionNode node, TensorShape input)
    {
        _ = AtLeastOne(node.Filters, "Filters", node);
        _ = AtLeastOne(node.Groups, "Groups", node);
        if (input.Channels % node.Groups != 0 || node.Filters % node.Groups != 0)
            throw new ProblemException(Pkr.GroupsDoNotDivide.At(node.Site.At("Groups"), node.Name, node.Groups, input.Channels, node.Filters));
        if (node.Convolution == ConvolutionKind.Depthwise && node.Groups != input.Channels)
            throw Contradiction(node, $"a depthwise convolution has one group a channel, but there are {node.Groups} groups and {input.Channels} channels");
        if (node.Convolution == ConvolutionKind.Pointwise && (node.Window.KernelHeight != 1 || node.Window.KernelWidth != 1))
            throw Contradiction(node, $"a pointwise convolution has a 1x1 kernel, but this is {node.Window.KernelHeight}x{node.Window.KernelWidth}");
        var (height, width) = WindowGeometry.Output(node.Window, input, node);
        return new TensorShape(height, width, node.Filters);
    }

    private static TensorShape PoolShape(Node node, Window window, TensorShape input)
    {
        var (height, width) = WindowGeometry.Output(window, input, node);
        WindowGeometry.CheckPool(window, input, node);
        return new TensorShape(height, width, input.Channels);
    }

    private static TensorShape GlobalPoolShape(AveragePoolNode node, TensorShape input) =>
        node.Window == Window.Point with { KernelHeight = input.Height, KernelWidth = input.Width }
            ? new TensorShape(1, 1, input.Channels)
            : throw Contradiction(node, $"a global pool's window is its whole input, {input.Height}x{input.Width}");

    private static TensorShape SumShape(Node node, Node left, Node right) =>
        left.Shape == right.Shape
            ? left.Shape
            : throw new ProblemException(Pkr.AddShapesDiffer.At(node.Site, node.Name, left.Name, left.Shape, right.Name, right.Shape));

    private static TensorShape ProductShape(Node node, Node left, Node right) =>
        right.Shape == left.Shape || right.Shape == new TensorShape(1, 1, left.Shape.Channels) || right.Shape.Count == 1
            ? left.Shape
            : throw new ProblemException(Pkr.MultiplyShapesDiffer.At(node.Site, node.Name, left.Name, left.Shape, right.Name, right.Shape));

    private static void CheckElements(Node node, TensorShape shape)
    {
        var elements = SizeLimits.Product(shape.Height, shape.Width, shape.Channels);
        if (elements > SizeLimits.TensorElements)
        {
            var what = node is InputNode ? "shape" : "output";
            throw new ProblemException(Pkr.TensorTooLarge.At(node.Site, node.Name, what, shape, elements, SizeLimits.TensorElements));
        }
    }

    private static int AtLeastOne(int value, string property, Node node) =>
        value >= 1 ? value : throw new ProblemException(Pkr.NonPositiveSize.At(node.Site.At(property), node.Name, property, value));

    private static ProblemException Contradiction(Node node, System.FormattableString what) =>
        new(Pkr.Contradiction.At(node.Site, node.Name, System.FormattableString.Invariant(what)));
}
