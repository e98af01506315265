using System;
using System.Linq;
using Pickerel.Core.ModelText;

namespace Pickerel.Core.Ir;

/// <summary>The two roundings of a TensorFlow Lite model.</summary>
public static class TfLiteRoundings
{
    /// <summary>Whether a node rounds as TensorFlow Lite does.</summary>
    public static bool IsOne(Node node) => node is RequantizedNode { Requantizer: TfLiteRequantization };

    /// <summary>The network of a model under single rounding; as it was imported, it rounds twice.</summary>
    public static Network Single(ModelDocument model)
    {
        var replaced = model.SingleRounding.ToDictionary(n => n.Name, StringComparer.Ordinal);
        return model.Network!.Select(n => replaced.TryGetValue(n.Name, out var other) ? other : n).Select(Single);
    }

    private static Node Single(Node node) => node is RequantizedNode { Requantizer: TfLiteRequantization { Rounding: TfLiteRounding.Double } step } requantized
        ? requantized with { Requantizer = step with { Rounding = TfLiteRounding.Single } }
        : node;
}
