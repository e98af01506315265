using System.Collections.Immutable;
using Pickerel.Core.Collections;
using Pickerel.Core.Passes;

namespace Pickerel.Core.Ir.Verification;

/// <summary>Real nodes have their parameters: of the right dimensions, and finite.</summary>
internal static class ParameterPromises
{
    public static void Check(Node node, ImmutableArray<Node> inputs, Promises promises)
    {
        switch (node)
        {
            case WeightedNode weighted:
                Check(node, weighted.Weights, InferShapes.WeightDimensions(weighted, inputs[0].Shape), "weights", promises);
                if (weighted.Bias is not null || weighted.HasBias == true)
                    Check(node, weighted.Bias, [weighted.Outputs], "bias", promises);
                if (weighted.Normalization is { } folded)
                    Check(node, folded, promises);
                promises.Check(node, weighted.ChannelBits.IsEmpty || weighted.ChannelBits.Count == weighted.Outputs, "it has a channel's bits for each output, or none");
                var padding = weighted.PaddingValues;
                promises.Check(node, padding.IsEmpty || padding.Count == inputs[0].Shape.Channels, "it has one padding value a channel, or none");
                break;
            case BatchNormalizationNode norm:
                promises.Check(node, norm.Normalization is not null, "its parameters are bound");
                Check(node, norm.Normalization!, promises);
                break;
        }
    }

    private static void Check(Node node, Normalization norm, Promises promises)
    {
        EquatableArray<int> channels = [node.Shape.Channels];
        Check(node, norm.Gamma, channels, "gamma", promises);
        Check(node, norm.Beta, channels, "beta", promises);
        Check(node, norm.Mean, channels, "mean", promises);
        Check(node, norm.Variance, channels, "variance", promises);
        promises.Check(node, norm.Epsilon > 0, "its epsilon is positive");
        foreach (var variance in norm.Variance.Values)
            promises.Check(node, variance >= 0, "its variances are not negative");
    }

    private static void Check(Node node, Constant<double>? values, EquatableArray<int> dimensions, string what, Promises promises)
    {
        promises.Check(node, values is not null && values.Dimensions == dimensions, $"its {what} have dimensions [{string.Join(",", dimensions)}]");
        promises.Check(node, AreFinite(values!), $"its {what} are finite");
    }

    private static bool AreFinite(Constant<double> values)
    {
        foreach (var value in values.Values)
        {
            if (double.IsNaN(value) || double.IsInfinity(value))
                return false;
        }

        return true;
    }
}
