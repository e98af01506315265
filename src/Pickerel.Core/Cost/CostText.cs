using System;
using System.Globalization;

namespace Pickerel.Core.Cost;

/// <summary>Costs in words.</summary>
public static class CostText
{
    /// <summary>Three digits and a unit: <c>987</c>, <c>12.3 k</c>, <c>1.73 M</c>, <c>19.1 G</c>.</summary>
    public static string Short(double value)
    {
        var (unit, scaled) = Math.Abs(value) switch
        {
            >= 999.5e9 => (" T", value / 1e12),
            >= 999.5e6 => (" G", value / 1e9),
            >= 999.5e3 => (" M", value / 1e6),
            >= 999.5 => (" k", value / 1e3),
            _ => ("", value),
        };
        var format = unit.Length == 0 && value == Math.Floor(value) ? "0" : Math.Abs(scaled) switch { >= 99.95 => "0", >= 9.995 => "0.0", _ => "0.00" };
        return scaled.ToString(format, CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>An energy given in picojoules, three digits and a unit: <c>987 pJ</c>, <c>12.3 nJ</c>, <c>76.0 µJ</c>.</summary>
    public static string Energy(double picojoules) => Math.Abs(picojoules) switch
    {
        >= 999.5e6 => Short(picojoules / 1e9) + " mJ",
        >= 999.5e3 => Short(picojoules / 1e6) + " µJ",
        >= 999.5 => Short(picojoules / 1e3) + " nJ",
        _ => Short(picojoules) + " pJ",
    };

    /// <summary>A part of a whole in percent: <c>31 %</c>.</summary>
    public static string Percent(double share) => Math.Floor((100 * share) + 0.5).ToString("0", CultureInfo.InvariantCulture) + " %";

    /// <summary>The name of the measure, which says whose reading its prices are.</summary>
    public static string Measure(int table) => "ACEv2 (Pickerel's reading, table " + table.ToString(CultureInfo.InvariantCulture) + ")";

    /// <summary>A baseline in words that can follow a cost.</summary>
    public static string Of(Baseline baseline) => baseline switch
    {
        Baseline.AsQuantized => "as quantized here",
        Baseline.Float32 => "all in float32",
        Baseline.FloatUnfused => "norms, activations and scales in float32, unfused",
        Baseline.FloatFolded => "folded into one float32 multiply-add",
        Baseline.FixedPoint32 => "folded into 32-bit multipliers",
        Baseline.FixedPoint8 => "folded into 8-bit multipliers",
        Baseline.Thresholds => "folded into thresholds",
        _ => throw new NotSupportedException($"There is no baseline {baseline}."),
    };
}
