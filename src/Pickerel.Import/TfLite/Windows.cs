using System;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Import.TfLite;

/// <summary>Sliding windows from the options of convolutions and pools.</summary>
internal static class Windows
{
    /// <summary>Far below what overflows when multiplied with any tensor's size.</summary>
    private const int Largest = 1 << 15;

    /// <summary>The window of an operator whose options begin with padding, column stride and row stride.</summary>
    /// <param name="refuse">Says what is not supported.</param>
    /// <param name="op">The operator.</param>
    /// <param name="input">The shape read.</param>
    /// <param name="kernel">Rows and columns.</param>
    /// <param name="dilationOptions">The options of row and column dilation, or null for none.</param>
    public static Window Of(Func<string, ProblemException> refuse, TfLiteOperator op, TensorShape input, (int Rows, int Columns) kernel, (int Rows, int Columns)? dilationOptions)
    {
        if (op.Options is not { } options)
            throw refuse("it has no options");
        var (strideWidth, strideHeight) = (options.Int32(1), options.Int32(2));
        var (dilationHeight, dilationWidth) = dilationOptions is { } d ? (options.Int32(d.Rows, 1), options.Int32(d.Columns, 1)) : (1, 1);
        foreach (var size in new[] { kernel.Rows, kernel.Columns, strideHeight, strideWidth, dilationHeight, dilationWidth })
        {
            if (size is < 1 or > Largest)
                throw refuse(FormattableString.Invariant($"its window has a size, stride or dilation of {size}, and {Largest} is the most"));
        }

        if (options.Byte(0) > 1)
            throw refuse("its padding is neither SAME nor VALID");
        var isSame = options.Byte(0) == 0;
        var (top, bottom) = Padding(isSame, input.Height, kernel.Rows, strideHeight, dilationHeight);
        var (left, right) = Padding(isSame, input.Width, kernel.Columns, strideWidth, dilationWidth);
        return new(kernel.Rows, kernel.Columns, strideHeight, strideWidth, dilationHeight, dilationWidth, new(top, left, bottom, right));
    }

    /// <summary>SAME: as many outputs as strides fit, and the larger half of the padding at the end.</summary>
    private static (int Before, int After) Padding(bool isSame, int input, int kernel, int stride, int dilation)
    {
        if (!isSame)
            return (0, 0);
        var outputs = ((long)input + stride - 1) / stride;
        var total = (int)Math.Max(0, ((outputs - 1) * stride) + ((kernel - 1L) * dilation) + 1 - input);
        return (total / 2, total - (total / 2));
    }
}
