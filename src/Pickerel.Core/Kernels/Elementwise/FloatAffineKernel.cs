using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A norm that stands alone and is not quantized: a float island, one element at a time.</summary>
internal sealed class FloatAffineKernel : IKernel
{
    public string Name => "AffineU8ScalarFloat32";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new FloatAffineCode(Name, problem));
}

/// <summary>The code of <see cref="FloatAffineKernel"/>.</summary>
internal sealed class FloatAffineCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly ScalarRequantize _step = new((IntegerAffineNode)problem.Node, problem.Output);

    public override string Kernel => kernel;

    public override string Bound => "a float island";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => _step.RuntimeParts;

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte constants", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData() => [_step.Constants];

    private void WriteBody(SourceWriter w)
    {
        var (shape, input, output) = (Problem.Node.Shape, Problem.Input, Problem.Output);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        using (w.Loop("channel", shape.Channels))
        {
            w.Line($"long value = Address.At(ref input, (y * {input.RowBytes}) + (x * {input.PixelBytes}) + channel);");
            _step.WriteStore(w, InvariantText.Of($"value - {input.Zero}"), InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes}) + ({output.ElementBytes} * channel)"));
        }

        ChannelPads.Write(w, shape.Channels, output);
    }
}
