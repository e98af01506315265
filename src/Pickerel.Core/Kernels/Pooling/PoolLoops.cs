using System;
using Pickerel.Core.Emit;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Kernels;

/// <summary>The loops of a pooling window clipped to its input: pools read no border.</summary>
internal sealed class PoolLoops(LayerProblem problem, Window window)
{
    /// <summary>Gets whether some window leaves the input.</summary>
    public bool IsClipped
    {
        get
        {
            var (input, output) = (problem.Input.Shape, problem.Node.Shape);
            return window.Padding.Top > 0 || window.Padding.Left > 0
                || ((output.Height - 1) * window.StrideHeight) + window.ExtentHeight - window.Padding.Top > input.Height
                || ((output.Width - 1) * window.StrideWidth) + window.ExtentWidth - window.Padding.Left > input.Width;
        }
    }

    /// <summary>Writes where the window of output (y, x) starts.</summary>
    public void WriteStart(SourceWriter w)
    {
        w.Line($"var firstRow = (y * {window.StrideHeight}) - {window.Padding.Top};");
        w.Line($"var firstColumn = (x * {window.StrideWidth}) - {window.Padding.Left};");
    }

    /// <summary>Writes how many rows and columns of the window lie inside, if some window leaves the input.</summary>
    public void WriteInside(SourceWriter w)
    {
        if (!IsClipped)
            return;
        w.Line($"var rows = Address.Inside(firstRow, {window.DilationHeight}, {window.KernelHeight}, {problem.Input.Shape.Height});");
        w.Line($"var columns = Address.Inside(firstColumn, {window.DilationWidth}, {window.KernelWidth}, {problem.Input.Shape.Width});");
    }

    /// <summary>Writes the loops over a window's elements; <c>at</c> is the offset of the pixel.</summary>
    public void WriteElements(SourceWriter w, Action writeBody)
    {
        using var row = w.Loop("ky", window.KernelHeight);
        w.Line($"var iy = firstRow + (ky * {window.DilationHeight});");
        using var rowInside = OpenClip(w, "iy", problem.Input.Shape.Height);
        using var column = w.Loop("kx", window.KernelWidth);
        w.Line($"var ix = firstColumn + (kx * {window.DilationWidth});");
        using var columnInside = OpenClip(w, "ix", problem.Input.Shape.Width);
        w.Line($"var at = (iy * {problem.Input.RowBytes}) + (ix * {problem.Input.PixelBytes});");
        writeBody();
    }

    /// <summary>Opens what is done at positions inside the input alone; null when all are.</summary>
    private SourceWriter.Scope? OpenClip(SourceWriter w, string position, int length) =>
        IsClipped ? w.Block(InvariantText.Of($"if ({position} >= 0 && {position} < {length})")) : null;
}
