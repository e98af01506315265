using System;
using System.Collections.Generic;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The kernels for each kind of node, fastest first: the first that can, does, and those before it say why not.</summary>
internal static class KernelCatalog
{
    private static readonly IKernel[] Weighted =
    [
        new DepthwiseKernel(DepthwiseTechnique.Sum16),
        new DepthwiseKernel(DepthwiseTechnique.Split16),
        new DepthwiseKernel(DepthwiseTechnique.Wide32),
        new WinogradKernel(WinogradTechnique.Sum16),
        new WinogradKernel(WinogradTechnique.Wide32),
        new NarrowConvolutionKernel(NarrowTechnique.Sum16),
        new NarrowConvolutionKernel(NarrowTechnique.Split16),
        new NarrowConvolutionKernel(NarrowTechnique.Split32),
        new ConvolutionKernel(ConvolutionTechnique.Sum16),
        new ConvolutionKernel(ConvolutionTechnique.Run16),
        new GroupConvolutionKernel(),
        new ConvolutionKernel(ConvolutionTechnique.Pair32),
        new SplitConvolutionKernel(),
        new WordConvolutionKernel(WordTechnique.Inner32),
        new WordConvolutionKernel(WordTechnique.Word32),
        new ConvolutionKernel(ConvolutionTechnique.Wide32),
        new ScalarConvolutionKernel(),
    ];

    /// <summary>Those that read words.</summary>
    private static readonly IKernel[] WeightedWords =
    [
        new DepthwiseKernel(DepthwiseTechnique.Wide32),
        new WordConvolutionKernel(WordTechnique.Word32),
        new ScalarConvolutionKernel(),
    ];

    private static readonly IKernel[] Planar = [new PlanarPointwiseKernel(), new PlanarDepthwiseKernel(), new PlanarMeanKernel(), new LayoutKernel()];
    private static readonly IKernel[] Scalar = [new ScalarConvolutionKernel()];
    private static readonly IKernel[] Affine = [new AffineKernel()];
    private static readonly IKernel[] ScalarAffine = [new ScalarAffineKernel()];
    private static readonly IKernel[] Add = [new AddKernel(), new ScalarAddKernel()];
    private static readonly IKernel[] AveragePool = [new AveragePoolKernel(), new WideAveragePoolKernel(), new ScalarAveragePoolKernel()];
    private static readonly IKernel[] MaxPool = [new MaxPoolKernel()];
    private static readonly IKernel[] TfLiteSoftmax = [new TfLiteSoftmaxKernel()];
    private static readonly IKernel[] Multiply = [new MultiplyKernel(), new ScalarMultiplyKernel()];
    private static readonly IKernel[] ScalarMultiply = [new ScalarMultiplyKernel()];
    private static readonly IKernel[] Movement = [new MoveKernel()];
    private static readonly IKernel[] Table = [new TableKernel()];
    private static readonly IKernel[] TableSum = [new TableSumKernel()];
    private static readonly IKernel[] Softmax = [new SoftmaxKernel()];

    public static (LayerCode Code, LayerReport Report) Choose(LayerProblem problem)
    {
        var refused = new List<string>();
        if (Obstacle(problem.Node) is { } obstacle)
            refused.Add("all vector kernels: " + obstacle);
        foreach (var kernel in KernelsFor(problem))
        {
            switch (kernel.Offer(problem))
            {
                case KernelOffer.Accepted accepted:
                    var code = accepted.Code;
                    return (code, new LayerReport(problem.Node.Name, code.Kernel, code.Bound, refused.ToEquatableArray()));
                case KernelOffer.Refused no:
                    refused.Add(kernel.Name + ": " + no.Reason);
                    break;
            }
        }

        throw new NotSupportedException($"No kernel executes '{problem.Node.Name}' ({problem.Node.Kind}).");
    }

    /// <summary>What only scalar kernels execute, or null.</summary>
    private static string? Obstacle(Node node) => node switch
    {
        RequantizedNode { Requantizer.IsFloatIsland: true } => "what is not quantized is a float island, and they have integer lanes",
        IntegerWeightedNode { HasWideWeights: true } weighted => Emit.InvariantText.Of($"weight codes of {weighted.WeightBits} bits do not fit a byte"),
        _ => null,
    };

    private static IKernel[] KernelsFor(LayerProblem problem) => problem.Node switch
    {
        _ when problem.IsPlanar => Planar,
        IntegerWeightedNode when Obstacle(problem.Node) is not null => Scalar,
        IntegerAffineNode when Obstacle(problem.Node) is not null => ScalarAffine,
        IntegerWeightedNode when problem.Input.ElementBytes == 2 => WeightedWords,
        IntegerWeightedNode => Weighted,
        IntegerAffineNode => Affine,
        IntegerAddNode => Add,
        IntegerAveragePoolNode => AveragePool,
        MaxPoolNode => MaxPool,
        TfLiteSoftmaxNode => TfLiteSoftmax,
        IntegerMultiplyNode when Obstacle(problem.Node) is not null => ScalarMultiply,
        IntegerMultiplyNode => Multiply,
        MovementNode or FlattenNode => Movement,
        IntegerTableNode => Table,
        IntegerTableSumNode => TableSum,
        IntegerSoftmaxNode => Softmax,
        _ => [],
    };
}
