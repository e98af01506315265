using System.Collections.Generic;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Layers of a single output, such as dense ones, whose byte pairs would saturate: inputs are split into their low and high four
/// bits, whose products fit words for a run of steps. Weights, each used once, stay bytes.
/// </summary>
internal sealed class SplitConvolutionKernel : IKernel
{
    /// <summary>The greatest half of an input.</summary>
    private const int HalfMaximum = 15;

    /// <summary>Shorter runs spend on widening what they save.</summary>
    private const int ShortestRun = 8;

    public string Name => "ConvolutionU8S8Split32";

    public KernelOffer Offer(LayerProblem problem)
    {
        var weighted = problem.Weighted;
        if (weighted.OutputGrid != (1, 1) || weighted.Groups > 1)
            return new KernelOffer.NotMeant();
        if (!weighted.BorderServes)
            return new KernelOffer.Refused("another reader of '" + problem.Input.Name + "' pads it with other values");
        var packed = weighted.Packed;
        var halves = AccumulatorBounds.Of(packed.Codes, problem.Output.ChannelStride, HalfMaximum, packed.Reduction.Steps);
        if (packed.Bounds.LaneObjection is { } objection)
            return new KernelOffer.Refused(objection);
        return halves.Run < System.Math.Min(ShortestRun, packed.Reduction.Steps)
            ? new KernelOffer.Refused(InvariantText.Of($"runs of {ShortestRun} steps of halves overflow 16 bits, the longest that fits has {halves.Run}"))
            : new KernelOffer.Accepted(new SplitConvolutionCode(Name, weighted, halves));
    }
}

/// <summary>The code of <see cref="SplitConvolutionKernel"/>.</summary>
internal sealed class SplitConvolutionCode : ConvolutionCode
{
    private readonly int _run;

    /// <param name="kernel">The kernel's name.</param>
    /// <param name="problem">What is computed.</param>
    /// <param name="halves">The bounds of sums of half inputs.</param>
    public SplitConvolutionCode(string kernel, WeightedProblem problem, AccumulatorBounds halves)
        : base(kernel, problem, problem.Input, Proof(problem, halves), ChannelSums.Of(problem).Requantize(problem), wordSums: false)
    {
        _run = halves.Run;
    }

    public override IReadOnlyList<Access> Reads => [Order.Reads];

    protected override IReadOnlyList<DataBlock> ReductionData => [LayOut(Weighted.Packed.Codes, 4, (channel, element, _) => (4 * channel) + element, Weighted.Node.WeightBits)];

    protected override long WeightBytes => 4L * Order.TotalSteps;

    protected override string Temporaries => "wxytu";

    private Reduction Order => Weighted.Packed.Reduction;

    private StepLoops Loops => new(Order, 4L * PanelChannels, 2, WriteStep);

    protected override string Total(int pixel, int register) => "total" + ConvolutionTile.Sum(pixel, register).Substring(1);

    protected override void WritePreamble(SourceWriter w)
    {
        w.Line("var one = V.CreateWords(1);");
        w.Line("var sixteen = V.CreateWords(16);");
    }

    protected override void WriteSums(SourceWriter w, ConvolutionTile tile)
    {
        base.WriteSums(w, tile);
        tile.WriteEach(w, (p, j) => $"var {High(p, j)} = V.Zero;");
        tile.WriteEach(w, (p, j) => $"var {Total(p, j)} = V.Zero;");
    }

    protected override void WriteReduction(SourceWriter w, ConvolutionTile tile) => Loops.WriteSegments(w, () =>
    {
        using var runs = w.Loop("run", Order.Steps / _run);
        tile.WriteEach(w, (p, j) => $"{ConvolutionTile.Sum(p, j)} = V.Zero;");
        tile.WriteEach(w, (p, j) => $"{High(p, j)} = V.Zero;");
        Loops.WriteSteps(w, tile, _run, advance: true);
        tile.WriteEach(w, (p, j) => $"{Total(p, j)} = V.Add({Total(p, j)}, V.MultiplyAddWords({ConvolutionTile.Sum(p, j)}, one));");
        tile.WriteEach(w, (p, j) => $"{Total(p, j)} = V.Add({Total(p, j)}, V.MultiplyAddWords({High(p, j)}, sixteen));");
    });

    private void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset)
    {
        tile.WriteLoads(w, j => InvariantText.Of($"w{j} = V.Load(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset), Terms.Times("V.Size", j))});"));
        w.Line($"x0 = V.Broadcast(ref input, {Terms.Sum("x", Terms.Constant(inputOffset))});");
        w.Line("y0 = V.HighNibbles(x0);");
        w.Line("x0 = V.LowNibbles(x0);");
        foreach (var group in tile.Groups())
        {
            for (var t = 0; t < group.Count; t++)
                w.Line(InvariantText.Of($"t{t} = V.MultiplyAddBytes(x0, w{group[t].Register});"));
            for (var t = 0; t < group.Count; t++)
                w.Line(InvariantText.Of($"u{t} = V.MultiplyAddBytes(y0, w{group[t].Register});"));
            for (var t = 0; t < group.Count; t++)
                w.Line($"{ConvolutionTile.Sum(0, group[t].Register)} = V.AddWords({ConvolutionTile.Sum(0, group[t].Register)}, t{t});");
            for (var t = 0; t < group.Count; t++)
                w.Line($"{High(0, group[t].Register)} = V.AddWords({High(0, group[t].Register)}, u{t});");
        }
    }

    private static string High(int pixel, int register) => "h" + ConvolutionTile.Sum(pixel, register).Substring(1);

    private static string Proof(WeightedProblem problem, AccumulatorBounds halves) => InvariantText.Of(
        $"pairs of half inputs in {AccumulatorBounds.Text(halves.Pair)} and totals of {halves.Run} steps fit 16 bits, totals in {AccumulatorBounds.Text(problem.Packed.Bounds.Lane)} 32");
}
