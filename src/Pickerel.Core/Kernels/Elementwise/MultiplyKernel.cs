using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The product of two tensors in 32-bit lanes, then the requantizer; the second may be one pixel or one element for all.</summary>
internal sealed class MultiplyKernel : IKernel
{
    public string Name => "MultiplyU8Lanes32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var (channels, range) = (problem.Node.Shape.Channels, MultiplyOperands.ProductRange(problem));
        if (AccumulatorBounds.LaneObjectionOf(range) is { } objection)
            return new KernelOffer.Refused(objection);
        IReadOnlyList<IntegerRange> products = [.. Enumerable.Repeat(range, channels)];
        var plan = RequantizationPlan.Of(problem.StepOn(() => products), problem.Output, products, [.. Enumerable.Repeat(0L, channels)]);
        return new KernelOffer.Accepted(new MultiplyCode(MultiplyOperands.Named(Name, problem), problem, plan));
    }
}

/// <summary>What both multiplications know of their operands.</summary>
internal static class MultiplyOperands
{
    /// <summary>The range of a product, zero points subtracted.</summary>
    public static IntegerRange ProductRange(LayerProblem problem)
    {
        TensorStorage left = problem.Inputs[0], right = problem.Inputs[1];
        long[] lefts = [left.Minimum - left.Zero, left.Maximum - left.Zero], rights = [right.Minimum - right.Zero, right.Maximum - right.Zero];
        var corners = lefts.SelectMany(l => rights.Select(r => l * r)).ToList();
        return new(corners.Min(), corners.Max());
    }

    /// <summary>A kernel's name by the widest of its inputs.</summary>
    public static string Named(string kernel, LayerProblem problem) => Elements.Named(kernel, problem.Inputs.FirstOrDefault(i => i.ElementBytes == 2) ?? problem.Input);

    /// <summary>Whether the second input is one element, or one pixel, that all are multiplied by.</summary>
    public static bool IsElement(LayerProblem problem) => problem.Inputs[1].Shape.Count == 1;

    /// <inheritdoc cref="IsElement"/>
    public static bool IsPixel(LayerProblem problem) => problem.Inputs[1].Shape is { Height: 1, Width: 1 };
}

/// <summary>The code of <see cref="MultiplyKernel"/>.</summary>
internal sealed class MultiplyCode(string kernel, LayerProblem problem, RequantizationPlan plan) : LayerCode(problem)
{
    private readonly RequantizeWriter _requantize = new(plan, wordSums: false);

    public override string Kernel => kernel;

    public override string Bound => plan.Bound;

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<Access> Reads => [.. Problem.Inputs.Select(i => new Access(i.First, i.End))];

    public override IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte left, ref byte right, ref byte output, ref byte constants", () => WriteBody(writer));

    protected override IReadOnlyList<DataBlock> CreateData() => [_requantize.Constants];

    private void WriteBody(SourceWriter w)
    {
        var (shape, left, right) = (Problem.Node.Shape, Problem.Inputs[0], Problem.Inputs[1]);
        var isPixel = MultiplyOperands.IsPixel(Problem);
        _requantize.WritePreamble(w);
        w.Line($"var leftZero = V.Create({left.Zero});");
        w.Line($"var rightZero = V.Create({right.Zero});");
        using var channel = w.Loop("channel", Problem.Output.ChannelStride, "V.Lanes");
        _requantize.WriteLoadConstants(w, 1);
        if (MultiplyOperands.IsElement(Problem))
            w.Line($"var factor = V.Subtract(V.Create({Elements.Read(right, "right", "0")}), rightZero);");
        else if (isPixel)
            w.Line($"var factor = V.Subtract({Elements.LoadLanes(right, "right", Elements.Offset(right, "channel"))}, rightZero);");
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        w.Line($"var value = V.Subtract({Load(left, "left")}, leftZero);");
        if (!isPixel)
            w.Line($"var factor = V.Subtract({Load(right, "right")}, rightZero);");
        w.Line("value = V.Multiply(value, factor);");
        _requantize.WriteStore(w, ["value"], InvariantText.Of($"(y * {Problem.Output.RowBytes}) + (x * {Problem.Output.PixelBytes})"));
    }

    private static string Load(TensorStorage input, string array) =>
        Elements.LoadLanes(input, array, InvariantText.Of($"(y * {input.RowBytes}) + (x * {input.PixelBytes}) + {Elements.Offset(input, "channel")}"));
}
