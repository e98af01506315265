using System.Collections.Immutable;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Rounding and clipping of weights and inputs shift the mean of a sum, and at few bits the shift is large. What to expect of the
/// inputs is known from the norms, or measured on data, so the shift is too: it is taken out of the bias. Padding counts for its share of positions.
/// </summary>
internal static class BiasCorrection
{
    /// <summary>The bias with <c>E[quantized sum] - E[real sum]</c> taken out, per output channel.</summary>
    /// <param name="node">The node; its weights are quantized.</param>
    /// <param name="geometry">Which input each weight meets.</param>
    /// <param name="input">The means of the inputs' channels.</param>
    /// <param name="grid">The grid of the input.</param>
    public static Constant<double> Correct(WeightedNode node, FilterGeometry geometry, ChannelMeans input, Quantization grid)
    {
        var paddings = new double[geometry.Channels];
        for (var c = 0; c < paddings.Length; c++)
            paddings[c] = grid.Scale * (geometry.PaddingOf(c, grid) - grid.ZeroPoint);
        var weights = node.Weights!.Values;
        var codes = node.Quantized!.Codes.Values;
        var index = 0;
        var bias = ImmutableArray.CreateBuilder<double>(geometry.Outputs);
        for (var o = 0; o < geometry.Outputs; o++)
        {
            var (shift, scale) = (0.0, node.Quantized.Scales[o]);
            foreach (var share in geometry.Coverage)
            {
                for (var i = 0; i < geometry.InputsPerGroup; i++, index++)
                {
                    var channel = geometry.ChannelOf(o, i);
                    var quantized = scale * codes[index];
                    shift += share * ((quantized * input.Quantized[channel]) - (weights[index] * input.Real[channel]));
                    shift += (1 - share) * paddings[channel] * (quantized - weights[index]);
                }
            }

            bias.Add((node.Bias is null ? 0 : node.Bias[o]) - shift);
        }

        return Constant<double>.Vector(bias.MoveToImmutable());
    }
}
