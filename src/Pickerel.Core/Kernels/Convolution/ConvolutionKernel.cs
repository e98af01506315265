namespace Pickerel.Core.Kernels;

/// <summary>Convolutions of any kind and dense layers, four input bytes a step for a register tile of channels and pixels.</summary>
internal sealed class ConvolutionKernel(ConvolutionTechnique technique) : IKernel
{
    public string Name => "ConvolutionU8S8" + technique.Name;

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        if (technique.Objection(weighted.Packed.Bounds) is { } objection)
            return new KernelOffer.Refused(objection);
        return new KernelOffer.Accepted(new SteppedConvolutionCode(Name, technique, weighted));
    }
}
