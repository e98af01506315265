using System.Collections.Generic;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>A change of layout, to planes or from them: a matrix of pixels by channels is transposed.</summary>
internal sealed class LayoutKernel : IKernel
{
    public string Name => "LayoutU8Transpose";

    public KernelOffer Offer(LayerProblem problem) =>
        problem.Node is LayoutNode ? new KernelOffer.Accepted(new LayoutCode(Name, problem)) : new KernelOffer.NotMeant();
}

/// <summary>The code of <see cref="LayoutKernel"/>.</summary>
internal sealed class LayoutCode(string kernel, LayerProblem problem) : PlanarCode(problem)
{
    /// <summary>Measured, a byte of the matrix: in blocks of 16 by 16, and one by one where there are not so many pixels in a run.</summary>
    private const double CyclesInBlocks = 0.14, CyclesAlone = 2;

    private const int BlockSide = 16;

    public override string Kernel => kernel;

    public override string Bound => "a copy";

    public override double Cycles => CyclesOf(Problem.Node.Shape, Pixels.RowsTouch);

    public override IReadOnlyList<string> RuntimeParts => ["Transposition"];

    public override IReadOnlyList<Access> Reads =>
        [Problem.Input.Planes is { } planes ? new(planes.Front, Problem.Input.Bytes) : new(Problem.Input.First, Problem.Input.End)];

    private TensorStorage Pixels => Problem.Input.Planes is null ? Problem.Input : Problem.Output;

    /// <summary>About the cycles for a tensor whose rows of pixels touch or not.</summary>
    public static double CyclesOf(TensorShape shape, bool rowsTouch) =>
        shape.Count * (shape.Channels >= BlockSide && (rowsTouch ? (long)shape.Height * shape.Width : shape.Width) >= BlockSide ? CyclesInBlocks : CyclesAlone);

    public override void WriteMethods(SourceWriter writer, string method) =>
        WriteMethod(writer, method, "ref byte input, ref byte output", () => WriteBody(writer));

    private void WriteBody(SourceWriter w)
    {
        if (Problem.Output.Planes is { } planes)
            WriteToPlanes(w, planes);
        else
            WriteToPixels(w, Problem.Input.Planes!);
    }

    /// <summary>Planes are never paired here: that takes a kernel that computes two registers of pixels at once.</summary>
    private void WriteToPlanes(SourceWriter w, PlaneLayout planes)
    {
        // A plane's last bytes of data may be more than pixels; these come next.
        PlaneWriter.WriteZeros(w, Problem.Output, planes.Pixels / PlaneLayout.Alignment * PlaneLayout.Alignment);
        WriteRows(w, (rows, pixels) =>
            w.Line($"Transposition.Bytes(ref Address.At(ref input, {rows.Pixels}), {Pixels.PixelBytes}, ref Address.At(ref output, {Terms.Sum(rows.Plane, Terms.Constant(planes.Front))}), {planes.PlaneBytes}, {pixels}, {Pixels.Shape.Channels});"));
    }

    private void WriteToPixels(SourceWriter w, PlaneLayout planes)
    {
        WriteRows(w, (rows, pixels) =>
            w.Line($"Transposition.Bytes(ref Address.At(ref input, {rows.Plane}), {planes.PlaneBytes}, ref Address.At(ref output, {rows.Pixels}), {Pixels.PixelBytes}, {Pixels.Shape.Channels}, {pixels});"));
        if (Pixels.Shape.Channels == Pixels.ChannelStride)
            return;
        using var y = w.Loop("y", Pixels.Shape.Height);
        using var x = w.Loop("x", Pixels.Shape.Width);
        using var pad = w.Block(InvariantText.Of($"for (nint pad = {Pixels.Shape.Channels}; pad < {Pixels.ChannelStride}; pad++)"));
        w.Line($"Address.At(ref output, (y * {Pixels.RowBytes}) + (x * {Pixels.PixelBytes}) + pad) = 0;");
    }

    /// <summary>Writes a transposition of all pixels where rows touch, else one a row: where the row lies in pixels and in a plane.</summary>
    private void WriteRows(SourceWriter w, System.Action<(string Pixels, string Plane), long> write)
    {
        var shape = Pixels.Shape;
        if (Pixels.RowsTouch)
        {
            write(("0", "0"), (long)shape.Height * shape.Width);
            return;
        }

        using var y = w.Loop("y", shape.Height);
        write((InvariantText.Of($"y * {Pixels.RowBytes}"), InvariantText.Of($"(y * {shape.Width})")), shape.Width);
    }
}
