using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The product of two tensors and any requantizer, one element at a time.</summary>
internal sealed class ScalarMultiplyKernel : IKernel
{
    public string Name => "MultiplyU8Scalar64";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new ScalarMultiplyCode(Name, problem));
}

/// <summary>The code of <see cref="ScalarMultiplyKernel"/>: the definition on stored values.</summary>
internal sealed class ScalarMultiplyCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    private readonly ScalarRequantize _step = new(
        problem.StepOn(() => [.. Enumerable.Repeat(MultiplyOperands.ProductRange(problem), problem.Node.Shape.Channels)]), problem.Output, problem.Node.Shape.Channels);

    public override string Kernel => MultiplyOperands.Named(kernel, Problem);

    public override string Bound => _step.IsFloat ? "a float island" : "products in 64 bits";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    public override IReadOnlyList<string> RuntimeParts => _step.RuntimeParts;

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte left, ref byte right, ref byte output, ref byte constants", () => WriteBody(writer), vector: false);

    protected override IReadOnlyList<DataBlock> CreateData() => [_step.Constants];

    private void WriteBody(SourceWriter w)
    {
        var (shape, left, right, output) = (Problem.Node.Shape, Problem.Inputs[0], Problem.Inputs[1], Problem.Output);
        var factor = MultiplyOperands.IsElement(Problem) ? "0"
            : MultiplyOperands.IsPixel(Problem) ? Elements.Offset(right, "channel")
            : InvariantText.Of($"(y * {right.RowBytes}) + (x * {right.PixelBytes}) + {Elements.Offset(right, "channel")}");
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        using (w.Loop("channel", shape.Channels))
        {
            w.Line($"var a = (long){Elements.Read(left, "left", InvariantText.Of($"(y * {left.RowBytes}) + (x * {left.PixelBytes}) + {Elements.Offset(left, "channel")}"))} - ({left.Zero});");
            w.Line($"var b = (long){Elements.Read(right, "right", factor)} - ({right.Zero});");
            _step.WriteStore(w, "a * b", InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes}) + ({output.ElementBytes} * channel)"));
        }

        ChannelPads.Write(w, shape.Channels, output);
    }
}
