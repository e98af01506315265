using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of <see cref="ConvolutionKernel"/>: loops over channels, rows and tiles; inside, the reduction; behind it,
/// requantization and the store. One method for wide registers and one for the rest, with tiles to fit.
/// </summary>
internal sealed class ConvolutionCode : LayerCode
{
    /// <summary>
    /// Multiplications written out in one method. Every step of the vocabulary is a call that the JIT has to inline, and past
    /// its budget it no longer does: a window of 128 products in a tile ran 17 times slower than the same in a loop.
    /// </summary>
    private const int UnrolledMultiplies = 64;

    private readonly ConvolutionTechnique _technique;
    private readonly WeightedProblem _problem;
    private readonly Reduction _reduction;
    private readonly sbyte[] _packed;
    private readonly int _run;
    private readonly RequantizeWriter _requantize;

    public ConvolutionCode(
        string kernel, ConvolutionTechnique technique, WeightedProblem problem, RequantizationPlan requantization)
        : base(problem.Layer)
    {
        (Kernel, _technique, _problem, _reduction, _packed) = (kernel, technique, problem, problem.Packed.Reduction, problem.Packed.Codes);
        _run = problem.Packed.Bounds.Run;
        Bound = technique.Proof(problem.Packed.Bounds) + "; " + requantization.Bound;
        _requantize = new RequantizeWriter(requantization, technique.WordSums);
    }

    public override string Kernel { get; }

    public override string Bound { get; }

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<Access> Reads => [_reduction.Reads];

    public override IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    private int ChannelStride => _problem.Output.ChannelStride;

    private DataBlock WeightData
    {
        get
        {
            var bytes = new byte[_packed.Length];
            var stepBytes = ChannelStride * 4;
            for (var i = 0; i < _packed.Length; i++)
            {
                var (step, within) = (i / stepBytes, i % stepBytes);
                bytes[(step * stepBytes) + _technique.Position(within >> 2, within & 3, ChannelStride)] = unchecked((byte)_packed[i]);
            }

            return new DataBlock("weights", bytes, _problem.Node.WeightBits);
        }
    }

    /// <summary>Gets whether all outputs form one row: one tap, stride 1, rows that touch on both sides.</summary>
    private bool IsFlat =>
        _problem.Taps == 1 && _problem.Window is { StrideHeight: 1, StrideWidth: 1 } && _problem.Window.Padding == default
        && _problem.Input.RowsTouch && _problem.Output.RowsTouch;

    public override void WriteMethods(SourceWriter writer, string method)
    {
        var shape = _problem.Node.Shape;
        var (rows, columns) = IsFlat ? (1L, (long)shape.Height * shape.Width) : (shape.Height, shape.Width);
        var pixelStride = _problem.Window.StrideWidth * _problem.Input.PixelBytes;
        var wide = ConvolutionTile.Wide(ChannelStride, columns, _reduction.IsSliced, pixelStride);
        var narrow = ConvolutionTile.Narrow(ChannelStride, columns, pixelStride);

        var data = string.Concat(Data.Select(d => ", ref byte " + d.Name));
        var arguments = string.Concat(Data.Select(d => ", ref " + d.Name));
        using (writer.Block($"private static void {method}<V, T>(ref byte input, ref byte output{data})\n    where V : struct, IVector<T>\n    where T : struct"))
        {
            writer.Line("if (V.Lanes == 16)");
            writer.Line($"    {method}_{wide.Suffix}<V, T>(ref input, ref output{arguments});");
            writer.Line("else");
            writer.Line($"    {method}_{narrow.Suffix}<V, T>(ref input, ref output{arguments});");
        }

        writer.Line();
        WriteTileMethod(writer, method, wide, rows, columns);
        if ((wide.Registers, wide.Pixels) == (narrow.Registers, narrow.Pixels))
            return;
        writer.Line();
        WriteTileMethod(writer, method, narrow, rows, columns);
    }

    protected override IReadOnlyList<DataBlock> CreateData() =>
        _reduction.IsSliced ? [WeightData, _requantize.Constants, _reduction.SliceTable] : [WeightData, _requantize.Constants];

    private void WriteTileMethod(SourceWriter w, string method, ConvolutionTile tile, long rows, long columns)
    {
        var data = string.Concat(Data.Select(d => ", ref byte " + d.Name));
        WriteMethod(w, method + "_" + tile.Suffix, "ref byte input, ref byte output" + data, () => WriteBody(w, tile, rows, columns));
    }

    private void WriteBody(SourceWriter w, ConvolutionTile tile, long rows, long columns)
    {
        _requantize.WritePreamble(w);
        _technique.WritePreamble(w);
        using var channels = w.Loop("channel", ChannelStride, Terms.Sum(Terms.Times("V.Lanes", tile.Registers)));
        if (_reduction.IsSliced)
            w.Line("nint slice = Address.ReadInt(ref slices, 4 * (channel >> 4));");
        using var y = w.Loop("y", rows);
        using var column = w.Loop("column", columns, $"{tile.Pixels}");
        w.Line(columns % tile.Pixels == 0
            ? "var pixel = column;"
            : InvariantText.Of($"var pixel = Address.Least(column, {columns - tile.Pixels});"));
        var start = Terms.Sum(
            _reduction.IsSliced ? "slice" : null,
            Terms.Times("y", _problem.Window.StrideHeight * _problem.Input.RowBytes),
            Terms.Times("pixel", _problem.Window.StrideWidth * _problem.Input.PixelBytes));
        w.Line($"var x = {start};");
        w.Line($"var w = {_technique.ChannelBytes} * channel;");
        tile.WriteDeclarations(w);
        if (_technique.InRuns)
            tile.WriteEach(w, (p, j) => $"var {Total(p, j)} = V.Zero;");
        WriteReduction(w, tile);
        w.Line();
        _requantize.WriteLoadConstants(w, tile.Registers);
        for (var p = 0; p < tile.Pixels; p++)
        {
            var at = Terms.Sum(
                Terms.Times("y", _problem.Output.RowBytes), Terms.Times("pixel", _problem.Output.PixelBytes), Terms.Constant(p * _problem.Output.PixelBytes));
            _requantize.WriteStore(w, [.. Enumerable.Range(0, tile.Registers).Select(j => Total(p, j))], at);
        }
    }

    /// <summary>Writes the reduction: loops over rows, segments and steps, those of few passes written out.</summary>
    private void WriteReduction(SourceWriter w, ConvolutionTile tile)
    {
        var stepBytes = 4L * ChannelStride;
        if (Unrolls(tile, _reduction.TotalSteps) && !_technique.InRuns)
        {
            for (var row = 0; row < _reduction.Rows; row++)
            {
                for (var segment = 0; segment < _reduction.Segments; segment++)
                {
                    var run = (row * _reduction.Segments) + segment;
                    WriteRun(w, tile, _reduction.Steps, (row * _reduction.RowAdvance) + (segment * _reduction.SegmentAdvance), run * _reduction.Steps * stepBytes);
                }
            }

            return;
        }

        WriteLoop(w, "row", _reduction.Rows, _reduction.RowAdvance, () =>
            WriteLoop(w, "segment", _reduction.Segments, _reduction.SegmentAdvance, () => WriteSegment(w, tile)));
    }

    /// <summary>Writes a loop that moves <c>x</c> on by <paramref name="advance"/> a pass, whatever its body does to it.</summary>
    private static void WriteLoop(SourceWriter w, string variable, int count, long advance, Action writeBody)
    {
        if (count == 1)
        {
            writeBody();
            return;
        }

        using var loop = w.Loop(variable, count);
        w.Line($"var {variable}Start = x;");
        writeBody();
        w.Line($"x = {variable}Start + {advance};");
    }

    /// <summary>Writes the steps over contiguous bytes, in runs whose word sums are added to lanes if the technique wants it.</summary>
    private void WriteSegment(SourceWriter w, ConvolutionTile tile)
    {
        if (!_technique.InRuns)
        {
            WriteSteps(w, tile, _reduction.Steps);
            return;
        }

        using var runs = w.Loop("run", _reduction.Steps / _run);
        tile.WriteEach(w, (p, j) => $"{ConvolutionTile.Sum(p, j)} = V.Zero;");
        WriteSteps(w, tile, _run);
        tile.WriteEach(w, (p, j) => $"{Total(p, j)} = V.Add({Total(p, j)}, V.MultiplyAddWords({ConvolutionTile.Sum(p, j)}, one));");
    }

    /// <summary>The variable that holds a sum when the reduction is done.</summary>
    private string Total(int pixel, int register) =>
        _technique.InRuns ? "total" + ConvolutionTile.Sum(pixel, register).Substring(1) : ConvolutionTile.Sum(pixel, register);

    private void WriteSteps(SourceWriter w, ConvolutionTile tile, int count)
    {
        var stepBytes = 4L * ChannelStride;
        if (Unrolls(tile, count))
        {
            WriteRun(w, tile, count, 0, 0);
            if (_technique.InRuns)
                w.Line($"x += {4 * count};");
            w.Line($"w += {count * stepBytes};");
            return;
        }

        using var steps = w.Loop("step", count);
        _technique.WriteStep(w, tile, 0, 0);
        w.Line("x += 4;");
        w.Line($"w += {stepBytes};");
    }

    private bool Unrolls(ConvolutionTile tile, int steps) =>
        steps == 1 || (long)steps * tile.Pixels * tile.Registers * _technique.MultipliesPerStep <= UnrolledMultiplies;

    private void WriteRun(SourceWriter w, ConvolutionTile tile, int count, long inputOffset, long weightOffset)
    {
        for (var step = 0; step < count; step++)
            _technique.WriteStep(w, tile, inputOffset + (4 * step), weightOffset + (step * 4L * ChannelStride));
    }
}
