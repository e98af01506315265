using System;
using System.Linq;
using Pickerel.Core.Cost;
using Pickerel.Core.Declaration;
using Pickerel.Core.Ir;
using Pickerel.Core.Passes;
using Pickerel.Core.Tests.Quantizers;
using Pickerel.TestKit;

namespace Pickerel.Core.Tests.Cost;

/// <summary>
/// The digit network under every baseline, beside the study in PyTorch: the same bits in every layer, ends included, and an input of
/// 5 bits, as its pixels need. Millions of ACEv2. The study counted no conversions between integer and float, no clamp of 32-bit
/// products, and left the mean's scale a shift; where those are counted here, the test takes them off to meet its figure.
/// </summary>
public class DigitCostTests
{
    [Theory]
    [InlineData(8, Baseline.Float32, 79.9, 7)]
    [InlineData(4, Baseline.Float32, 79.9, 7)]
    [InlineData(8, Baseline.FixedPoint8, 5.4, 18)]
    [InlineData(4, Baseline.FixedPoint8, 1.80, 33)]
    [InlineData(4, Baseline.Thresholds, 1.43, 16)]
    public void Baselines_cost_what_the_study_found(int bits, Baseline baseline, double millions, int percent)
    {
        var total = CostOf(bits)[baseline].Total;

        Assert.Equal(millions, Millions(total.AceV2, millions));
        Assert.Equal(percent, Math.Round(100 * total.ElementwiseShare));
    }

    /// <summary>Each with what it counts beyond the study, exactly.</summary>
    [Theory]
    [InlineData(4, Baseline.FloatUnfused, 17.61, 17.4)]
    [InlineData(4, Baseline.FloatFolded, 6.90, 6.8)]
    [InlineData(8, Baseline.FloatFolded, 10.18, 10.0)]
    [InlineData(4, Baseline.FixedPoint32, 3.30, 3.26)]
    public void Less_what_the_study_did_not_count_the_others_do_too(int bits, Baseline baseline, double millions, double study)
    {
        var cost = CostOf(bits)[baseline];
        var elementwise = cost.Layers.SelectMany(l => l.Operations).ToList();
        var conversions = AceV2.Of(elementwise.Where(o => o.Kind == OperationKind.Convert), CostTable.One);
        var integerClamps = AceV2.Of(elementwise.Where(o => o.Kind == OperationKind.Compare && !o.Left.IsFloat), CostTable.One);
        var mean = AceV2.Of(cost.Find("gap1")!.Operations.Where(o => o.Left.IsFloat), CostTable.One);

        Assert.Equal(millions, Millions(cost.Total.AceV2, millions));
        Assert.Equal(study, Millions(cost.Total.AceV2 - conversions - integerClamps - mean, study));
    }

    /// <summary>Mantissas of 8 bits with a sign: where no scale is negative 7 bits hold them, and 1.73 M suffice of the study's 1.80.</summary>
    [Fact]
    public void As_quantized_the_multipliers_have_the_bits_of_their_range()
    {
        var cost = CostOf(4);

        Assert.All(cost.AsQuantized.Layers.SelectMany(l => l.Operations).Where(o => o.Kind == OperationKind.Multiply), o => Assert.Equal(7, o.Right.Bits));
        Assert.Equal(1.73, Millions(cost.Total.AceV2, 1.73));
        Assert.True(cost.Total.AceV2 < cost[Baseline.FixedPoint8].Total.AceV2);
    }

    [Fact]
    public void Layers_name_what_was_folded_into_them()
    {
        var cost = CostOf(4);

        Assert.Equal(["conv1", "dw2", "pw2", "dw3", "pw3", "gap1", "fc"], cost.AsQuantized.Layers.Select(l => l.Name));
        Assert.Equal(["dw2", "bn2", "relu2"], cost.AsQuantized.Find("dw2")!.Folded);
        Assert.All(cost.Baselines, b => Assert.Equal(cost.AsQuantized.Layers.Select(l => l.Name), b.Layers.Select(l => l.Name)));
    }

    [Fact]
    public void Norms_left_in_float_cost_what_they_execute()
    {
        var quantize = new QuantizeDeclaration { Weights = 4, Activations = 4, FirstAndLast = 0 };
        var island = new BatchNormDeclaration { Quantized = false };
        var declared = DigitNetwork.After(nameof(BindParameters), quantize, island, 5);
        var cost = CostModel.Of(declared, DigitNetwork.After(nameof(InferAccumulators), quantize, island, 5));

        // Folded into a multiply-add as the baseline is, and the half for rounding, which an island adds on its own.
        var norms = cost.AsQuantized.Layers.Where(l => l.Folded.Any(f => f.StartsWith("bn", StringComparison.Ordinal)));
        Assert.All(norms, l => Assert.Equal(
            (cost[Baseline.FloatFolded].Find(l.Name)!.Figures.AceV2, 32L * l.Operations.Single(o => o.Kind == OperationKind.Multiply).Count),
            (l.Figures.AceV2 - (32L * l.Operations.Single(o => o.Kind == OperationKind.Multiply).Count), 32L * l.Operations.Single(o => o.Kind == OperationKind.Compare).Count)));
        Assert.True(cost.Total.ElementwiseShare > 0.8);
    }

    private static double Millions(long cost, double like) => Math.Round(cost / 1e6, like is > 5 && Math.Round(like, 1) == like ? 1 : 2);

    private static CostReport CostOf(int bits)
    {
        Assert.SkipWhen(SharedData.IsMissing, "shared/data is not beside the project");
        var quantize = new QuantizeDeclaration { Weights = bits, Activations = bits, FirstAndLast = 0 };
        return CostModel.Of(DigitNetwork.After(nameof(BindParameters), quantize, null, 5), DigitNetwork.After(nameof(InferAccumulators), quantize, null, 5));
    }
}
