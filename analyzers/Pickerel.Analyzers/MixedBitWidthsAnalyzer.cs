using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Pickerel.Core;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Messages;
using Pickerel.Generator.Diagnostics;

namespace Pickerel.Analyzers;

/// <summary>
/// PKR2010: weights of several bit widths, and the single bit width and width multiplier at which the model has the same size, with
/// what both cost. Which of the two is more accurate, only training tells.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MixedBitWidthsAnalyzer : CompiledNetworkAnalyzer
{
    protected override DiagnosticDescriptor Rule { get; } = Descriptors.Create(Pkr.MixedBitWidths, DiagnosticSeverity.Info);

    private protected override IEnumerable<Finding> Find(NetworkInspection network, CompilationResult.Success compiled, CancellationToken cancellation)
    {
        var widths = WidthsOf(network.Declaration);
        if (widths.Count < 2 || EqualSize.Of(network, compiled, cancellation) is not { } equal)
            yield break;
        yield return new(
            FirstOwnWidth(network.Declaration),
            network.Name,
            string.Join(", ", widths.Take(widths.Count - 1)) + " and " + widths[widths.Count - 1],
            CostText.Short(compiled.Cost.ModelBytes),
            CostText.Short(compiled.Cost.Total.AceV2),
            equal.Bits,
            equal.Multiplier.ToString("0.00", CultureInfo.InvariantCulture),
            CostText.Short(equal.Compiled.Cost.ModelBytes),
            CostText.Short(equal.Compiled.Cost.Total.AceV2))
        {
            Properties = ImmutableProperties.Of("Bits", equal.Bits),
        };
    }

    /// <summary>
    /// The widths that layers were given, narrowest first. Those that a named scheme or the protection of first and last layer gives are
    /// no choice of the author's, and 7 bits beside 8 are for the kernels' sake.
    /// </summary>
    private static List<int> WidthsOf(NetworkDeclaration declaration)
    {
        var weighted = declaration.Layers.Where(l => l.IsWeighted()).ToList();
        var isScheme = declaration.Quantize.Scheme != WeightSchemeKind.None;
        var ends = declaration.Quantize.FirstAndLast > 0 ? weighted.Where((_, i) => i == 0 || i == weighted.Count - 1).ToList() : [];
        var widths = weighted.Where(l => !ends.Exists(e => ReferenceEquals(e, l)) && !(isScheme && l.WeightBits() is null))
            .Select(l => l.WeightBits() ?? declaration.Quantize.Weights).Distinct().OrderBy(b => b).ToList();
        return widths is [7, 8] ? [] : widths;
    }

    /// <summary>The first layer that sets a width of its own.</summary>
    private static Site FirstOwnWidth(NetworkDeclaration declaration) =>
        Site.OfLayer(declaration.Layers.TakeWhile(l => l.WeightBits() is null).Count(), "WeightBits");
}
