using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The sum of two tensors in 64 bits, one element at a time.</summary>
internal sealed class ScalarAddKernel : IKernel
{
    public string Name => "AddU8Scalar64";

    public KernelOffer Offer(LayerProblem problem) => new KernelOffer.Accepted(new ScalarAddCode(Name, problem));
}

/// <summary>The code of <see cref="ScalarAddKernel"/>: the definition on stored values.</summary>
internal sealed class ScalarAddCode(string kernel, LayerProblem problem) : LayerCode(problem)
{
    public override string Kernel => Elements.Named(kernel, Problem.Inputs.FirstOrDefault(i => i.ElementBytes == 2) ?? Problem.Input);

    public override string Bound => "the sum in 64 bits";

    public override VectorWidth Width => VectorWidth.None;

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte left, ref byte right, ref byte output", () => WriteBody(writer), vector: false);

    private void WriteBody(SourceWriter w)
    {
        var (node, output) = ((IntegerAddNode)Problem.Node, Problem.Output);
        using var y = w.Loop("y", node.Shape.Height);
        using var i = w.Loop("i", (long)node.Shape.Width * output.ChannelStride);
        w.Line($"var a = (long){Read(Problem.Inputs[0], "left")} - ({Problem.Inputs[0].Zero});");
        w.Line($"var b = (long){Read(Problem.Inputs[1], "right")} - ({Problem.Inputs[1].Zero});");
        w.Line($"var sum = ((a * {node.LeftMultiplier}) + (b * {node.RightMultiplier}) + ({node.Offset}L)) >> {node.Shift};");
        w.Line($"sum = (sum < {node.Minimum} ? {node.Minimum} : sum > {node.Maximum} ? {node.Maximum} : sum) - ({output.Least});");
        if (output.ElementBytes == 1)
        {
            w.Line($"Address.At(ref output, (y * {output.RowBytes}) + i) = (byte)sum;");
            return;
        }

        w.Line($"Address.At(ref output, (y * {output.RowBytes}) + (2 * i)) = (byte)sum;");
        w.Line($"Address.At(ref output, (y * {output.RowBytes}) + (2 * i) + 1) = (byte)(sum >> 8);");
    }

    private static string Read(TensorStorage input, string array) =>
        Elements.Read(input, array, InvariantText.Of($"(y * {input.RowBytes}) + {Elements.Offset(input, "i")}"));
}
