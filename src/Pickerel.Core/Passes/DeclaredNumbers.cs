using System;
using Pickerel.Core.Collections;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Messages;

namespace Pickerel.Core.Passes;

/// <summary>Checks the numbers of a declaration that are no sizes: bits, scales, moments, epsilon.</summary>
internal static class DeclaredNumbers
{
    /// <summary>Kept ends and mantissas of one bit would say nothing.</summary>
    private const int LeastBits = 2;

    /// <summary>0 or 1, behind a ReLU.</summary>
    private const int LeastActivationBits = 1;
    private const int MostBits = 8;
    private const int WideBits = 16;
    private const int MostMantissaBits = 16;

    /// <summary>2^-126, the smallest normal float.</summary>
    private const double LeastReal = 1.17549435082228751e-38;

    public static void Check(QuantizeDeclaration quantize, string network)
    {
        CheckWeights(quantize.Weights, quantize.Grid, "Weights", network, Site.Quantize);
        CheckScales(quantize, network);
        CheckBits(quantize.Activations, LeastActivationBits, "Activations", network, Site.Quantize);
        if (quantize.FirstAndLast != 0 && !IsWidth(quantize.FirstAndLast, LeastBits))
        {
            var allowed = $"{LeastBits} to {MostBits}, or 0 for no exception";
            throw new ProblemException(Pkr.BitsOutOfRange.At(Site.Quantize.At("FirstAndLast"), network, "FirstAndLast", quantize.FirstAndLast, allowed));
        }
    }

    public static void Check(Node node)
    {
        switch (node)
        {
            case InputNode input:
                CheckGrid(input);
                CheckMoments(input, "Mean", input.Mean, mustBePositive: false);
                CheckMoments(input, "Std", input.Std, mustBePositive: true);
                break;
            case WeightedNode weighted:
                CheckWeights(weighted.WeightBits, weighted.WeightGrid ?? WeightGridKind.Uniform, "WeightBits", node.Name, node.Site);
                CheckBits(weighted.ActivationBits, node);
                break;
            case BatchNormalizationNode norm:
                CheckBits(norm.ActivationBits, node);
                if (!IsPositive(norm.Epsilon))
                    throw new ProblemException(Pkr.InvalidEpsilon.At(node.Site.At("Epsilon"), node.Name, norm.Epsilon));
                if (norm.Multiplier is MultiplierForm.Mantissa { Bits: var bits })
                    CheckMantissa(bits, "Bits", node.Name, node.Site);
                break;
            case ReluNode relu:
                CheckBits(relu.ActivationBits, node);
                break;
            case ActivationNode activation:
                CheckCurve(activation);
                CheckBits(activation.ActivationBits, node);
                break;
            case SoftmaxNode softmax:
                CheckBits(softmax.ActivationBits, node);
                break;
            case AddNode add:
                CheckBits(add.ActivationBits, node);
                break;
            case MultiplyNode multiply:
                CheckBits(multiply.ActivationBits, node);
                break;
            case AveragePoolNode pool:
                CheckBits(pool.ActivationBits, node);
                break;
        }
    }

    private static void CheckCurve(ActivationNode node)
    {
        if (node.Curve is ActivationCurve.ClippedRelu { Maximum: var maximum } && !IsPositive(maximum))
            throw new ProblemException(Pkr.InvalidCurve.At(node.Site.At("Max"), node.Name, "Max", maximum, "positive and in the range of float (1.2E-38 to 3.4E+38), such as 6"));
        if (node.Curve is ActivationCurve.LeakyRelu { Slope: var slope } && !(Math.Abs(slope) <= float.MaxValue))
            throw new ProblemException(Pkr.InvalidCurve.At(node.Site.At("Slope"), node.Name, "Slope", slope, "in the range of float (up to 3.4E+38), such as 0.01"));
        if (node is { Curve: ActivationCurve.Sign, ActivationBits: not null })
            throw new ProblemException(Pkr.Contradiction.At(node.Site.At("ActivationBits"), node.Name, "a sign has one bit: remove ActivationBits"));
    }

    private static void CheckGrid(InputNode input)
    {
        var grid = input.Quantization ?? throw new NetworkVerificationException($"Input '{input.Name}' has no grid.");
        if (!IsPositive(grid.Scale))
            throw new ProblemException(Pkr.InvalidInputScale.At(input.Site.At("InputScale"), input.Name, grid.Scale));
        if (grid.ZeroPoint < grid.Minimum || grid.ZeroPoint > grid.Maximum)
        {
            throw new ProblemException(Pkr.InvalidZeroPoint.At(
                input.Site.At("InputZeroPoint"), input.Name, grid.ZeroPoint, grid.ElementType, grid.Minimum, grid.Maximum));
        }
    }

    private static void CheckMoments(InputNode input, string property, EquatableArray<double> values, bool mustBePositive)
    {
        var site = input.Site.At(property);
        if (!values.IsEmpty && values.Count != input.Shape.Channels)
            throw new ProblemException(Pkr.MomentsPerChannel.At(site, input.Name, property, values.Count, input.Shape.Channels));
        for (var i = 0; i < values.Count; i++)
        {
            if (mustBePositive ? !IsPositive(values[i]) : !(Math.Abs(values[i]) <= float.MaxValue))
                throw new ProblemException(Pkr.InvalidMoments.At(site, input.Name, property, values[i], i));
        }
    }

    private static void CheckWeights(int? bits, WeightGridKind grid, string property, string owner, Site site)
    {
        if (bits is not { } width || WeightGrids.Allow(grid, width))
            return;
        var (least, most) = (WeightGrids.LeastBits(grid), WeightGrids.MostBits(grid));
        var range = least == most ? $"{least}" : $"{least} to {most}";
        var allowed = grid == WeightGridKind.Uniform ? range : $"{range} on the grid of {WeightGridText.Of(grid).Replace('_', ' ')} weights";
        throw new ProblemException(Pkr.BitsOutOfRange.At(site.At(property), owner, property, width, allowed));
    }

    private static void CheckScales(QuantizeDeclaration quantize, string network)
    {
        if (quantize.ScaleBits is not { } bits)
            return;
        CheckMantissa(bits, "ScaleBits", network, Site.Quantize);
        if (quantize.ScaleQuantization is ScaleQuantizationKind.PowerOfTwo or ScaleQuantizationKind.Float32)
        {
            var scales = quantize.ScaleQuantization == ScaleQuantizationKind.PowerOfTwo ? "a power of two has no mantissa" : "a float has no mantissa";
            var what = $"{scales} whose ScaleBits could be set: remove ScaleBits or ScaleQuantization.{quantize.ScaleQuantization}";
            throw new ProblemException(Pkr.Contradiction.At(Site.Quantize.At("ScaleBits"), network, what));
        }
    }

    private static void CheckMantissa(int bits, string property, string owner, Site site)
    {
        if (bits is < LeastBits or > MostMantissaBits)
            throw new ProblemException(Pkr.BitsOutOfRange.At(site.At(property), owner, property, bits, $"{LeastBits} to {MostMantissaBits}"));
    }

    private static void CheckBits(int? bits, Node node) => CheckBits(bits, LeastActivationBits, "ActivationBits", node.Name, node.Site);

    private static void CheckBits(int? bits, int least, string property, string owner, Site site)
    {
        if (bits is { } width && width != WideBits && !IsWidth(width, least))
            throw new ProblemException(Pkr.BitsOutOfRange.At(site.At(property), owner, property, width, $"{least} to {MostBits}, or {WideBits}"));
    }

    private static bool IsWidth(int bits, int least) => bits >= least && bits <= MostBits;

    /// <summary>
    /// Whether a real is positive and a normal float: the emitted API takes and gives floats, and no product or square that passes
    /// form of such numbers leaves the range of double.
    /// </summary>
    private static bool IsPositive(double value) => value is >= LeastReal and <= float.MaxValue;
}
