using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of every general convolution: loops over panels of channels, rows and tiles; inside, the reduction; behind it,
/// requantization and the store. One method for wide registers and one for the rest, with tiles to fit.
/// </summary>
internal abstract class ConvolutionCode : LayerCode
{
    private const string PanelVariable = "number";

    private readonly string _kernel, _bound;
    private readonly RequantizeWriter _requantize;

    /// <param name="kernel">The kernel's name.</param>
    /// <param name="problem">What is computed.</param>
    /// <param name="source">What tiles read: the problem's input or a copy of it.</param>
    /// <param name="proof">Why the reduction is exact.</param>
    /// <param name="requantization">From sums to outputs.</param>
    /// <param name="wordSums">Whether a sum is two words rather than one lane.</param>
    protected ConvolutionCode(
        string kernel, WeightedProblem problem, TensorStorage source, string proof, RequantizationPlan requantization, bool wordSums)
        : base(problem.Layer)
    {
        (_kernel, _bound, Weighted, Source) = (kernel, proof + "; " + requantization.Bound, problem, source);
        _requantize = new RequantizeWriter(requantization, wordSums);
    }

    public override string Kernel => _kernel;

    public override string Bound => _bound;

    public override VectorWidth Width => VectorWidth.Full;

    public override IReadOnlyList<string> RuntimeParts => _requantize.RuntimeParts;

    protected WeightedProblem Weighted { get; }

    protected TensorStorage Source { get; }

    protected int ChannelStride => Weighted.Output.ChannelStride;

    /// <summary>Gets the channels of a wide tile, whose weights lie together.</summary>
    protected int PanelChannels => WideTile.Registers * StoragePlanner.ChannelQuantum;

    /// <summary>Gets the panel's number in generated code; null when there is one.</summary>
    protected string? PanelNumber => ChannelStride == PanelChannels ? null : PanelVariable;

    /// <summary>Gets what the reduction reads beside the input, weights first.</summary>
    protected abstract IReadOnlyList<DataBlock> ReductionData { get; }

    /// <summary>Gets the bytes of weights of one channel.</summary>
    protected abstract long WeightBytes { get; }

    /// <summary>Gets the bytes from one channel's weights to the next's within a step.</summary>
    protected virtual int ChannelBytes => 4;

    /// <summary>Gets the offset of each 16 channels' inputs, or null when all channels read the same.</summary>
    protected virtual DataBlock? Slices => null;

    /// <summary>Gets how many sums a wide tile may have; fewer where each takes more code.</summary>
    protected virtual int MostSums => int.MaxValue;

    /// <summary>Gets the stems of what a step needs beside the sums, as <see cref="ConvolutionTile.WriteTemporaries"/> knows them.</summary>
    protected virtual string Temporaries => "wxt";

    /// <summary>Gets the rows and columns of outputs that the tiles of one call cover.</summary>
    protected virtual (long Rows, long Columns) Outputs => Weighted.OutputGrid;

    private ConvolutionTile WideTile => ConvolutionTile.Wide(ChannelStride, Outputs.Columns, Slices is not null, PixelStride, MostSums);

    private ConvolutionTile NarrowTile => ConvolutionTile.Narrow(ChannelStride, Outputs.Columns, PixelStride);

    private long PixelStride => Weighted.Window.StrideWidth * Source.PixelBytes;

    public override void WriteMethods(SourceWriter writer, string method)
    {
        WriteEntry(writer, method);
        foreach (var tile in new[] { WideTile, NarrowTile }.GroupBy(t => t.Suffix, StringComparer.Ordinal).Select(g => g.First()))
        {
            writer.Line();
            WriteMethod(writer, method + "_" + tile.Suffix, "ref byte input, ref byte output" + DataParameters, () => WriteBody(writer, tile));
        }
    }

    protected override IReadOnlyList<DataBlock> CreateData() =>
        [.. ReductionData, _requantize.Constants, .. Slices is { } slices ? [slices] : Array.Empty<DataBlock>()];

    /// <summary>Gets the parameters for the data blocks, each behind a comma.</summary>
    protected string DataParameters => string.Concat(Data.Select(d => ", ref byte " + d.Name));

    /// <summary>Writes the layer's method, which calls the tiles'.</summary>
    protected virtual void WriteEntry(SourceWriter w, string method)
    {
        using var entry = w.Block($"private static void {method}<V, T>(ref byte input, ref byte output{DataParameters})\n    where V : struct, IVector<T>\n    where T : struct");
        WriteTileCalls(w, method, "input", "output");
    }

    /// <summary>Writes the call of the method whose tiles fit the registers.</summary>
    protected void WriteTileCalls(SourceWriter w, string method, string input, string output)
    {
        var data = string.Concat(Data.Select(d => ", ref " + d.Name));
        w.Line("if (V.Lanes == 16)");
        w.Line($"    {method}_{WideTile.Suffix}<V, T>(ref {input}, ref {output}{data});");
        w.Line("else");
        w.Line($"    {method}_{NarrowTile.Suffix}<V, T>(ref {input}, ref {output}{data});");
    }

    /// <summary>Writes what stays in registers for the whole method.</summary>
    protected virtual void WritePreamble(SourceWriter w)
    {
    }

    /// <summary>Writes the tile's sums at their start.</summary>
    protected virtual void WriteSums(SourceWriter w, ConvolutionTile tile) => tile.WriteEach(w, (p, j) => $"var {ConvolutionTile.Sum(p, j)} = V.Zero;");

    /// <summary>Writes the reduction, from <c>x</c> in the input and <c>w</c> in the weights.</summary>
    protected abstract void WriteReduction(SourceWriter w, ConvolutionTile tile);

    /// <summary>The variable that holds a sum when the reduction is done.</summary>
    protected virtual string Total(int pixel, int register) => ConvolutionTile.Sum(pixel, register);

    /// <summary>Weights in panels of channels: [panel][step][position in the step's panel].</summary>
    /// <param name="codes">The weights [step][channel][element].</param>
    /// <param name="stepElements">The elements a step has for each channel.</param>
    /// <param name="position">The position of a channel's element in a step's weights of so many channels.</param>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="asWords">Whether the kernel reads words.</param>
    protected DataBlock LayOut(sbyte[] codes, int stepElements, Func<int, int, int, int> position, int bits, bool asWords = false)
    {
        var panel = PanelChannels;
        var (stepCodes, panelStepCodes) = (ChannelStride * stepElements, panel * stepElements);
        var panelCodes = codes.Length / stepCodes * panelStepCodes;
        var bytes = new byte[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var (step, channel, element) = (i / stepCodes, i % stepCodes / stepElements, i % stepElements);
            var at = (channel / panel * panelCodes) + (step * panelStepCodes) + position(channel % panel, element, panel);
            bytes[at] = unchecked((byte)codes[i]);
        }

        return new DataBlock("weights", bytes, bits, asWords);
    }

    private void WriteBody(SourceWriter w, ConvolutionTile tile)
    {
        _requantize.WritePreamble(w);
        WritePreamble(w);
        if (ChannelStride == PanelChannels)
        {
            using var all = w.Loop("channel", ChannelStride, Terms.Sum(Terms.Times("V.Lanes", tile.Registers)));
            w.Line($"var panel = {Terms.Times("channel", ChannelBytes)};");
            WriteTiles(w, tile);
            return;
        }

        using var panels = w.Loop(PanelVariable, ChannelStride / PanelChannels);
        using var channels = w.Loop("within", PanelChannels, Terms.Sum(Terms.Times("V.Lanes", tile.Registers)));
        w.Line($"var channel = {Terms.Sum(Terms.Times(PanelVariable, PanelChannels), "within")};");
        w.Line($"var panel = {Terms.Sum(Terms.Times(PanelVariable, WeightBytes * PanelChannels), Terms.Times("within", ChannelBytes))};");
        WriteTiles(w, tile);
    }

    /// <summary>Writes the loops over the tiles of one panel's channels.</summary>
    private void WriteTiles(SourceWriter w, ConvolutionTile tile)
    {
        var (rows, columns) = Outputs;
        if (Slices is not null)
            w.Line("nint slice = Address.ReadInt(ref slices, 4 * (channel >> 4));");
        using var y = w.Loop("y", rows);
        using var column = w.Loop("column", columns, $"{tile.Pixels}");
        w.Line(columns % tile.Pixels == 0
            ? "var pixel = column;"
            : InvariantText.Of($"var pixel = Address.Least(column, {columns - tile.Pixels});"));
        var start = Terms.Sum(
            Slices is null ? null : "slice",
            Terms.Times("y", Weighted.Window.StrideHeight * Source.RowBytes),
            Terms.Times("pixel", PixelStride));
        w.Line($"var x = {start};");
        w.Line("var w = panel;");
        tile.WriteTemporaries(w, Temporaries);
        WriteSums(w, tile);
        WriteReduction(w, tile);
        w.Line();
        _requantize.WriteLoadConstants(w, tile.Registers);
        for (var p = 0; p < tile.Pixels; p++)
        {
            var at = Terms.Sum(
                Terms.Times("y", Weighted.Output.RowBytes), Terms.Times("pixel", Weighted.Output.PixelBytes), Terms.Constant(p * Weighted.Output.PixelBytes));
            _requantize.WriteStore(w, [.. Enumerable.Range(0, tile.Registers).Select(j => Total(p, j))], at);
        }
    }
}
