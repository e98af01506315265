using System.Collections.Generic;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>The code of <see cref="ConvolutionKernel"/>: four input bytes a step, in the order in which they lie.</summary>
internal sealed class SteppedConvolutionCode : ConvolutionCode
{
    private readonly ConvolutionTechnique _technique;
    private readonly PackedWeights _packed;

    public SteppedConvolutionCode(string kernel, ConvolutionTechnique technique, WeightedProblem problem)
        : base(kernel, problem, problem.Input, technique.Proof(problem.Packed.Bounds), ChannelSums.Of(problem).Requantize(problem), technique.WordSums)
    {
        (_technique, _packed) = (technique, problem.Packed);
    }

    public override IReadOnlyList<Access> Reads => [_packed.Reduction.Reads];

    protected override IReadOnlyList<DataBlock> ReductionData => [LayOut(_packed.Codes, 4, _technique.Position, Weighted.Node.WeightBits)];

    protected override long WeightBytes => 4L * _packed.Reduction.TotalSteps;

    protected override int ChannelBytes => _technique.ChannelBytes;

    protected override DataBlock? Slices => _packed.Reduction.IsSliced ? _packed.Reduction.SliceTable : null;

    private StepLoops Loops => new(_packed.Reduction, 4L * PanelChannels, _technique.MultipliesPerStep, WriteStep);

    protected override string Total(int pixel, int register) =>
        _technique.InRuns ? "total" + ConvolutionTile.Sum(pixel, register).Substring(1) : ConvolutionTile.Sum(pixel, register);

    protected override void WritePreamble(SourceWriter w) => _technique.WritePreamble(w);

    protected override void WriteReduction(SourceWriter w, ConvolutionTile tile)
    {
        if (_technique.InRuns)
            Loops.WriteSegments(w, () => WriteRuns(w, tile));
        else
            Loops.Write(w, tile);
    }

    protected override void WriteSums(SourceWriter w, ConvolutionTile tile)
    {
        base.WriteSums(w, tile);
        if (_technique.InRuns)
            tile.WriteEach(w, (p, j) => $"var {Total(p, j)} = V.Zero;");
    }

    /// <summary>Writes the steps over contiguous bytes in runs whose word sums are added to lanes.</summary>
    private void WriteRuns(SourceWriter w, ConvolutionTile tile)
    {
        var run = _packed.Bounds.Run;
        using var runs = w.Loop("run", _packed.Reduction.Steps / run);
        tile.WriteEach(w, (p, j) => $"{ConvolutionTile.Sum(p, j)} = V.Zero;");
        Loops.WriteSteps(w, tile, run, advance: true);
        tile.WriteEach(w, (p, j) => $"{Total(p, j)} = V.Add({Total(p, j)}, V.MultiplyAddWords({ConvolutionTile.Sum(p, j)}, one));");
    }

    private void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset) =>
        _technique.WriteStep(w, tile, inputOffset, weightOffset, PanelChannels);
}
