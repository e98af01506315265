using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>How a convolution kernel on words multiplies.</summary>
internal enum WordTechnique
{
    /// <summary>
    /// Winograd's inner product (1968): <c>x0 w0 + x1 w1 = (x0 + w1)(x1 + w0) - x0 x1 - w0 w1</c>, where <c>x0 x1</c> is the same
    /// for all channels and <c>w0 w1</c> for all pixels. Half the multiplications for more additions, which two units share.
    /// </summary>
    Inner32,

    /// <summary>Products, pairs summed into lanes.</summary>
    Word32,
}

/// <summary>
/// Convolutions of bytes by weights whose pairs would saturate: inputs are widened to words once, into a workspace, and weights
/// once, at first use. Then words are multiplied, and no step of the sum is anything but one instruction. Inputs that are words are
/// read where they lie.
/// </summary>
internal sealed class WordConvolutionKernel(WordTechnique technique) : IKernel
{
    /// <summary>A whole input in words beyond this is left to the kernel that widens as it goes.</summary>
    private const long MostWorkspace = 1 << 20;

    /// <summary>Twice the lanes of the widest register.</summary>
    private const int InnerQuantum = 2 * StoragePlanner.ChannelQuantum;

    public string Name => "ConvolutionU8S8" + technique;

    public KernelOffer Offer(LayerProblem problem)
    {
        var (weighted, widens) = (problem.Weighted, problem.Input.ElementBytes == 1);
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        if (widens && weighted.Groups > 1)
            return new KernelOffer.Refused("groups read inputs of their own");
        if (widens && weighted.Node.Shape is { Height: 1, Width: 1 })
            return new KernelOffer.Refused("a single output uses each weight once, which does not pay for words");
        if (technique == WordTechnique.Inner32 && problem.Input.ChannelStride % InnerQuantum != 0)
            return new KernelOffer.Refused(InvariantText.Of($"{problem.Input.ChannelStride} stored channels have no halves of full registers"));
        var sums = ChannelSums.Of(weighted);
        if (technique == WordTechnique.Inner32)
            sums = sums.Plus(weighted.HalfProducts());
        if (AccumulatorBounds.LaneObjectionOf(sums.Hull) is { } objection)
            return new KernelOffer.Refused(objection);
        var code = new WordConvolutionCode(Elements.Named(Name, problem.Input), technique, weighted, sums);
        return code.WorkspaceBytes > MostWorkspace
            ? new KernelOffer.Refused(InvariantText.Of($"the input takes {code.WorkspaceBytes} bytes as words"))
            : new KernelOffer.Accepted(code);
    }
}
