using System;
using System.Collections.Immutable;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Which input each weight meets. Weights lie as [output][kernel row][kernel column][input of the group]; a dense layer is a 1x1
/// window over a 1x1 map whose channels are its whole input.
/// </summary>
/// <param name="Outputs">Output channels.</param>
/// <param name="InputsPerGroup">Input channels that one output channel sees.</param>
/// <param name="OutputsPerGroup">Output channels that share those.</param>
/// <param name="Channels">Channels of the tensor read; a dense layer's inputs repeat them, as HWC order does.</param>
/// <param name="Coverage">Per tap, the share of output positions at which it lies inside the input, 0 to 1.</param>
/// <param name="PaddingValues">What padding holds per input channel, on the input's grid; empty for its zero point.</param>
internal sealed record FilterGeometry(
    int Outputs, int InputsPerGroup, int OutputsPerGroup, int Channels, ImmutableArray<double> Coverage, EquatableArray<int> PaddingValues)
{
    public int WeightsPerOutput => Coverage.Length * InputsPerGroup;

    /// <summary>The geometry of a weighted node, real or integer.</summary>
    /// <param name="node">The node; its shape is known.</param>
    /// <param name="input">The shape of the tensor it reads.</param>
    public static FilterGeometry Of(Node node, TensorShape input) => node switch
    {
        ConvolutionNode real => OfConvolution(real.Shape, input, real.Window, real.Groups, real.PaddingValues),
        IntegerConvolutionNode integer => OfConvolution(integer.Shape, input, integer.Window, integer.Groups, integer.PaddingValues),
        DenseNode or IntegerDenseNode => new(node.Shape.Channels, checked((int)input.Count), node.Shape.Channels, input.Channels, [1.0], []),
        _ => throw new ArgumentException($"Node '{node.Name}' ({node.Kind}) has no weights.", nameof(node)),
    };

    /// <summary>The input channel that the <paramref name="index"/>-th input of an output's group is.</summary>
    public int ChannelOf(int output, int index) => ((output / OutputsPerGroup * InputsPerGroup) + index) % Channels;

    /// <summary>What padding holds in a channel, on the input's grid.</summary>
    public int PaddingOf(int channel, Quantization grid) => PaddingValues.IsEmpty ? grid.ZeroPoint : PaddingValues[channel];

    private static FilterGeometry OfConvolution(TensorShape output, TensorShape input, Window window, int groups, EquatableArray<int> paddingValues)
    {
        var rows = TapCoverage.Of(
            input.Height, output.Height, window.KernelHeight, window.StrideHeight, window.DilationHeight, window.Padding.Top);
        var columns = TapCoverage.Of(
            input.Width, output.Width, window.KernelWidth, window.StrideWidth, window.DilationWidth, window.Padding.Left);
        var coverage = ImmutableArray.CreateBuilder<double>(rows.Length * columns.Length);
        foreach (var row in rows)
        {
            foreach (var column in columns)
                coverage.Add(row * column);
        }

        return new(output.Channels, input.Channels / groups, output.Channels / groups, input.Channels, coverage.MoveToImmutable(), paddingValues);
    }
}
