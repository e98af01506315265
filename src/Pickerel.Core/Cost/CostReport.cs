using System.Linq;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Cost;

/// <summary>A way to execute the norms, activations and scales of a network, whose sums of products stay the same.</summary>
public enum Baseline
{
    /// <summary>As quantized here: what the generated code executes.</summary>
    AsQuantized,

    /// <summary>Weights and activations too in float32; norms folded into one multiply-add.</summary>
    Float32,

    /// <summary>Norms, activations and scales in float32, each on its own.</summary>
    FloatUnfused,

    /// <summary>Norms, activations and scales folded into one float32 multiply-add.</summary>
    FloatFolded,

    /// <summary>Folded into one 32-bit fixed-point multiplier a channel, as TensorFlow Lite and ONNX Runtime do.</summary>
    FixedPoint32,

    /// <summary>Folded into one 8-bit multiplier a channel: QuantNorm, merged.</summary>
    FixedPoint8,

    /// <summary>Folded into thresholds, where outputs have at most 8 bits.</summary>
    Thresholds,
}

/// <summary>One executed layer under one baseline.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Kind">The node's kind.</param>
/// <param name="Folded">The declared layers it executes, itself first.</param>
/// <param name="Operations">What it executes in one inference.</param>
/// <param name="Figures">What that costs.</param>
public sealed record LayerCost(string Name, string Kind, EquatableArray<string> Folded, EquatableArray<Operation> Operations, CostFigures Figures);

/// <summary>A network under one baseline.</summary>
/// <param name="Baseline">How norms, activations and scales are executed.</param>
/// <param name="Layers">Every layer that executes something, in order; the same layers under every baseline.</param>
public sealed record BaselineCost(Baseline Baseline, EquatableArray<LayerCost> Layers)
{
    public CostFigures Total { get; } = CostFigures.Sum(Layers.Select(l => l.Figures));

    /// <summary>Gets the dearest layers by ACEv2, dearest first; of equal ones the first.</summary>
    public EquatableArray<LayerCost> Dearest(int count) => Layers.OrderByDescending(l => l.Figures.AceV2).Take(count).ToEquatableArray();

    public LayerCost? Find(string layer) => Layers.FirstOrDefault(l => string.Equals(l.Name, layer, System.StringComparison.Ordinal));
}

/// <summary>What one inference of a network costs: as quantized, and under every baseline.</summary>
/// <param name="Table">The version of the <see cref="CostTable"/>.</param>
/// <param name="ModelBytes">Weights at their bits, multipliers and offsets.</param>
/// <param name="Baselines">Every baseline, in the order of <see cref="Baseline"/>.</param>
public sealed record CostReport(int Table, long ModelBytes, EquatableArray<BaselineCost> Baselines)
{
    public BaselineCost this[Baseline baseline] => Baselines.First(b => b.Baseline == baseline);

    /// <summary>Gets what the generated code executes.</summary>
    public BaselineCost AsQuantized => this[Baseline.AsQuantized];

    /// <summary>Gets the totals of what the generated code executes.</summary>
    public CostFigures Total => AsQuantized.Total;
}
