using Pickerel.Core.Collections;

namespace Pickerel.Core.Ir.Verification;

/// <summary>A requantizer has a constant for each channel, or one for all, and ends on its node's grid.</summary>
internal static class RequantizerPromises
{
    private const int MostShift = 62, MostExponent = 4096;

    public static void Check(RequantizedNode node, Promises promises)
    {
        promises.Check(node, node.Requantizer is not null, "it has a requantizer");
        CheckClamp(node, node.Requantizer!.Minimum, node.Requantizer.Maximum, promises);
        switch (node.Requantizer)
        {
            case Requantization step:
                PerChannel(node, step.Multipliers, "multiplier", promises);
                PerChannel(node, step.Offsets, "offset", promises);
                CheckShift(node, step.Shift, promises);
                break;
            case FloatRequantization island:
                PerChannel(node, island.Scales, "float scale", promises);
                PerChannel(node, island.Offsets, "float offset", promises);
                promises.Check(node, AreFinite(island.Scales) && AreFinite(island.Offsets), "its float scales and offsets are finite");
                break;
            case FloatSlopeRequantization island:
                PerChannel(node, island.Scales, "float scale", promises);
                PerChannel(node, island.Offsets, "float offset", promises);
                PerChannel(node, island.Slopes, "float slope", promises);
                PerChannel(node, island.Rests, "float rest", promises);
                promises.Check(node, AreWithin(island.Scales, FloatSlopeRequantization.MostScale) && AreWithin(island.Offsets, FloatSlopeRequantization.MostOffset), "its float scales and offsets keep what is in front of the knee finite");
                promises.Check(node, AreFinite(island.Slopes) && AreFinite(island.Rests), "its float slopes and rests are finite");
                break;
            case TwoSlopeRequantization slopes:
                PerChannel(node, slopes.Knees, "knee", promises);
                PerChannel(node, slopes.LowerMultipliers, "lower multiplier", promises);
                PerChannel(node, slopes.LowerOffsets, "lower offset", promises);
                PerChannel(node, slopes.Multipliers, "multiplier", promises);
                PerChannel(node, slopes.Offsets, "offset", promises);
                CheckShift(node, slopes.Shift, promises);
                break;
            case ThresholdRequantization thresholds:
                CheckThresholds(node, thresholds, promises);
                break;
            case TfLiteRequantization step:
                CheckTfLite(node, step, promises);
                break;
            case ExactRequantization fraction:
                PerChannel(node, fraction.Biases, "bias", promises);
                PerChannel(node, fraction.Numerators, "numerator", promises);
                PerChannel(node, fraction.Denominators, "denominator", promises);
                foreach (var denominator in fraction.Denominators.Values)
                    promises.Check(node, denominator > 0, "its denominators are positive");
                promises.Check(node, fraction.Exponent is >= -MostExponent and <= MostExponent, $"its exponent is within ±{MostExponent}");
                break;
        }

        CheckBipolar(node, promises);
    }

    public static void CheckShift(Node node, int shift, Promises promises) =>
        promises.Check(node, shift is >= 0 and <= MostShift, $"its shift is 0 to {MostShift}");

    public static void CheckClamp(Node node, int minimum, int maximum, Promises promises)
    {
        var grid = node.Quantization!;
        promises.Check(node, minimum <= maximum && minimum >= grid.Minimum && maximum <= grid.Maximum, "it clamps to its grid");
    }

    private static void CheckThresholds(RequantizedNode node, ThresholdRequantization step, Promises promises)
    {
        var dimensions = step.Values.Dimensions;
        promises.Check(node, dimensions.Count == 2 && (dimensions[0] == 1 || dimensions[0] == node.Shape.Channels), "it has thresholds for each channel, or for all");
        PerChannel(node, step.Firsts, "first output", promises);
        PerChannel(node, step.Steps, "step", promises);
        for (var c = 0; c < node.Shape.Channels; c++)
        {
            var reached = 0;
            foreach (var threshold in step.ThresholdsOf(c))
                reached += threshold == long.MaxValue ? 0 : 1;
            var (first, last) = (step.FirstOf(c), step.FirstOf(c) + ((long)step.StepOf(c) * reached));
            promises.Check(node, step.StepOf(c) != 0, "its steps are not 0");
            promises.Check(node, first >= step.Minimum && first <= step.Maximum && last >= step.Minimum && last <= step.Maximum, "its outputs are between its ends");
        }

        for (var row = 0; row < dimensions[0]; row++)
        {
            var thresholds = step.ThresholdsOf(row);
            for (var i = 1; i < thresholds.Length; i++)
                promises.Check(node, thresholds[i - 1] <= thresholds[i], "its thresholds ascend");
        }
    }

    private static void CheckTfLite(RequantizedNode node, TfLiteRequantization step, Promises promises)
    {
        PerChannel(node, step.Biases, "bias", promises);
        PerChannel(node, step.Multipliers, "multiplier", promises);
        PerChannel(node, step.Shifts, "shift", promises);
        foreach (var multiplier in step.Multipliers.Values)
            promises.Check(node, multiplier >= 0, "its multipliers are not negative");
        foreach (var shift in step.Shifts.Values)
            promises.Check(node, shift is >= -31 && shift <= (step.Rounding == TfLiteRounding.Word ? 14 : 30), "its shifts are -31 to 30, or 14 with 16-bit multipliers");
    }

    /// <summary>A bipolar grid has no zero: only steps of two make its outputs.</summary>
    private static void CheckBipolar(RequantizedNode node, Promises promises)
    {
        if (!node.Quantization!.IsBipolar || node.Requantizer.Minimum == node.Requantizer.Maximum)
            return;
        promises.Check(node, node.Requantizer is ThresholdRequantization, "bipolar outputs come from thresholds");
        foreach (var step in ((ThresholdRequantization)node.Requantizer).Steps.Values)
            promises.Check(node, step is 2 or -2, "bipolar outputs are two apart");
    }

    private static void PerChannel<T>(Node node, Constant<T> values, string what, Promises promises)
        where T : unmanaged => promises.Check(node, values.Count == 1 || values.Count == node.Shape.Channels, $"it has one {what}, or one a channel");

    private static bool AreFinite(Constant<float> values) => AreWithin(values, float.MaxValue);

    private static bool AreWithin(Constant<float> values, float most)
    {
        foreach (var value in values.Values)
        {
            if (!(System.Math.Abs(value) <= most))
                return false;
        }

        return true;
    }
}
