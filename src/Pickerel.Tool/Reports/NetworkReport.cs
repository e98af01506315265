using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace Pickerel.Tool.Reports;

/// <summary>All that a network's description says of it; also the schema of <c>NETWORK.cost.json</c>.</summary>
internal sealed record NetworkReport
{
    public const int Version = 1;

    public const string AsQuantized = "asQuantized", FloatUnfused = "floatUnfused", FloatFolded = "floatFolded", FixedPoint32 = "fixedPoint32", Thresholds = "thresholds";

    /// <summary>Gets the version of the format.</summary>
    [JsonPropertyName("pickerel")]
    public int Format { get; init; }

    /// <summary>Gets the class's full name.</summary>
    public required string Network { get; init; }

    /// <summary>Gets the version of the table of prices.</summary>
    public int Table { get; init; }

    public long ModelBytes { get; init; }

    public long ScratchBytes { get; init; }

    public required TensorEntry Input { get; init; }

    /// <summary>Gets the output; of several the last.</summary>
    public required TensorEntry Output { get; init; }

    /// <summary>Gets the outputs in order, if there are several.</summary>
    public IReadOnlyList<TensorEntry>? Outputs { get; init; }

    /// <summary>Gets what the network costs as quantized.</summary>
    public Figures Total { get; init; } = new();

    public IReadOnlyList<LayerEntry> Layers { get; init; } = [];

    public IReadOnlyList<BaselineEntry> Baselines { get; init; } = [];

    /// <summary>Gets the operations as quantized.</summary>
    public IReadOnlyList<OperationEntry> Operations { get; init; } = [];

    public IReadOnlyList<BufferEntry> Buffers { get; init; } = [];

    /// <summary>Gets the accuracy given for it in percent, if one was.</summary>
    public double? Accuracy { get; init; }

    [JsonIgnore]
    public string ShortName => Network[(Network.LastIndexOf('.') + 1)..];

    public BaselineEntry? Find(string baseline) => Baselines.FirstOrDefault(b => string.Equals(b.Baseline, baseline, StringComparison.Ordinal));
}

/// <summary>An end of a network; of several outputs each has its layer's name.</summary>
internal sealed record TensorEntry(IReadOnlyList<int> Shape, string Grid, double Scale, int Zero, string? Layer = null);

/// <summary>One executed layer.</summary>
internal sealed record LayerEntry
{
    [JsonPropertyName("layer")]
    public required string Name { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>Gets the declared layers it executes.</summary>
    public IReadOnlyList<string> Folded { get; init; } = [];

    public IReadOnlyList<string> Inputs { get; init; } = [];

    public IReadOnlyList<int> Shape { get; init; } = [];

    public string Grid { get; init; } = "";

    public IReadOnlyList<string> InputGrids { get; init; } = [];

    public string? Weights { get; init; }

    /// <summary>Gets the least and the greatest sum, proved.</summary>
    public IReadOnlyList<long>? Sums { get; init; }

    public long Parameters { get; init; }

    public long Bytes { get; init; }

    public string Kernel { get; init; } = "";

    public string Bound { get; init; } = "";

    public IReadOnlyList<string> Refused { get; init; } = [];
}

/// <summary>A network under one baseline.</summary>
internal sealed record BaselineEntry(string Baseline, Figures Total, IReadOnlyList<LayerFigures> Layers)
{
    public Figures Of(string layer) => Layers.FirstOrDefault(l => string.Equals(l.Layer, layer, StringComparison.Ordinal)) ?? new Figures();
}

/// <summary>Costs by every measure.</summary>
internal record Figures
{
    public long Macs { get; init; }

    public long Ace { get; init; }

    public long AceV2 { get; init; }

    public long Elementwise { get; init; }

    public long Accumulators { get; init; }

    public long Bops { get; init; }

    public double Energy { get; init; }

    /// <summary>Gets ACEv2 by the kind of operation.</summary>
    public IReadOnlyDictionary<string, long> Kinds { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    [JsonIgnore]
    public double ElementwiseShare => AceV2 == 0 ? 0 : (double)Elementwise / AceV2;

    public static Figures Sum(IReadOnlyCollection<Figures> all) => new()
    {
        Macs = all.Sum(f => f.Macs),
        Ace = all.Sum(f => f.Ace),
        AceV2 = all.Sum(f => f.AceV2),
        Elementwise = all.Sum(f => f.Elementwise),
        Accumulators = all.Sum(f => f.Accumulators),
        Bops = all.Sum(f => f.Bops),
        Energy = all.Sum(f => f.Energy),
        Kinds = all.SelectMany(f => f.Kinds).GroupBy(k => k.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(k => k.Value), StringComparer.Ordinal),
    };
}

/// <summary>Costs of a layer.</summary>
internal sealed record LayerFigures : Figures
{
    public required string Layer { get; init; }
}

/// <summary>One kind of operation of a layer: its operands' bits (<c>f32</c> of floats) and how often it is executed.</summary>
internal sealed record OperationEntry(string Operation, string Layer, string Left, string Right, long Count, int Choices = 0, string? Sum = null);

/// <summary>A buffer in scratch, kept from its first step to its last; -1 is before the first layer.</summary>
internal sealed record BufferEntry(string Buffer, long Offset, long Bytes, int First, int Last);
