using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Maximum pooling on bytes. Stored values keep the order of the grid, and 0 is the least of them.</summary>
internal sealed class MaxPoolKernel : IKernel
{
    public string Name => "MaxPoolU8";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new MaxPoolCode(Name, problem));
}

/// <summary>The code of <see cref="MaxPoolKernel"/>.</summary>
internal sealed class MaxPoolCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly PoolLoops _loops = new(problem, ((MaxPoolNode)problem.Node).Window);

    public override string Kernel => kernel;

    public override string Bound => "a selection";

    public override VectorWidth Width => Problem.Output.ChannelStride switch
    {
        >= 64 => VectorWidth.Full,
        >= 32 => VectorWidth.Half,
        _ => VectorWidth.Quarter,
    };

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output", () => WriteBody(writer));

    private void WriteBody(SourceWriter w)
    {
        var (shape, channels) = (Problem.Node.Shape, Problem.Output.ChannelStride);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        _loops.WriteStart(w);
        using var chunk = w.Loop("first", channels, "V.Size");
        w.Line(channels is 16 or 32 || channels % 64 == 0 ? "var channel = first;" : InvariantText.Of($"var channel = Address.Least(first, {channels} - V.Size);"));
        w.Line("var most = V.Zero;");
        _loops.WriteElements(w, () => w.Line("most = V.MaxBytes(most, V.Load(ref input, at + channel));"));
        w.Line($"V.Store(most, ref output, (y * {Problem.Output.RowBytes}) + (x * {Problem.Output.PixelBytes}) + channel);");
    }
}
