using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>The code of <see cref="WordConvolutionKernel"/>: widens the input, or a block of its pixels, unless it is in words already, and convolves that.</summary>
internal sealed class WordConvolutionCode : ConvolutionCode
{
    /// <summary>Blocks of words larger than this leave too little of the second-level cache to the weights.</summary>
    private const long BlockBytes = 1 << 17;

    /// <summary>What may lie behind the last word: a step that begins in it, or the rest of a register.</summary>
    private const long Slack = 64;

    private readonly bool _inner, _widens;
    private readonly Reduction _reduction;
    private readonly long _blockPixels;

    public WordConvolutionCode(string kernel, WordTechnique technique, WeightedProblem problem, ChannelSums sums)
        : base(kernel, problem, problem.Input with { ElementBytes = 2 }, "totals in " + AccumulatorBounds.Text(sums.Hull) + " fit 32 bits", sums.Requantize(problem), wordSums: false)
    {
        (_inner, _widens) = (technique == WordTechnique.Inner32, problem.Input.ElementBytes == 1);
        _reduction = new Reduction(problem, Source, _inner ? 4 : 2, inHalves: _inner);
        var shape = problem.Node.Shape;
        var pixels = (long)shape.Height * shape.Width;
        var blocks = ((pixels * Source.PixelBytes) + BlockBytes - 1) / BlockBytes;
        _blockPixels = (pixels + blocks - 1) / blocks;
    }

    public override IReadOnlyList<Access> Reads => !_widens ? [_reduction.Reads] : Weighted.IsFlat
        ? [new(Weighted.Input.First, Weighted.Input.End + (Slack / 2))]
        : [new(0, Weighted.Input.Bytes + (Slack / 2))];

    public override long WorkspaceBytes => !_widens ? 0 : SumsStart + (_inner ? 4 * Math.Max(4, WidenedPixels) : 0);

    protected override IReadOnlyList<DataBlock> ReductionData
    {
        get
        {
            var codes = PackedWeights.Pack(Weighted, _reduction);
            return [LayOut(codes, _reduction.StepElements, Position, Weighted.Node.WeightBits, asWords: WeightSize == 2)];
        }
    }

    protected override long WeightBytes => (long)WeightSize * _reduction.TotalSteps * _reduction.StepElements;

    protected override int ChannelBytes => 2 * WeightSize;

    protected override DataBlock? Slices => _reduction.IsSliced ? _reduction.SliceTable : null;

    protected override string Temporaries => _inner ? "wvxytu" : base.Temporaries;

    protected override (long Rows, long Columns) Outputs => _widens && Weighted.IsFlat ? (1, _blockPixels) : base.Outputs;

    /// <summary>Gets the bytes of a weight: words, but for a single output, which uses each weight once and widens it then.</summary>
    private int WeightSize => _widens || Weighted.Node.Shape is not { Height: 1, Width: 1 } ? 2 : 1;

    private long WidenedPixels => Weighted.IsFlat ? _blockPixels : Weighted.Input.Bytes / Weighted.Input.PixelBytes;

    private long WidenedBytes => WidenedPixels * Weighted.Input.PixelBytes;

    /// <summary>Gets where the workspace holds, for each pixel, what the inner product has too much, negated.</summary>
    private long SumsStart => (2 * WidenedBytes) + Slack;

    private StepLoops Loops => new(_reduction, WeightBytesPerStep, 1, _inner ? WriteInnerStep : WriteStep);

    private long WeightBytesPerStep => (long)WeightSize * _reduction.StepElements * PanelChannels;

    protected override void WriteEntry(SourceWriter w, string method)
    {
        if (!_widens)
        {
            base.WriteEntry(w, method);
            return;
        }

        const string types = "\n    where V : struct, IVector<T>\n    where T : struct";
        using (w.Block($"private static void {method}<V, T>(ref byte input, ref byte output, ref byte workspace{DataParameters}){types}"))
        {
            if (!Weighted.IsFlat)
            {
                w.Line($"{method}_Widen<V, T>(ref input, ref workspace);");
                WriteTileCalls(w, method, InvariantText.Of($"Address.At(ref workspace, {Weighted.WindowStartIn(Source)})"), "output");
            }
            else
            {
                var pixels = (long)Weighted.Node.Shape.Height * Weighted.Node.Shape.Width;
                using var blocks = w.Loop("block", pixels, InvariantText.Of($"{_blockPixels}"));
                w.Line(InvariantText.Of($"var first = Address.Least(block, {pixels - _blockPixels});"));
                w.Line(InvariantText.Of($"{method}_Widen<V, T>(ref Address.At(ref input, first * {Weighted.Input.PixelBytes}), ref workspace);"));
                WriteTileCalls(w, method, "workspace", InvariantText.Of($"Address.At(ref output, first * {Weighted.Output.PixelBytes})"));
            }
        }

        w.Line();
        WriteMethod(w, method + "_Widen", "ref byte input, ref byte workspace", () => WriteWiden(w));
    }

    protected override void WriteSums(SourceWriter w, ConvolutionTile tile)
    {
        if (!_inner)
        {
            base.WriteSums(w, tile);
            return;
        }

        // What the inner product has too much of a window is the sum of what it has of the window's pixels.
        var start = Terms.Sum(
            Terms.Constant(Weighted.IsFlat ? SumsStart : SumsStart - Weighted.WindowStartIn(Source) + (4 * Weighted.WindowStartIn(Source) / Source.PixelBytes)),
            Terms.Times("y", 4 * Weighted.Window.StrideHeight * Source.RowBytes / Source.PixelBytes),
            Terms.Times("pixel", 4 * Weighted.Window.StrideWidth));
        w.Line($"var sums = {start};");
        string Load(int p) => $"V.Broadcast(ref input, {Terms.Sum("sums", Terms.Constant(4L * p * Weighted.Window.StrideWidth))})";
        if (Weighted.Taps == 1)
        {
            for (var p = 0; p < tile.Pixels; p++)
                w.Line($"var c{p} = {Load(p)};");
        }
        else
        {
            for (var p = 0; p < tile.Pixels; p++)
                w.Line($"var c{p} = V.Zero;");
            using var row = w.Loop("ky", _reduction.Rows);
            using (w.Loop("kx", _reduction.Segments))
            {
                for (var p = 0; p < tile.Pixels; p++)
                    w.Line($"c{p} = V.Add(c{p}, {Load(p)});");
                w.Line($"sums += {4 * _reduction.SegmentAdvance / Source.PixelBytes};");
            }

            w.Line($"sums += {4 * (_reduction.RowAdvance - (_reduction.Segments * _reduction.SegmentAdvance)) / Source.PixelBytes};");
        }

        tile.WriteEach(w, (p, j) => $"var {ConvolutionTile.Sum(p, j)} = c{p};");
    }

    protected override void WriteReduction(SourceWriter w, ConvolutionTile tile) => Loops.Write(w, tile);

    /// <summary>The position of a weight among a step's: in halves, those of the second half come first, as they meet the first half's inputs.</summary>
    private int Position(int channel, int element, int channels) =>
        _inner ? ((element < 2 ? 2 * channels : 0) + (2 * channel) + (element % 2)) : ((2 * channel) + element);

    private void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset)
    {
        tile.WriteLoads(w, j => WeightSize == 2
            ? InvariantText.Of($"w{j} = V.Load(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset), Terms.Times("V.Size", j))});")
            : InvariantText.Of($"w{j} = V.LoadSignedBytesToWords(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset), Terms.Times("V.Lanes", 2 * j))});"));
        tile.WriteProducts(
            w,
            (slot, p) => w.Line($"x{slot} = {LoadPixel(tile, p, inputOffset)};"),
            (t, slot, j) => InvariantText.Of($"t{t} = V.MultiplyAddWords(x{slot}, w{j});"),
            (sum, t) => InvariantText.Of($"{sum} = V.Add({sum}, t{t});"));
    }

    private void WriteInnerStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset)
    {
        tile.WriteLoads(w, j => InvariantText.Of($"w{j} = V.Load(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset), Terms.Times("V.Size", j))});"));
        tile.WriteLoads(w, j => InvariantText.Of($"v{j} = V.Load(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset + (4L * PanelChannels)), Terms.Times("V.Size", j))});"));
        var loaded = -1;
        foreach (var group in tile.Groups())
        {
            foreach (var pixel in group.Select(g => g.Pixel).Where(p => p > loaded).Distinct().ToList())
            {
                var slot = pixel % ConvolutionTile.GroupSize;
                w.Line($"x{slot} = {LoadPixel(tile, pixel, inputOffset)};");
                w.Line($"y{slot} = {LoadPixel(tile, pixel, inputOffset + (Source.PixelBytes / 2))};");
                loaded = pixel;
            }

            void Each(Func<int, int, int, string> line)
            {
                for (var t = 0; t < group.Count; t++)
                    w.Line(line(t, group[t].Pixel % ConvolutionTile.GroupSize, group[t].Register));
            }

            Each((t, slot, j) => InvariantText.Of($"t{t} = V.AddWords(x{slot}, w{j});"));
            Each((t, slot, j) => InvariantText.Of($"u{t} = V.AddWords(y{slot}, v{j});"));
            Each((t, _, _) => InvariantText.Of($"t{t} = V.MultiplyAddWords(t{t}, u{t});"));
            for (var t = 0; t < group.Count; t++)
            {
                var sum = ConvolutionTile.Sum(group[t].Pixel, group[t].Register);
                w.Line($"{sum} = V.Add({sum}, t{t});");
            }
        }
    }

    private static string LoadPixel(ConvolutionTile tile, int pixel, long offset) =>
        $"V.Broadcast(ref input, {Terms.Sum("x", Terms.Constant(offset + tile.PixelOffset(pixel)))})";

    private void WriteWiden(SourceWriter w)
    {
        using (w.Loop("at", WidenedBytes, "(2 * V.Lanes)"))
            w.Line("V.Store(V.LoadBytesToWords(ref input, at), ref workspace, 2 * at);");
        if (!_inner)
            return;
        var (channels, fills) = (Weighted.Input.ChannelStride, Weighted.Input.ChannelStride % (4 * StoragePlanner.ChannelQuantum) == 0);
        var (pixelBytes, half) = fills ? (2 * channels, channels) : (channels, channels / 2);
        var pixels = Math.Min(4, WidenedPixels);
        using var four = w.Loop("four", WidenedPixels, "4");
        w.Line($"var pixel = Address.Least(four, {WidenedPixels - pixels});");
        w.Line($"var at = pixel * {pixelBytes};");
        for (var p = 0; p < 4; p++)
            w.Line(InvariantText.Of($"var sum{p} = V.Zero;"));
        using (w.Loop("k", half, fills ? "V.Size" : "V.Lanes"))
        {
            for (var p = 0; p < 4; p++)
            {
                string Load(long offset) => fills
                    ? $"V.Load(ref workspace, {Terms.Sum("at", "k", Terms.Constant(offset))})"
                    : $"V.LoadBytesToLanes(ref input, {Terms.Sum("at", "k", Terms.Constant(offset))})";
                var start = Math.Min(p, pixels - 1) * pixelBytes;
                w.Line(InvariantText.Of($"sum{p} = V.Add(sum{p}, V.MultiplyAddWords({Load(start)}, {Load(start + half)}));"));
            }
        }

        w.Line($"V.StoreNegatedLaneSums(sum0, sum1, sum2, sum3, ref workspace, {SumsStart} + (4 * pixel));");
    }
}
