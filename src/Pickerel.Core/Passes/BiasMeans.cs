using System.Collections.Generic;
using Pickerel.Core.Collections;

namespace Pickerel.Core.Passes;

/// <summary>The means of a tensor's channels.</summary>
/// <param name="Real">Of its real values.</param>
/// <param name="Quantized">Of the same values rounded to the tensor's grid and clipped to its range.</param>
public sealed record ChannelMeans(EquatableArray<double> Real, EquatableArray<double> Quantized);

/// <summary>Which means of the tensors that weighted nodes read biases are corrected by.</summary>
public abstract record BiasMeans
{
    private BiasMeans()
    {
    }

    /// <summary>Those that norms and weights lead to expect: no data is needed.</summary>
    public sealed record Expected : BiasMeans;

    /// <summary>None: biases stay as they are.</summary>
    public sealed record None : BiasMeans;

    /// <summary>Those measured on data, by the name of the node that makes the tensor.</summary>
    public sealed record Measured(IReadOnlyDictionary<string, ChannelMeans> Means) : BiasMeans;
}
