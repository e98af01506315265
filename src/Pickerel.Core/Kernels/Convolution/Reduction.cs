using System;
using System.Linq;

namespace Pickerel.Core.Kernels;

/// <summary>
/// The order in which a window is summed: <see cref="Rows"/> x <see cref="Segments"/> runs of contiguous elements, some to a
/// step. A kernel row of all channels is one run when taps are neighbours; a whole window is one when it spans whole rows.
/// Elements beyond a run are multiplied by zero weights.
/// </summary>
internal sealed class Reduction
{
    private readonly WeightedProblem _problem;
    private readonly TensorStorage _source;
    private readonly bool _inHalves;
    private readonly int _tapsPerSegment;
    private readonly int[] _slices;

    /// <param name="problem">What is summed.</param>
    /// <param name="source">Where it is read: the problem's input, or a copy of it.</param>
    /// <param name="stepElements">The elements a step multiplies.</param>
    /// <param name="inHalves">Whether a step takes half of its elements from each half of a pixel, which must divide evenly.</param>
    public Reduction(WeightedProblem problem, TensorStorage source, int stepElements, bool inHalves = false)
    {
        (_problem, _source, StepElements, _inHalves) = (problem, source, stepElements, inHalves);
        var window = problem.Window;
        IsSliced = problem.Groups > 1;
        (_slices, SliceElements) = IsSliced ? Slices(problem) : ([], source.ChannelStride);
        var contiguous = !IsSliced && !inHalves && (window.DilationWidth == 1 || window.KernelWidth == 1);
        var wholeRows = contiguous && (window.DilationHeight == 1 || window.KernelHeight == 1)
            && window.KernelWidth * source.PixelBytes == source.RowBytes;
        _tapsPerSegment = wholeRows ? problem.Taps : contiguous ? window.KernelWidth : 1;
        Rows = wholeRows ? 1 : window.KernelHeight;
        Segments = contiguous ? 1 : window.KernelWidth;
        Steps = ((_tapsPerSegment * SliceElements) + stepElements - 1) / stepElements;
        RowAdvance = window.DilationHeight * source.RowBytes;
        SegmentAdvance = window.DilationWidth * source.PixelBytes;
    }

    public int StepElements { get; }

    /// <summary>Gets the bytes from one step's elements to the next's.</summary>
    public int StepBytes => StepElements * _source.ElementBytes / (_inHalves ? 2 : 1);

    public int Rows { get; }

    public int Segments { get; }

    /// <summary>Gets the steps in a run.</summary>
    public int Steps { get; }

    public long RowAdvance { get; }

    public long SegmentAdvance { get; }

    public int TotalSteps => checked(Rows * Segments * Steps);

    /// <summary>Gets whether every 16 output channels read only the input channels of their groups.</summary>
    public bool IsSliced { get; }

    /// <summary>Gets the elements of a pixel that are read.</summary>
    public int SliceElements { get; }

    /// <summary>Gets the offset of the first input channel read by each 16 output channels, as 32-bit integers.</summary>
    public DataBlock SliceTable
    {
        get
        {
            var bytes = new byte[_slices.Length * 4];
            for (var i = 0; i < _slices.Length; i++)
                LittleEndian.Write(bytes, i * 4, _slices[i] * _source.ElementBytes, 4);
            return new DataBlock("slices", bytes);
        }
    }

    /// <summary>Gets what windows touch of the source.</summary>
    public Access Reads => new(
        _problem.WindowStartIn(_source),
        _problem.LastWindowStartIn(_source) + ((Rows - 1) * RowAdvance) + ((Segments - 1) * SegmentAdvance) + ((long)StepBytes * Steps) + (IsSliced ? _slices.Max() * _source.ElementBytes : 0));

    /// <summary>The offset of a step's first element from the window's.</summary>
    public long Offset(int step)
    {
        var run = step / Steps;
        return (run / Segments * RowAdvance) + (run % Segments * SegmentAdvance) + ((long)StepBytes * (step % Steps));
    }

    /// <summary>The weight that multiplies element <paramref name="lane"/> of step <paramref name="step"/> for an output channel; zero beyond a run and on channel padding.</summary>
    public sbyte Weight(int output, int step, int lane)
    {
        var position = Position(step % Steps, lane);
        var run = step / Steps;
        var (tapInSegment, channel) = (position / SliceElements, position % SliceElements);
        if (output >= _problem.Outputs || tapInSegment >= _tapsPerSegment)
            return 0;
        var tap = (run * _tapsPerSegment) + tapInSegment;
        var input = channel + (IsSliced ? _slices[output / StoragePlanner.ChannelQuantum] : 0)
            - (output / _problem.OutputsPerGroup * _problem.InputsPerGroup);
        return input < 0 || input >= _problem.InputsPerGroup ? (sbyte)0 : _problem.Weight(output, tap, input);
    }

    /// <summary>The position in its run of a step's element.</summary>
    private int Position(int step, int lane)
    {
        if (!_inHalves)
            return (step * StepElements) + lane;
        var half = StepElements / 2;
        return (lane / half * (SliceElements / 2)) + (step * half) + (lane % half);
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
