using System;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The order in which a window is summed: <see cref="Rows"/> x <see cref="Segments"/> runs of contiguous bytes, each read four
/// bytes a step. A kernel row of all channels is one run when taps are neighbours; a whole window is one when it spans whole
/// rows. Bytes beyond a run are multiplied by zero weights.
/// </summary>
internal sealed class Reduction
{
    private readonly WeightedProblem _problem;
    private readonly int _tapsPerSegment;
    private readonly int[] _slices;

    public Reduction(WeightedProblem problem)
    {
        _problem = problem;
        var (window, input) = (problem.Window, problem.Input);
        IsSliced = problem.Groups > 1;
        (_slices, SliceBytes) = IsSliced ? Slices(problem) : ([], input.ChannelStride);
        var contiguous = !IsSliced && (window.DilationWidth == 1 || window.KernelWidth == 1);
        var wholeRows = contiguous && (window.DilationHeight == 1 || window.KernelHeight == 1)
            && window.KernelWidth * input.PixelBytes == input.RowBytes;
        _tapsPerSegment = wholeRows ? problem.Taps : contiguous ? window.KernelWidth : 1;
        Rows = wholeRows ? 1 : window.KernelHeight;
        Segments = contiguous ? 1 : window.KernelWidth;
        Steps = ((_tapsPerSegment * SliceBytes) + 3) / 4;
        RowAdvance = window.DilationHeight * input.RowBytes;
        SegmentAdvance = window.DilationWidth * input.PixelBytes;
    }

    public int Rows { get; }

    public int Segments { get; }

    /// <summary>Gets the steps of four bytes in a run.</summary>
    public int Steps { get; }

    public long RowAdvance { get; }

    public long SegmentAdvance { get; }

    public int TotalSteps => checked(Rows * Segments * Steps);

    /// <summary>Gets whether every 16 output channels read only the input channels of their groups.</summary>
    public bool IsSliced { get; }

    /// <summary>Gets the bytes of a pixel that are read.</summary>
    public int SliceBytes { get; }

    /// <summary>Gets the first input channel read by each 16 output channels, as 32-bit integers.</summary>
    public DataBlock SliceTable
    {
        get
        {
            var bytes = new byte[_slices.Length * 4];
            for (var i = 0; i < _slices.Length; i++)
                LittleEndian.Write(bytes, i * 4, _slices[i], 4);
            return new DataBlock("slices", bytes);
        }
    }

    /// <summary>Gets what windows touch of the input.</summary>
    public Access Reads => new(
        _problem.WindowStart,
        _problem.LastWindowStart + ((Rows - 1) * RowAdvance) + ((Segments - 1) * SegmentAdvance) + (4L * Steps) + (IsSliced ? _slices.Max() : 0));

    /// <summary>The weight that multiplies byte <paramref name="lane"/> of step <paramref name="step"/> for an output channel; zero beyond a run and on channel padding.</summary>
    public sbyte Weight(int output, int step, int lane)
    {
        var position = ((step % Steps) * 4) + lane;
        var run = step / Steps;
        var (tapInSegment, channel) = (position / SliceBytes, position % SliceBytes);
        if (output >= _problem.Outputs || tapInSegment >= _tapsPerSegment)
            return 0;
        var tap = (run * _tapsPerSegment) + tapInSegment;
        var input = channel + (IsSliced ? _slices[output / StoragePlanner.ChannelQuantum] : 0)
            - (output / _problem.OutputsPerGroup * _problem.InputsPerGroup);
        return input < 0 || input >= _problem.InputsPerGroup ? (sbyte)0 : _problem.Weight(output, tap, input);
    }

    /// <summary>The input channels that the groups of each 16 output channels read: where they start, and how many to read for all.</summary>
    private static (int[] Starts, int Bytes) Slices(WeightedProblem problem)
    {
        const int quantum = StoragePlanner.ChannelQuantum;
        var blocks = problem.Output.ChannelStride / quantum;
        var starts = new int[blocks];
        var longest = 0;
        for (var block = 0; block < blocks; block++)
        {
            var firstGroup = block * quantum / problem.OutputsPerGroup;
            var lastGroup = (Math.Min((block + 1) * quantum, problem.Outputs) - 1) / problem.OutputsPerGroup;
            starts[block] = firstGroup * problem.InputsPerGroup;
            longest = Math.Max(longest, (lastGroup - firstGroup + 1) * problem.InputsPerGroup);
        }

        var bytes = (longest + 3) / 4 * 4;
        return ([.. starts.Select(s => Math.Min(s, problem.Input.ChannelStride - bytes))], bytes);
    }
}
