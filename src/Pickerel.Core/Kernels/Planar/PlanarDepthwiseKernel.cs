using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>
/// Depthwise convolutions with weights of -1, 0 and 1: a plane of pixels is flat, so a tap is the same plane some pixels further
/// on, and a zero weight costs nothing. Above and below a plane lie zeros; what a tap takes from the row before or behind
/// instead of the border beside its own is masked, once for all taps of a kernel column.
/// </summary>
internal sealed class PlanarDepthwiseKernel : IKernel
{
    /// <summary>Each column of the kernel is written out.</summary>
    private const int MostColumns = 7;

    public string Name => "PlanarDepthwiseU8T2Sum8";

    public KernelOffer Offer(LayerProblem problem)
    {
        if (problem.Node is not IntegerConvolutionNode { Groups: > 1, Window: { StrideHeight: 1, StrideWidth: 1 } window } node || !problem.Weighted.IsDepthwise)
            return new KernelOffer.NotMeant();
        var (input, output) = (problem.Input.Shape, node.Shape);
        if (input.Height != output.Height || input.Width != output.Width)
            return new KernelOffer.Refused("its output has another size than its input");
        if (window.KernelWidth > MostColumns)
            return new KernelOffer.Refused(InvariantText.Of($"its kernel has more than {MostColumns} columns"));
        if (StoragePlanner.Needs(node, input) != default && (StoragePlanner.BorderPixel(problem.Input, node) is not { Count: 1 } border || border[0] != 0))
            return new KernelOffer.Refused("its padding is not stored as 0");
        var sums = new SignedSums(problem.Weighted);
        return sums.Objection is { } objection
            ? new KernelOffer.Refused(objection)
            : new KernelOffer.Accepted(new PlanarDepthwiseCode(Name, problem.Weighted, sums));
    }

    /// <summary>The zeros that a window's taps reach in front of a plane and behind it.</summary>
    public static long MarginOf(Window window, int width) =>
        System.Math.Max(
            ((long)window.Padding.Top * width) + window.Padding.Left,
            ((window.ExtentHeight - 1L - window.Padding.Top) * width) + window.ExtentWidth - 1 - window.Padding.Left);
}

/// <summary>The code of <see cref="PlanarDepthwiseKernel"/>. Each channel's taps, column by column: how many add, their offsets, how many subtract, theirs.</summary>
internal sealed class PlanarDepthwiseCode(string kernel, WeightedProblem problem, SignedSums sums) : SignedSumCode(kernel, problem, sums)
{
    private readonly Window _window = problem.Window;
    private readonly int _width = problem.Input.Shape.Width;

    public override IReadOnlyList<Access> Reads
    {
        get
        {
            var margin = PlanarDepthwiseKernel.MarginOf(_window, _width);
            return [new(InputPlanes.Front, InputPlanes.PlaneAt(Problem.Input.Shape.Channels - 1) + InputPlanes.DataBytes + margin)];
        }
    }

    /// <summary>Loads that cross cache lines, and 5 more for thresholds, stores and the ends of loops (measured).</summary>
    public override double Cycles => RegistersPerPlane * Channels.Sum(c => (1.5 * (c.Plus.Count + c.Minus.Count)) + 5);

    protected override string Parameters => MaskedColumns.Any() ? ", ref byte edges" : "";

    protected override DataBlock Taps
    {
        get
        {
            var offsets = Channels.SelectMany(channel => Columns.SelectMany(column => Listed(channel.Plus, column).Concat(Listed(channel.Minus, column)))).ToList();
            var bytes = new byte[4 * offsets.Count];
            for (var i = 0; i < offsets.Count; i++)
                LittleEndian.Write(bytes, 4 * i, offsets[i], 4);
            return new DataBlock("taps", bytes);
        }
    }

    /// <summary>Gets the kernel's columns, those without a mask last.</summary>
    private IEnumerable<int> Columns => MaskedColumns.Concat(AllColumns.Except(MaskedColumns));

    /// <summary>Gets the columns that reach beyond a row.</summary>
    private IEnumerable<int> MaskedColumns => AllColumns.Where(column => ShiftOf(column) != 0);

    private IEnumerable<int> AllColumns => Enumerable.Range(0, _window.KernelWidth);

    protected override IEnumerable<DataBlock> FurtherData() =>
        MaskedColumns.Any() ? [new DataBlock("edges", [.. MaskedColumns.SelectMany(column => MaskOf(ShiftOf(column)))])] : [];

    protected override void WritePass(SourceWriter w)
    {
        var row = 0;
        foreach (var column in MaskedColumns)
        {
            for (var r = 0; r < Registers; r++)
                w.Line($"var inside{column}_{r} = V.Load(ref edges, {Terms.Sum(PlaneWriter.At(r), Terms.Constant(row * InputPlanes.DataBytes))});");
            row++;
        }
    }

    protected override void WriteSums(SourceWriter w)
    {
        w.Line($"var at = (channel * {InputPlanes.PlaneBytes}) + p;");
        for (var r = 0; r < Registers; r++)
            w.Line($"var s{r} = V.Zero;");
        foreach (var column in Columns)
        {
            var masked = ShiftOf(column) != 0;
            var sum = masked ? InvariantText.Of($"c{column}_") : "s";
            for (var r = 0; r < Registers && masked; r++)
                w.Line($"var {sum}{r} = V.Zero;");
            WriteTaps(w, InvariantText.Of($"plus{column}"), sum, "AddBytes");
            WriteTaps(w, InvariantText.Of($"minus{column}"), sum, "SubtractBytes");
            for (var r = 0; r < Registers && masked; r++)
                w.Line($"s{r} = V.AddBytes(s{r}, V.And({sum}{r}, inside{column}_{r}));");
        }
    }

    private void WriteTaps(SourceWriter w, string variable, string sum, string step)
    {
        w.Line($"nint {variable} = Address.ReadInt(ref taps, tap);");
        w.Line("tap += 4;");
        using var loop = w.Block($"for (; {variable} > 0; {variable}--)");
        w.Line("var x = Address.ReadInt(ref taps, tap) + at;");
        w.Line("tap += 4;");
        for (var r = 0; r < Registers; r++)
            w.Line($"{sum}{r} = V.{step}({sum}{r}, V.Load(ref input, {Terms.Sum("x", Terms.Constant(r * PlaneLayout.Alignment))}));");
    }

    private IEnumerable<int> Listed(IReadOnlyList<int> taps, int column)
    {
        var offsets = taps.Where(t => t % _window.KernelWidth == column)
            .Select(t => (((t / _window.KernelWidth * _window.DilationHeight) - _window.Padding.Top) * _width) + ShiftOf(column)).ToList();
        return offsets.Prepend(offsets.Count);
    }

    /// <summary>Pixels to the right that a column's taps lie.</summary>
    private int ShiftOf(int column) => (column * _window.DilationWidth) - _window.Padding.Left;

    /// <summary>Ones at the pixels whose neighbour so far to the right is in the same row.</summary>
    private IEnumerable<byte> MaskOf(int shift) =>
        Enumerable.Range(0, (int)InputPlanes.DataBytes).Select(p => (p % _width) + shift >= 0 && (p % _width) + shift < _width ? (byte)0xFF : (byte)0);
}
