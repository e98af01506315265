using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Kernels;

/// <summary>Average pooling from or to words: sums in 32 bits, then a multiply and shift in 64 proved equal to the division.</summary>
internal sealed class WideAveragePoolKernel : IKernel
{
    public string Name => "AveragePoolU8Wide64";

    /// <exception cref="ProblemException">A window's sum does not fit 32 bits, or clipping makes too many kinds of window.</exception>
    public KernelOffer Offer(LayerProblem problem)
    {
        if (problem.Input.ElementBytes == 1 && problem.Output.ElementBytes == 1)
            return new KernelOffer.NotMeant();
        var node = (IntegerAveragePoolNode)problem.Node;
        var (elements, most) = ((long)node.Window.KernelHeight * node.Window.KernelWidth, int.MaxValue / (problem.Input.Maximum - problem.Input.Minimum));
        if (elements > most)
            throw new ProblemException(Pkr.PoolTooLarge.At(node.Site, node.Name, elements, most));
        if (node.Rounding == PoolRounding.HalfAwayFromZero)
            return new KernelOffer.Refused("means are rounded half away from zero");
        var windows = new PoolWindows(problem, node);
        windows.CheckEntries();
        return Steps(problem, node, windows) is { } steps
            ? new KernelOffer.Accepted(new WideAveragePoolCode(Elements.Named(Name, problem.Input), problem, windows, steps))
            : new KernelOffer.Refused("no multiply and shift in 64 bits is exact");
    }

    /// <summary>The step of each entry, all with the largest shift that serves them; null when none does.</summary>
    private static IReadOnlyList<MeanStep?>? Steps(LayerProblem problem, IntegerAveragePoolNode node, PoolWindows windows)
    {
        var inside = Enumerable.Range(0, (int)windows.Entries).Select(windows.Inside).ToList();
        var shift = inside.Where(i => i > 0).Min(i => MeanStep.LargestShift(node.Numerator, windows.Divisor(i)));
        var steps = inside.Select(i => i == 0 ? null : MeanStep.Of(node.Numerator, windows.Divisor(i), i, shift, problem.Input, problem.Output)).ToList();
        return inside.Zip(steps, (i, step) => i == 0 || step is not null).All(ok => ok) ? steps : null;
    }
}

/// <summary>The code of <see cref="WideAveragePoolKernel"/>.</summary>
internal sealed class WideAveragePoolCode(string kernel, LayerProblem problem, PoolWindows windows, IReadOnlyList<MeanStep?> steps) : LayerCode(problem)
{
    /// <summary>The bytes of an entry's offset: repeated for every channel of the widest register.</summary>
    private const int OffsetBytes = 64;

    private const int WidestShift = 32;

    private readonly PoolLoops _loops = new(problem, ((IntegerAveragePoolNode)problem.Node).Window);

    public override string Kernel => kernel;

    public override string Bound => InvariantText.Of(
        $"sums of up to {(long)windows.Window.KernelHeight * windows.Window.KernelWidth} elements fit 32 bits; multiply and shift, at most 64 bits, miss the mean by less than leads to another integer");

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<Access> Reads => [new(Problem.Input.First, Problem.Input.End)];

    private int Shift => steps.First(s => s is not null)!.Shift;

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte multipliers, ref byte offsets", () => WriteBody(writer));

    protected override IReadOnlyList<DataBlock> CreateData()
    {
        byte[] multipliers = new byte[4 * steps.Count], offsets = new byte[OffsetBytes * steps.Count];
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not { Step: var step })
                continue;
            LittleEndian.Write(multipliers, 4 * i, step.Multiplier, 4);
            for (var at = 0; at < OffsetBytes; at += 8)
                LittleEndian.Write(offsets, (OffsetBytes * i) + at, unchecked((long)(ulong)(step.Offset & ulong.MaxValue)), 8);
        }

        return [new DataBlock("multipliers", multipliers), new DataBlock("offsets", offsets)];
    }

    private void WriteBody(SourceWriter w)
    {
        var (shape, output) = (Problem.Node.Shape, Problem.Output);
        w.Line($"var lowest = V.Create({output.Minimum});");
        w.Line($"var highest = V.Create({output.Maximum});");
        using var y = w.Loop("y", shape.Height);
        using var x = w.Loop("x", shape.Width);
        _loops.WriteStart(w);
        _loops.WriteInside(w);
        w.Line(windows.Entries > 1 ? InvariantText.Of($"nint entry = (rows * {windows.Window.KernelWidth + 1}) + columns;") : "nint entry = 0;");
        w.Line("var multiplier = V.Create(Address.ReadInt(ref multipliers, 4 * entry));");
        using var channel = w.Loop("channel", output.ChannelStride, "V.Lanes");
        w.Line("var sum = V.Zero;");
        _loops.WriteElements(w, () => w.Line($"sum = V.Add(sum, {Elements.LoadLanes(Problem.Input, "input", "at + " + Elements.Offset(Problem.Input, "channel"))});"));
        w.Line($"sum = V.RequantizeWide(sum, multiplier, ref offsets, {OffsetBytes} * entry, 0, {Math.Min(Shift, WidestShift)});");
        if (Shift > WidestShift)
            w.Line($"sum = V.ShiftRight(sum, {Shift - WidestShift});");
        w.Line("sum = V.Min(V.Max(sum, lowest), highest);");
        var target = InvariantText.Of($"(y * {output.RowBytes}) + (x * {output.PixelBytes}) + {Elements.Offset(output, "channel")}");
        w.Line(output.ElementBytes == 2 ? $"V.StoreLanesAsWords(sum, ref output, {target});" : $"V.StoreQuarter(V.Narrow1(sum), ref output, {target});");
    }
}
