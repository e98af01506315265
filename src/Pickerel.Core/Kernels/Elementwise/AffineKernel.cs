using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A change of grid, with or without a norm: requantization alone.</summary>
internal sealed class AffineKernel : IKernel
{
    public string Name => "AffineU8Lanes32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var channels = problem.Node.Shape.Channels;
        var plan = RequantizationPlan.Of(
            ((IntegerAffineNode)problem.Node).Requantizer is TfLiteRequantization step ? step : problem.StepOn(() => [.. Enumerable.Repeat(AccumulatorsOf(problem.Input), channels)]),
            problem.Output,
            [.. Enumerable.Repeat(new IntegerRange(problem.Input.Minimum, problem.Input.Maximum), channels)],
            [.. Enumerable.Repeat((long)problem.Input.Zero, channels)]);
        return new KernelOffer.Accepted(new AffineCode(Name, problem, plan));
    }

    /// <summary>What the integers of a tensor are, zero point subtracted.</summary>
    public static IntegerRange AccumulatorsOf(TensorStorage input) => new(input.Minimum - input.Zero, input.Maximum - input.Zero);
}

/// <summary>The code of <see cref="AffineKernel"/>.</summary>
internal sealed class AffineCode(string kernel, LayerProblem problem, RequantizationPlan plan) : LayerCode(problem)
{
    private readonly RequantizeWriter _requantize = new(plan, wordSums: false);

    public override string Kernel => Elements.Named(kernel, Problem.Input);

    public override string Bound => plan.Bound;

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    public override IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte constants", () => WriteBody(writer));

    protected override IReadOnlyList<DataBlock> CreateData() => [_requantize.Constants];

    private void WriteBody(SourceWriter w)
    {
        var shape = Problem.Node.Shape;
        _requantize.WritePreamble(w);
        using var channel = w.Loop("channel", Problem.Output.ChannelStride, "V.Lanes");
        _requantize.WriteLoadConstants(w, 1);
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        var at = InvariantText.Of($"(y * {Problem.Input.RowBytes}) + (x * {Problem.Input.PixelBytes}) + {Elements.Offset(Problem.Input, "channel")}");
        w.Line($"var value = {Elements.LoadLanes(Problem.Input, "input", at)};");
        _requantize.WriteStore(w, ["value"], InvariantText.Of($"(y * {Problem.Output.RowBytes}) + (x * {Problem.Output.PixelBytes})"));
    }
}
