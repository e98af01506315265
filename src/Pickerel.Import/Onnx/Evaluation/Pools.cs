using System;
using System.Collections.Immutable;
using System.Linq;

namespace Pickerel.Import.Onnx.Evaluation;

/// <summary>Pools over one to three spatial axes.</summary>
internal static class Pools
{
    public static OnnxTensor[] Maximum(OnnxCall call)
    {
        var x = call[0];
        var (shape, windows) = Windows(call, x);
        int[] greatest = Array.ConvertAll(windows, w => w.Indices.Length == 0 ? throw call.Fail("a window of it sees nothing but padding") : Greatest(x, w.Indices));
        var places = Array.ConvertAll(greatest, g => (long)g);
        if (call.Node.Integer("storage_order", 0) != 0 && x.Rank == 4)
        {
            // Indices count down columns instead of along rows.
            var (rows, columns) = (x.Dimensions[2], x.Dimensions[3]);
            places = Array.ConvertAll(greatest, g => (g / (rows * columns) * (rows * columns)) + (g % columns * rows) + (long)(g / columns % rows));
        }

        return [x.Pick(shape, greatest), OnnxTensor.OfIntegers(OnnxType.Int64, shape, places)];
    }

    public static OnnxTensor[] Average(OnnxCall call)
    {
        var x = call[0];
        call.Check(x.IsReal, "its elements must be real");
        var (shape, windows) = Windows(call, x);
        var countsPadding = call.Node.Integer("count_include_pad", 0) != 0;
        var means = Array.ConvertAll(windows, w => Sum(x, w.Indices) / (countsPadding ? w.Padded : w.Indices.Length));
        return [OnnxTensor.OfReals(x.Type, shape, means)];
    }

    public static Func<OnnxCall, OnnxTensor[]> Global(bool isMaximum) => call =>
    {
        var x = call[0];
        call.Check(x.Rank >= 3 && x.IsReal && x.Count > 0, "its input must be real and have a batch, channels and at least one more axis");
        var (rows, columns) = (x.Dimensions[0] * x.Dimensions[1], x.Count / (x.Dimensions[0] * x.Dimensions[1]));
        var results = new double[rows];
        for (var r = 0; r < rows; r++)
        {
            var (total, greatest) = (0.0, double.NegativeInfinity);
            foreach (var value in x.Reals.Slice(r * columns, columns))
                (total, greatest) = (total + value, Math.Max(greatest, value));
            results[r] = isMaximum ? greatest : total / columns;
        }

        return [OnnxTensor.OfReals(x.Type, [x.Dimensions[0], x.Dimensions[1], .. x.Dimensions.Skip(2).Select(_ => 1)], results)];
    };

    /// <summary>For each output the elements of the input that its window sees, and how many it sees with padding.</summary>
    private static (ImmutableArray<int> Shape, (int[] Indices, int Padded)[] Windows) Windows(OnnxCall call, OnnxTensor x)
    {
        var axes = WindowGeometry.Of(call, x.Dimensions);
        ImmutableArray<int> shape = [x.Dimensions[0], x.Dimensions[1], .. axes.Select(a => a.Output)];
        var windows = new (int[] Indices, int Padded)[call.Allocate(shape)];
        call.Spend([.. shape, .. axes.Select(a => a.Kernel)]);
        int[] outputs = [.. axes.Select(a => a.Output)], kernels = [.. axes.Select(a => a.Kernel)];
        var (outputStrides, inputStrides, kernelStrides) = (Broadcast.Strides(outputs), Broadcast.Strides([.. axes.Select(a => a.Input)]), Broadcast.Strides(kernels));
        var (pixels, inputPixels, taps) = (outputs.Aggregate(1, (p, s) => p * s), axes.Aggregate(1, (p, a) => p * a.Input), kernels.Aggregate(1, (p, k) => p * k));
        for (var i = 0; i < windows.Length; i++)
        {
            var (found, count, padded) = (new int[taps], 0, 0);
            for (var tap = 0; tap < taps; tap++)
            {
                var (index, isInside, isPadded) = (i / pixels * inputPixels, true, true);
                for (var a = 0; a < axes.Length; a++)
                {
                    var at = (i / outputStrides[a] % outputs[a] * axes[a].Stride) - axes[a].Before + (tap / kernelStrides[a] % kernels[a] * axes[a].Dilation);
                    isInside &= at >= 0 && at < axes[a].Input;
                    isPadded &= at < axes[a].Input + axes[a].After;
                    index += at * inputStrides[a];
                }

                if (isInside)
                    found[count++] = index;
                padded += isPadded ? 1 : 0;
            }

            windows[i] = (found[..count], padded);
        }

        return (shape, windows);
    }

    private static int Greatest(OnnxTensor x, int[] indices)
    {
        var best = indices[0];
        foreach (var index in indices)
            best = x.Real(index) > x.Real(best) ? index : best;
        return best;
    }

    private static double Sum(OnnxTensor x, int[] indices)
    {
        var sum = 0.0;
        foreach (var index in indices)
            sum += x.Reals[index];
        return sum;
    }
}
