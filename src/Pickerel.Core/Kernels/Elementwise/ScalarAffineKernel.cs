using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A change of grid by any requantizer, one element at a time: float islands, two slopes, thresholds, other formats' roundings.</summary>
internal sealed class ScalarAffineKernel : IKernel
{
    public string Name => "AffineU8Scalar64";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new ScalarAffineCode(Name, problem));
}

/// <summary>The code of <see cref="ScalarAffineKernel"/>.</summary>
internal sealed class ScalarAffineCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly ScalarRequantize _step = new(
        problem.StepOn(() => [.. Enumerable.Repeat(AffineKernel.AccumulatorsOf(problem.Input), problem.Node.Shape.Channels)]), problem.Output, problem.Node.Shape.Channels);

    public override string Kernel => Elements.Named(_step.IsFloat ? "AffineU8ScalarFloat32" : kernel, Problem.Input);

    public override string Bound => _step.IsFloat ? "a float island" : "sums in 64 bits";

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
            w.Line($"long value = {Elements.Read(input, "input", InvariantText.Of($"(y * {input.RowBytes}) + (x * {input.PixelBytes}) + {Elements.Offset(input, "channel")}"))};");
            _step.WriteStore(w, InvariantText.Of($"value - ({input.Zero})"), InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes}) + ({output.ElementBytes} * channel)"));
        }

        ChannelPads.Write(w, shape.Channels, output);
    }
}
