using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>Maximum pooling on bytes or words. Stored values keep the order of the grid.</summary>
internal sealed class MaxPoolKernel : IKernel
{
    public string Name => "MaxPoolU8";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new MaxPoolCode(Name, problem));
}

/// <summary>The code of <see cref="MaxPoolKernel"/>.</summary>
internal sealed class MaxPoolCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly PoolLoops _loops = new(problem, ((MaxPoolNode)problem.Node).Window);

    public override string Kernel => Elements.Named(kernel, Problem.Input);

    public override string Bound => "a selection";

    public override VectorWidth Width => Problem.Output.PixelBytes switch
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
        var (shape, bytes, isWords) = (Problem.Node.Shape, Problem.Output.PixelBytes, Problem.Output.ElementBytes == 2);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        _loops.WriteStart(w);
        using var chunk = w.Loop("first", bytes, "V.Size");
        w.Line(bytes is 16 or 32 || bytes % 64 == 0 ? "var channel = first;" : InvariantText.Of($"var channel = Address.Least(first, {bytes} - V.Size);"));
        w.Line(isWords ? InvariantText.Of($"var most = V.CreateWords({short.MinValue});") : "var most = V.Zero;");
        _loops.WriteElements(w, () => w.Line($"most = V.Max{(isWords ? "Words" : "Bytes")}(most, V.Load(ref input, at + channel));"));
        w.Line($"V.Store(most, ref output, (y * {Problem.Output.RowBytes}) + (x * {Problem.Output.PixelBytes}) + channel);");
    }
}
