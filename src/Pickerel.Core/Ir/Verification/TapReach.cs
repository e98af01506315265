using System;

namespace Pickerel.Core.Ir.Verification;

/// <summary>What one tap of a window meets over all output positions.</summary>
internal readonly record struct TapReach(bool SeesInput, bool SeesPadding)
{
    /// <summary>Gets the reach of each row and each column of a convolution's taps.</summary>
    public static (TapReach[] Rows, TapReach[] Columns) Of(IntegerConvolutionNode node, TensorShape input)
    {
        var window = node.Window;
        return (
            Along(window.KernelHeight, window.StrideHeight, window.DilationHeight, window.Padding.Top, input.Height, node.Shape.Height),
            Along(window.KernelWidth, window.StrideWidth, window.DilationWidth, window.Padding.Left, input.Width, node.Shape.Width));
    }

    /// <summary>A row's tap in a column: it sees input where both do.</summary>
    public TapReach And(TapReach other) => new(SeesInput && other.SeesInput, SeesPadding || other.SeesPadding);

    private static TapReach[] Along(int kernel, int stride, int dilation, int before, int input, int output)
    {
        var reach = new TapReach[kernel];
        for (var k = 0; k < kernel; k++)
        {
            var first = ((long)k * dilation) - before;
            var last = first + ((output - 1L) * stride);
            var entered = first >= 0 ? first : first + (Math.Min(output - 1, (-first + stride - 1) / stride) * stride);
            reach[k] = new(SeesInput: entered >= 0 && entered < input, SeesPadding: first < 0 || last >= input);
        }

        return reach;
    }
}
