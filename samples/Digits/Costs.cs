namespace Digits;

/// <summary>What one inference costs and how much of it is elementwise, as quantized and under the baselines it is compared with.</summary>
internal static class Costs
{
    private static readonly string[] Baselines = ["as quantized", "thresholds", "32-bit multiplier", "float, folded", "float, unfused"];

    private static readonly Row[] Rows =
    [
        new(
            nameof(DigitNet8),
            new(DigitNet8.Cost.AceV2, DigitNet8.Cost.ElementwiseShare),
            new(DigitNet8.Cost.Thresholds.AceV2, DigitNet8.Cost.Thresholds.ElementwiseShare),
            new(DigitNet8.Cost.FixedPoint32.AceV2, DigitNet8.Cost.FixedPoint32.ElementwiseShare),
            new(DigitNet8.Cost.FloatFolded.AceV2, DigitNet8.Cost.FloatFolded.ElementwiseShare),
            new(DigitNet8.Cost.FloatUnfused.AceV2, DigitNet8.Cost.FloatUnfused.ElementwiseShare)),
        new(
            nameof(DigitNet84),
            new(DigitNet84.Cost.AceV2, DigitNet84.Cost.ElementwiseShare),
            new(DigitNet84.Cost.Thresholds.AceV2, DigitNet84.Cost.Thresholds.ElementwiseShare),
            new(DigitNet84.Cost.FixedPoint32.AceV2, DigitNet84.Cost.FixedPoint32.ElementwiseShare),
            new(DigitNet84.Cost.FloatFolded.AceV2, DigitNet84.Cost.FloatFolded.ElementwiseShare),
            new(DigitNet84.Cost.FloatUnfused.AceV2, DigitNet84.Cost.FloatUnfused.ElementwiseShare)),
        new(
            nameof(DigitNet4),
            new(DigitNet4.Cost.AceV2, DigitNet4.Cost.ElementwiseShare),
            new(DigitNet4.Cost.Thresholds.AceV2, DigitNet4.Cost.Thresholds.ElementwiseShare),
            new(DigitNet4.Cost.FixedPoint32.AceV2, DigitNet4.Cost.FixedPoint32.ElementwiseShare),
            new(DigitNet4.Cost.FloatFolded.AceV2, DigitNet4.Cost.FloatFolded.ElementwiseShare),
            new(DigitNet4.Cost.FloatUnfused.AceV2, DigitNet4.Cost.FloatUnfused.ElementwiseShare)),
    ];

    public static void Print()
    {
        Console.WriteLine($"ACEv2 of one inference in millions (Pickerel's reading, table {DigitNet4.Cost.Table}), and its elementwise part");
        Console.WriteLine($"{"",-12}{string.Concat(Baselines.Select(b => $"{b,20}"))}");
        foreach (var row in Rows)
            Console.WriteLine($"{row.Network,-12}{string.Concat(row.Costs.Select(c => $"{$"{c.AceV2 / 1e6:F2} {100 * c.ElementwiseShare,3:F0} %",20}"))}");
        Console.WriteLine($"{nameof(W8A8NormFloat)} leaves its norms in float32: {W8A8NormFloat.Cost.AceV2 / 1e6:F2}, {100 * W8A8NormFloat.Cost.ElementwiseShare:F0} % elementwise; {nameof(DigitNet8)} is the same network with quantized norms.");
    }

    private sealed record Cost(long AceV2, double ElementwiseShare);

    private sealed record Row(string Network, params Cost[] Costs);
}
