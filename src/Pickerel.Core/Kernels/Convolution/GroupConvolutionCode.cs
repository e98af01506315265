using System;
using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The code of <see cref="GroupConvolutionKernel"/>: a loop over groups of steps, whose inputs a table finds. Weights are
/// operands in memory: registers hold the sums and a few products.
/// </summary>
internal sealed class GroupConvolutionCode : ConvolutionCode
{
    private readonly StepGroups _groups;

    public GroupConvolutionCode(string kernel, WeightedProblem problem, StepGroups groups, ChannelSums sums)
        : base(kernel, problem, problem.Input, Proof(problem, groups, sums), sums.Requantize(problem), wordSums: false)
    {
        _groups = groups;
    }

    public override IReadOnlyList<Access> Reads => [Weighted.Packed.Reduction.Reads];

    protected override IReadOnlyList<DataBlock> ReductionData => [LayOut(Rows, 4, (channel, element, _) => (4 * channel) + element, bits: _groups.Centred ? 8 : Weighted.Node.WeightBits), Order];

    protected override long WeightBytes => 4L * _groups.Count * RowsPerGroup;

    protected override DataBlock? Slices => Weighted.Packed.Reduction.IsSliced ? Weighted.Packed.Reduction.SliceTable : null;

    protected override int MostSums => StepLoops.UnrolledMultiplies / (_groups.Size + 1);

    protected override string Temporaries => "xtu";

    private int RowsPerGroup => _groups.Size + (_groups.Centred ? 1 : 0);

    /// <summary>Gets the rows of four bytes a channel, group by group: a step's weights each, then what words start at.</summary>
    private sbyte[] Rows
    {
        get
        {
            var (codes, row, panelRow) = (Weighted.Packed.Codes, ChannelStride * 4, PanelChannels * 4);
            var rows = new sbyte[(long)_groups.Count * RowsPerGroup * row];
            for (var panel = 0; panel < _groups.Panels.Count; panel++)
            {
                for (var g = 0; g < _groups.Count; g++)
                {
                    var (group, to) = (_groups.Panels[panel][g], (g * RowsPerGroup * row) + (panel * panelRow));
                    for (var i = 0; i < group.Steps.Count; i++)
                        Array.Copy(codes, (group.Steps[i] * row) + (panel * panelRow), rows, to + (i * row), panelRow);
                    if (_groups.Centred)
                        WriteStarts(rows, to + (_groups.Size * row), group.Starts(centred: true));
                }
            }

            return rows;
        }
    }

    /// <summary>Gets the offset of each step's inputs from the window's, as 32-bit integers; where a step is missing, any.</summary>
    private DataBlock Order
    {
        get
        {
            var offsets = _groups.Panels.SelectMany(p => p).SelectMany(g => Enumerable.Range(0, _groups.Size)
                .Select(i => i < g.Steps.Count ? Weighted.Packed.Reduction.Offset(g.Steps[i]) : 0)).ToList();
            var bytes = new byte[offsets.Count * 4];
            for (var i = 0; i < offsets.Count; i++)
                LittleEndian.Write(bytes, i * 4, offsets[i], 4);
            return new DataBlock("order", bytes);
        }
    }

    protected override void WritePreamble(SourceWriter w) => w.Line("var one = V.CreateWords(1);");

    protected override void WriteReduction(SourceWriter w, ConvolutionTile tile)
    {
        var bytes = 4 * _groups.Size;
        using var groups = w.Loop("group", _groups.Count);
        for (var step = 0; step < _groups.Size; step++)
            w.Line($"var at{step} = x + Address.ReadInt(ref order, {Terms.Sum(PanelNumber is null ? null : Terms.Times(PanelNumber, bytes * _groups.Count), Terms.Times("group", bytes), Terms.Constant(4 * step))});");
        foreach (var group in tile.Groups())
            WriteSums(w, tile, group);
        w.Line($"w += {4L * PanelChannels * RowsPerGroup};");
    }

    /// <summary>Writes the steps of some sums: all products of a step, then all additions.</summary>
    private void WriteSums(SourceWriter w, ConvolutionTile tile, IReadOnlyList<(int Pixel, int Register)> sums)
    {
        for (var step = 0; step < _groups.Size; step++)
        {
            foreach (var pixel in sums.Select(s => s.Pixel).Distinct())
                w.Line($"x{pixel % ConvolutionTile.GroupSize} = V.Broadcast(ref input, {Terms.Sum(InvariantText.Of($"at{step}"), Terms.Constant(tile.PixelOffset(pixel)))});");
            for (var i = 0; i < sums.Count; i++)
                w.Line($"{(step == 0 ? "t" : "u")}{i} = V.MultiplyAddBytes(x{sums[i].Pixel % ConvolutionTile.GroupSize}, {LoadRow(step, sums[i].Register)});");
            for (var i = 0; i < sums.Count && step > 0; i++)
                w.Line($"t{i} = V.AddWords(t{i}, u{i});");
        }

        for (var i = 0; i < sums.Count && _groups.Centred; i++)
            w.Line($"t{i} = V.AddWords(t{i}, {LoadRow(_groups.Size, sums[i].Register)});");
        for (var i = 0; i < sums.Count; i++)
            w.Line($"t{i} = V.MultiplyAddWords(t{i}, one);");
        for (var i = 0; i < sums.Count; i++)
        {
            var sum = ConvolutionTile.Sum(sums[i].Pixel, sums[i].Register);
            w.Line($"{sum} = V.Add({sum}, t{i});");
        }
    }

    private string LoadRow(int row, int register) =>
        $"V.Load(ref weights, {Terms.Sum("w", Terms.Constant(4L * PanelChannels * row), Terms.Times("V.Size", register))})";

    private static void WriteStarts(sbyte[] rows, int to, IReadOnlyList<short> starts)
    {
        for (var i = 0; i < starts.Count; i++)
        {
            rows[to + (2 * i)] = unchecked((sbyte)starts[i]);
            rows[to + (2 * i) + 1] = (sbyte)(starts[i] >> 8);
        }
    }

    private static string Proof(WeightedProblem problem, StepGroups groups, ChannelSums sums)
    {
        var start = groups.Centred ? ", from where its range is centred," : "";
        return InvariantText.Of(
            $"pairs in {AccumulatorBounds.Text(problem.Packed.Bounds.Pair)} and the total of each of {groups.Count} groups of {groups.Size} steps chosen for it{start} fit 16 bits, totals in {AccumulatorBounds.Text(sums.Hull)} 32");
    }
}
