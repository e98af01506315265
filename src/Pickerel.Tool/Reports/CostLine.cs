using System.Globalization;
using Pickerel.Core.Cost;

namespace Pickerel.Tool.Reports;

/// <summary>What one inference of a network costs, in a line.</summary>
/// <param name="Network">The class's full name.</param>
/// <param name="AceV2">ACEv2 as quantized, by the prices of <paramref name="Table"/>.</param>
/// <param name="Table">The version of the table of prices.</param>
/// <param name="ElementwiseShare">The elementwise part of it, 0 to 1.</param>
/// <param name="FixedPoint32">ACEv2 folded into 32-bit multipliers.</param>
/// <param name="FloatFolded">ACEv2 folded into one float multiply-add.</param>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="ModelBytes">The parameters' bytes.</param>
/// <param name="ScratchBytes">The bytes of scratch.</param>
internal sealed record CostLine(
    string Network, long AceV2, int Table, double ElementwiseShare, long FixedPoint32, long FloatFolded, long Macs, long ModelBytes, long ScratchBytes)
{
    /// <summary>Gets the line of a described network.</summary>
    public static CostLine Of(NetworkReport n)
    {
        long Baseline(string name) => n.Find(name)?.Total.AceV2 ?? 0;
        return new(n.Network, n.Total.AceV2, n.Table, n.Total.ElementwiseShare, Baseline(NetworkReport.FixedPoint32), Baseline(NetworkReport.FloatFolded), n.Total.Macs, n.ModelBytes, n.ScratchBytes);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Network}: {CostText.Short(AceV2)} {CostText.Measure(Table)}, {CostText.Percent(ElementwiseShare)} elementwise ({CostText.Short(FixedPoint32)} with 32-bit multipliers, {CostText.Short(FloatFolded)} with a float multiply-add); {CostText.Short(Macs)} MACs, {ModelBytes:N0} bytes, {ScratchBytes:N0} of scratch");
}
