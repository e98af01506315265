using System.Collections.Generic;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>A flatten that someone reads as one pixel of many channels: a copy without borders and channel padding.</summary>
internal sealed class FlattenKernel : IKernel
{
    public string Name => "FlattenU8Copy";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new FlattenCode(Name, problem));
}

/// <summary>The code of <see cref="FlattenKernel"/>.</summary>
internal sealed class FlattenCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    public override string Kernel => kernel;

    public override string Bound => "a copy";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output", () => WriteBody(writer), vector: false);

    private void WriteBody(SourceWriter w)
    {
        var (input, output) = (Problem.Input, Problem.Output);
        w.Line("nint to = 0;");
        using (w.Loop("y", input.Shape.Height))
        using (w.Loop("x", input.Shape.Width))
        using (w.Loop("channel", input.Shape.Channels))
        {
            w.Line($"Address.At(ref output, to) = Address.At(ref input, (y * {input.RowBytes}) + (x * {input.PixelBytes}) + channel);");
            w.Line("to++;");
        }

        using var pads = w.Block(InvariantText.Of($"for (; to < {output.ChannelStride}; to++)"));
        w.Line("Address.At(ref output, to) = 0;");
    }
}
