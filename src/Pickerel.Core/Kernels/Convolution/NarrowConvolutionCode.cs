using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of <see cref="NarrowConvolutionKernel"/>. Weights lie [step][part][8 channels][4 bytes]; a tile is some neighbouring
/// pixels, whose outputs are contiguous, and a register of sums for each part of the weights.
/// </summary>
internal sealed class NarrowConvolutionCode : LayerCode
{
    private const int Channels = StoragePlanner.NarrowChannels, PartBytes = 4 * Channels, StoredTogether = 4;

    private readonly WeightedProblem _problem;
    private readonly NarrowSums _sums;
    private readonly Reduction _reduction;
    private readonly RequantizeWriter _requantize;
    private readonly ConvolutionTile _tile;
    private readonly StepLoops _loops;

    public NarrowConvolutionCode(string kernel, WeightedProblem problem, NarrowSums sums, RequantizationPlan requantization)
        : base(problem.Layer)
    {
        (Kernel, _problem, _sums, _reduction) = (kernel, problem, sums, problem.Packed.Reduction);
        Bound = sums.Proof + "; " + requantization.Bound;
        _requantize = new RequantizeWriter(requantization, wordSums: Parts == 1);
        var pixels = Math.Min(problem.Node.Shape.Width, Parts == 1 ? 8 : 4);
        _tile = new ConvolutionTile(
            Parts, pixels < StoredTogether ? pixels : pixels / StoredTogether * StoredTogether, problem.Window.StrideWidth * problem.Input.PixelBytes);
        _loops = new StepLoops(_reduction, PartBytes * Parts, 1, WriteStep);
    }

    public override string Kernel { get; }

    public override string Bound { get; }

    public override VectorWidth Width => VectorWidth.Half;

    public override IReadOnlyList<Access> Reads => [_reduction.Reads];

    public override IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    private int Parts => _sums.Parts.Length;

    private DataBlock WeightData
    {
        get
        {
            var bytes = new byte[_reduction.TotalSteps * PartBytes * Parts];
            for (var i = 0; i < bytes.Length; i++)
            {
                var (block, within) = (i / PartBytes, i % PartBytes);
                bytes[i] = unchecked((byte)_sums.Parts[block % Parts][(block / Parts * PartBytes) + within]);
            }

            return new DataBlock("weights", bytes, Parts == 1 ? _problem.Node.WeightBits : 8);
        }
    }

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output, ref byte weights, ref byte constants", () => WriteBody(writer));

    protected override IReadOnlyList<DataBlock> CreateData() => [WeightData, _requantize.Constants];

    private static string Total(int pixel) => InvariantText.Of($"total{pixel}");

    /// <summary>A pixel's sum of both parts in lanes.</summary>
    private static string Joined(int pixel) =>
        $"V.Add(V.MultiplyAddWords({ConvolutionTile.Sum(pixel, 0)}, one), V.MultiplyAddWords({ConvolutionTile.Sum(pixel, 1)}, sixteen))";

    private void WriteBody(SourceWriter w)
    {
        var (window, shape) = (_problem.Window, _problem.Node.Shape);
        _requantize.WritePreamble(w);
        if (Parts > 1)
        {
            w.Line("var one = V.CreateWords(1);");
            w.Line("var sixteen = V.CreateWords(16);");
        }

        using var channel = w.Loop("channel", Channels, "V.Lanes");
        _requantize.WriteLoadConstants(w, 1);
        using var y = w.Loop("y", shape.Height);
        using var column = w.Loop("column", shape.Width, InvariantText.Of($"{_tile.Pixels}"));
        w.Line(shape.Width % _tile.Pixels == 0 ? "var pixel = column;" : InvariantText.Of($"var pixel = Address.Least(column, {shape.Width - _tile.Pixels});"));
        w.Line($"var x = {Terms.Sum(Terms.Times("y", window.StrideHeight * _problem.Input.RowBytes), Terms.Times("pixel", window.StrideWidth * _problem.Input.PixelBytes))};");
        w.Line("var w = 4 * channel;");
        _tile.WriteTemporaries(w, "wxt");
        _tile.WriteEach(w, (p, j) => $"var {ConvolutionTile.Sum(p, j)} = V.Zero;");
        WriteReduction(w);
        WriteStores(w);
    }

    private void WriteReduction(SourceWriter w)
    {
        if (_sums.Run == 0)
        {
            _loops.Write(w, _tile);
            for (var p = 0; p < _tile.Pixels && Parts > 1; p++)
                w.Line($"var {Total(p)} = {Joined(p)};");
            return;
        }

        for (var p = 0; p < _tile.Pixels; p++)
            w.Line($"var {Total(p)} = V.Zero;");
        _loops.WriteSegments(w, () =>
        {
            using var runs = w.Loop("run", _reduction.Steps / _sums.Run);
            _loops.WriteSteps(w, _tile, _sums.Run, advance: true);
            for (var p = 0; p < _tile.Pixels; p++)
                w.Line($"{Total(p)} = V.Add({Total(p)}, {Joined(p)});");
            _tile.WriteEach(w, (p, j) => $"{ConvolutionTile.Sum(p, j)} = V.Zero;");
        });
    }

    private void WriteStep(SourceWriter w, ConvolutionTile tile, long inputOffset, long weightOffset)
    {
        tile.WriteLoads(w, part => InvariantText.Of($"w{part} = V.Load(ref weights, {Terms.Sum("w", Terms.Constant(weightOffset + (part * PartBytes)))});"));
        tile.WriteProducts(
            w,
            (slot, p) => w.Line($"x{slot} = V.Broadcast(ref input, {Terms.Sum("x", Terms.Constant(inputOffset + tile.PixelOffset(p)))});"),
            (t, slot, part) => InvariantText.Of($"t{t} = V.MultiplyAddBytes(x{slot}, w{part});"),
            (sum, t) => InvariantText.Of($"{sum} = V.AddWords({sum}, t{t});"));
    }

    /// <summary>Writes the stores: of four pixels at once where a register is a pixel.</summary>
    private void WriteStores(SourceWriter w)
    {
        if (_tile.Pixels % StoredTogether != 0 || !_requantize.CanSpanPixels)
        {
            WriteStores(w, 1);
            return;
        }

        using (w.Block(InvariantText.Of($"if (V.Lanes == {Channels})")))
            WriteStores(w, StoredTogether);
        using (w.Block("else"))
            WriteStores(w, 1);
    }

    private void WriteStores(SourceWriter w, int together)
    {
        for (var p = 0; p < _tile.Pixels; p += together)
        {
            var at = Terms.Sum(
                Terms.Times("y", _problem.Output.RowBytes), Terms.Times("pixel", _problem.Output.PixelBytes), Terms.Constant(p * _problem.Output.PixelBytes));
            _requantize.WriteStore(w, [.. Enumerable.Range(p, together).Select(i => Parts == 1 ? ConvolutionTile.Sum(i, 0) : Total(i))], at, registers: 1);
        }
    }
}
