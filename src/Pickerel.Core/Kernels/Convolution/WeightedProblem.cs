using System.Collections.Generic;
using System.Linq;
using Pickerel.Core.Ir;
using Pickerel.Core.Quantizers;

namespace Pickerel.Core.Kernels;

/// <summary>
/// A convolution or a dense node as one problem: a dense node is a convolution whose kernel covers the whole input, in
/// whatever layout that lies, so a flatten before it needs no work.
/// </summary>
internal sealed class WeightedProblem
{
    private PackedWeights? _packed;
    private WinogradWeights? _winograd;

    public WeightedProblem(LayerProblem layer)
    {
        Layer = layer;
        Node = (IntegerWeightedNode)layer.Node;
        Outputs = Node.Shape.Channels;
        Inputs = Input.Shape.Channels;
        Groups = Node is IntegerConvolutionNode convolution ? convolution.Groups : 1;
        Window = Node is IntegerConvolutionNode { Window: var window }
            ? window
            : Window.Point with { KernelHeight = Input.Shape.Height, KernelWidth = Input.Shape.Width };
    }

    public LayerProblem Layer { get; }

    /// <summary>Gets the weights in the order of the general kernel; made once for all of its techniques.</summary>
    public PackedWeights Packed => _packed ??= PackedWeights.Of(this);

    /// <summary>Gets the weights of a 3x3 convolution transformed; made once for all Winograd techniques.</summary>
    public WinogradWeights Winograd => _winograd ??= new(this);

    public IntegerWeightedNode Node { get; }

    /// <summary>Gets the step from sums, zero point subtracted, to outputs.</summary>
    public Requantizer Step => Layer.StepOn(AccumulatorRanges);

    /// <summary>Gets the step in a form that lanes execute: TensorFlow Lite's as it is.</summary>
    public Requantizer LaneStep => Node.Requantizer is TfLiteRequantization ? Node.Requantizer : Step;

    public TensorStorage Input => Layer.Input;

    public TensorStorage Output => Layer.Output;

    public Window Window { get; }

    public int Inputs { get; }

    public int Outputs { get; }

    public int Groups { get; }

    public int InputsPerGroup => Inputs / Groups;

    public int OutputsPerGroup => Outputs / Groups;

    public int Taps => Window.KernelHeight * Window.KernelWidth;

    public bool IsDepthwise => Groups == Inputs && Outputs == Inputs;

    /// <summary>Gets whether all outputs form one row: one tap, stride 1, rows that touch on both sides.</summary>
    public bool IsFlat =>
        Taps == 1 && Window is { StrideHeight: 1, StrideWidth: 1 } && Window.Padding == default && Input.RowsTouch && Output.RowsTouch;

    /// <summary>Gets the rows and columns of outputs.</summary>
    public (long Rows, long Columns) OutputGrid =>
        IsFlat ? (1, (long)Node.Shape.Height * Node.Shape.Width) : (Node.Shape.Height, Node.Shape.Width);

    /// <summary>Gets whether the input's border holds what this node's padding holds, as far out as it reads.</summary>
    public bool BorderServes
    {
        get
        {
            if (Node is not IntegerConvolutionNode convolution)
                return true;
            var needs = StoragePlanner.Needs(convolution, Input.Shape);
            var border = Input.Border;
            return needs == default
                || (needs.Top <= border.Top && needs.Left <= border.Left && needs.Bottom <= border.Bottom && needs.Right <= border.Right
                    && Input.BorderPixel == StoragePlanner.BorderPixel(Input, convolution));
        }
    }

    /// <summary>Gets the offset of the first window's first tap; in the border when there is padding.</summary>
    public long WindowStart => WindowStartIn(Input);

    /// <summary>Gets the offset of the last window's first tap.</summary>
    public long LastWindowStart => LastWindowStartIn(Input);

    /// <summary>The offset of the first window's first tap in the input or a copy of it.</summary>
    public long WindowStartIn(TensorStorage source) =>
        source.First - (Window.Padding.Top * source.RowBytes) - (Window.Padding.Left * source.PixelBytes);

    /// <summary>The offset of the last window's first tap in the input or a copy of it.</summary>
    public long LastWindowStartIn(TensorStorage source) =>
        WindowStartIn(source)
        + ((Node.Shape.Height - 1L) * Window.StrideHeight * source.RowBytes)
        + ((Node.Shape.Width - 1L) * Window.StrideWidth * source.PixelBytes);

    /// <summary>The offset of a tap from its window's first.</summary>
    public long TapOffset(int tap) =>
        (tap / Window.KernelWidth * Window.DilationHeight * Input.RowBytes) + (tap % Window.KernelWidth * Window.DilationWidth * Input.PixelBytes);

    /// <summary>A weight by output channel, tap and input channel within the group.</summary>
    public sbyte Weight(int output, int tap, int input) => checked((sbyte)Node.Weights[(((output * Taps) + tap) * InputsPerGroup) + input]);

    /// <summary>The range of <c>sum of u * w</c> of each output channel.</summary>
    public IReadOnlyList<IntegerRange> SumRanges()
    {
        var count = Taps * InputsPerGroup;
        return [.. Enumerable.Range(0, Outputs).Select(output => Quantizers.AccumulatorRanges.Of(Node.Weights.Values.Slice(output * count, count), Input.Minimum, Input.Maximum))];
    }

    /// <summary>The range of each output channel's accumulator, zero points subtracted.</summary>
    public IReadOnlyList<IntegerRange> AccumulatorRanges() =>
        [.. SumRanges().Zip(Corrections(), (sum, zero) => new IntegerRange(sum.Minimum - zero, sum.Maximum - zero))];

    /// <summary>What the zero point adds to each output channel's sum of u * w.</summary>
    public IReadOnlyList<long> Corrections()
    {
        var count = Taps * InputsPerGroup;
        return [.. Enumerable.Range(0, Outputs).Select(output =>
        {
            long sum = 0;
            foreach (var w in Node.Weights.Values.Slice(output * count, count))
                sum += w;
            return sum * Input.Zero;
        })];
    }

    /// <summary>
    /// What <c>(x0 + w1)(x1 + w0)</c> has beside <c>x0 w0 + x1 w1 + x0 x1</c>, summed over each output channel's pairs: a stored
    /// input channel of the first half with its fellow of the second.
    /// </summary>
    public IReadOnlyList<long> HalfProducts()
    {
        var half = Input.ChannelStride / 2;
        return [.. Enumerable.Range(0, Outputs).Select(output =>
        {
            long sum = 0;
            for (var tap = 0; tap < Taps; tap++)
            {
                for (var input = half; input < Inputs; input++)
                    sum += Weight(output, tap, input - half) * Weight(output, tap, input);
            }

            return sum;
        })];
    }
}
