using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The sum of two tensors in 32 bits, restated like <see cref="RequantizationPlan"/>: stored values in, stored values out.</summary>
internal sealed class AddKernel : IKernel
{
    public string Name => "AddU8Lanes32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var step = AddStep.Of(problem);
        if (!step.Fits)
            return new KernelOffer.Refused("the sum in " + step.RangeText + " does not fit 32 bits");
        if (problem.Output.ElementBytes != 1)
            return new KernelOffer.Refused("the output has 16 bits");
        return new KernelOffer.Accepted(new AddCode(Name, problem, step));
    }
}

/// <summary>The code of <see cref="AddKernel"/>.</summary>
internal sealed class AddCode(string kernel, LayerProblem problem, AddStep step) : LayerCode(problem)
{
    private readonly IntegerAddNode _node = (IntegerAddNode)problem.Node;

    public override string Kernel => kernel;

    public override string Bound => "the sum in " + step.RangeText + " fits 32 bits";

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte left, ref byte right, ref byte output", () => WriteBody(writer));

    private void WriteBody(SourceWriter w)
    {
        int low = _node.Minimum - Problem.Output.Least, high = _node.Maximum - Problem.Output.Least;
        var words = IsWord(_node.LeftMultiplier) && IsWord(_node.RightMultiplier);
        if (words)
        {
            w.Line($"var multipliers = V.PairWords(V.Create({_node.LeftMultiplier & 0xFFFF}), V.Create({_node.RightMultiplier & 0xFFFF}));");
        }
        else
        {
            w.Line($"var leftMultiplier = V.Create({_node.LeftMultiplier});");
            w.Line($"var rightMultiplier = V.Create({_node.RightMultiplier});");
        }

        w.Line($"var offset = V.Create({(int)step.Offset});");
        w.Line($"var lowest = V.Create({low});");
        w.Line($"var highest = V.Create({high});");
        using var y = w.Loop("y", Problem.Node.Shape.Height);
        using var i = w.Loop("i", Problem.Node.Shape.Width * Problem.Output.PixelBytes, "V.Lanes");
        w.Line($"var a = V.LoadBytesToLanes(ref left, (y * {Problem.Inputs[0].RowBytes}) + i);");
        w.Line($"var b = V.LoadBytesToLanes(ref right, (y * {Problem.Inputs[1].RowBytes}) + i);");
        w.Line(words
            ? "var sum = V.MultiplyAddWords(V.PairWords(a, b), multipliers);"
            : "var sum = V.Add(V.Multiply(a, leftMultiplier), V.Multiply(b, rightMultiplier));");
        w.Line($"sum = V.ShiftRight(V.Add(sum, offset), {System.Math.Min(_node.Shift, 31)});");
        w.Line("sum = V.Min(V.Max(sum, lowest), highest);");
        w.Line($"V.StoreQuarter(V.Narrow1(sum), ref output, (y * {Problem.Output.RowBytes}) + i);");
    }

    private static bool IsWord(int value) => value is >= short.MinValue and <= short.MaxValue;
}
