using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The mean over whole planes, a number a channel: their bytes summed, then the multiply and shift proved equal to the division.</summary>
internal sealed class PlanarMeanKernel : IKernel
{
    public string Name => "PlanarMeanU8Sum32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var (input, node) = (problem.Input.Shape, problem.Node as IntegerAveragePoolNode);
        if (node is null || node.Shape is not { Height: 1, Width: 1 } || node.Window.KernelHeight != input.Height || node.Window.KernelWidth != input.Width || node.Window.Padding != default)
            return new KernelOffer.NotMeant();
        var windows = new PoolWindows(problem, node);
        if (windows.GreatestSum > int.MaxValue)
            return new KernelOffer.Refused("sums overflow 32 bits");
        return windows.FitAll()?[0] is { } fit
            ? new KernelOffer.Accepted(new PlanarMeanCode(Name, problem, windows.GreatestSum, fit))
            : new KernelOffer.Refused("no multiply and shift has the division's thresholds");
    }
}

/// <summary>The code of <see cref="PlanarMeanKernel"/>; the output is one pixel of channels.</summary>
internal sealed class PlanarMeanCode(string kernel, LayerProblem problem, long greatestSum, MultiplyShift fit) : PlanarCode(problem)
{
    private readonly PlaneLayout _planes = problem.Input.Planes!;

    public override string Kernel => kernel;

    public override string Bound => InvariantText.Of($"sums up to {greatestSum}; multiply and shift have the division's thresholds");

    public override double Cycles => Problem.Input.Shape.Channels * ((2.0 * _planes.DataBytes / PlaneLayout.Alignment) + 10);

    public override IReadOnlyList<Access> Reads => [new(_planes.Front, _planes.PlaneAt(Problem.Input.Shape.Channels - 1) + _planes.DataBytes)];

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output", () => WriteBody(writer));

    private void WriteBody(SourceWriter w)
    {
        var levels = Problem.Output.Maximum;
        w.Line("var ones = V.CreateBytes(1);");
        w.Line("var oneWords = V.CreateWords(1);");
        using (w.Loop("channel", Problem.Output.Shape.Channels))
        {
            w.Line("var lanes = V.Zero;");
            using (w.Loop("p", _planes.DataBytes, "V.Size"))
                w.Line($"lanes = V.Add(lanes, V.MultiplyAddWords(V.MultiplyAddBytes(V.Load(ref input, (channel * {_planes.PlaneBytes}) + p), ones), oneWords));");
            w.Line($"var mean = ((V.SumLanes(lanes) * {fit.Multiplier}) + ({fit.Offset})) >> {fit.Shift};");
            w.Line($"Address.At(ref output, channel) = (byte)(mean < 0 ? 0 : mean > {levels} ? {levels} : mean);");
        }

        if (Problem.Output.ChannelStride == Problem.Output.Shape.Channels)
            return;
        using var pads = w.Block(InvariantText.Of($"for (nint pad = {Problem.Output.Shape.Channels}; pad < {Problem.Output.ChannelStride}; pad++)"));
        w.Line("Address.At(ref output, pad) = 0;");
    }
}
