using System;
using System.Runtime.InteropServices;
using System.Threading;
using Pickerel.Core.Collections;
using Pickerel.Core.Ir;

namespace Pickerel.Core.Quantizers;

/// <summary>
/// Weights on a symmetric narrow grid, ±(2^(b-1)-1), one scale per output channel. At 8 bits the scale lets the largest weight just
/// fit; below, it is the one with the least squared error, found by a search over clips and then refined as least squares do:
/// codes for a scale, the best scale for the codes, until neither changes. At one bit codes are signs, whatever the scale, and the
/// best scale is the mean magnitude (XNOR-Net, arXiv 1603.05279).
/// </summary>
internal static class UniformWeights
{
    private const int Refinements = 8;

    /// <summary>Clips tried: few for a long filter, whose error is smooth in the clip, many for a short one, whose error jumps (and costs little).</summary>
    private const int LeastClips = 32;
    private const int MostClips = 512;
    private const int WeightsTried = 1 << 14;

    /// <summary>Weights smaller than this in all of a filter are zeros: their scale would leave the range of ordinary numbers.</summary>
    private const double LeastMagnitude = 1e-100;

    /// <summary>Quantizes a weight matrix whose outermost dimension is the output channel.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="outputs">Output channels; they divide the number of weights.</param>
    /// <param name="bits">1 to 8.</param>
    /// <param name="cancellation">Observed between filters.</param>
    public static QuantizedWeights Quantize(Constant<double> weights, int outputs, int bits, CancellationToken cancellation)
    {
        var (codes, scales) = (new sbyte[weights.Count], new double[outputs]);
        var (length, largest) = (weights.Count / outputs, LargestCode(bits));
        for (var o = 0; o < outputs; o++)
        {
            cancellation.ThrowIfCancellationRequested();
            var filter = weights.Values.Slice(o * length, length);
            scales[o] = ScaleOf(filter, bits, largest);
            for (var i = 0; i < length; i++)
                codes[(o * length) + i] = bits == 1 ? Sign(filter[i]) : (sbyte)Code(filter[i], 1 / scales[o], largest);
        }

        return new(
            new(weights.Dimensions, ImmutableCollectionsMarshal.AsImmutableArray(codes)),
            Constant<double>.Vector(ImmutableCollectionsMarshal.AsImmutableArray(scales)),
            bits);
    }

    private static int LargestCode(int bits) => bits == 1 ? 1 : (1 << (bits - 1)) - 1;

    private static double ScaleOf(ReadOnlySpan<double> filter, int bits, int largest)
    {
        double magnitude = 0;
        foreach (var weight in filter)
            magnitude = Math.Max(magnitude, Math.Abs(weight));
        if (bits == 1)
            return MeanMagnitude(filter);
        if (magnitude < LeastMagnitude)
            return 1; // An all-zero filter: every scale gives the codes 0.
        return bits == 8 ? magnitude / largest : Refine(filter, Search(filter, magnitude, largest), largest);
    }

    /// <summary>The scale with the least squared error to signs; a filter of zeros, whose codes cannot be 0, gets one that makes nothing of them.</summary>
    private static double MeanMagnitude(ReadOnlySpan<double> filter)
    {
        double sum = 0;
        foreach (var weight in filter)
            sum += Math.Abs(weight) / filter.Length;
        return Math.Max(sum, LeastMagnitude);
    }

    /// <summary>The best of evenly spaced scales, up to the one at which the largest magnitude just rounds to the largest code.</summary>
    private static double Search(ReadOnlySpan<double> filter, double magnitude, int largest)
    {
        var (best, least) = (0.0, double.PositiveInfinity);
        var clips = Math.Max(LeastClips, Math.Min(WeightsTried / filter.Length, MostClips));
        for (var clip = clips; clip > 0; clip--)
        {
            var scale = magnitude / (largest - 0.5) * clip / clips;
            var error = SquaredError(filter, scale, largest);
            if (error < least)
                (best, least) = (scale, error);
        }

        return best;
    }

    private static double Refine(ReadOnlySpan<double> filter, double scale, int largest)
    {
        for (var i = 0; i < Refinements; i++)
        {
            // The scale that minimizes sum (w - scale * code)^2 for these codes.
            double products = 0, squares = 0, inverse = 1 / scale;
            foreach (var weight in filter)
            {
                var code = Code(weight, inverse, largest);
                products += weight * code;
                squares += code * code;
            }

            var refined = squares > 0 ? products / squares : scale;
            if (refined == scale || !(SquaredError(filter, refined, largest) < SquaredError(filter, scale, largest)))
                return scale;
            scale = refined;
        }

        return scale;
    }

    private static double SquaredError(ReadOnlySpan<double> filter, double scale, int largest)
    {
        double sum = 0, inverse = 1 / scale;
        foreach (var weight in filter)
        {
            var error = weight - (scale * Code(weight, inverse, largest));
            sum += error * error;
        }

        return sum;
    }

    private static sbyte Sign(double weight) => weight < 0 ? (sbyte)-1 : (sbyte)1;

    /// <summary>The nearest code, halves away from zero so that a filter and its negative have opposite codes.</summary>
    private static double Code(double weight, double inverse, int largest)
    {
        var magnitude = Math.Min(Math.Floor((Math.Abs(weight) * inverse) + 0.5), largest);
        return weight < 0 ? -magnitude : magnitude;
    }
}
