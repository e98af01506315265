using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Pointwise convolutions with weights of -1, 0 and 1: a weight is one addition or subtraction of a register of pixels, and a
/// zero weight costs nothing. The taps are data, four a step, so that layers of any size have the same small code.
/// </summary>
internal sealed class PlanarPointwiseKernel : IKernel
{
    /// <summary>A tap is 16 bits: an offset in units of <see cref="PlaneLayout.Alignment"/>.</summary>
    private const long MostUnits = ushort.MaxValue;

    public string Name => "PlanarPointwiseU8T2Sum8";

    public static bool IsMeantFor(Node node) => node is IntegerConvolutionNode { Groups: 1 } convolution && convolution.Window == Window.Point;

    public KernelOffer Offer(LayerProblem problem)
    {
        if (!IsMeantFor(problem.Node))
            return new KernelOffer.NotMeant();
        var sums = new SignedSums(problem.Weighted);
        if (sums.Objection is { } objection)
            return new KernelOffer.Refused(objection);
        var planes = problem.Input.Planes! with { IsPaired = false }; // Whether they are is not known when a chain is sought.
        return planes.PlaneAt(problem.Input.Shape.Channels) / PlaneLayout.Alignment > MostUnits
            ? new KernelOffer.Refused("the input's planes span more than 4 MB")
            : new KernelOffer.Accepted(new PlanarPointwiseCode(Name, problem.Weighted, sums));
    }
}

/// <summary>The code of <see cref="PlanarPointwiseKernel"/>. Each channel's taps: the steps that add, the steps that subtract, then those.</summary>
internal sealed class PlanarPointwiseCode(string kernel, WeightedProblem problem, SignedSums sums) : SignedSumCode(kernel, problem, sums)
{
    private const int TapsPerStep = 4;

    public override IReadOnlyList<Access> Reads => [new(0, InputPlanes.PlaneAt(Problem.Input.Shape.Channels - 1) + InputPlanes.DataBytes)];

    /// <summary>A load each tap and register, half of that from paired planes, and more for thresholds, stores and the ends of loops (measured).</summary>
    public override double Cycles =>
        RegistersPerPlane * Channels.Sum(c => ((InputPlanes.IsPaired ? 2.6 : 4.2) * (StepsOf(c.Plus) + StepsOf(c.Minus))) + 7);

    protected override DataBlock Taps
    {
        get
        {
            var bytes = new List<byte>();
            foreach (var channel in Channels)
            {
                WriteWords(bytes, [StepsOf(channel.Plus), StepsOf(channel.Minus), 0, 0]);
                WriteWords(bytes, UnitsOf(channel.Plus));
                WriteWords(bytes, UnitsOf(channel.Minus));
            }

            return new DataBlock("taps", [.. bytes]);
        }
    }

    protected override void WriteSums(SourceWriter w)
    {
        for (var r = 0; r < Registers; r++)
            w.Line($"var s{r} = V.Zero;");
        w.Line("var counts = Address.ReadLong(ref taps, tap);");
        w.Line("tap += 8;");
        WriteSteps(w, "plus", "counts & 0xFFFF", "AddBytes");
        WriteSteps(w, "minus", "(counts >> 16) & 0xFFFF", "SubtractBytes");
    }

    protected override void WritePass(SourceWriter w)
    {
        if (InputPlanes.IsPaired)
            w.Line("var lower = V.CreateBytes(15);");
    }

    private void WriteSteps(SourceWriter w, string variable, string count, string step)
    {
        using var loop = w.Block($"for (var {variable} = (nint)({count}); {variable} > 0; {variable}--)");
        w.Line("var four = Address.ReadLong(ref taps, tap);");
        w.Line("tap += 8;");
        for (var i = 0; i < TapsPerStep; i++)
        {
            var unit = i == 0 ? "four & 0xFFFF" : i == TapsPerStep - 1 ? "four >> 48" : InvariantText.Of($"(four >> {16 * i}) & 0xFFFF");
            w.Line($"var x{i} = ((nint)({unit}) * {PlaneLayout.Alignment}) + {(InputPlanes.IsPaired ? "pair" : "p")};");
        }

        if (InputPlanes.IsPaired)
        {
            WritePairedStep(w, step);
            return;
        }

        for (var i = 0; i < TapsPerStep; i++)
        {
            for (var r = 0; r < Registers; r++)
                w.Line($"s{r} = V.{step}(s{r}, V.Load(ref input, {Terms.Sum(InvariantText.Of($"x{i}"), Terms.Constant(r * PlaneLayout.Alignment))}));");
        }
    }

    /// <summary>Writes a step of pixels of at most <see cref="PlaneLayout.MostPaired"/>, two a byte: four of each are added before they part.</summary>
    private static void WritePairedStep(SourceWriter w, string step)
    {
        w.Line("var pairs = V.AddBytes(V.Load(ref input, x0), V.Load(ref input, x1));");
        w.Line("pairs = V.AddBytes(pairs, V.AddBytes(V.Load(ref input, x2), V.Load(ref input, x3)));");
        w.Line($"s0 = V.{step}(s0, V.And(pairs, lower));");
        w.Line($"s1 = V.{step}(s1, V.And(V.ShiftRightWords(pairs, 4), lower));");
    }

    private static int StepsOf(IReadOnlyList<int> taps) => (taps.Count + TapsPerStep - 1) / TapsPerStep;

    /// <summary>Where the taps' planes lie; steps are filled up with the plane of zeros at the start.</summary>
    private IEnumerable<int> UnitsOf(IReadOnlyList<int> taps) =>
        taps.Select(t => (int)(InputPlanes.PlaneAt(t) / PlaneLayout.Alignment)).Concat(Enumerable.Repeat(0, (StepsOf(taps) * TapsPerStep) - taps.Count));

    private static void WriteWords(List<byte> bytes, IEnumerable<int> words)
    {
        foreach (var word in words)
            bytes.AddRange([unchecked((byte)word), unchecked((byte)(word >> 8))]);
    }
}
