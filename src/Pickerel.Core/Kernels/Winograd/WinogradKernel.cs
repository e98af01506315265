using System;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>3x3 convolutions of stride 1 by exact integer Winograd F(2x2, 3x3): four outputs with 16 products instead of 36.</summary>
internal sealed class WinogradKernel(WinogradTechnique technique) : IKernel
{
    /// <summary>Transformed weights beyond this would come from beyond the second-level cache, and swell the assembly.</summary>
    private const long MostWeightBytes = 512 << 10;

    public string Name => "ConvolutionU8S8" + technique.Name;

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        if (weighted is not { Node: IntegerConvolutionNode, Groups: 1, Window: { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 } })
            return new KernelOffer.NotMeant();

        // A stem reads pixels of a few bytes: too few for a register of transformed values.
        if (problem.Input.ChannelStride % StoragePlanner.ChannelQuantum != 0 || problem.Output.ChannelStride % StoragePlanner.ChannelQuantum != 0)
            return new KernelOffer.NotMeant();
        if (Objection(weighted) is { } objection)
            return new KernelOffer.Refused(objection);
        return new KernelOffer.Accepted(new WinogradCode(Name, technique, weighted));
    }

    private string? Objection(WeightedProblem problem)
    {
        var shape = problem.Node.Shape;
        if (Math.Min(shape.Height, shape.Width) < WinogradTransform.TileSide)
            return InvariantText.Of($"{shape.Height}x{shape.Width} outputs are less than a tile");
        if (!problem.BorderServes)
            return "another reader of '" + problem.Input.Name + "' pads it with other values";
        var bytes = (long)WinogradTransform.Points * problem.Output.ChannelStride * problem.Inputs * technique.ElementBytes;
        if (bytes > MostWeightBytes)
            return InvariantText.Of($"{bytes} bytes of transformed weights are more than {MostWeightBytes}");
        return technique.Objection(problem) ?? (problem.Layer.Policy != KernelPolicy.FirstRight ? WinogradCost.Objection(problem, technique) : null);
    }
}
