using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>Weights on their grids, one scale per output channel. Scales may be quantized on their own: then codes are computed after that.</summary>
internal static class WeightQuantizer
{
    /// <summary>Quantizes a weight matrix whose outermost dimension is the output channel.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="outputs">Output channels; they divide the number of weights.</param>
    /// <param name="grids">The grid of all codes, or of each output channel's.</param>
    /// <param name="scales">How scales are quantized, or null for not at all.</param>
    /// <param name="cancellation">Observed between filters.</param>
    public static QuantizedWeights Quantize(
        Constant<double> weights, int outputs, EquatableArray<CodeGrid> grids, ScaleRule? scales, CancellationToken cancellation)
    {
        var roundings = new List<WeightRounding>(grids.Count);
        foreach (var grid in grids)
            roundings.Add(new(grid));
        var (real, length) = (new double[outputs], weights.Count / outputs);
        for (var o = 0; o < outputs; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            real[o] = ScaleSearch.Of(weights.Values.Slice(o * length, length), roundings[grids.Count == 1 ? 0 : o]);
        }

        var mantissas = scales?.Quantize(real, (o, scale) => ScaleSearch.SquaredError(weights.Values.Slice(o * length, length), scale, roundings[grids.Count == 1 ? 0 : o]));
        for (var o = 0; o < outputs; o++)
            real[o] = real[o] > 0 ? real[o] : 1;
        var codes = new short[weights.Count];
        for (var o = 0; o < outputs; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (rounding, inverse) = (roundings[grids.Count == 1 ? 0 : o], 1 / real[o]);
            for (var i = o * length; i < (o + 1) * length; i++)
                codes[i] = (short)rounding.Code(weights[i], inverse);
        }

        return new(
            new(weights.Dimensions, ImmutableCollectionsMarshal.AsImmutableArray(codes)),
            Constant<double>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(real)),
            grids,
            mantissas);
    }
}
