using System;
using Pickerel.Core.Emit;

namespace Pickerel.Core.Kernels;

/// <summary>The loops of a reduction that is summed in its natural order: over rows, segments and steps, those of few passes written out.</summary>
/// <param name="reduction">The order.</param>
/// <param name="weightBytes">The bytes of weights from one step to the next.</param>
/// <param name="multiplies">The multiplications a step takes for each sum.</param>
/// <param name="writeStep">Writes a step of a tile at constant offsets from <c>x</c> and <c>w</c>.</param>
internal sealed class StepLoops(Reduction reduction, long weightBytes, int multiplies, Action<SourceWriter, ConvolutionTile, long, long> writeStep)
{
    /// <summary>
    /// Multiplications written out in one method. Every step of the vocabulary is a call that the JIT has to inline, and past
    /// its budget it no longer does: a window of 128 products in a tile ran 17 times slower than the same in a loop.
    /// </summary>
    public const int UnrolledMultiplies = 64;

    /// <summary>Sums of a step beside which a loop's own instructions do not count.</summary>
    private const int RolledSums = 16;

    /// <summary>Writes the whole reduction.</summary>
    public void Write(SourceWriter w, ConvolutionTile tile)
    {
        if (!Unrolls(tile, reduction.TotalSteps))
        {
            WriteSegments(w, () => WriteSteps(w, tile, reduction.Steps, advance: false));
            return;
        }

        for (var step = 0; step < reduction.TotalSteps; step++)
            writeStep(w, tile, reduction.Offset(step), step * weightBytes);
    }

    /// <summary>Writes the loops over rows and segments around <paramref name="writeSegment"/>.</summary>
    public void WriteSegments(SourceWriter w, Action writeSegment) =>
        WriteLoop(w, "row", reduction.Rows, reduction.RowAdvance, () => WriteLoop(w, "segment", reduction.Segments, reduction.SegmentAdvance, writeSegment));

    /// <summary>Writes steps over contiguous elements; <c>w</c> moves on behind them, and so does <c>x</c> if <paramref name="advance"/> says so.</summary>
    public void WriteSteps(SourceWriter w, ConvolutionTile tile, int count, bool advance)
    {
        if (Unrolls(tile, count))
        {
            for (var step = 0; step < count; step++)
                writeStep(w, tile, (long)reduction.StepBytes * step, weightBytes * step);
            if (advance)
                w.Line($"x += {reduction.StepBytes * count};");
            w.Line($"w += {weightBytes * count};");
            return;
        }

        using var steps = w.Loop("step", count);
        writeStep(w, tile, 0, 0);
        w.Line($"x += {reduction.StepBytes};");
        w.Line($"w += {weightBytes};");
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

    /// <summary>
    /// Whether steps are written out. A step of many sums hides its loop, and a tile of one sum waits for that sum anyway: written out,
    /// both only take the JIT longer before the first inference.
    /// </summary>
    private bool Unrolls(ConvolutionTile tile, int steps)
    {
        var sums = tile.Pixels * tile.Registers;
        return steps == 1 || (sums is > 1 and < RolledSums && (long)steps * sums * multiplies <= UnrolledMultiplies);
    }
}
